"""Answers that take long: how many there may be at a time, and those that are made while sent."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from ipaddress import IPv6Address, ip_address, ip_network

import structlog
from anyio import CancelScope, CapacityLimiter, to_thread
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.base.problems import Problem
from app.db import faults
from app.http.problem_answers import unavailable

# A client that takes nothing for so long is disconnected.
PATIENCE_SECONDS = 30.0
RETRY_AFTER_SECONDS = 10
_PART = 65_536
# A head without a body of its own says so, where it does not know how long the pieces are.
_NO_LENGTH = (b"content-length", b"0")
# An IPv6 client has a whole network of addresses (RFC 6177).
_CLIENT_BITS = 64

log = structlog.get_logger("dateline.answers")


class Places:
    """Places for answers of one kind, for the process and for each client; of one event loop."""

    def __init__(self, kind: str, most: int, most_per_client: int) -> None:
        self._kind, self._most, self._most_per_client = kind, most, most_per_client
        self._taken: Counter[str] = Counter()

    @contextmanager
    def taken(self, scope: Scope) -> Iterator[None]:
        """Hold a place for the client of `scope`. Raises Problem (503) when there is none."""
        client = _client_of(scope)
        if self._taken[client] >= self._most_per_client:
            raise self._refusal("Your address", self._most_per_client)
        if self._taken.total() >= self._most:
            raise self._refusal("This server", self._most)
        self._taken[client] += 1
        try:
            yield
        finally:
            self._taken[client] -= 1
            if not self._taken[client]:
                del self._taken[client]

    def _refusal(self, whose: str, most: int) -> Problem:
        detail = f"{whose} has {most:,} {self._kind} under way, the most that are served at a time."
        return unavailable(f"{detail} Try again when one has ended.", RETRY_AFTER_SECONDS)


def _client_of(scope: Scope) -> str:
    """Return the address of the client, or its network."""
    host = scope["client"][0] if scope.get("client") else ""
    try:
        address = ip_address(host)
    except ValueError:
        return str(host)
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(ip_network((int(address), _CLIENT_BITS), strict=False))
    return str(address)


# The headers of an answer of 200 and its pieces, made in a thread; what they need until the answer
# has ended is entered on the stack.
Begin = Callable[[ExitStack], tuple[Response, Iterator[bytes]]]


class StreamedAnswer(Response):
    """An answer of which one piece is in memory: the next is made when the client has taken it.

    It ends unfinished, which the client can tell from the missing last chunk (RFC 9112 section
    8), when the database fails on the way, when the client takes nothing for a time, and after
    `most_seconds`.
    """

    def __init__(self, begin: Begin, places: Places, most_seconds: float) -> None:
        super().__init__()
        self._begin, self._places, self._most_seconds = begin, places, most_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer, as an ASGI application. Raises Problem before it has begun."""
        in_thread = partial(to_thread.run_sync, limiter=CapacityLimiter(1))
        owned = ExitStack()
        with self._places.taken(scope):
            try:
                head, pieces = await in_thread(self._begin, owned)
                headers = [pair for pair in head.raw_headers if pair != _NO_LENGTH]
                status = head.status_code
                await send({"type": "http.response.start", "status": status, "headers": headers})
                with _noting_what_breaks_off():
                    async with asyncio.timeout(self._most_seconds):
                        await _send_pieces(partial(in_thread, next, pieces, b""), receive, send)
            finally:
                with CancelScope(shield=True):
                    await in_thread(owned.close)


@contextmanager
def _noting_what_breaks_off() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        if not (isinstance(error, TimeoutError) or faults.is_passing(error)):
            raise
        log.warning("an answer broke off", reason=faults.name_of(error))


async def _send_pieces(
    following: Callable[[], Awaitable[bytes]], receive: Receive, send: Send
) -> None:
    gone = asyncio.create_task(until_gone(receive))
    try:
        while not gone.done() and (piece := await following()):
            # In parts: even a slow client takes one within its time.
            for at in range(0, len(piece), _PART):
                await _send_in_time(send, piece[at : at + _PART], more_body=True)
        if not gone.done():
            await _send_in_time(send, b"", more_body=False)
    finally:
        gone.cancel()


async def _send_in_time(send: Send, body: bytes, *, more_body: bool) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        await send({"type": "http.response.body", "body": body, "more_body": more_body})


async def until_gone(receive: Receive) -> None:
    """Wait until the client leaves."""
    while (await receive())["type"] != "http.disconnect":
        continue
