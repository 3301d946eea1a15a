"""Preflight over HTTP: asked for, told with every act that publishes, stopping with errors."""

from typing import Any

import pytest

from app.auth.caller import Scope
from tests.newsroom import ALONE, EDITORIAL, Newsroom, checked

WORDS = " ".join(f"word{number} then" for number in range(60))
SOUND: dict[str, Any] = {
    "title": "Winter supplies reach Edirne",
    "summary": "Blankets for 1,200 people.",
    "body_text": WORDS,
    "dateline": {"text": "Edirne"},
    "themes": ["health"],
}
BODIES: dict[str, Any] = {"correct": {"note": "x"}, "schedule": {"at": "2999-01-01T00:00:00Z"}}


def _asked(newsroom: Newsroom, release: dict[str, Any], query: str = "") -> dict[str, Any]:
    return checked(newsroom.desk.post(f"{EDITORIAL}/{release['id']}/preflight{query}"), 200)


def _codes(findings: list[dict[str, Any]]) -> list[str]:
    return [finding["code"] for finding in findings]


def _act(newsroom: Newsroom, release: dict[str, Any], act: str, query: str = "") -> Any:
    return newsroom.desk.post(
        f"{EDITORIAL}/{release['id']}/{act}{query}",
        headers={"If-Match": release["etag"]},
        json=BODIES.get(act),
    )


def test_asking_changes_nothing(newsroom: Newsroom) -> None:
    draft = newsroom.draft()
    asked = _asked(newsroom, draft)
    assert asked["passes"] is True
    assert _codes(asked["data"]) == [
        "summary-missing",
        "body-missing",
        "dateline-missing",
        "theme-missing",
    ]
    assert _asked(newsroom, draft, "?strict=true")["passes"] is False
    assert newsroom.read(draft["id"]) == draft | ALONE


def test_a_bare_title_is_published_with_warnings(newsroom: Newsroom) -> None:
    published = newsroom.published()
    assert published["state"] == "published"
    assert "theme-missing" in _codes(published["warnings"])


@pytest.mark.parametrize("act", ["publish", "schedule"])
def test_a_strict_act_is_stopped_by_a_warning_and_undone(newsroom: Newsroom, act: str) -> None:
    draft = newsroom.draft()
    refused = checked(_act(newsroom, draft, act, "?strict=true"), 422)
    assert refused["type"].endswith("/preflight-failed")
    assert "theme-missing" in _codes(refused["findings"])
    assert newsroom.read(draft["id"]) == draft | ALONE
    assert newsroom.public_ids() == []
    sound = newsroom.draft(**SOUND)
    assert checked(_act(newsroom, sound, act, "?strict=true"), 200)["warnings"] == []


@pytest.mark.parametrize("act", ["update", "correct"])
def test_newer_words_are_asked_about_too(newsroom: Newsroom, act: str) -> None:
    release = newsroom.edit(newsroom.published(**SOUND), themes=[])
    refused = checked(_act(newsroom, release, act, "?strict=true"), 422)
    assert _codes(refused["findings"]) == ["theme-missing"]
    assert _codes(checked(_act(newsroom, release, act), 200)["warnings"]) == ["theme-missing"]


@pytest.mark.parametrize(("act", "year"), [("publish", "2998"), ("schedule", "3000")])
def test_a_date_after_publication_stops(newsroom: Newsroom, act: str, year: str) -> None:
    draft = newsroom.draft(**SOUND, date=year)
    assert _asked(newsroom, draft)["passes"] is False
    refused = checked(_act(newsroom, draft, act), 422)
    assert refused["findings"][0]["severity"] == "error"
    assert _codes(refused["findings"]) == ["date-in-future"]
    assert newsroom.read(draft["id"]) == draft | ALONE


def test_a_date_before_the_instant_it_is_scheduled_for_does_not(newsroom: Newsroom) -> None:
    draft = newsroom.draft(**SOUND, date="2998")
    scheduled = checked(_act(newsroom, draft, "schedule"), 200)
    assert scheduled["warnings"] == []
    assert _asked(newsroom, scheduled)["passes"] is True


def test_much_the_same_text_as_a_public_one_is_found(newsroom: Newsroom) -> None:
    public = newsroom.published(**SOUND)
    copy = newsroom.draft(**SOUND | {"body_text": f"{WORDS} and a new end of it"})
    (finding,) = _asked(newsroom, copy)["data"]
    assert finding["code"] == "near-duplicate"
    assert public["id"] in finding["detail"]


def test_drafts_withdrawn_ones_other_texts_and_itself_are_no_duplicates(
    newsroom: Newsroom,
) -> None:
    newsroom.draft(**SOUND)
    newsroom.act(newsroom.published(**SOUND), "withdraw", notice="Wrong.")
    newsroom.published(**SOUND | {"body_text": " ".join(f"other{n} word" for n in range(60))})
    release = newsroom.published(**SOUND)
    assert release["warnings"] == []
    assert _asked(newsroom, release)["data"] == []


def test_a_text_that_became_another_is_no_duplicate_any_more(newsroom: Newsroom) -> None:
    public = newsroom.published(**SOUND)
    other = " ".join(f"other{number} word" for number in range(60))
    newsroom.act(newsroom.edit(public, body_text=other), "update")
    assert _asked(newsroom, newsroom.draft(**SOUND))["data"] == []
    (finding,) = _asked(newsroom, newsroom.draft(**SOUND | {"body_text": other}))["data"]
    assert finding["code"] == "near-duplicate"


def test_preflight_is_for_those_who_may_read_drafts(newsroom: Newsroom) -> None:
    address = f"{EDITORIAL}/{newsroom.draft()['id']}/preflight"
    assert newsroom.api.post(address).status_code == 401
    assert newsroom.as_key(Scope.EMBARGO).post(address).status_code == 403
    assert newsroom.as_key(Scope.READ, organisation="theirs").post(address).status_code == 404
    assert newsroom.as_key(Scope.READ).post(address).status_code == 200
