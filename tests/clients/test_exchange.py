"""The steps of the Python client, without a server: what it asks for, given an answer."""

import httpx
import pytest

from dateline_client import CachedAnswer, MemoryCache, Problem, UnavailableProblem
from dateline_client.exchange import Exchange, Pause, Steps

ADDRESS = "https://press.example"
LIST = "/v1/releases"


def busy(seconds: str | None = "7") -> httpx.Response:
    headers = {} if seconds is None else {"Retry-After": seconds}
    return httpx.Response(503, headers=headers, json={"code": "unavailable"})


def end_of(steps: Steps[bytes], response: httpx.Response) -> bytes:
    with pytest.raises(StopIteration) as ended:
        steps.send(response)
    body: bytes = ended.value.value
    return body


def test_a_busy_server_is_asked_again_when_it_says() -> None:
    steps = Exchange(ADDRESS).get(LIST)
    asked = next(steps)
    assert steps.send(busy()) == Pause(7.0)
    assert steps.send(None) is asked
    assert end_of(steps, httpx.Response(200, text="{}")) == b"{}"


def test_without_a_word_of_when_the_pauses_grow() -> None:
    steps = Exchange(ADDRESS, retries=3).get(LIST)
    next(steps)
    pauses = []
    for _ in range(3):
        pauses.append(steps.send(busy(None)))
        steps.send(None)
    assert pauses == [Pause(1.0), Pause(2.0), Pause(4.0)]


def test_it_gives_up_after_so_many_times() -> None:
    steps = Exchange(ADDRESS, retries=1).get(LIST)
    next(steps)
    steps.send(busy("0"))
    steps.send(None)
    with pytest.raises(UnavailableProblem) as raised:
        steps.send(busy("9"))
    assert raised.value.retry_after == 9.0


def test_it_does_not_wait_longer_than_it_may() -> None:
    steps = Exchange(ADDRESS, max_wait_seconds=5).get(LIST)
    next(steps)
    with pytest.raises(UnavailableProblem):
        steps.send(busy("6"))


def test_what_may_not_be_done_twice_is_sent_once() -> None:
    exchange = Exchange(ADDRESS)
    once = exchange.send(exchange.request("POST", "/v1/subscriptions", json={}))
    next(once)
    with pytest.raises(UnavailableProblem):
        once.send(busy("0"))
    headers = {"Idempotency-Key": "a"}
    keyed = exchange.send(exchange.request("POST", "/v1/subscriptions", json={}, headers=headers))
    next(keyed)
    assert keyed.send(busy("0")) == Pause(0.0)


def test_what_a_proxy_answers_is_a_problem_too() -> None:
    steps = Exchange(ADDRESS).get(LIST)
    next(steps)
    with pytest.raises(Problem) as raised:
        steps.send(httpx.Response(502, headers={"Content-Type": "text/html"}, text="<h1>Bad</h1>"))
    assert (raised.value.status, raised.value.type, raised.value.code) == (502, "about:blank", "")


def test_only_public_answers_are_kept() -> None:
    cache = MemoryCache()
    for control in ("private, no-store", "public, max-age=0, must-revalidate"):
        steps = Exchange(ADDRESS, cache=cache).get(LIST)
        request = next(steps)
        assert isinstance(request, httpx.Request)
        assert "If-None-Match" not in request.headers
        headers = {"ETag": '"1"', "Cache-Control": control}
        end_of(steps, httpx.Response(200, headers=headers, text="{}"))
    steps = Exchange(ADDRESS, cache=cache).get(LIST)
    request = next(steps)
    assert isinstance(request, httpx.Request)
    assert request.headers["If-None-Match"] == '"1"'
    assert end_of(steps, httpx.Response(304)) == b"{}"


def test_languages_are_kept_apart() -> None:
    cache = MemoryCache()
    headers = {"ETag": '"1"', "Cache-Control": "public"}
    steps = Exchange(ADDRESS, language="tr", cache=cache).get(LIST)
    next(steps)
    end_of(steps, httpx.Response(200, headers=headers, text="{}"))
    request = next(Exchange(ADDRESS, language="en", cache=cache).get(LIST))
    assert isinstance(request, httpx.Request)
    assert "If-None-Match" not in request.headers


def test_a_memory_keeps_what_was_used_last_within_its_bounds() -> None:
    cache = MemoryCache(max_answers=2, max_bytes=10)
    cache.set("a", CachedAnswer('"1"', b"aaa"))
    cache.set("b", CachedAnswer('"1"', b"bbb"))
    assert cache.get("a") is not None
    cache.set("c", CachedAnswer('"1"', b"ccc"))
    assert [cache.get(key) is not None for key in "abc"] == [True, False, True]
    cache.set("d", CachedAnswer('"1"', b"dddddddd"))
    assert [cache.get(key) is not None for key in "abcd"] == [False, False, False, True]
    cache.set("e", CachedAnswer('"1"', b"e" * 11))
    assert cache.get("e") is None
