"""An act that takes no body: what it answers, to whom, and what a repetition with a key gets."""

import pytest

from app.auth.caller import Scope
from app.auth.keys import list_keys
from tests.newsroom import EDITORIAL, Newsroom, checked

ANY = {"If-Match": "*"}
KEY = "8e03978e-40d5-43e8-bc93-6894a57f9324"


def _address(newsroom: Newsroom, **members: object) -> str:
    return f"{EDITORIAL}/{newsroom.draft(title='A title', **members)['id']}/publish"


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
def test_act_is_done_only_as_it_is_asked_rightly(
    newsroom: Newsroom, query: str, headers: dict[str, str], status: int
) -> None:
    answer = newsroom.desk.post(_address(newsroom) + query, headers=headers)
    assert answer.status_code == status
    assert ("cache-group-invalidation" in answer.headers) is (status == 200)
    assert len(newsroom.public_ids()) == (status == 200)


@pytest.mark.parametrize("authorization", ["", "Basic eDp5", "Bearer ", "Bearer dl_unknown0"])
def test_caller_without_a_key_is_refused_whatever_else_is_wrong(
    newsroom: Newsroom, authorization: str
) -> None:
    headers = {"Authorization": authorization, "Idempotency-Key": "a b"}
    assert newsroom.api.post(_address(newsroom), headers=headers).status_code == 401


def test_caller_without_the_scope_is_refused(newsroom: Newsroom) -> None:
    answer = newsroom.as_key(Scope.WRITE).post(_address(newsroom), headers=ANY)
    assert answer.status_code == 403
    assert newsroom.public_ids() == []


def test_use_of_the_key_is_noted(newsroom: Newsroom) -> None:
    publisher = newsroom.as_key(Scope.PUBLISH)
    checked(publisher.post(_address(newsroom), headers=ANY), 200)
    with newsroom.database.read() as session:
        prefix = publisher.headers["Authorization"].split("_")[1]
        (key,) = [row for row in list_keys(session) if row.prefix == prefix]
    assert key.last_used_at is not None


def test_repetition_with_a_key_gets_the_first_answer(newsroom: Newsroom) -> None:
    address = _address(newsroom)
    asked = {"If-Match": '"1"', "Idempotency-Key": KEY}
    first, again = (newsroom.desk.post(address, headers=asked) for _ in range(2))
    assert first.status_code == again.status_code == 200
    assert first.content == again.content
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"


def test_caller_without_the_scope_does_not_get_the_stored_answer(newsroom: Newsroom) -> None:
    address = _address(newsroom)
    asked = {"If-Match": '"1"', "Idempotency-Key": KEY}
    checked(newsroom.desk.post(address, headers=asked), 200)
    assert newsroom.as_key(Scope.WRITE).post(address, headers=asked).status_code == 403


@pytest.mark.parametrize("body", [b'{"publish_at": "2100-01-01T09:00:00Z"}', b'{"x":', b"later"])
def test_an_act_that_takes_no_body_is_not_done_with_one(newsroom: Newsroom, body: bytes) -> None:
    release = newsroom.draft(title="For later")
    address = f"{EDITORIAL}/{release['id']}/publish"
    problem = checked(newsroom.desk.post(address, content=body, headers=ANY), 422)
    assert "takes no body" in problem["detail"]
    assert newsroom.api.get(f"/v1/releases/{release['id']}").status_code == 404


@pytest.mark.parametrize("body", [b"", b"{}", b" {} ", b"null"])
def test_a_body_that_says_nothing_is_none(newsroom: Newsroom, body: bytes) -> None:
    checked(newsroom.desk.post(_address(newsroom), content=body, headers=ANY), 200)
