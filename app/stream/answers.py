"""Responses that wait: a long poll, and an event stream (WHATWG HTML section 9.2).

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
from app.http.long_answers import PATIENCE_SECONDS, until_gone
from app.published.selection.grammar import Selection
from app.stream.cursor import CursorSigner, LogPosition
from app.stream.entries import Entry, LogPage
from app.stream.live import Broadcaster, Listener

EVENT_STREAM = "text/event-stream"
HEARTBEAT_SECONDS = 15.0
# How long a client waits before it connects again.
RETRY_MS = 2_000
# Entries that are in memory for a client that catches up, each with its document.
PAGE = 20


class Disconnected(Exception):
    """The client has left, or the server is about to end."""


class ChangeReader:
    """Reads the log for one client under its selection. One coroutine at a time may use it."""

    def __init__(self, live: Broadcaster, selection: Selection, signer: CursorSigner) -> None:
        self._live, self._selection, self._signer = live, selection, signer
        self._listener: Listener | None = None
        self.is_gone = False

    async def read(self, since: LogPosition, limit: int) -> LogPage:
        """Returns the next page. Raises Disconnected."""
        if self.is_gone:
            raise Disconnected
        return await self._live.read(self._selection, since, limit, self._signer)

    @contextmanager
    def listening(self, position: LogPosition) -> Iterator[Listener | None]:
        """Gives a listener from `position` on, or None when there is more to read first."""
        listener = self._live.join(self._selection, position, self._signer)
        self._listener = listener
        try:
            if listener is not None and self.is_gone:
                listener.end()
            yield listener
        finally:
            self._listener = None
            if listener is not None:
                self._live.leave(self._selection, listener)

    async def end_when_gone(self, receive: Receive) -> None:
        """Wait until the client leaves, then end its listener."""
        await until_gone(receive)
        self.is_gone = True
        if self._listener is not None:
            self._listener.end()


class _WaitingResponse(Response, ABC):
    """A response whose content is awaited while it is sent. It ends when the client leaves."""

    def __init__(self, changes: ChangeReader) -> None:
        super().__init__()
        self._changes = changes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer, as an ASGI application."""
        gone = asyncio.create_task(self._changes.end_when_gone(receive))
        try:
            with suppress(Disconnected):
                await self._answer(scope, receive, send)
        finally:
            gone.cancel()

    @abstractmethod
    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait, and send the answer."""


class LongPoll(_WaitingResponse):
    """Sends a page as soon as it has an entry, or an empty one after `seconds`."""

    def __init__(
        self,
        changes: ChangeReader,
        first: LogPage,
        limit: int,
        seconds: float,
        make: Callable[[LogPage], Response],
    ) -> None:
        super().__init__(changes)
        self._first, self._limit, self._seconds, self._make = first, limit, seconds, make

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        page = await self._wait()
        if self._changes.is_gone:
            return
        # A page has at most 100 entries, so hashing it blocks the event loop only briefly.
        await self._make(page)(scope, receive, send)

    async def _wait(self) -> LogPage:
        until = asyncio.get_running_loop().time() + self._seconds
        page = self._first
        while not page.entries:
            if not page.has_more:
                with self._changes.listening(page.to) as listener:
                    if listener is not None:
                        found = await _next_entries(listener, until)
                        if found is not None:
                            return _shorten(found, self._limit)
                        page = LogPage((), listener.position, listener.position.seq)
                        if not listener.is_behind:
                            return page
            if asyncio.get_running_loop().time() >= until:
                return page
            page = await self._changes.read(page.to, self._limit)
        return page


async def _next_entries(listener: Listener, until: float) -> LogPage | None:
    """Returns the next page that has an entry, or None when none comes in time."""
    while not listener.has_ended and not listener.is_behind:
        left = until - asyncio.get_running_loop().time()
        found = await listener.next(left) if left > 0 else None
        if found is None or found.entries:
            return found
    return None


def _shorten(page: LogPage, limit: int) -> LogPage:
    if len(page.entries) <= limit:
        return page
    entries = page.entries[:limit]
    return LogPage(entries, entries[-1].position, page.head)


class EventStream(_WaitingResponse):
    """Sends every entry after a position in the log, then each new one as it is committed."""

    def __init__(self, changes: ChangeReader, first: LogPage) -> None:
        super().__init__(changes)
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
        first, self._first = self._first, LogPage((), self._first.to, 0)
        with suppress(TimeoutError):
            # Two pieces, since a response to HEAD is ended by its second one.
            await client.send(f"retry: {RETRY_MS}\n\n".encode())
            await client.send(b":\n\n")
            await self._write(client, first)
            await client.close()

    async def _write(self, client: "_Client", page: LogPage) -> None:
        while not self._changes.is_gone:
            await client.send_entries(page.entries)
            position = page.to
            if not page.has_more:
                with self._changes.listening(position) as listener:
                    if listener is not None:
                        await _forward(listener, client)
                        if listener.has_ended:
                            return
                        position = listener.position
            page = await self._changes.read(position, PAGE)


async def _forward(listener: Listener, client: "_Client") -> None:
    while not listener.has_ended and not listener.is_behind:
        page = await listener.next(HEARTBEAT_SECONDS)
        if page is not None:
            await client.send_entries(page.entries)
        else:
            await client.send(b":\n\n")


class _Client:
    """Writes an event stream to one client."""

    def __init__(self, send: Send) -> None:
        self._send = send

    async def send_entries(self, entries: Sequence[Entry]) -> None:
        """Send entries as events, one by one: clients share their text."""
        for entry in entries:
            await self.send(entry.event)

    async def send(self, body: bytes) -> None:
        """Send a piece. Raises TimeoutError when the client takes nothing for too long."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self._send({"type": "http.response.body", "body": body, "more_body": True})

    async def close(self) -> None:
        """End the answer."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self._send({"type": "http.response.body", "body": b""})
