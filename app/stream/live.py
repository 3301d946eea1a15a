"""Those who wait for what comes next: one reading for each new fact, shared by all of them.

Whoever has read up to the head joins as a `Follower`. One task for each event loop waits for the
head of the log to move, reads once for every selection that is followed, and hands the result to
the followers. A follower that does not take it is left behind, and reads on by itself.
"""

import asyncio
from collections import deque
from contextvars import Context
from weakref import WeakKeyDictionary

import structlog

from app.db.database import Database
from app.published.reading.follower import Follower as LogFollower
from app.published.reading.reader import Reader
from app.published.reading.snapshot import Snapshot
from app.published.selection.grammar import Selection
from app.stream.cursor import START, Place, Sign
from app.stream.entries import Stretch, read_for_all, read_stretch

# What waits for a client that does not take it, in characters; then it is left behind.
MOST_PENDING = 250_000
# Clients that catch up at the same time: the database's connections are for readers too.
CATCHING_UP = 4
RETRY_SECONDS = 1.0

events = structlog.get_logger("dateline.stream")


class Follower:
    """What one client has still to be given. Of one event loop, as is all of this."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.is_behind = False
        self.has_ended = False
        self._pending: deque[Stretch] = deque()
        self._size = 0
        self._event = asyncio.Event()

    async def next(self, seconds: float) -> Stretch | None:
        """What comes next; None after so many seconds, when left behind, and at the end."""
        if not self._pending and not self.has_ended and not self.is_behind:
            self._event.clear()
            try:
                async with asyncio.timeout(seconds):
                    await self._event.wait()
            except TimeoutError:
                return None
        if self.has_ended or not self._pending:
            return None
        stretch = self._pending.popleft()
        self._size -= _size(stretch)
        entries = [entry for entry in stretch.entries if entry.place.seq > self.place.seq]
        self.place = stretch.to
        return Stretch(entries, stretch.to, stretch.head)

    def give(self, stretch: Stretch | None, to: Place) -> None:
        """The facts up to `to` are read: `stretch` is what they tell, None when nothing."""
        if stretch is None:
            if not self._pending and to.seq > self.place.seq:
                self.place = to
            return
        size = _size(stretch)
        if self._pending and self._size + size > MOST_PENDING:
            self.leave_behind()
            return
        self._pending.append(stretch)
        self._size += size
        self._event.set()

    def leave_behind(self) -> None:
        """What it was not given yet it has to read by itself."""
        self._pending.clear()
        self._size = 0
        self.is_behind = True
        self._event.set()

    def end(self) -> None:
        """Nothing comes any more."""
        self.has_ended = True
        self._event.set()


def _size(stretch: Stretch) -> int:
    return sum(len(entry.text) for entry in stretch.entries)


class _Room:
    """The followers of one event loop, by selection; all of them have been told up to `place`."""

    def __init__(self) -> None:
        self.place = START
        self.sign: Sign | None = None
        self.followers: dict[Selection, set[Follower]] = {}
        self.task: asyncio.Task[None] | None = None
        self.catching_up = asyncio.Semaphore(CATCHING_UP)


class Live:
    """Everybody in this process who waits for what comes next."""

    def __init__(self, database: Database, snapshot: Snapshot, head: LogFollower) -> None:
        self._database, self._snapshot, self._head = database, snapshot, head
        self._rooms: WeakKeyDictionary[asyncio.AbstractEventLoop, _Room] = WeakKeyDictionary()

    async def read(self, selection: Selection, since: Place, limit: int, sign: Sign) -> Stretch:
        """What a client is told that has to read by itself."""
        async with self._room().catching_up:
            return await asyncio.to_thread(self._read, selection, since, limit, sign)

    def join(self, selection: Selection, place: Place, sign: Sign) -> Follower | None:
        """Follow from `place` on; None when the others are further: read on from it first."""
        room = self._room()
        if not room.followers:
            room.place, room.sign = place, sign
        if place.seq < room.place.seq:
            return None
        follower = Follower(place)
        room.followers.setdefault(selection, set()).add(follower)
        if self._head.is_ending:
            follower.end()
        elif room.task is None:
            # Not in the context of this request: its id would be in every line of the log.
            room.task = asyncio.get_running_loop().create_task(self._run(room), context=Context())
        return follower

    def leave(self, selection: Selection, follower: Follower) -> None:
        """End what `join` began."""
        room = self._room()
        others = room.followers[selection]
        others.discard(follower)
        if not others:
            del room.followers[selection]
        if not room.followers and room.task is not None:
            room.task.cancel()
            room.task = None

    def _room(self) -> _Room:
        return self._rooms.setdefault(asyncio.get_running_loop(), _Room())

    def _read(self, selection: Selection, since: Place, limit: int, sign: Sign) -> Stretch:
        with self._database.read() as session:
            return read_stretch(Reader(session, self._snapshot), selection, since, limit, sign)

    async def _run(self, room: _Room) -> None:
        while not self._head.is_ending:
            await self._head.moved(room.place.seq)
            try:
                await self._tell(room)
            except Exception as error:  # whatever it is, the others still wait
                events.error("followers cannot be told", exc_info=error)
                await asyncio.sleep(RETRY_SECONDS)
        for followers in room.followers.values():
            for follower in followers:
                follower.end()

    async def _tell(self, room: _Room) -> None:
        selections = tuple(room.followers)
        found, to = await asyncio.to_thread(self._read_for_all, selections, room)
        if to is None:
            return
        room.place = to
        for selection, followers in room.followers.items():
            for follower in followers:
                if selection in selections:
                    follower.give(found.get(selection), to)
                elif follower.place.seq < to.seq:
                    # It joined while the others were read for.
                    follower.leave_behind()

    def _read_for_all(
        self, selections: tuple[Selection, ...], room: _Room
    ) -> tuple[dict[Selection, Stretch], Place | None]:
        assert room.sign is not None
        with self._database.read() as session:
            reader = Reader(session, self._snapshot)
            return read_for_all(reader, selections, room.place.seq, room.sign)
