"""Hands new facts to waiting clients: each fact is read once and shared by all listeners.

A client that has read up to the head joins as a `Listener`. One task for each event loop waits for
the head of the log to move, reads once for every selection that is followed, and hands the page to
the listeners. A listener that does not take it is left behind, and reads on by itself.
"""

import asyncio
from collections import deque
from contextvars import Context
from weakref import WeakKeyDictionary

import structlog

from app.db import faults
from app.db.database import Database
from app.published.reading.follower import Follower
from app.published.reading.reader import Reader
from app.published.reading.snapshot import Snapshot
from app.published.selection.grammar import Selection
from app.stream.cursor import START, CursorSigner, LogPosition
from app.stream.entries import LogPage, read_for_all, read_page

# Characters that may wait for a slow client; above this it is left behind.
MOST_PENDING = 100_000
# Clients that catch up at the same time: the database's connections are for readers too.
CATCHING_UP = 4
RETRY_SECONDS = 1.0

events = structlog.get_logger("dateline.stream")


class Listener:
    """Pages that wait for one client. Belongs to one event loop, as everything here does."""

    def __init__(self, position: LogPosition) -> None:
        self.position = position
        self.is_behind = False
        self.has_ended = False
        self._pending: deque[LogPage] = deque()
        self._size = 0
        self._event = asyncio.Event()

    async def next(self, seconds: float) -> LogPage | None:
        """Returns the next page; None after so many seconds, when left behind, and at the end."""
        if not self._pending and not self.has_ended and not self.is_behind:
            self._event.clear()
            try:
                async with asyncio.timeout(seconds):
                    await self._event.wait()
            except TimeoutError:
                return None
        if self.has_ended or not self._pending:
            return None
        page = self._pending.popleft()
        self._size -= _size(page)
        entries = [entry for entry in page.entries if entry.position.seq > self.position.seq]
        self.position = page.to
        return LogPage(entries, page.to, page.head)

    def offer(self, page: LogPage | None, to: LogPosition) -> None:
        """Take the page of the facts up to `to`; None when none of them is in the selection."""
        if page is None:
            if not self._pending and to.seq > self.position.seq:
                self.position = to
            return
        size = _size(page)
        if self._pending and self._size + size > MOST_PENDING:
            self.fall_behind()
            return
        self._pending.append(page)
        self._size += size
        self._event.set()

    def fall_behind(self) -> None:
        """Drop what waits: the client reads it by itself."""
        self._pending.clear()
        self._size = 0
        self.is_behind = True
        self._event.set()

    def end(self) -> None:
        """Wake the client for the last time."""
        self.has_ended = True
        self._event.set()


def _size(page: LogPage) -> int:
    return sum(len(entry.text) for entry in page.entries)


class _Channel:
    """The listeners of one event loop, by selection. All were given the facts up to `position`."""

    def __init__(self) -> None:
        self.position = START
        self.signer: CursorSigner | None = None
        self.listeners: dict[Selection, set[Listener]] = {}
        self.task: asyncio.Task[None] | None = None
        self.catching_up = asyncio.Semaphore(CATCHING_UP)


class Broadcaster:
    """Hands each new fact to every listener of this process."""

    def __init__(self, database: Database, snapshot: Snapshot, follower: Follower) -> None:
        self._database, self._snapshot, self._head = database, snapshot, follower
        self._channels: WeakKeyDictionary[asyncio.AbstractEventLoop, _Channel] = WeakKeyDictionary()

    async def read(
        self, selection: Selection, since: LogPosition, limit: int, signer: CursorSigner
    ) -> LogPage:
        """Returns a page for a client that reads by itself."""
        async with self._channel().catching_up:
            return await asyncio.to_thread(self._read, selection, since, limit, signer)

    def join(
        self, selection: Selection, position: LogPosition, signer: CursorSigner
    ) -> Listener | None:
        """Returns a listener from `position` on; None when the channel is ahead of it."""
        channel = self._channel()
        if not channel.listeners:
            channel.position, channel.signer = position, signer
        if position.seq < channel.position.seq:
            return None
        listener = Listener(position)
        channel.listeners.setdefault(selection, set()).add(listener)
        if self._head.is_ending:
            listener.end()
        elif channel.task is None:
            # Not in the context of this request, whose id every line of the task would log.
            channel.task = asyncio.get_running_loop().create_task(
                self._run(channel), context=Context()
            )
        return listener

    def leave(self, selection: Selection, listener: Listener) -> None:
        """End what `join` began."""
        channel = self._channel()
        others = channel.listeners[selection]
        others.discard(listener)
        if not others:
            del channel.listeners[selection]
        if not channel.listeners and channel.task is not None:
            channel.task.cancel()
            channel.task = None

    def _channel(self) -> _Channel:
        return self._channels.setdefault(asyncio.get_running_loop(), _Channel())

    def _read(
        self, selection: Selection, since: LogPosition, limit: int, signer: CursorSigner
    ) -> LogPage:
        with self._database.read() as session:
            return read_page(Reader(session, self._snapshot), selection, since, limit, signer)

    async def _run(self, channel: _Channel) -> None:
        while not self._head.is_ending:
            await self._head.moved(channel.position.seq)
            try:
                await self._broadcast(channel)
            except Exception as error:  # of any kind: the listeners still wait
                events.error(
                    "listeners cannot be told",
                    reason=faults.name_of(error),
                    exc_info=None if faults.is_passing(error) else error,
                )
                await asyncio.sleep(RETRY_SECONDS)
        for listeners in channel.listeners.values():
            for listener in listeners:
                listener.end()

    async def _broadcast(self, channel: _Channel) -> None:
        selections = tuple(channel.listeners)
        found, to = await asyncio.to_thread(self._read_for_all, selections, channel)
        if to is None:
            return
        channel.position = to
        for selection, listeners in channel.listeners.items():
            for listener in listeners:
                if selection in selections:
                    listener.offer(found.get(selection), to)
                elif listener.position.seq < to.seq:
                    # It joined while the others' page was read.
                    listener.fall_behind()

    def _read_for_all(
        self, selections: tuple[Selection, ...], channel: _Channel
    ) -> tuple[dict[Selection, LogPage], LogPosition | None]:
        assert channel.signer is not None
        with self._database.read() as session:
            reader = Reader(session, self._snapshot)
            return read_for_all(reader, selections, channel.position.seq, channel.signer)
