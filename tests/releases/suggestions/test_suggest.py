"""Suggestions over HTTP: what a text tells of itself, with reasons, on both databases."""

from typing import Any

import httpx
import pytest

from app.auth.caller import Scope
from app.places.models import Location, LocationAncestor
from tests.newsroom import EDITORIAL, Newsroom, checked

ADDRESS = "/v1/editorial/suggest"
LEAD = (
    "Blankets, tents and heaters for 1,200 people in two shelters near the border were handed out"
    " by the agency this week."
)


def _ask(newsroom: Newsroom, **members: Any) -> dict[str, Any]:
    return checked(newsroom.desk.post(ADDRESS, json=members), 200)


def _refused(newsroom: Newsroom, **members: Any) -> httpx.Response:
    answer = newsroom.desk.post(ADDRESS, json=members)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    return answer


def test_nobody_asks_without_the_right_to_write(newsroom: Newsroom) -> None:
    assert newsroom.api.post(ADDRESS, json={"title": "Aid"}).status_code == 401
    assert newsroom.as_key(Scope.READ).post(ADDRESS, json={"title": "Aid"}).status_code == 403


@pytest.mark.parametrize(
    ("members", "pointer"),
    [
        ({}, "#"),
        ({"title": "Aid", "body_html": "<p>x</p>", "body_text": "x"}, "#"),
        ({"title": "Aid", "language": "english!"}, "#/language"),
        ({"title": "Aid", "bodytext": "x"}, "#/bodytext"),
        ({"title": "A\x00id"}, "#/title"),
        ({"title": ["Aid"]}, "#/title"),
        ({"body_text": " \n "}, "#"),
    ],
)
def test_what_is_no_text_is_a_problem(
    newsroom: Newsroom, members: dict[str, Any], pointer: str
) -> None:
    errors = _refused(newsroom, **members).json()["errors"]
    assert [error["pointer"] for error in errors] == [pointer]


def test_a_release_as_printed_is_taken_apart(newsroom: Newsroom) -> None:
    found = _ask(
        newsroom,
        title="Winter shelter for people in Türkiye",
        body_text=f"Edirne, Türkiye – {LEAD}\n\nMore follows on Friday.",
    )
    assert found["language"]["value"] == "en"
    assert found["dateline"]["text"] == "Edirne, Türkiye"
    assert found["dateline"]["words"] == "Edirne, Türkiye – "
    assert found["dateline"]["location"]["id"] == "geonames:747712"
    assert found["dateline"]["location"]["within"][:2] == ["Edirne", "Türkiye"]
    assert found["dateline"]["confidence"] == "sure"
    assert found["body_text"] == f"{LEAD}\n\nMore follows on Friday."
    assert found["body_html"] == f"<p>{LEAD}</p>\n<p>More follows on Friday.</p>"
    named = {place["place"]["id"]: place for place in found["locations"]}
    assert named["geonames:747712"]["because"] == "the release is dated from there"
    assert named["TR"]["words"] == "Türkiye"
    assert found["summary"]["text"] == LEAD
    assert found["kind"] == {
        "value": "press_release",
        "confidence": "likely",
        "because": "nothing in it speaks for another kind",
    }
    [shelter] = [theme for theme in found["themes"] if theme["id"] == "shelter-camps"]
    assert "shelter" in [word.lower() for word in shelter["words"]]


def test_markup_of_the_body_stays(newsroom: Newsroom) -> None:
    body = f"<p><strong>Edirne, Türkiye</strong> – {LEAD}</p><script>alert(1)</script>"
    found = _ask(newsroom, body_html=body)
    assert found["body_html"] == f"<p>{LEAD}</p>"


def test_a_suggestion_can_be_sent_as_a_release(newsroom: Newsroom) -> None:
    found = _ask(newsroom, title="Aid for Türkiye", body_text=f"Edirne, Türkiye – {LEAD}")
    members = {
        "title": "Aid for Türkiye",
        "kind": found["kind"]["value"],
        "language": found["language"]["value"],
        "summary": found["summary"]["text"],
        "body_html": found["body_html"],
        "dateline": {
            "text": found["dateline"]["text"],
            "location": found["dateline"]["location"]["id"],
        },
        "locations": [place["place"]["id"] for place in found["locations"]],
        "themes": [theme["id"] for theme in found["themes"]],
    }
    saved = newsroom.draft(**members)
    assert saved["dateline"] == members["dateline"]
    assert saved["locations"] == members["locations"]


def test_two_places_of_one_name_are_both_offered(newsroom: Newsroom) -> None:
    dateline = _ask(newsroom, body_text=f"TRIPOLI – {LEAD}")["dateline"]
    assert dateline["location"] is None
    assert dateline["confidence"] == "unsure"
    assert {place["within"][-4] for place in dateline["candidates"]} >= {"Libya", "Lebanon"}
    assert "several places" in dateline["because"]


def test_a_place_of_the_editors_own_is_found(newsroom: Newsroom) -> None:
    row: dict[str, Any] = {
        "id": "own:old-mill",
        "kind": "site",
        "slug": "old-mill",
        "name": "Old Mill",
        "name_key": "oldmill",
        "population": 0,
        "source": "own",
    }
    empty: dict[str, Any] = dict.fromkeys(
        ("code", "country", "latitude", "longitude", "timezone", "parent_id")
    )
    with newsroom.database.write() as session:
        session.add(Location(**row, **empty))
        session.flush()
        session.add(
            LocationAncestor(location_id="own:old-mill", ancestor_id="own:old-mill", depth=0)
        )
    found = _ask(newsroom, title="Beds for the Old Mill", body_text=LEAD)
    assert [place["place"]["id"] for place in found["locations"]] == ["own:old-mill"]


@pytest.mark.parametrize(
    ("text", "value", "confidence"),
    [
        ("12345", None, "unsure"),
        (f"{LEAD} {LEAD}", "en", "sure"),
        (
            "Kurum, sınıra yakın iki barınakta kalan bin iki yüz kişiye bu hafta battaniye, çadır"
            " ve ısıtıcı dağıttığını, dağıtımın cuma günü de süreceğini bildirdi.",
            "tr",
            "sure",
        ),
    ],
)
def test_the_language_is_told_or_not_known(
    newsroom: Newsroom, text: str, value: str | None, confidence: str
) -> None:
    language = _ask(newsroom, body_text=text)["language"]
    assert (language["value"], language["confidence"]) == (value, confidence)


def test_a_given_language_stands_and_doubt_is_told(newsroom: Newsroom) -> None:
    language = _ask(newsroom, body_text=f"{LEAD} {LEAD}", language="tr")["language"]
    assert (language["value"], language["confidence"]) == ("tr", "unsure")
    assert "'en'" in language["because"]


def test_the_kind_comes_with_the_words_of_the_title(newsroom: Newsroom) -> None:
    kind = _ask(newsroom, title="Statement by the Minister on the flood")["kind"]
    assert (kind["value"], kind["confidence"]) == ("statement", "sure")
    assert "«Statement by»" in kind["because"]


def test_asking_saves_nothing(newsroom: Newsroom) -> None:
    _ask(newsroom, title="Aid", body_text=f"Edirne, Türkiye – {LEAD}")
    assert checked(newsroom.desk.get(EDITORIAL), 200)["data"] == []


def test_a_long_text_is_answered_soon(newsroom: Newsroom) -> None:
    found = _ask(newsroom, title="Aid", body_text=f"{LEAD}\n\n" * 2_000)
    assert found["summary"]["text"] == LEAD


def test_a_key_of_one_organisation_is_told_of_no_hidden_place(newsroom: Newsroom) -> None:
    camp = {"name": "Kara Tepe camp", "parent": "mytilene"}
    checked(newsroom.desk.post("/v1/editorial/locations", json=camp), 201)
    limited = newsroom.as_key(Scope.WRITE, organisation="Aid Partner")
    text = {"title": "Beds for Kara Tepe camp", "body_text": f"Kara Tepe camp – {LEAD}"}

    def told() -> str:
        return limited.post(ADDRESS, json=text).text

    shown = newsroom.desk.post(ADDRESS, json=text).text
    assert "own:kara-tepe-camp" in shown
    before = told()
    assert "own:kara-tepe-camp" not in before
    unknown = {name: words.replace("Kara Tepe", "Karo Tepe") for name, words in text.items()}
    other = limited.post(ADDRESS, json=unknown).text
    assert other.replace("Karo Tepe", "Kara Tepe") == before
    newsroom.published(locations=["own:kara-tepe-camp"])
    assert told() == shown
