"""Search as readers get it: found, ordered, highlighted, corrected."""

from collections.abc import Iterator
from uuid import UUID

import pytest

from tests.client import Client
from tests.factories import a_document, a_theme, edirne
from tests.public.conftest import Publish
from tests.public.reading import listed, path_of, walk


def test_words_are_found_and_the_title_comes_first(reader: Client, publish: Publish) -> None:
    in_text = a_document(title="Other", body_text="Blankets for a harbour.")
    in_title = a_document(title="Harbour opens", body_text="Other.")
    publish(in_text, in_title, a_document())
    assert listed(reader.get("/v1/releases?q=harbours")) == [in_title.id, in_text.id]
    assert listed(reader.get("/v1/releases?q=harbour&sort=published_at")) == sorted(
        [in_text.id, in_title.id]
    )


def test_words_go_with_every_filter_and_facet(reader: Client, publish: Publish) -> None:
    here = a_document(title="Harbour", locations=(edirne(),), themes=(a_theme("health"),))
    publish(here, a_document(title="Harbour", kind="event"), a_document(locations=(edirne(),)))
    answer = reader.get("/v1/releases?q=harbour&location=TR&facets=kind,theme").json()
    assert [UUID(release["id"]) for release in answer["data"]] == [here.id]
    assert answer["facets"]["kind"] == [
        {"value": "press_release", "label": "Press release", "releases": 1}
    ]
    assert reader.get("/v1/releases/facets?q=harbour").json()["meta"]["total"] == 2
    for form in ("ndjson", "csv", "atom"):
        text = reader.get(f"/v1/releases.{form}?q=harbour&location=TR").text
        assert str(here.id) in text


def test_pages_by_relevance_neither_repeat_nor_skip(reader: Client, publish: Publish) -> None:
    publish(*(a_document(title="Harbour " * (1 + number % 3)) for number in range(10)))
    seen: list[UUID] = []
    address = "/v1/releases?q=harbour&limit=3"
    while address:
        answer = reader.get(address)
        seen += listed(answer)
        address = answer.json()["links"].get("next", "")
    whole = listed(reader.get("/v1/releases?q=harbour&limit=100"))
    assert seen == whole
    assert len(set(whole)) == 10


def test_where_few_have_all_words_those_with_most_follow(reader: Client, publish: Publish) -> None:
    whole = a_document(title="Rail workers on sick leave", kind="event")
    most = a_document(title="Other", body_text="Rail workers had sick days.")
    half = a_document(title="Sick leave for nurses")
    publish(whole, most, half, a_document(title="Rail fares"), a_document(title="Leave"))
    asked = "/v1/releases?q=rail+workers+sick+leave"
    answer = reader.get(asked)
    assert listed(answer) == [whole.id, most.id, half.id]
    meta = {"total": 3, "limit": 20, "language": "en", "all_words": 1, "most_words_from": 1}
    assert answer.json()["meta"] == meta
    first, second, third = (
        reader.get(f"{asked}&limit=1&cursor={cursor}" if cursor else f"{asked}&limit=1").json()
        for cursor in _cursors(reader, f"{asked}&limit=1")
    )
    assert first["meta"] == {"total": 3, "limit": 1, "language": "en", "all_words": 1}
    assert second["meta"] == third["meta"] == {**meta, "limit": 1, "most_words_from": 0}
    # A filter that lets only these through.
    there = reader.get(f"{asked}&kind=press_release").json()["meta"]
    assert there == {**meta, "total": 2, "all_words": 0, "most_words_from": 0}
    # In any other order nothing can follow; who watches for new releases gets what has all words.
    newest = reader.get(f"{asked}&sort=-published_at").json()
    assert newest["meta"] == {"total": 1, "limit": 20, "language": "en"}
    assert str(most.id) not in reader.get(asked.replace("?", ".atom?")).text
    assert [UUID(one["id"]) for one in newest["data"]] == [whole.id]


def test_numbers_of_facets_are_those_of_the_list_with_what_follows(
    reader: Client, publish: Publish
) -> None:
    kinds = ("event", "statement", "remarks", "feature")
    publish(
        *(
            a_document(title=title, kind=kind, language=language, locations=places)
            for title in ("Harbour storm", "Harbour", "Storm", "Calm")
            for kind, language in zip(kinds, ("en", "tr", "en", "fr"), strict=True)
            for places in ((), (edirne(),))
        )
    )
    for sort in ("relevance", "-published_at"):
        asked = f"/v1/releases?q=harbour+storm&sort={sort}"
        shown = reader.get(f"{asked}&facets=kind,language&kind=event").json()
        assert shown["meta"]["total"] == len(walk(reader, f"{asked}&kind=event&limit=2"))
        for name, others in (("kind", ""), ("language", "&kind=event")):
            for entry in shown["facets"][name]:
                chosen = reader.get(f"{asked}{others}&{name}={entry['value']}").json()
                assert entry["releases"] == chosen["meta"]["total"] > 0
    alone = reader.get("/v1/releases/facets?q=harbour+storm&facets=kind").json()
    assert (
        alone["meta"]["total"] == reader.get("/v1/releases?q=harbour+storm").json()["meta"]["total"]
    )
    on_map = reader.get("/v1/locations.geojson?q=harbour+storm").json()
    assert {one["properties"]["releases"] for one in on_map["features"]} == {12}


def test_where_enough_have_all_words_nothing_follows(reader: Client, publish: Publish) -> None:
    publish(*(a_document(title="Harbour storm") for _ in range(10)), a_document(title="Storm"))
    meta = reader.get("/v1/releases?q=harbour+storm").json()["meta"]
    assert meta == {"total": 10, "limit": 20, "language": "en"}


def test_a_word_that_most_releases_have_brings_none_along(reader: Client, publish: Publish) -> None:
    publish(*(a_document(title="The news") for _ in range(20)), a_document(title="The harbour"))
    rare = a_document(title="Harbour")
    publish(rare)
    answer = reader.get("/v1/releases?q=the+harbour").json()
    meta = {"total": 2, "limit": 20, "language": "en", "all_words": 1, "most_words_from": 1}
    assert answer["meta"] == meta
    assert answer["data"][1]["id"] == str(rare.id)


def test_a_mistyped_word_is_corrected_though_others_follow(
    reader: Client, publish: Publish
) -> None:
    publish(*(a_document(title="Humanitarian corridor") for _ in range(5)))
    meta = reader.get("/v1/releases?q=humanitarain+corridor").json()["meta"]
    assert meta["all_words"] == 0
    assert meta["did_you_mean"] == "humanitarian corridor"


def _cursors(reader: Client, address: str) -> Iterator[str]:
    yield ""
    while following := reader.get(address).json()["links"].get("next"):
        address = path_of(following)
        yield address.rpartition("cursor=")[2]


def test_a_place_is_found_by_its_name_in_any_language(reader: Client, publish: Publish) -> None:
    there = a_document(locations=(edirne(),))
    publish(there, a_document())
    for name in ("Turchia", "土耳其", "تركيا", "Türkei"):
        assert listed(reader.get("/v1/releases", params={"q": name})) == [there.id], name


def test_highlights_show_the_words_as_written(reader: Client, publish: Publish) -> None:
    publish(
        a_document(
            title="Harbours & <Ports>",
            summary="Nothing here.",
            body_text="Two harbours were opened.",
        )
    )
    (release,) = reader.get("/v1/releases?q=harbour&include=highlights").json()["data"]
    assert release["highlights"] == {
        "title": "<mark>Harbours</mark> &amp; &lt;Ports&gt;",
        "body": "Two <mark>harbours</mark> were opened.",
    }
    (only,) = reader.get("/v1/releases?q=harbour&include=highlights&fields=id").json()["data"]
    assert set(only) == {"id", "highlights"}
    (plain,) = reader.get("/v1/releases?include=highlights").json()["data"]
    assert "highlights" not in plain


def test_a_misspelt_word_is_answered_with_one_that_finds(reader: Client, publish: Publish) -> None:
    publish(*(a_document(title="Humanitarian corridor") for _ in range(5)))
    meta = reader.get("/v1/releases?q=humanitarain").json()["meta"]
    assert meta == {"total": 0, "limit": 20, "language": "en", "did_you_mean": "humanitarian"}
    assert "did_you_mean" not in reader.get("/v1/releases?q=humanitarian").json()["meta"]


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "🎉",
        '"',
        "-",
        "*",
        "a AND",
        "NEAR(",
        "title:x",
        "C++",
        "100%",
        "\\",
        "'; --",
        "(",
        "^a",
    ],
)
def test_nothing_that_can_be_typed_is_an_error(
    reader: Client, publish: Publish, typed: str
) -> None:
    publish(a_document())
    answer = reader.get("/v1/releases", params={"q": typed, "include": "highlights"})
    assert answer.status_code == 200, answer.text


def test_what_cannot_be_asked_is_refused_with_its_reason(reader: Client) -> None:
    for query, parameter in (
        ("sort=relevance", "sort"),
        ("include=highlight", "include"),
        (f"q={'a' * 501}", "q"),
    ):
        answer = reader.get(f"/v1/releases?{query}")
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["parameter"] == parameter
