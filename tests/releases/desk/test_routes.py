"""The editorial side over HTTP, from a first draft to a withdrawal."""

from typing import Any

import pytest

from app.auth.caller import Scope
from tests.newsroom import ALONE, EDITORIAL, Newsroom, checked

UNKNOWN = "01a210b6-5430-72ec-bd19-21f4fd2f8700"
EVERYTHING: dict[str, Any] = {
    "kind": "statement",
    "language": "tr-tr",
    "title": "Köprü’de “yeni” dönem",
    "subtitle": "Alt başlık",
    "summary": "Kısaca.",
    "body_html": '<p>Bir <em>iki</em></p><script>alert("x")</script>',
    "dateline": {"text": "Çeşme, Western Turkey"},
    "locations": ["TR", "gr", "Edirne"],
    "themes": ["children", "medtop:20001283", "Sağlık"],
    "published_at": "2024-01-01T00:30:00+03:00",
    "organisation": {"name": "Test Relief Agency"},
    "contacts": [{"name": "Press desk", "email": "desk@press.example"}],
    "links": [{"url": "https://press.example/map", "title": "Map"}],
    "usage_terms": "Free to use.",
    "source_url": "https://press.example/1",
    "slug": "yeni-donem",
    "internal_note": "not for readers",
}


def test_a_title_is_enough_to_begin_a_draft(newsroom: Newsroom) -> None:
    answer = newsroom.desk.post(EDITORIAL, json={"title": "Ferry service resumes"})
    draft = checked(answer, 201)
    assert draft["state"] == "draft"
    assert draft["slug"] == "ferry-service-resumes"
    assert answer.headers["etag"] == draft["etag"]
    assert answer.headers["location"].endswith(f"{EDITORIAL}/{draft['id']}")
    assert answer.headers["cache-control"] == "private, no-store"


def test_everything_comes_back_as_it_was_sent_but_safe_and_normalised(newsroom: Newsroom) -> None:
    draft = newsroom.draft(**EVERYTHING)
    for name in ("kind", "title", "subtitle", "summary", "usage_terms", "internal_note", "slug"):
        assert draft[name] == EVERYTHING[name]
    assert draft["language"] == "tr-TR"
    assert draft["body_html"] == "<p>Bir <em>iki</em></p>"
    assert draft["dateline"] == {"text": "Çeşme, Western Turkey", "location": "geonames:318755"}
    assert draft["locations"] == ["TR", "GR", "geonames:747712"]
    themes = [theme["id"] for theme in draft["themes"]]
    assert themes == ["children", "trafficking-smuggling", "health"]
    assert draft["published_at"] == "2023-12-31T21:30:00Z"
    assert newsroom.read(draft["id"]) == draft | ALONE


def test_a_published_release_is_what_the_editor_wrote(newsroom: Newsroom) -> None:
    release = newsroom.published(**EVERYTHING)
    public = checked(newsroom.api.get("/v1/releases/yeni-donem?lang=tr"), 200)
    assert public["id"] == release["id"]
    assert public["body_text"] == "Bir iki"
    assert public["dateline"]["location"]["name"] == "Çeşme"
    assert public["published_at"] == "2023-12-31T21:30:00Z"
    assert public["date_precision"] == "exact"
    assert [place["id"] for place in public["locations"]] == [
        "geonames:318755",
        "TR",
        "GR",
        "geonames:747712",
    ]
    assert public["themes"][0]["label"] == "Çocuklar"
    assert "internal_note" not in public
    assert public["version"] == 1


def test_edits_of_a_public_release_stay_inside_until_they_are_released(
    newsroom: Newsroom,
) -> None:
    release = newsroom.published()
    before = newsroom.api.get(f"/v1/releases/{release['id']}")
    edited = newsroom.edit(release, title="Ferry service resumes on Friday")
    after = newsroom.api.get(f"/v1/releases/{release['id']}")
    assert after.content == before.content
    assert after.headers["etag"] == before.headers["etag"]
    newsroom.act(edited, "update")
    public = checked(newsroom.api.get(f"/v1/releases/{release['id']}"), 200)
    assert public["title"] == "Ferry service resumes on Friday"
    assert public["slug"] == "ferry-service-resumes"
    assert public["version"] == 2


def test_a_correction_keeps_the_date_and_says_what_was_wrong(newsroom: Newsroom) -> None:
    release = newsroom.published()
    first = checked(newsroom.api.get(f"/v1/releases/{release['id']}"), 200)
    edited = newsroom.edit(release, body_text="1,200 people")
    newsroom.act(edited, "correct", note="1,200, not 12,000.", severity="major", action="replace")
    public = checked(newsroom.api.get(f"/v1/releases/{release['id']}"), 200)
    assert public["published_at"] == first["published_at"]
    assert public["modified_at"] > first["modified_at"]
    assert public["correction"]["note"] == "1,200, not 12,000."
    assert public["correction"]["action"] == "replace"
    versions = checked(newsroom.api.get(f"/v1/releases/{release['id']}/versions"), 200)["data"]
    assert sorted(version["kind"] for version in versions) == ["corrected", "published"]


def test_an_update_without_news_is_refused(newsroom: Newsroom) -> None:
    release = newsroom.published()
    answer = newsroom.desk.post(
        f"{EDITORIAL}/{release['id']}/update", headers={"If-Match": release["etag"]}
    )
    assert "Nothing was changed" in checked(answer, 422)["detail"]


def test_a_withdrawn_release_is_gone_with_its_notice(newsroom: Newsroom) -> None:
    release = newsroom.published(body_text="sealed words")
    newsroom.act(release, "withdraw", notice="Issued in error.")
    answer = newsroom.api.get(f"/v1/releases/{release['id']}")
    assert checked(answer, 410)["notice"]["text"] == "Issued in error."
    assert "sealed" not in answer.text
    assert newsroom.public_ids() == []
    changes = checked(newsroom.api.get("/v1/changes?since=0"), 200)["data"]
    assert [change["kind"] for change in changes] == ["published", "withdrawn"]


def test_a_replaced_release_leads_to_its_successor(newsroom: Newsroom) -> None:
    successor = newsroom.published(title="Second try")
    release = newsroom.published(title="First try")
    newsroom.act(
        release, "withdraw", notice="See the new one.", kind="replaced", replaced_by=successor["id"]
    )
    answer = newsroom.api.get("/v1/releases/first-try")
    assert answer.status_code == 301
    assert answer.headers["location"].endswith(f"/v1/releases/{successor['id']}")


def test_a_kept_release_stays_readable_under_its_notice_and_leaves_lists(
    newsroom: Newsroom,
) -> None:
    release = newsroom.published(body_text="Kept words")
    newsroom.act(release, "withdraw", notice="No longer current.", kind="kept")
    public = checked(newsroom.api.get(f"/v1/releases/{release['id']}"), 200)
    assert public["body_text"] == "Kept words"
    assert public["notice"]["text"] == "No longer current."
    assert newsroom.public_ids() == []


def test_a_successor_that_is_not_public_is_refused(newsroom: Newsroom) -> None:
    release = newsroom.published(title="First try")
    hidden = newsroom.draft(title="Hidden")
    for other in (hidden["id"], UNKNOWN, release["id"]):
        answer = newsroom.desk.post(
            f"{EDITORIAL}/{release['id']}/withdraw",
            headers={"If-Match": release["etag"]},
            json={"notice": "x", "kind": "replaced", "replaced_by": other},
        )
        assert checked(answer, 422)["errors"][0]["pointer"] == "#/replaced_by"


def test_a_withdrawn_release_can_be_published_again_as_a_new_version(newsroom: Newsroom) -> None:
    release = newsroom.act(newsroom.published(), "withdraw", notice="Wait.")
    newsroom.act(release, "publish")
    public = checked(newsroom.api.get(f"/v1/releases/{release['id']}"), 200)
    assert public["version"] == 3


def test_only_a_draft_can_be_deleted(newsroom: Newsroom) -> None:
    draft = newsroom.draft()
    address = f"{EDITORIAL}/{draft['id']}"
    assert newsroom.desk.delete(address, headers={"If-Match": draft["etag"]}).status_code == 204
    assert newsroom.desk.get(address).status_code == 404
    release = newsroom.published()
    answer = newsroom.desk.delete(
        f"{EDITORIAL}/{release['id']}", headers={"If-Match": release["etag"]}
    )
    problem = checked(answer, 409)
    assert problem["state"] == "published"
    assert "withdraw" in problem["allowed"]


def test_a_put_empties_what_it_leaves_out(newsroom: Newsroom) -> None:
    draft = newsroom.draft(**EVERYTHING)
    answer = newsroom.desk.put(
        f"{EDITORIAL}/{draft['id']}",
        headers={"If-Match": draft["etag"]},
        json={"title": "Bare"},
    )
    replaced = checked(answer, 200)
    assert replaced["subtitle"] is None
    assert replaced["locations"] == []
    assert replaced["slug"] == "yeni-donem"


@pytest.mark.parametrize(
    ("members", "pointer", "suggestion"),
    [
        ({"kind": "pressrelease"}, "#/kind", "press_release"),
        ({"locations": ["TR", "Turky"]}, "#/locations/1", "turkiye"),
        ({"themes": ["childrn"]}, "#/themes/0", "children"),
        ({"titel": "x"}, "#/titel", "title"),
        ({"language": "en-UK"}, "#/language", "en-GB"),
        ({"date": "2024-02-30"}, "#/date", None),
        ({"published_at": "2024-01-01T00:30:00"}, "#/published_at", None),
        ({"title": "a\x00b"}, "#/title", None),
        ({"title": "\u200b\u202e \u00a0"}, "#/title", None),
        ({"id": UNKNOWN}, "#/id", None),
        ({"dateline": {"text": "x", "location": "Nowhereland"}}, "#/dateline/location", None),
    ],
)
def test_a_fault_is_told_with_its_place_and_what_would_be_right(
    newsroom: Newsroom, members: dict[str, Any], pointer: str, suggestion: str | None
) -> None:
    answer = newsroom.desk.post(EDITORIAL, json={"title": "T"} | members)
    faults = checked(answer, 422)["errors"]
    fault = next(fault for fault in faults if fault["pointer"] == pointer)
    if suggestion is not None:
        assert fault["suggestion"] == suggestion


def test_a_release_known_by_day_keeps_its_day(newsroom: Newsroom) -> None:
    release = newsroom.published(date="2019-12-18")
    public = checked(newsroom.api.get(f"/v1/releases/{release['id']}"), 200)
    assert public["date"] == "2019-12-18"
    assert public["date_precision"] == "day"
    assert public["published_at"] == "2019-12-18T00:00:00Z"


def test_a_release_dated_in_the_future_is_not_published(newsroom: Newsroom) -> None:
    draft = newsroom.draft(published_at="2999-01-01T00:00:00Z")
    answer = newsroom.desk.post(
        f"{EDITORIAL}/{draft['id']}/publish", headers={"If-Match": draft["etag"]}
    )
    assert checked(answer, 422)
    assert newsroom.public_ids() == []


def test_the_editors_list_pages_and_filters_by_state(newsroom: Newsroom) -> None:
    drafts = [newsroom.draft(title=f"Draft {number}")["id"] for number in range(5)]
    newsroom.published(title="Public")
    address = f"{EDITORIAL}?state=draft&limit=2"
    found: list[str] = []
    while address:
        page = checked(newsroom.desk.get(address), 200)
        assert page["meta"]["total"] == 5
        found += [release["id"] for release in page["data"]]
        address = page["links"].get("next", "")
    assert found == list(reversed(drafts))


@pytest.mark.parametrize("act", ["publish", "update", "correct", "withdraw", "schedule"])
def test_publishing_needs_its_own_scope(newsroom: Newsroom, act: str) -> None:
    draft = newsroom.draft()
    address = f"{EDITORIAL}/{draft['id']}/{act}"
    bodies = {"correct": {"note": "x"}, "withdraw": {"notice": "x"}}
    bodies["schedule"] = {"at": "2999-01-01T00:00:00Z"}
    assert newsroom.api.post(address, json=bodies.get(act)).status_code == 401
    writer = newsroom.as_key(Scope.WRITE)
    assert writer.post(address, json=bodies.get(act)).status_code == 403


def test_another_organisations_release_is_the_same_404_as_none(newsroom: Newsroom) -> None:
    draft = newsroom.draft(organisation={"name": "Ours"})
    stranger = newsroom.as_key(Scope.PUBLISH, organisation="theirs")
    missing = stranger.get(f"{EDITORIAL}/{UNKNOWN}")
    hidden = stranger.get(f"{EDITORIAL}/{draft['id']}", headers={"If-None-Match": "*"})
    assert missing.status_code == hidden.status_code == 404
    assert {**missing.json(), "instance": ""} == {**hidden.json(), "instance": ""}


@pytest.mark.parametrize(
    "url", ["https://[", 'https://e.example/"x"', "https://e.example/<b>", "https://e.example/a\\b"]
)
def test_a_link_is_an_address(newsroom: Newsroom, url: str) -> None:
    given = {"title": "Ferry", "links": [{"url": url, "title": "Map"}], "source_url": url}
    faults = checked(newsroom.desk.post(EDITORIAL, json=given), 422)["errors"]
    assert {fault["pointer"] for fault in faults} == {"#/links/0/url", "#/source_url"}
    assert all("%3C" in fault["detail"] for fault in faults)


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("https://press.example", 201),
        ("https://press.example/@us?to=me@press.example#a@b", 201),
        ("https://me:secret@press.example/", 422),
        ("https://me@press.example", 422),
        ("https:///press", 422),
    ],
)
def test_a_link_has_no_user_and_no_password(newsroom: Newsroom, url: str, status: int) -> None:
    for members in ({"links": [{"url": url, "title": "A"}]}, {"source_url": url}):
        answer = newsroom.desk.post(EDITORIAL, json={"title": "T"} | members)
        assert answer.status_code == status


@pytest.mark.parametrize(
    ("email", "status"),
    [
        ("press+en@example.org", 201),
        ("presse@münchen.example", 201),
        ("<press@example.org>", 422),
        ("a@b.example,c@d.example", 422),
        ("press", 422),
    ],
)
def test_a_contact_has_one_email(newsroom: Newsroom, email: str, status: int) -> None:
    contacts = [{"name": "Press office", "email": email}]
    answer = newsroom.desk.post(EDITORIAL, json={"title": "T", "contacts": contacts})
    assert answer.status_code == status
