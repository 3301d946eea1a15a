"""An act without a body is called directly, and answered as FastAPI answers it."""

from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from app.auth.keys import list_keys
from app.auth.scopes import Scope
from app.http.server.plans import Plans
from tests.client import Client
from tests.newsroom import EDITORIAL, Newsroom, checked

# Of two releases these differ.
OF_ONE = ("id", "story_id", "slug", "title", "created_at", "updated_at", "first_public_at")
MOVING = {"content-length", "x-request-id", "cache-group-invalidation"}
ANY = {"If-Match": "*"}
KEY = "8e03978e-40d5-43e8-bc93-6894a57f9324"


def _both(
    newsroom: Newsroom, client: Client, query: str = "", **headers: str
) -> tuple[httpx.Response, httpx.Response]:
    """The answers to `publish` of two drafts: the direct one, and FastAPI's."""
    answers = []
    for name in ("one", "two"):
        address = f"{EDITORIAL}/{newsroom.draft(slug=name, title='A title')['id']}/publish{query}"
        asked = {"X-Request-Id": "one-id-for-both"} | headers
        answers.append(client.post(address, headers=asked))
        # What replaces a dependency wants FastAPI.
        newsroom.app.dependency_overrides[object] = object
    del newsroom.app.dependency_overrides[object]
    return answers[0], answers[1]


def _told(answer: httpx.Response) -> Mapping[str, Any]:
    return {name: value for name, value in answer.json().items() if name not in OF_ONE}


@pytest.mark.parametrize("act", ["publish", "update", "unschedule"])
def test_act_without_a_body_has_a_plan(newsroom: Newsroom, act: str) -> None:
    path = f"{EDITORIAL}/0190a0c8-0000-7000-8000-000000000000/{act}"
    plan, _ = Plans.of(newsroom.app, "POST").find(path)
    assert plan is not None
    assert plan.writes


def test_act_with_a_body_has_none(newsroom: Newsroom) -> None:
    path = f"{EDITORIAL}/0190a0c8-0000-7000-8000-000000000000/withdraw"
    assert Plans.of(newsroom.app, "POST").find(path)[0] is None


@pytest.mark.parametrize(
    ("query", "headers", "status"),
    [
        ("", {}, 428),
        ("", {"If-Match": '"1"'}, 200),
        ("", {"If-Match": '"7"'}, 412),
        ("", {"If-Match": '"1"', "Content-Length": "0"}, 200),
        ("", {"If-Match": '"1"', "Content-Encoding": "gzip"}, 415),
        ("", {"If-Match": '"1"', "Idempotency-Key": KEY + "x" * 600}, 422),
        ("", {"If-Match": '"1"', "Idempotency-Key": "a b"}, 422),
        ("?strict=true", {"If-Match": '"1"'}, 422),
        ("?strict=false", {"If-Match": '"1"'}, 200),
        ("?strict=perhaps", {"If-Match": '"1"'}, 422),
        ("?strict=true&strict=true", {"If-Match": '"1"'}, 422),
        ("?severe=true", {"If-Match": '"1"'}, 422),
    ],
)
def test_answer_is_that_of_fastapi(
    newsroom: Newsroom, query: str, headers: dict[str, str], status: int
) -> None:
    direct, usual = _both(newsroom, newsroom.desk, query, **headers)
    assert direct.status_code == usual.status_code == status
    assert _told(direct) == _told(usual)
    for told in direct, usual:
        assert ("cache-group-invalidation" in told.headers) is (status == 200)
    assert {pair for pair in direct.headers.items() if pair[0] not in MOVING} == {
        pair for pair in usual.headers.items() if pair[0] not in MOVING
    }


@pytest.mark.parametrize(
    ("authorization", "status"),
    [("", 401), ("Basic eDp5", 401), ("Bearer ", 401), ("Bearer dl_unknown0", 401)],
)
def test_caller_without_a_key_is_refused(
    newsroom: Newsroom, authorization: str, status: int
) -> None:
    direct, usual = _both(newsroom, newsroom.api, Authorization=authorization)
    assert direct.status_code == usual.status_code == status
    assert direct.json() == usual.json()


def test_caller_without_the_scope_is_refused(newsroom: Newsroom) -> None:
    direct, usual = _both(newsroom, newsroom.as_key(Scope.WRITE))
    assert direct.status_code == usual.status_code == 403
    assert direct.json() == usual.json()


def test_use_of_the_key_is_noted(newsroom: Newsroom) -> None:
    draft = newsroom.draft()
    publisher = newsroom.as_key(Scope.PUBLISH)
    answer = publisher.post(
        f"{EDITORIAL}/{draft['id']}/publish", headers={"If-Match": draft["etag"]}
    )
    checked(answer, 200)
    with newsroom.database.read() as session:
        prefix = publisher.headers["Authorization"].split("_")[1]
        (key,) = [row for row in list_keys(session) if row.prefix == prefix]
    assert key.last_used_at is not None


def test_repetition_with_a_key_gets_the_first_answer(newsroom: Newsroom) -> None:
    draft = newsroom.draft()
    address = f"{EDITORIAL}/{draft['id']}/publish"
    asked = {"If-Match": draft["etag"], "Idempotency-Key": KEY}
    first, again = (newsroom.desk.post(address, headers=asked) for _ in range(2))
    newsroom.app.dependency_overrides[object] = object
    by_fastapi = newsroom.desk.post(address, headers=asked)
    assert first.status_code == again.status_code == by_fastapi.status_code == 200
    assert first.content == again.content == by_fastapi.content
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert again.headers.get("cache-group-invalidation") == by_fastapi.headers.get(
        "cache-group-invalidation"
    )


@pytest.mark.parametrize("body", [b'{"publish_at": "2100-01-01T09:00:00Z"}', b'{"x":', b"later"])
def test_an_act_that_takes_no_body_is_not_done_with_one(newsroom: Newsroom, body: bytes) -> None:
    release = newsroom.draft(title="For later")
    address = f"{EDITORIAL}/{release['id']}/publish"
    problem = checked(newsroom.desk.post(address, content=body, headers=ANY), 422)
    assert "takes no body" in problem["detail"]
    assert newsroom.api.get(f"/v1/releases/{release['id']}").status_code == 404


@pytest.mark.parametrize("body", [b"", b"{}", b" {} ", b"null"])
def test_a_body_that_says_nothing_is_none(newsroom: Newsroom, body: bytes) -> None:
    release = newsroom.draft(title="For now")
    address = f"{EDITORIAL}/{release['id']}/publish"
    checked(newsroom.desk.post(address, content=body, headers=ANY), 200)
