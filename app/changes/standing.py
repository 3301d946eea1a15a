"""Whether what was made of the public facts is still true: a look at the log's mark, no more often
than it takes.

After a commit of this process, after `FRESH_SECONDS`, and after a scheduled instant has gone by
the mark is read again; in between the last look holds. One process can so be behind what another
has committed by a quarter of a second at most, and never behind itself or behind the clock.
"""

import asyncio
import threading
import time
from datetime import datetime
from typing import Protocol

import structlog
from anyio import CapacityLimiter, to_thread
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from app.changes.log import MARK, Mark
from app.db.database import Database

FRESH_SECONDS = 0.25
# Commits of this process come between a look and its use; a look that is late three times is as
# good as none.
_TRIES = 3

events = structlog.get_logger("dateline.changes")


def look(connection: Connection) -> Mark:
    """The mark of the state that a connection sees."""
    return Mark(*connection.execute(MARK).one())


class Schedule(Protocol):
    """What is to become public at its instant."""

    def now(self) -> datetime:
        """The time by its clock."""

    def outlook(self) -> tuple[datetime | None, float]:
        """The next instant, and until when that is known: `time.monotonic`."""


class Standing:
    """Knows the mark of the public facts. For coroutines of one loop at a time."""

    def __init__(self, database: Database, schedule: Schedule) -> None:
        self._engine = database.apart()
        self._schedule = schedule
        self._mark = Mark(epoch=-1, seq=-1)
        # Until when it is known to stand: a time by the clock of the machine, and a scheduled one.
        self._until = float("-inf")
        self._next: datetime | None = None
        self._commits = 0
        self._lock = threading.Lock()
        self._look: asyncio.Future[None] | None = None
        database.after_commit.append(self._committed)

    def mark(self) -> Mark | None:
        """The mark, when it is known without asking; None when `read` or the product has to.

        The same object as long as nothing changed.
        """
        if time.monotonic() > self._until:
            return None
        return self._mark if self._next is None or self._next > self._schedule.now() else None

    async def read(self) -> Mark | None:
        """The mark, read anew when it has to be: one look, however many ask for it.

        None when something is due, which is published first, or when the database cannot be asked.
        """
        for _ in range(_TRIES):
            coming, known_until = self._schedule.outlook()
            is_due = coming is not None and coming <= self._schedule.now()
            if is_due or known_until < time.monotonic():
                return None
            try:
                await asyncio.shield(self._looking())
            except SQLAlchemyError as error:
                events.error("the log cannot be looked at", reason=type(error).__name__)
                return None
            mark = self.mark()
            if mark is not None:
                return mark
        return None

    def _looking(self) -> "asyncio.Future[None]":
        loop = asyncio.get_running_loop()
        look = self._look
        if look is None or look.done() or look.get_loop() is not loop:
            look = self._look = loop.create_task(self._look_once())
        return look

    async def _look_once(self) -> None:
        # A thread beside those of the requests: what is ready does not wait for what is made.
        await to_thread.run_sync(self._see, limiter=CapacityLimiter(1))

    def _see(self) -> None:
        commits, at = self._commits, time.monotonic()
        self._next, known_until = self._schedule.outlook()
        with self._engine.connect() as connection:
            mark = look(connection)
        if mark != self._mark:
            self._mark = mark
        with self._lock:
            # What was committed between the asking and the answer is seen by the next look.
            if commits == self._commits:
                self._until = min(at + FRESH_SECONDS, known_until)

    def _committed(self, _session: Session) -> None:
        with self._lock:
            self._commits += 1
            self._until = float("-inf")
