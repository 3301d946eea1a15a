"""One process's side of an outbox: it claims rows, attempts what is due, and records the outcome.

A row stands for a receiver and holds its position in the log. Webhooks, the WebSub hub and the
purges of a CDN differ in what is due and in what an attempt does, and share all the rest.
"""

import asyncio
import threading
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Generic

import structlog
from sqlalchemy import ColumnElement, true
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.base.poller import Poller
from app.db import faults
from app.db.database import Database
from app.outbox.claims import LEASE, OWN, Claims, Row
from app.outbox.recorder import Recorder

# Commits of this process wake the outbox; it polls for those of others at this interval.
POLL_SECONDS = 0.5
# Commits, and attempts that end, within so many seconds lead to one round.
GATHER_SECONDS = 0.05
RENEW_SECONDS = LEASE.total_seconds() / 3
# When the server stops, calls under way have so long to be answered; the next start sends the rest.
GRACE_SECONDS = 3.0
# An attempt that raised an error keeps its claim for so long, so it is not repeated at once.
BROKEN_SECONDS = 1.0
SWEEP_EVERY = timedelta(hours=1)
# Threads of the event loop, for statements.
THREADS = 3

Attempt = Callable[[], Awaitable[None]]

events = structlog.get_logger("dateline.outbox")


class Outbox(ABC, Generic[Row]):
    """Attempts what is due in the rows of `table` until it is stopped.

    A thread looks for due rows, another one renews their claims, and the attempts are coroutines of
    one event loop, at most `concurrency` at a time.
    """

    def __init__(
        self,
        name: str,
        database: Database,
        table: type[Row],
        now: Callable[[], datetime],
        *,
        concurrency: int,
        claim_lasts: ColumnElement[bool] | None = None,
    ) -> None:
        self.now = now
        self._name, self._database, self._table, self._concurrency = (
            name,
            database,
            table,
            concurrency,
        )
        lasts = true() if claim_lasts is None else claim_lasts
        self.claims = Claims(database, table, lasts)
        self.recorder = Recorder(database, self.claims)
        self._poller = Poller(name, self._round, gather=GATHER_SECONDS)
        self._renewer = Poller(f"{name}-claims", self._renew)
        self._held: dict[Any, Future[None]] = {}
        self._swept_at: datetime | None = None
        self._thread: threading.Thread | None = None

    @abstractmethod
    def due(self, session: Session) -> SelectOfScalar[Row]:
        """Returns a statement for the rows with something to attempt now, the first ones first."""

    @abstractmethod
    def attempts(self, rows: Sequence[Row]) -> Sequence[Attempt]:
        """Returns an attempt for each of `rows`, which were just claimed."""

    def plan(self) -> bool:
        """Prepare rows before due ones are looked for. Returns whether there is more to prepare."""
        return False

    def sweep(self) -> None:
        """Delete what is no longer needed. Called every hour."""

    @property
    def is_running(self) -> bool:
        """Whether it was started and not stopped."""
        return self._thread is not None

    @property
    def is_stopping(self) -> bool:
        """Whether no new attempt may begin."""
        return self._poller.stopping.is_set()

    def start(self) -> None:
        """Begin attempts. Commits of this process wake the outbox; it polls for those of others."""
        started = threading.Event()
        main = partial(asyncio.run, self._main(started))
        self._thread = threading.Thread(target=main, name=f"{self._name}-calls", daemon=True)
        self._thread.start()
        started.wait()
        self._renewer.start()
        self._poller.start()
        self._database.after_commit.append(self._committed)

    def stop(self) -> None:
        """End the threads. Calls that are under way have three seconds to be answered."""
        if self._thread is None:
            return
        self._database.after_commit.remove(self._committed)
        self._poller.stop()
        self._loop.call_soon_threadsafe(self._ending.set)
        self._thread.join()
        self._thread = None
        self._renewer.stop()
        self._held.clear()
        try:
            self.claims.release_all()
        except Exception as error:  # the claims expire by themselves
            events.warning("claims not released", outbox=self._name, reason=type(error).__name__)

    def wake(self) -> None:
        """Look for due rows at once. May be called from any thread."""
        self._poller.wake()

    def _committed(self, session: Session) -> None:
        if not session.info.get(OWN):
            self.wake()

    async def _main(self, started: threading.Event) -> None:
        self._loop, self._ending = asyncio.get_running_loop(), asyncio.Event()
        self._loop.set_default_executor(ThreadPoolExecutor(THREADS, self._name))
        started.set()
        await self._ending.wait()
        # `asyncio.run` cancels what is left after that.
        if others := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.wait(others, timeout=GRACE_SECONDS)

    def _round(self) -> float:
        if not self._held and self._is_empty():
            return POLL_SECONDS
        finished = [each for each, attempt in self._held.items() if attempt.done()]
        has_more = self.plan()
        room = self._concurrency - len(self._held) + len(finished)
        rows = self.claims.take(self.due, finished, self.now(), room)
        for each in finished:
            del self._held[each]
        for row, attempt in zip(rows, self.attempts(rows) if rows else (), strict=True):
            begun = asyncio.run_coroutine_threadsafe(self._run(attempt), self._loop)
            self._held[row.id] = begun
        self._sweep_hourly()
        return 0.0 if has_more else POLL_SECONDS

    def _is_empty(self) -> bool:
        with self._database.read() as session:
            return session.exec(select(col(self._table.id)).limit(1)).first() is None

    def _sweep_hourly(self) -> None:
        now = self.now()
        if self._swept_at is None or now - self._swept_at >= SWEEP_EVERY:
            self._swept_at = now
            self.sweep()

    async def _run(self, attempt: Attempt) -> None:
        try:
            await attempt()
        except Exception as error:  # the claim is released, and another attempt follows
            events.error(
                "an attempt broke off",
                outbox=self._name,
                reason=faults.name_of(error),
                exc_info=None if faults.is_passing(error) else error,
            )
            await asyncio.sleep(BROKEN_SECONDS)
        finally:
            self.wake()

    def _renew(self) -> float:
        if held := dict(self._held):
            # A row that another process has, or that is paused or deleted by now: send no more.
            for lost in held.keys() - self.claims.renew(held, self.now()):
                held[lost].cancel()
        return RENEW_SECONDS
