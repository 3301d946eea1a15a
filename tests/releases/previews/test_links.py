"""Preview links: one revision for whoever has the link, for a limited time, until it is revoked."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlmodel import select

from app.auth.caller import Scope
from app.base import clock
from app.base.settings import Settings
from app.http import deps
from app.releases.models import PreviewLink
from tests.newsroom import EDITORIAL, Newsroom, checked

BASE = Settings().base_url
BODY = '<p>Blankets &amp; heaters.</p><p><img src="https://pictures.example/1.jpg" alt="Tent"></p>'


def _made(newsroom: Newsroom, release: dict[str, Any], **members: Any) -> dict[str, Any]:
    answer = newsroom.desk.post(f"{EDITORIAL}/{release['id']}/preview-link", json=members or None)
    return checked(answer, 201)


def _opened(newsroom: Newsroom, link: dict[str, Any], **headers: str) -> httpx.Response:
    assert link["url"].startswith(f"{BASE}/v1/previews/")
    return newsroom.api.get(link["url"].removeprefix(BASE), headers=headers)


def _links(newsroom: Newsroom, release: dict[str, Any]) -> list[dict[str, Any]]:
    answer = newsroom.desk.get(f"{EDITORIAL}/{release['id']}/preview-links")
    data: list[dict[str, Any]] = checked(answer, 200)["data"]
    return data


def test_a_link_shows_a_draft_as_readers_would_see_it(newsroom: Newsroom) -> None:
    draft = newsroom.draft(
        body_html=BODY, dateline={"text": "Edirne"}, themes=["health"], internal_note="hidden"
    )
    answer = _opened(newsroom, _made(newsroom, draft))
    shown = checked(answer, 200)
    assert shown["preview"] is True
    assert shown["usable"] is False
    assert shown["body_text"] == "Blankets & heaters."
    assert shown["dateline"]["location"]["id"] == "geonames:747712"
    assert shown["themes"][0]["id"] == "health"
    for unknown in ("first_public_at", "modified_at", "published_at", "date"):
        assert shown[unknown] is None
    assert "hidden" not in answer.text
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["x-robots-tag"] == "noindex, nofollow"
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_looking_at_a_preview_makes_nothing_public(newsroom: Newsroom) -> None:
    draft = newsroom.draft(dateline={"text": "Edirne"})
    checked(_opened(newsroom, _made(newsroom, draft)), 200)
    assert newsroom.public_ids() == []
    assert newsroom.api.get(f"/v1/releases/{draft['id']}").status_code == 404
    assert checked(newsroom.api.get("/v1/changes?since=0"), 200)["data"] == []
    after = checked(newsroom.desk.get(f"{EDITORIAL}/{draft['id']}"), 200)
    assert (after["etag"], after["public_version"]) == (draft["etag"], 0)


def test_a_browser_gets_a_page_in_which_words_stay_words(newsroom: Newsroom) -> None:
    draft = newsroom.draft(title="<script>alert(1)</script>", body_html=BODY, language="tr")
    answer = _opened(newsroom, _made(newsroom, draft), Accept="text/html,*/*;q=0.8")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["cache-control"] == "private, no-store"
    assert "script-src" not in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert '<html lang="tr" dir="ltr">' in answer.text
    assert "<script" not in answer.text
    assert "&lt;script&gt;" in answer.text
    assert "<p>Blankets &amp; heaters.</p>" in answer.text


def test_the_link_stays_with_its_revision(newsroom: Newsroom) -> None:
    draft = newsroom.draft(title="One")
    newest = _made(newsroom, draft)
    edited = newsroom.edit(draft, title="Two")
    assert _opened(newsroom, newest).json()["title"] == "One"
    chosen = _made(newsroom, edited, revision=1)
    assert _opened(newsroom, chosen).json()["title"] == "One"
    assert _opened(newsroom, _made(newsroom, edited)).json()["title"] == "Two"


def test_an_edit_of_a_public_release_is_shown_with_its_dates(newsroom: Newsroom) -> None:
    release = newsroom.published(title="One")
    public = newsroom.api.get(f"/v1/releases/{release['id']}").json()
    edited = newsroom.edit(release, title="Two")
    shown = _opened(newsroom, _made(newsroom, edited)).json()
    assert (shown["title"], shown["version"]) == ("Two", 2)
    assert shown["published_at"] == public["published_at"]
    assert shown["first_public_at"] == public["first_public_at"]


def test_a_scheduled_release_is_shown_with_the_date_it_will_have(newsroom: Newsroom) -> None:
    draft = newsroom.act(newsroom.draft(), "schedule", at="2999-01-01T00:00:00Z")
    shown = _opened(newsroom, _made(newsroom, draft)).json()
    assert shown["published_at"] == "2999-01-01T00:00:00Z"
    assert shown["first_public_at"] is None


def test_unknown_expired_and_revoked_links_are_the_same_404(newsroom: Newsroom) -> None:
    draft = newsroom.draft()
    revoked, expired = _made(newsroom, draft), _made(newsroom, draft, hours=1)
    address = f"/v1/editorial/preview-links/{revoked['id']}"
    first = checked(newsroom.desk.delete(address), 200)
    assert first["revoked_at"] is not None
    assert checked(newsroom.desk.delete(address), 200) == first
    answers = [
        _opened(newsroom, {"url": f"{BASE}/v1/previews/{'x' * 43}"}),
        _opened(newsroom, revoked),
    ]
    newsroom.app.dependency_overrides[deps.now] = lambda: clock.now() + timedelta(hours=1)
    answers.append(_opened(newsroom, expired))
    assert {answer.status_code for answer in answers} == {404}
    assert len({str({**answer.json(), "instance": ""}) for answer in answers}) == 1


def test_the_secret_is_shown_once_and_stored_nowhere(newsroom: Newsroom) -> None:
    draft = newsroom.draft()
    link = _made(newsroom, draft)
    token = link["url"].rpartition("/")[2]
    assert token not in str(_links(newsroom, draft))
    with newsroom.database.read() as session:
        assert token not in str([row.model_dump() for row in session.exec(select(PreviewLink))])
    again = {"Idempotency-Key": "preview-1"}
    address = f"{EDITORIAL}/{draft['id']}/preview-link"
    assert newsroom.desk.post(address, headers=again).status_code == 201
    repeated = newsroom.desk.post(address, headers=again)
    assert checked(repeated, 409)["type"].endswith("/shown-once")


def test_links_are_listed_and_their_making_and_end_are_in_the_audit_log(
    newsroom: Newsroom,
) -> None:
    draft = newsroom.draft()
    first, second = _made(newsroom, draft), _made(newsroom, draft, hours=168)
    newsroom.desk.delete(f"/v1/editorial/preview-links/{first['id']}")
    listed = _links(newsroom, draft)
    assert [link["id"] for link in listed] == [second["id"], first["id"]]
    assert [link["revoked_at"] is None for link in listed] == [True, False]
    entries = newsroom.desk.get(f"{EDITORIAL}/{draft['id']}/audit").json()["data"]
    assert [entry["act"] for entry in entries] == ["revoke-preview", "preview", "preview", "create"]
    assert entries[0]["details"]["link"] == first["id"]


@pytest.mark.parametrize("members", [{"hours": 0}, {"hours": 169}, {"revision": 0}, {"days": 1}])
def test_a_link_for_no_time_or_too_long_is_refused(
    newsroom: Newsroom, members: dict[str, Any]
) -> None:
    address = f"{EDITORIAL}/{newsroom.draft()['id']}/preview-link"
    assert newsroom.desk.post(address, json=members).status_code == 422
    assert newsroom.desk.post(address, json={"revision": 9}).status_code == 404


def test_making_and_revoking_need_the_scope_to_write(newsroom: Newsroom) -> None:
    draft = newsroom.draft()
    link = _made(newsroom, draft)
    reader = newsroom.as_key(Scope.READ)
    stranger = newsroom.as_key(Scope.WRITE, organisation="theirs")
    asked = [
        ("POST", f"{EDITORIAL}/{draft['id']}/preview-link"),
        ("DELETE", f"/v1/editorial/preview-links/{link['id']}"),
    ]
    for method, address in asked:
        assert newsroom.api.request(method, address).status_code == 401
        assert reader.request(method, address).status_code == 403
        assert stranger.request(method, address).status_code == 404
    assert stranger.get(f"{EDITORIAL}/{draft['id']}/preview-links").status_code == 404
    assert _opened(newsroom, link).status_code == 200


def test_the_links_of_a_deleted_draft_open_nothing(newsroom: Newsroom) -> None:
    draft = newsroom.draft(body_text=" ".join(f"word{number}" for number in range(60)))
    link = _made(newsroom, draft)
    address = f"{EDITORIAL}/{draft['id']}"
    assert newsroom.desk.delete(address, headers={"If-Match": draft["etag"]}).status_code == 204
    assert _opened(newsroom, link).status_code == 404


@pytest.mark.parametrize("kind", ["gone", "kept", "replaced"])
@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_a_link_ends_with_the_withdrawal(newsroom: Newsroom, kind: str, accept: str) -> None:
    draft = newsroom.draft(title="Sealed words", body_html=BODY)
    early = _made(newsroom, draft)
    release = newsroom.act(newsroom.edit(draft, title="Sealed words, again"), "publish")
    links = [early, _made(newsroom, release), _made(newsroom, release, revision=1)]
    successor = {"replaced_by": newsroom.published()["id"]} if kind == "replaced" else {}
    withdrawn = newsroom.act(release, "withdraw", notice="In error.", kind=kind, **successor)
    for link in links:
        answer = _opened(newsroom, link, Accept=accept)
        notice = checked(answer, 410)["notice"]
        assert (notice["text"], notice["kind"]) == ("In error.", kind)
        assert "Sealed" not in answer.text
        assert "no-store" in answer.headers["cache-control"]
    edited = newsroom.edit(withdrawn, title="New words")
    again = newsroom.act(edited, "publish")
    assert again["state"] == "published"
    for link in links:
        assert "Sealed" not in str(checked(_opened(newsroom, link, Accept=accept), 410))


def test_words_that_were_withdrawn_get_no_new_link(newsroom: Newsroom) -> None:
    withdrawn = newsroom.act(newsroom.published(title="One"), "withdraw", notice="In error.")
    address = f"{EDITORIAL}/{withdrawn['id']}/preview-link"
    for body in (None, {"revision": 1}):
        refusal = checked(newsroom.desk.post(address, json=body), 409)
        assert (refusal["state"], refusal["allowed"]) == ("withdrawn", ["edit", "publish"])
    edited = newsroom.edit(withdrawn, title="Two")
    shown = _opened(newsroom, _made(newsroom, edited)).json()
    assert (shown["title"], shown["usable"]) == ("Two", False)
    assert newsroom.desk.post(address, json={"revision": 1}).status_code == 409
    newsroom.act(edited, "publish")
    refusal = checked(newsroom.desk.post(address, json={"revision": 1}), 409)
    assert refusal["state"] == "published"
    assert _opened(newsroom, _made(newsroom, edited)).json()["title"] == "Two"


def test_words_that_are_public_again_get_a_link(newsroom: Newsroom) -> None:
    withdrawn = newsroom.act(newsroom.published(title="One"), "withdraw", notice="In error.")
    again = newsroom.act(withdrawn, "publish")
    assert _opened(newsroom, _made(newsroom, again, revision=1)).json()["title"] == "One"


def test_a_page_runs_as_its_script_does_and_leads_where_the_release_will(
    newsroom: Newsroom,
) -> None:
    draft = newsroom.draft(title="عنوان IOM!", language="ar", body_html='<a href="map">خريطة</a>')
    page = _opened(newsroom, _made(newsroom, draft), Accept="text/html").text
    assert '<html lang="ar" dir="rtl">' in page
    assert f'<main><h1>عنوان IOM!</h1><a href="{BASE}/v1/releases/map">' in page
