"""The layer of ready answers before a small app: what it keeps, what it never keeps, who waits."""

import asyncio
import gzip

import httpx
import pytest

from app.http.caching import CachePolicy
from tests.http.server.ready_app import TEXT, Desk


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_an_answer_is_made_once_while_the_mark_stands(desk: Desk) -> None:
    first, again = desk.client.get("/v1/a"), desk.client.get("/v1/a")
    assert (first.status_code, first.content, desk.made) == (200, TEXT + b"a", 1)
    ids = {first.headers.pop("x-request-id"), again.headers.pop("x-request-id")}
    assert len(ids) == 2
    assert (first.headers, first.content) == (again.headers, again.content)
    desk.marks.now = object()
    assert desk.client.get("/v1/a").content == first.content
    assert desk.made == 2


def test_nothing_is_taken_or_kept_while_the_state_is_not_known(desk: Desk) -> None:
    headers = {"Accept-Encoding": "br"}
    ready = desk.client.get("/v1/a", headers=headers)
    desk.marks.now = None
    made = [desk.client.get("/v1/a?size=1", headers=headers) for _ in range(2)]
    assert desk.made == 3
    # Nobody can tell by the form of an answer how it was made.
    for one in (ready, *made):
        del one.headers["x-request-id"]
    assert made[0].headers == made[1].headers == ready.headers
    conditional = headers | {"If-None-Match": ready.headers["etag"]}
    assert desk.client.get("/v1/a", headers=conditional).status_code == 304


@pytest.mark.parametrize("path", ["/v1/moving", "/v1/missing", "/private/a", "/v1/a?size=2000"])
def test_what_moves_fails_is_no_door_or_is_very_long_is_made_each_time(
    desk: Desk, path: str
) -> None:
    bodies = {desk.client.get(path).content for _ in range(2)}
    assert (len(bodies), desk.made) == (1, 2)


@pytest.mark.parametrize(
    "headers",
    [{"Authorization": "Bearer x"}, {"Cookie": "a=b"}, {"If-Match": '"x"'}, {"Range": "bytes=0-1"}],
)
def test_a_request_that_asks_for_more_than_a_copy_goes_to_the_app(
    desk: Desk, headers: dict[str, str]
) -> None:
    desk.client.get("/v1/a")
    desk.client.get("/v1/a", headers=headers)
    assert desk.made == 2


def test_the_address_and_what_is_negotiated_make_different_answers(desk: Desk) -> None:
    for headers in ({}, {"Accept": "text/html"}, {"Accept-Language": "tr"}):
        for path in ("/v1/a", "/v1/a?size=2"):
            desk.client.get(path, headers=headers)
    assert desk.made == 6


def test_the_coding_is_chosen_and_tagged(desk: Desk) -> None:
    plain = desk.client.get("/v1/a", headers={"Accept-Encoding": "identity"})
    coded = desk.client.get("/v1/a", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert coded.headers["content-encoding"] == "gzip"
    assert int(coded.headers["content-length"]) == len(gzip.compress(TEXT + b"a", 6))
    assert coded.content == plain.content
    assert coded.headers["etag"] == plain.headers["etag"][:-1] + '.gzip"'
    for one in (plain, coded):
        assert one.headers["vary"] == "Accept-Encoding"
    assert desk.made == 1


@pytest.mark.parametrize("is_kept", [True, False])
def test_a_client_that_has_the_form_gets_304_and_another_does_not(
    desk: Desk, *, is_kept: bool
) -> None:
    coded = desk.client.get("/v1/a", headers={"Accept-Encoding": "br"})
    for encoding, status in (("br", 304), ("gzip", 200)):
        if not is_kept:
            desk.marks.now = object()
        headers = {"If-None-Match": coded.headers["etag"], "Accept-Encoding": encoding}
        given = desk.client.get("/v1/a", headers=headers)
        assert given.status_code == status
        assert given.headers["etag"].endswith(f'.{encoding}"')
        assert given.headers["cache-control"] == CachePolicy.PUBLIC
        assert given.headers["access-control-allow-origin"] == "*"
    assert "content-type" not in desk.client.get("/v1/a", headers={"If-None-Match": "*"}).headers


def test_304_of_what_is_not_kept_is_the_app_s_own(desk: Desk) -> None:
    whole = desk.client.get("/v1/moving", headers={"Accept-Encoding": "br"})
    given = desk.client.get("/v1/moving", headers={"If-None-Match": whole.headers["etag"]})
    assert (given.status_code, given.content) == (304, b"")
    assert given.headers["etag"] == whole.headers["etag"]
    assert "content-type" not in given.headers


@pytest.mark.parametrize("path", ["/v1/a", "/v1/moving", "/v1/missing"])
def test_head_is_get_without_a_body(desk: Desk, path: str) -> None:
    headers = {"Accept-Encoding": "br"}
    for _ in range(2):
        head = desk.client.head(path, headers=headers)
        whole = desk.client.get(path, headers=headers)
        for one in (head, whole):
            del one.headers["x-request-id"]
        assert (head.status_code, head.headers, head.content) == (
            whole.status_code,
            whole.headers,
            b"",
        )


def test_origins_that_are_named_get_their_own_headers() -> None:
    desk = Desk(cors_origins=("https://a.example", "https://b.example"))
    for origin in ("https://a.example", "https://b.example"):
        for _ in range(2):
            given = desk.client.get("/v1/a", headers={"Origin": origin})
            assert given.headers["access-control-allow-origin"] == origin
            assert given.headers["vary"] == "Origin, Accept-Encoding"
    assert desk.made == 2


def test_without_memory_answers_are_the_same_but_made_each_time() -> None:
    rich, poor = Desk(), Desk(0)
    for desk in (rich, poor):
        desk.client.get("/v1/a")
    again = [desk.client.get("/v1/a") for desk in (rich, poor)]
    for one in again:
        del one.headers["x-request-id"]
    assert again[0].headers == again[1].headers
    assert (rich.made, poor.made) == (1, 2)


@pytest.mark.parametrize("size", [1, 40])
def test_one_request_makes_what_many_wait_for(desk: Desk, size: int) -> None:
    async def ask() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app=desk.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            return await asyncio.gather(*(client.get(f"/v1/a?size={size}") for _ in range(20)))

    answers = asyncio.run(ask())
    assert {one.content for one in answers} == {TEXT * size + b"a"}
    assert desk.made == 1


def test_whoever_comes_after_a_change_does_not_wait_for_what_was_begun_before(desk: Desk) -> None:
    async def ask() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app=desk.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            first = asyncio.create_task(client.get("/v1/a"))
            while not desk.app.state.made:
                await asyncio.sleep(0)
            desk.marks.now = object()
            return [await client.get("/v1/a"), await first]

    asyncio.run(ask())
    assert desk.made == 2
