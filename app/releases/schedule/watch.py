"""One process's watch over what is due: a thread that publishes, and readers who publish first.

Why no reader misses what another process scheduled is argued in decision 0301.
"""

import threading
import time
from collections.abc import Callable
from contextvars import Context
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from fastapi import Request
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool

from app.base import clock
from app.db import faults
from app.db.database import Database
from app.releases.acts.workflow import SCHEDULED
from app.releases.schedule.due import next_due, publish_due, refresh_zones

POLL_SECONDS = 0.5
# What is known of the next instant may be so old; above POLL_SECONDS, so that the thread's reading
# serves the requests and none of them has to ask by itself.
FRESH_SECONDS = 1.0
# An act that schedules nearer than this is answered once every process must have read of it.
NEAR = timedelta(seconds=3)
# A look waits so long for whoever has locked the table, as a migration does. Below FRESH_SECONDS
# less POLL_SECONDS, so that requests need not look by themselves.
LOOK_SECONDS = 0.3
# How long a call waits for releases that an editor's transaction has in hand, and for other locks.
PATIENCE_SECONDS = 1.0
RETRY_SECONDS = 0.02
MOST_DOUBLINGS = 6  # half a minute between two attempts
ZONES_SECONDS = 86_400.0

events = structlog.get_logger("dateline.schedule")


class DueWatch:
    """Knows the next instant, and publishes when it has come. Safe to call from any thread."""

    def __init__(
        self,
        database: Database,
        zone: ZoneInfo,
        now: Callable[[], datetime] = clock.now,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        self.now = now
        self._database, self._zone, self._patience_seconds = database, zone, patience_seconds
        # Its own connections: requests may hold all the others.
        self._session = database.reader_apart(LOOK_SECONDS)
        self._next: datetime | None = None
        self._read_at = self._calm_until = self._zones_at = self._failed_at = float("-inf")
        self._failure: SQLAlchemyError | None = None
        self._reading, self._publishing = threading.Lock(), threading.Lock()
        self._is_serving = False
        database.after_commit.append(self._committed)

    def outlook(self) -> tuple[datetime | None, float]:
        """The next instant, and until when (`time.monotonic`) that is known without asking."""
        # In this order: a reading that comes in between makes the instant newer than the promise.
        until = self._read_at + FRESH_SECONDS
        return self._next, until

    def is_quiet(self) -> bool:
        """Whether it is known, without asking the database, that nothing is due."""
        return self._is_fresh() and (self._next is None or self._next > self.now())

    def begin(self) -> None:
        """Serve beside other processes: `tick` is called from now on, several times a second."""
        self._is_serving = True

    def tick(self) -> None:
        """Publish what is due, with instants as today's rules of their zones put them."""
        if time.monotonic() >= self._zones_at:
            self._follow_zones()
        if time.monotonic() - self._read_at > POLL_SECONDS:
            self._read_next()
        self.catch_up()

    def catch_up(self) -> None:
        """Publish what is due now. A failure is logged and tried again, and costs no reader more.

        Raises SQLAlchemyError when the database cannot even be asked what is due.
        """
        if not self._is_fresh():
            self._read_next()
        if self._is_due() and time.monotonic() >= self._calm_until:
            try:
                self._publish()
            except SQLAlchemyError as error:
                self._calm_until = time.monotonic() + FRESH_SECONDS
                events.error("publication failed", reason=faults.name_of(error))

    def _is_fresh(self) -> bool:
        return time.monotonic() - self._read_at <= FRESH_SECONDS

    def _is_due(self) -> bool:
        return self._next is not None and self._next <= self.now()

    def _read_next(self) -> None:
        # It is read for all requests: its log lines must not bear the id of the first of them.
        Context().run(self._look, time.monotonic())

    def _look(self, asked: float) -> None:
        # One reading after another: an older one must not overwrite what a newer one found. Who has
        # waited for one that began later than it asked takes what that found, a failure too.
        with self._reading:
            if self._failure is not None and self._failed_at >= asked:
                raise self._failure
            if self._read_at >= asked:
                return
            started = time.monotonic()
            try:
                with self._session() as session:
                    self._next = next_due(session)
            except SQLAlchemyError as error:
                if not (isinstance(error, DBAPIError) and faults.is_locked(error)):
                    self._failed_at, self._failure = started, error
                    raise
                # Nobody else can schedule or publish while the table is locked: readers are right
                # to see what is public so far.
                events.warning("what is due cannot be read", reason=faults.name_of(error))
                started = time.monotonic()
            self._read_at, self._failure = started, None

    def _publish(self) -> None:
        # Threads of this process wait here and not in the database, where each would hold a
        # connection.
        with self._publishing:
            until = time.monotonic() + self._patience_seconds
            while self._is_due() and time.monotonic() < until:
                with self._database.write(self._patience_seconds) as session:
                    count = publish_due(session, self.now(), self._zone)
                if count:
                    events.info("published what was due", releases=count)
                    until = time.monotonic() + self._patience_seconds
                    continue
                self._read_next()
                if self._is_due():
                    time.sleep(RETRY_SECONDS)
            if self._is_due():
                self._calm_until = time.monotonic() + FRESH_SECONDS
                events.warning("a due release is locked by another transaction")

    def _committed(self, session: Session) -> None:
        """After every commit of this process: learn of, and let others learn of, a new instant."""
        at: datetime | None = session.info.pop(SCHEDULED, None)
        if at is None:
            return
        # A reading that began before the commit must not pass for one that knows of it.
        with self._reading:
            self._read_at = float("-inf")
        if self._is_serving and at - self.now() < NEAR:
            time.sleep(FRESH_SECONDS)

    def _follow_zones(self) -> None:
        try:
            with self._database.write() as session:
                refresh_zones(session, self.now())
        except SQLAlchemyError as error:
            # A database without its schema, for one: the server tells so when it is asked.
            events.error("zone rules not followed", reason=faults.name_of(error))
            self._zones_at = time.monotonic() + POLL_SECONDS
        else:
            self._zones_at = time.monotonic() + ZONES_SECONDS


async def publish_first(request: Request) -> None:
    """Publish what is due, then go on. Mostly a look at a number in memory, so no thread is taken.

    It comes before the route's session: that sees the state of its own beginning only.
    """
    watch: DueWatch = request.app.state.due
    if not watch.is_quiet():
        await run_in_threadpool(watch.catch_up)
