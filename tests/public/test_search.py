"""Search as readers get it: found, ordered, highlighted, corrected."""

from uuid import UUID

import pytest

from tests.client import Client
from tests.factories import a_document, a_theme, edirne
from tests.public.conftest import Publish
from tests.public.reading import listed


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
    assert meta == {"total": 0, "limit": 20, "did_you_mean": "humanitarian"}
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
