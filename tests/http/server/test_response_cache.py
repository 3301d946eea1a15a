"""The response cache before a small app: what it keeps, what it never keeps, what clients get."""

import gzip
from typing import Any

import pytest
from fastapi import Request
from starlette.responses import Response, StreamingResponse

from app.http.caching import CachePolicy, answer
from app.http.negotiation import languages_in
from app.http.routing import Router
from app.http.server.response_cache import MADE_FROM, UNCHANGING
from tests.client import Client
from tests.http.small_app import small_app

TEXT = b"A long text. " * 200
router = Router()


class States:
    """The state of the facts, in the hand of a test."""

    def __init__(self) -> None:
        self.now: object = object()
        self.is_known = True

    def state(self) -> object | None:
        return self.now if self.is_known else None

    async def catch_up(self) -> None:
        self.is_known = True


class Site:
    """The app, and how often each address had to make an answer."""

    def __init__(self, **changes: Any) -> None:
        self.states = States()
        self.app = small_app(router, **changes)
        self.app.state.follower = self.states
        self.app.state.made = 0
        self.client = Client(self.app)

    @property
    def made(self) -> int:
        made: int = self.app.state.made
        return made


@router.get("/v1/{name}")
def read_text(request: Request, name: str, size: int = 1) -> Response:
    request.app.state.made += 1
    policy = CachePolicy.MOVING if name == "moving" else CachePolicy.PUBLIC
    if name == "missing":
        return Response(status_code=404, headers={"Cache-Control": policy.value, "ETag": '"x"'})
    if name == "unchanging":
        setattr(request.state, MADE_FROM, UNCHANGING)
    elif name != "timeless":
        setattr(request.state, MADE_FROM, request.app.state.follower.now)
    return answer(request, TEXT * size + name.encode(), "text/plain", policy)


@router.get("/languages")
def read_languages(request: Request) -> Response:
    request.app.state.made += 1
    setattr(request.state, MADE_FROM, request.app.state.follower.now)
    named = languages_in(request.headers.get("accept-language", ""))
    headers = {"X-Languages": ",".join(named)}
    return answer(request, TEXT, "text/plain", CachePolicy.PUBLIC, headers=headers)


@router.get("/streamed")
def read_stream() -> Response:
    headers = {"Cache-Control": CachePolicy.PUBLIC.value, "ETag": '"streamed"'}
    return StreamingResponse(iter([TEXT, TEXT]), headers=headers)


@pytest.fixture
def site() -> Site:
    return Site()


def test_what_nothing_changes_is_made_and_encoded_once(site: Site) -> None:
    first = site.client.get("/v1/unchanging", headers={"Accept-Encoding": "br"})
    site.states.now = object()
    again = site.client.get("/v1/unchanging", headers={"Accept-Encoding": "br"})
    assert (first.headers["content-encoding"], site.made) == ("br", 1)
    assert again.headers["etag"] == first.headers["etag"]


def test_an_answer_is_made_once_while_the_mark_stands(site: Site) -> None:
    first, again = site.client.get("/v1/a"), site.client.get("/v1/a")
    assert (first.status_code, first.content, site.made) == (200, TEXT + b"a", 1)
    ids = {first.headers.pop("x-request-id"), again.headers.pop("x-request-id")}
    assert len(ids) == 2
    assert (first.headers, first.content) == (again.headers, again.content)
    site.states.now = object()
    assert site.client.get("/v1/a").content == first.content
    assert site.made == 2


def test_a_mark_that_is_not_known_is_asked_for_before_a_hit(site: Site) -> None:
    site.client.get("/v1/a")
    site.states.is_known = False
    site.client.get("/v1/a")
    assert (site.made, site.states.is_known) == (1, True)


@pytest.mark.parametrize("path", ["/v1/moving", "/v1/missing", "/v1/timeless", "/v1/a?size=2000"])
def test_what_moves_fails_is_of_no_mark_or_is_very_long_is_made_each_time(
    site: Site, path: str
) -> None:
    bodies = {site.client.get(path).content for _ in range(2)}
    assert (len(bodies), site.made) == (1, 2)


@pytest.mark.parametrize("headers", [{"Authorization": "Bearer x"}, {"Cookie": "a=b"}])
def test_a_request_with_credentials_gets_no_cached_answer_and_a_coding(
    site: Site, headers: dict[str, str]
) -> None:
    site.client.get("/v1/a")
    given = site.client.get("/v1/a", headers=headers | {"Accept-Encoding": "gzip"})
    assert given.headers["content-encoding"] == "gzip"
    assert given.content == TEXT + b"a"
    assert site.made == 2


def test_the_address_and_what_is_negotiated_make_different_answers(site: Site) -> None:
    for headers in ({}, {"Accept": "text/html"}, {"Accept-Language": "tr"}):
        for path in ("/v1/a", "/v1/a?size=2"):
            site.client.get(path, headers=headers)
    assert site.made == 6


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        ([("Accept-Language", "notalanguage"), ("Accept-Language", "tr")], "tr"),
        ([("Accept-Language", "fr"), ("Accept-Language", "tr")], "fr,tr"),
    ],
)
def test_a_header_in_several_lines_is_answered_as_in_one(
    site: Site, lines: list[tuple[str, str]], line: str
) -> None:
    given = site.client.get("/languages", headers=lines)
    assert given.headers["X-Languages"] == line
    again = site.client.get("/languages", headers={"Accept-Language": line})
    assert (again.headers["X-Languages"], site.made) == (line, 1)


@pytest.mark.parametrize("size", [1, 40])
def test_the_coding_is_chosen_and_tagged(site: Site, size: int) -> None:
    path = f"/v1/a?size={size}"
    plain = site.client.get(path, headers={"Accept-Encoding": "identity"})
    coded = site.client.get(path, headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert coded.headers["content-encoding"] == "gzip"
    assert int(coded.headers["content-length"]) == len(gzip.compress(TEXT * size + b"a", 6))
    assert coded.content == plain.content
    assert coded.headers["etag"] == plain.headers["etag"][:-1] + '.gzip"'
    for one in (plain, coded):
        assert one.headers["vary"] == "Accept-Encoding"
    assert site.made == 1


@pytest.mark.parametrize("is_cached", [True, False])
def test_a_client_that_has_the_variant_gets_304_and_another_does_not(
    site: Site, *, is_cached: bool
) -> None:
    coded = site.client.get("/v1/a", headers={"Accept-Encoding": "br"})
    for encoding, status in (("br", 304), ("gzip", 200)):
        if not is_cached:
            site.states.now = object()
        headers = {"If-None-Match": coded.headers["etag"], "Accept-Encoding": encoding}
        given = site.client.get("/v1/a", headers=headers)
        assert given.status_code == status
        assert given.headers["etag"].endswith(f'.{encoding}"')
        assert given.headers["cache-control"] == CachePolicy.PUBLIC
        assert given.headers["access-control-allow-origin"] == "*"
    assert "content-type" not in site.client.get("/v1/a", headers={"If-None-Match": "*"}).headers


@pytest.mark.parametrize("path", ["/v1/moving", "/streamed"])
def test_what_is_never_cached_answers_conditions_too(site: Site, path: str) -> None:
    whole = site.client.get(path, headers={"Accept-Encoding": "br"})
    given = site.client.get(path, headers={"If-None-Match": whole.headers["etag"]})
    assert (given.status_code, given.content) == (304, b"")
    assert given.headers["etag"] == whole.headers["etag"]
    assert "content-type" not in given.headers
    refused = site.client.get(path, headers={"If-Match": '"another"'})
    assert refused.status_code == 412
    assert refused.json()["etag"] == whole.headers["etag"]


@pytest.mark.parametrize("path", ["/v1/moving", "/streamed"])
def test_what_is_never_cached_is_coded_too(site: Site, path: str) -> None:
    plain = site.client.get(path, headers={"Accept-Encoding": "identity"})
    coded = site.client.get(path, headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert coded.headers["content-encoding"] == "gzip"
    assert coded.content == plain.content
    assert len(plain.content) >= len(TEXT)
    assert coded.headers["etag"] == plain.headers["etag"][:-1] + '.gzip"'
    for one in (plain, coded):
        assert one.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("path", ["/v1/a", "/v1/moving", "/v1/missing", "/streamed"])
def test_head_is_get_without_a_body(site: Site, path: str) -> None:
    headers = {"Accept-Encoding": "br"}
    for _ in range(2):
        head = site.client.head(path, headers=headers)
        whole = site.client.get(path, headers=headers)
        for one in (head, whole):
            del one.headers["x-request-id"]
        assert (head.status_code, head.headers, head.content) == (
            whole.status_code,
            whole.headers,
            b"",
        )


def test_origins_that_are_named_get_their_own_headers_from_one_cached_answer() -> None:
    site = Site(cors_origins=("https://a.example", "https://b.example"))
    for origin in ("https://a.example", "https://b.example"):
        for _ in range(2):
            given = site.client.get("/v1/a", headers={"Origin": origin})
            assert given.headers["access-control-allow-origin"] == origin
            assert "Origin" in given.headers["vary"]
    assert site.made == 1


def test_without_memory_answers_are_the_same_but_made_each_time() -> None:
    rich, poor = Site(), Site(ready_megabytes=0)
    for site in (rich, poor):
        site.client.get("/v1/a")
    again = [site.client.get("/v1/a") for site in (rich, poor)]
    for one in again:
        del one.headers["x-request-id"]
    assert again[0].headers == again[1].headers
    assert (rich.made, poor.made) == (1, 2)
