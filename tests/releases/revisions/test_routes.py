"""Every save of a release: listed, read, compared, restored; and what a late editor is told."""

from typing import Any

import pytest

from app.auth.caller import Scope
from tests.newsroom import ALONE, EDITORIAL, Newsroom, checked

UNKNOWN = "01a210b6-5430-72ec-bd19-21f4fd2f8700"


def _address(release: dict[str, Any], rest: str = "") -> str:
    return f"{EDITORIAL}/{release['id']}/revisions{rest}"


def _restore(newsroom: Newsroom, release: dict[str, Any], number: int, **members: Any) -> Any:
    return newsroom.desk.post(
        _address(release, f"/{number}/restore"),
        headers={"If-Match": release["etag"]},
        json=members or None,
    )


def _three_saves(newsroom: Newsroom) -> dict[str, Any]:
    draft = newsroom.draft(title="One", body_text="Blankets for 12,000 people.")
    second = newsroom.edit(draft, title="Two", revision_note="A better title")
    return newsroom.edit(second, body_text="Blankets for 1,200 people.")


def test_every_save_is_listed_with_its_author_and_note(newsroom: Newsroom) -> None:
    release = _three_saves(newsroom)
    newsroom.act(release, "publish")
    found = checked(newsroom.desk.get(_address(release)), 200)
    assert [entry["number"] for entry in found["data"]] == [3, 2, 1]
    assert [entry["note"] for entry in found["data"]] == [None, "A better title", None]
    assert [entry["live"] for entry in found["data"]] == [True, False, False]
    assert {entry["origin"] for entry in found["data"]} == {"person"}
    assert all(entry["author"].startswith("key:") for entry in found["data"])
    assert found["meta"]["total"] == 3


def test_a_long_list_of_revisions_has_pages(newsroom: Newsroom) -> None:
    release = _three_saves(newsroom)
    numbers: list[int] = []
    address = _address(release, "?limit=2")
    while address:
        page = checked(newsroom.desk.get(address), 200)
        numbers += [entry["number"] for entry in page["data"]]
        address = page["links"].get("next", "")
    assert numbers == [3, 2, 1]


def test_the_words_of_a_revision_stay_as_they_were_saved(newsroom: Newsroom) -> None:
    release = _three_saves(newsroom)
    first = checked(newsroom.desk.get(_address(release, "/1")), 200)
    assert first["words"]["title"] == "One"
    assert first["words"]["body_html"] == "<p>Blankets for 12,000 people.</p>"
    assert first["live"] is False


def test_two_revisions_are_compared_member_by_member(newsroom: Newsroom) -> None:
    release = _three_saves(newsroom)
    found = checked(newsroom.desk.get(_address(release, "/3/compare?with=1")), 200)
    assert (found["before"], found["after"]) == (1, 3)
    changes = {change["field"]: change["diff"] for change in found["data"]}
    assert list(changes) == ["title", "body_html"]
    assert {"op": "delete", "text": "12,000 "} in changes["body_html"]
    assert {"op": "insert", "text": "1,200 "} in changes["body_html"]


def test_restoring_is_a_new_save_that_readers_see_later(newsroom: Newsroom) -> None:
    release = newsroom.act(_three_saves(newsroom), "publish")
    restored = checked(_restore(newsroom, release, 1), 200)
    assert restored["title"] == "One"
    assert restored["revision"] == 4
    assert restored["live_revision"] == 3
    newest = checked(newsroom.desk.get(_address(release)), 200)["data"][0]
    assert (newest["origin"], newest["note"]) == ("restore", "Revision 1 restored")
    public = checked(newsroom.api.get(f"/v1/releases/{release['id']}"), 200)
    assert public["title"] == "Two"
    newsroom.act(restored, "update")
    public = checked(newsroom.api.get(f"/v1/releases/{release['id']}"), 200)
    assert public["title"] == "One"


def test_a_reason_for_restoring_is_kept(newsroom: Newsroom) -> None:
    release = _three_saves(newsroom)
    checked(_restore(newsroom, release, 2, note="The edit was a mistake"), 200)
    newest = checked(newsroom.desk.get(_address(release)), 200)["data"][0]
    assert newest["note"] == "The edit was a mistake"


def test_restoring_needs_the_tag_and_a_revision_that_is_there(newsroom: Newsroom) -> None:
    release = _three_saves(newsroom)
    without = newsroom.desk.post(_address(release, "/1/restore"))
    assert without.status_code == 428
    assert _restore(newsroom, release | {"etag": '"1"'}, 1).status_code == 412
    assert _restore(newsroom, release, 4).status_code == 404
    assert newsroom.desk.get(_address(release, "/4")).status_code == 404
    assert newsroom.desk.get(_address(release, "/3/compare?with=9")).status_code == 404
    assert newsroom.desk.get(_address({"id": UNKNOWN})).status_code == 404


def test_revisions_are_for_those_who_may_read_drafts(newsroom: Newsroom) -> None:
    release = _three_saves(newsroom)
    partner = newsroom.as_key(Scope.EMBARGO)
    stranger = newsroom.as_key(Scope.READ, organisation="theirs")
    for rest in ("", "/1", "/2/compare?with=1"):
        assert newsroom.api.get(_address(release, rest)).status_code == 401
        assert partner.get(_address(release, rest)).status_code == 403
        assert stranger.get(_address(release, rest)).status_code == 404


def test_a_key_of_one_organisation_restores_no_words_of_another(newsroom: Newsroom) -> None:
    draft = newsroom.draft(organisation={"name": "Theirs"})
    ours = newsroom.edit(draft, organisation={"name": "Ours", "id": "ours"})
    own = newsroom.as_key(Scope.WRITE, organisation="ours")
    answer = own.post(_address(ours, "/1/restore"), headers={"If-Match": ours["etag"]})
    assert checked(answer, 422)["errors"][0]["pointer"] == "#/organisation/id"


def test_a_late_editor_is_told_what_changed_since(newsroom: Newsroom) -> None:
    draft = newsroom.draft(title="One")
    second = newsroom.edit(draft, title="Two", body_text="Words")
    newsroom.act(second, "publish")
    answer = newsroom.desk.patch(
        f"{EDITORIAL}/{draft['id']}",
        headers={"If-Match": draft["etag"], "Content-Type": "application/merge-patch+json"},
        json={"title": "Mine"},
    )
    problem = checked(answer, 412)
    assert problem["etag"] == answer.headers["etag"] == '"3"'
    assert [(change["act"], change["fields"]) for change in problem["changes"]] == [
        ("edit", ["title", "body_html"]),
        ("publish", []),
    ]
    assert problem["changes"][0]["revision"] == 2
    assert problem["changes"][0]["author"].startswith("key:")


@pytest.mark.parametrize("tag", ['"x"', '"99"', 'W/"1"', '"0"', '"rubbish"', '"' + "9" * 90 + '"'])
def test_a_tag_of_no_earlier_state_is_told_no_changes(newsroom: Newsroom, tag: str) -> None:
    draft = newsroom.edit(newsroom.draft(), title="Two")
    answer = newsroom.desk.delete(f"{EDITORIAL}/{draft['id']}", headers={"If-Match": tag})
    assert "changes" not in checked(answer, 412)


def test_a_tag_without_quotes_is_told_how_it_is_quoted_and_changes_nothing(
    newsroom: Newsroom,
) -> None:
    draft = newsroom.edit(newsroom.draft(), title="Two")
    address = f"{EDITORIAL}/{draft['id']}"
    answer = newsroom.desk.delete(address, headers={"If-Match": "rubbish"})
    problem = checked(answer, 422)
    assert "changes" not in problem
    assert problem["errors"][0]["parameter"] == "If-Match"
    assert problem["errors"][0]["suggestion"] == '"rubbish"'
    assert newsroom.read(draft["id"]) == draft | ALONE


def test_public_versions_tell_nothing_of_saves_and_their_authors(newsroom: Newsroom) -> None:
    release = newsroom.act(_three_saves(newsroom), "publish")
    edited = newsroom.edit(release, title="Three", revision_note="secret note")
    edited = newsroom.edit(edited, summary="Unpublished")
    corrected = newsroom.act(edited, "correct", note="The title was wrong.")
    newsroom.edit(corrected, title="Four")
    answer = newsroom.api.get(f"/v1/releases/{release['id']}/versions")
    entries = checked(answer, 200)["data"]
    assert [entry["kind"] for entry in entries] == ["published", "corrected"]
    assert [entry["note"] for entry in entries] == [None, "The title was wrong."]
    assert [set(entry) for entry in entries] == [{"version", "kind", "at", "note"}] * 2
    for hidden in ("secret note", "key:", "Four", "revision"):
        assert hidden not in answer.text
