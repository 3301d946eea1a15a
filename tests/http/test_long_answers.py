"""Answers that are made while they are sent: one piece in memory, an end to each, few at a time."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from starlette.responses import Response
from starlette.types import Message

from app.base.problems import Problem
from app.http import long_answers
from app.http.long_answers import Places, StreamedAnswer
from tests.waiting import PATIENCE_SECONDS

ONE = {"type": "http", "client": ("192.0.2.1", 5)}


def _taken(places: Places, stack: ExitStack, host: str | None) -> bool:
    scope = {"client": None if host is None else (host, 1)}
    refused: Problem | None = None
    try:
        stack.enter_context(places.taken(scope))
    except Problem as problem:
        refused = problem
    if refused is not None:
        assert (refused.type.status, refused.headers["Retry-After"]) == (503, "10")
        assert "at a time" in refused.detail
    return refused is None


def test_places_are_counted_for_the_process_and_for_each_client() -> None:
    places = Places("exports", 3, 2)
    with ExitStack() as stack:
        hosts = ("192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.2", "192.0.2.3")
        taken = [_taken(places, stack, host) for host in hosts]
        assert taken == [True, True, False, True, False]
    with ExitStack() as stack:
        assert all(_taken(places, stack, host) for host in hosts[1:4:2])


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::2:3", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("testclient", "testclient", True),
        (None, None, True),
    ],
)
def test_a_network_of_ipv6_is_one_client(one: str | None, other: str | None, same: bool) -> None:
    places = Places("exports", 9, 1)
    with ExitStack() as stack:
        assert _taken(places, stack, one)
        assert _taken(places, stack, other) is not same


class Exchange:
    """One answer as its client sees it, and whether what it needs was given back."""

    def __init__(self, pieces: Iterator[bytes], places: Places | None = None) -> None:
        self.messages: list[Message] = []
        self.is_closed = False
        self.made = 0
        self.left = False
        self.places = places or Places("exports", 1, 1)
        self._pieces = pieces

    def _begin(self, owned: ExitStack) -> tuple[Response, Iterator[bytes]]:
        def close() -> None:
            self.is_closed = True

        def counted() -> Iterator[bytes]:
            for piece in self._pieces:
                self.made += 1
                yield piece

        owned.callback(close)
        return Response(media_type="text/plain"), counted()

    def run(self, send: Callable[[Message], Any] | None = None, seconds: float = 60) -> None:
        async def take(message: Message) -> None:
            self.messages.append(message)
            if send is not None:
                await send(message)

        async def receive() -> Message:
            while not self.left:
                await asyncio.sleep(0.01)
            return {"type": "http.disconnect"}

        async def main() -> None:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await StreamedAnswer(self._begin, self.places, seconds)(ONE, receive, take)
            assert asyncio.all_tasks() - {asyncio.current_task()} == set()

        asyncio.run(main())

    @property
    def is_whole(self) -> bool:
        return self.messages[-1].get("more_body") is False


def _endless() -> Iterator[bytes]:
    while True:
        yield b"x" * 1_000


def test_pieces_are_sent_in_order_and_end() -> None:
    exchange = Exchange(iter([b"one", b"two"]))
    exchange.run()
    start, *pieces = exchange.messages
    assert (start["status"], exchange.is_whole, exchange.is_closed) == (200, True, True)
    assert b"".join(piece["body"] for piece in pieces) == b"onetwo"
    assert b"content-length" not in dict(start["headers"])


def test_the_next_piece_is_made_when_the_client_has_taken_the_one_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(long_answers, "PATIENCE_SECONDS", 0.1)
    exchange = Exchange(_endless())

    async def never(message: Message) -> None:
        if "body" in message:
            await asyncio.Event().wait()

    exchange.run(never)
    # Cut off, and nothing held.
    assert (exchange.made, exchange.is_whole, exchange.is_closed) == (1, False, True)
    with ExitStack() as stack:
        assert _taken(exchange.places, stack, "192.0.2.1")


def test_a_client_that_leaves_ends_the_answer() -> None:
    exchange = Exchange(_endless())

    async def leave(_message: Message) -> None:
        exchange.left = len(exchange.messages) > 3

    exchange.run(leave)
    assert (exchange.is_whole, exchange.is_closed) == (False, True)


def test_an_answer_ends_after_its_longest_time() -> None:
    exchange = Exchange(_endless())
    exchange.run(seconds=0.2)
    assert exchange.made > 0
    assert (exchange.is_whole, exchange.is_closed) == (False, True)


def test_a_database_that_fails_on_the_way_leaves_the_answer_unfinished() -> None:
    def broken() -> Iterator[bytes]:
        yield b"one"
        error = OperationalError("", {}, Exception())
        error.connection_invalidated = True
        raise error

    exchange = Exchange(broken())
    exchange.run()
    assert (exchange.is_whole, exchange.is_closed) == (False, True)


def test_a_fault_of_ours_on_the_way_is_told_to_the_server() -> None:
    def broken() -> Iterator[bytes]:
        yield b"one"
        raise KeyError("ours")

    exchange = Exchange(broken())
    with pytest.raises(KeyError):
        exchange.run()
    assert exchange.is_closed
