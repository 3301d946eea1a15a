"""Answers that wait: a long poll, and an event stream (WHATWG HTML section 9.2).

Both wait in the event loop, without a thread and without a connection to the database, and end as
soon as the client has gone or the server is about to end.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.http.caching import CachePolicy
from app.published.selection.grammar import Selection
from app.stream.cursor import Place, Sign
from app.stream.entries import Entry, Stretch
from app.stream.live import Follower, Live

EVENT_STREAM = "text/event-stream"
HEARTBEAT_SECONDS = 15.0
# How long a client may take nothing of what it is sent; then its stream ends.
PATIENCE_SECONDS = 30.0
# When the client comes again after a lost connection.
RETRY_MS = 2_000
PAGE = 100


class Gone(Exception):
    """The client has left, or the server is about to end."""


class Following:
    """One client's way through the log under a selection; not to be used by two at once."""

    def __init__(self, live: Live, selection: Selection, sign: Sign) -> None:
        self._live, self._selection, self._sign = live, selection, sign
        self._follower: Follower | None = None
        self.is_gone = False

    async def read(self, since: Place, limit: int) -> Stretch:
        """The next page. Raises Gone."""
        if self.is_gone:
            raise Gone
        return await self._live.read(self._selection, since, limit, self._sign)

    @contextmanager
    def joined(self, place: Place) -> Iterator[Follower | None]:
        """Among those who wait, from `place` on; None when there is more to read first."""
        follower = self._live.join(self._selection, place, self._sign)
        self._follower = follower
        try:
            if follower is not None and self.is_gone:
                follower.end()
            yield follower
        finally:
            self._follower = None
            if follower is not None:
                self._live.leave(self._selection, follower)

    async def end_when_gone(self, receive: Receive) -> None:
        """Wait for the client to leave, and then let its waiting end."""
        while (await receive())["type"] != "http.disconnect":
            continue
        self.is_gone = True
        if self._follower is not None:
            self._follower.end()


class _Waiting(Response, ABC):
    """An answer that is found out while it is given; the client's leaving ends it."""

    def __init__(self, following: Following) -> None:
        super().__init__()
        self._following = following

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, as an ASGI application."""
        gone = asyncio.create_task(self._following.end_when_gone(receive))
        try:
            with suppress(Gone):
                await self._answer(scope, receive, send)
        finally:
            gone.cancel()

    @abstractmethod
    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait, and answer."""


class LongPoll(_Waiting):
    """A page that is sent when there is something on it, or after `seconds`."""

    def __init__(
        self,
        following: Following,
        first: Stretch,
        limit: int,
        seconds: float,
        make: Callable[[Stretch], Response],
    ) -> None:
        super().__init__(following)
        self._first, self._limit, self._seconds, self._make = first, limit, seconds, make

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        stretch = await self._wait()
        if self._following.is_gone:
            return
        # Making the answer may compress or hash much: a page is not big.
        await self._make(stretch)(scope, receive, send)

    async def _wait(self) -> Stretch:
        until = asyncio.get_running_loop().time() + self._seconds
        stretch = self._first
        while not stretch.entries:
            if not stretch.has_more:
                with self._following.joined(stretch.to) as follower:
                    if follower is not None:
                        found = await _next_entries(follower, until)
                        if found is not None:
                            return _cut(found, self._limit)
                        stretch = Stretch((), follower.place, follower.place.seq)
                        if not follower.is_behind:
                            return stretch
            if asyncio.get_running_loop().time() >= until:
                return stretch
            stretch = await self._following.read(stretch.to, self._limit)
        return stretch


async def _next_entries(follower: Follower, until: float) -> Stretch | None:
    """The next stretch with anything in it; None when none comes in time."""
    while not follower.has_ended and not follower.is_behind:
        left = until - asyncio.get_running_loop().time()
        found = await follower.next(left) if left > 0 else None
        if found is None or found.entries:
            return found
    return None


def _cut(stretch: Stretch, limit: int) -> Stretch:
    if len(stretch.entries) <= limit:
        return stretch
    entries = stretch.entries[:limit]
    return Stretch(entries, entries[-1].place, stretch.head)


class EventStream(_Waiting):
    """Everything after a place in the log, and then what comes, as it comes."""

    def __init__(self, following: Following, first: Stretch) -> None:
        super().__init__(following)
        self._first = first
        del self.headers["content-length"]
        self.headers["Content-Type"] = EVENT_STREAM
        self.headers["Cache-Control"] = CachePolicy.NEVER.value
        # Asks proxies (nginx) to pass every event on at once.
        self.headers["X-Accel-Buffering"] = "no"
        self.headers["Vary"] = "Accept"

    async def _answer(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        client = _Client(send)
        first, self._first = self._first, Stretch((), self._first.to, 0)
        with suppress(TimeoutError):
            # Two pieces: the second one ends what was asked with HEAD.
            await client.send(f"retry: {RETRY_MS}\n\n".encode())
            await client.send(b":\n\n")
            await self._write(client, first)
            await client.close()

    async def _write(self, client: "_Client", stretch: Stretch) -> None:
        while not self._following.is_gone:
            await client.send_entries(stretch.entries)
            place = stretch.to
            if not stretch.has_more:
                with self._following.joined(place) as follower:
                    if follower is not None:
                        await _pass_on(follower, client)
                        if follower.has_ended:
                            return
                        place = follower.place
            stretch = await self._following.read(place, PAGE)


async def _pass_on(follower: Follower, client: "_Client") -> None:
    while not follower.has_ended and not follower.is_behind:
        stretch = await follower.next(HEARTBEAT_SECONDS)
        if stretch is not None:
            await client.send_entries(stretch.entries)
        else:
            await client.send(b":\n\n")


class _Client:
    """The client's end of an event stream."""

    def __init__(self, send: Send) -> None:
        self._send = send

    async def send_entries(self, entries: Sequence[Entry]) -> None:
        """Send entries as events, one by one: what is shared is not copied into one piece."""
        for entry in entries:
            await self.send(entry.event)

    async def send(self, body: bytes) -> None:
        """Raises TimeoutError when the client takes nothing for too long."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self._send({"type": "http.response.body", "body": body, "more_body": True})

    async def close(self) -> None:
        """End the answer."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self._send({"type": "http.response.body", "body": b""})
