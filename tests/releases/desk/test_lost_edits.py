"""Two editors at once: nobody's words are lost without a word (RFC 9110 section 13.1.1)."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.newsroom import EDITORIAL, Newsroom, checked


def _send(newsroom: Newsroom, release: dict[str, Any], method: str, **more: Any) -> Any:
    tag = more.pop("tag", None)
    headers = {} if tag is None else {"If-Match": tag}
    path = more.pop("path", "")
    return newsroom.desk.request(
        method, f"{EDITORIAL}/{release['id']}{path}", headers=headers, **more
    )


def _now(newsroom: Newsroom, release: dict[str, Any]) -> dict[str, Any]:
    return checked(newsroom.desk.get(f"{EDITORIAL}/{release['id']}"), 200)


def test_who_saves_second_is_told_and_changes_nothing(newsroom: Newsroom) -> None:
    release = newsroom.draft(body_text="Before.")
    e1 = release["etag"]
    first = _send(newsroom, release, "PATCH", tag=e1, json={"title": "Mine"})
    assert first.status_code == 200
    e2 = first.headers["etag"]
    assert e2 not in (e1, None)
    second = _send(newsroom, release, "PATCH", tag=e1, json={"body_text": "Theirs."})
    assert checked(second, 412)["etag"] == e2
    assert second.headers["etag"] == e2
    now = _now(newsroom, release)
    assert (now["title"], now["body_html"], now["etag"]) == ("Mine", "<p>Before.</p>", e2)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PATCH", "", {"title": "x"}),
        ("PUT", "", {"title": "x"}),
        ("DELETE", "", None),
        ("POST", "/publish", None),
        ("POST", "/schedule", {"at": "2126-01-01T00:00:00Z"}),
    ],
)
def test_every_change_asks_for_the_tag(
    newsroom: Newsroom, method: str, path: str, body: dict[str, str] | None
) -> None:
    release = newsroom.draft()
    newsroom.edit(release, title="Another")
    before = _now(newsroom, release)
    sent: dict[str, Any] = {"path": path, "json": body}
    assert _send(newsroom, release, method, **sent).status_code == 428
    assert _send(newsroom, release, method, tag=release["etag"], **sent).status_code == 412
    weak = _send(newsroom, release, method, tag=f"W/{before['etag']}", **sent)
    assert checked(weak, 412)["etag"] == before["etag"]
    assert _now(newsroom, release) == before


def test_a_withdrawal_with_an_old_tag_takes_nothing_back(newsroom: Newsroom) -> None:
    release = newsroom.published()
    newsroom.edit(release, title="Another")
    body = {"notice": "Issued in error."}
    stale = _send(newsroom, release, "POST", path="/withdraw", tag=release["etag"], json=body)
    assert stale.status_code == 412
    assert newsroom.api.get(f"/v1/releases/{release['id']}").status_code == 200


@pytest.mark.parametrize("tag", ["*", '"x", {etag}', '{etag} , "y"'])
def test_any_or_one_of_a_list_passes(newsroom: Newsroom, tag: str) -> None:
    release = newsroom.draft()
    sent = tag.format(etag=release["etag"])
    assert _send(newsroom, release, "PATCH", tag=sent, json={"title": "x"}).status_code == 200


def test_any_names_nothing_that_is_not_there(newsroom: Newsroom) -> None:
    ghost = {"id": "01a210b6-5430-72ec-bd19-21f4fd2f8700"}
    assert _send(newsroom, ghost, "PATCH", tag="*", json={"title": "x"}).status_code == 404
    assert _send(newsroom, ghost, "PATCH", json={"title": "x"}).status_code == 404


def test_of_twenty_patches_with_one_tag_one_wins(newsroom: Newsroom) -> None:
    release = newsroom.draft()

    def patch(number: int) -> int:
        answer = _send(
            newsroom, release, "PATCH", tag=release["etag"], json={"title": f"Title {number}"}
        )
        status: int = answer.status_code
        return status

    with ThreadPoolExecutor(20) as pool:
        statuses = sorted(pool.map(patch, range(20)))
    assert statuses == [200] + [412] * 19
    assert _now(newsroom, release)["revision"] == 2


def test_of_twenty_who_publish_one_does(newsroom: Newsroom) -> None:
    release = newsroom.draft()

    def publish(_: int) -> int:
        answer = _send(newsroom, release, "POST", path="/publish", tag="*")
        status: int = answer.status_code
        return status

    with ThreadPoolExecutor(20) as pool:
        statuses = sorted(pool.map(publish, range(20)))
    assert statuses == [200] + [409] * 19
    assert len(newsroom.api.get("/v1/changes?since=0").json()["data"]) == 1
