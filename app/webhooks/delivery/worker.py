"""Webhooks of one process: a thread that finds what is to be sent, and calls receivers by turns.

The log is the outbox. `deliver_plan` notes what is to be told, `deliver_claims` who sends it,
`deliver_bodies` what is sent, `deliver_outcomes` what came of it. Each receiver has a task of its
own with few calls at a time, so that a dead one delays no other.
"""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar
from uuid import UUID

import structlog
from sqlmodel import Session

from app.base import clock
from app.base.ids import new_id
from app.base.settings import Settings
from app.db.database import Database
from app.outbound.client import GuardedClient
from app.published.reading.snapshot import Snapshot
from app.webhooks.delivery import claims
from app.webhooks.delivery.jobs import Desk, Job, jobs_of, more_of
from app.webhooks.delivery.outcomes import Recorder
from app.webhooks.delivery.plan import Planner
from app.webhooks.delivery.sending import Sender

GATHER_SECONDS = 0.05
POLL_SECONDS = 0.5
# Receivers in the hands of one process.
RECEIVERS = 300
RENEW_SECONDS = claims.LEASE.total_seconds() / 3
# What is under way when the server stops may still be answered; the rest is sent after the start.
GRACE_SECONDS = 3.0
SWEEP_EVERY = timedelta(hours=1)
THREADS = 3

events = structlog.get_logger("dateline.webhooks")

T = TypeVar("T")


class Webhooks:
    """Sends events until it is stopped. `wake` may be called from any thread."""

    def __init__(
        self,
        database: Database,
        snapshot: Snapshot,
        settings: Settings,
        client: GuardedClient,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        self._database, self._now = database, now
        self._planner = Planner(database, snapshot, settings.zone)
        withdrawn = self._planner.withdrawn
        self._desk = Desk(database, snapshot, settings, client, now, new_id(), withdrawn)
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._wake, self._stop = asyncio.Event(), asyncio.Event()
        self._held: dict[UUID, asyncio.Task[None]] = {}
        self._finished: set[UUID] = set()
        self._swept_at: datetime | None = None

    def start(self) -> None:
        """Begin; commits of this process are looked at at once, those of others within a second."""
        started = threading.Event()
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._main(started)), name="webhooks", daemon=True
        )
        self._thread.start()
        started.wait()
        self._database.after_commit.append(self._committed)

    def stop(self) -> None:
        """End the thread; what is under way gets a moment to be answered."""
        if self._thread is None or self._loop is None:
            return
        self._database.after_commit.remove(self._committed)
        self._loop.call_soon_threadsafe(self._stop.set)
        self._loop.call_soon_threadsafe(self._wake.set)
        self._thread.join()
        self._thread = self._loop = None

    def wake(self) -> None:
        """Look at once whether anything is to be sent."""
        # A look that was asked for and has not begun sees this too.
        if self._loop is not None and not self._wake.is_set():
            with suppress(RuntimeError):  # it has just ended
                self._loop.call_soon_threadsafe(self._wake.set)

    def _committed(self, session: Session) -> None:
        if not session.info.get(claims.OURS):
            self.wake()

    async def _main(self, started: threading.Event) -> None:
        self._loop = asyncio.get_running_loop()
        self._wake, self._stop = asyncio.Event(), asyncio.Event()
        with ThreadPoolExecutor(THREADS, thread_name_prefix="webhooks") as self._pool:
            recorder = Recorder(self._database, self._desk.me, self._in_thread)
            self._sender = Sender(self._desk, recorder)
            helpers = [asyncio.create_task(recorder.run()), asyncio.create_task(self._renew())]
            started.set()
            await self._look()
            self._sender.is_stopping = True
            if self._held:
                await asyncio.wait(self._held.values(), timeout=GRACE_SECONDS)
            for task in [*self._held.values(), *helpers]:
                task.cancel()
            await asyncio.gather(*self._held.values(), *helpers, return_exceptions=True)
            try:
                await self._in_thread(partial(claims.give_up, self._database, self._desk.me))
            except Exception as error:  # the claims end by themselves
                events.warning("claims not given up", reason=type(error).__name__)

    def _in_thread(self, call: Callable[[], T]) -> "asyncio.Future[T]":
        return asyncio.get_running_loop().run_in_executor(self._pool, call)

    async def _look(self) -> None:
        while not self._stop.is_set():
            self._wake.clear()
            busy = False
            try:
                finished = frozenset(self._finished)
                jobs, busy = await self._in_thread(partial(self._round, finished))
                self._finished -= finished
                for each in finished:
                    self._held.pop(each, None)
                for job in jobs:
                    self._held[job.row.id] = asyncio.create_task(self._serve(job))
            except Exception as error:  # whatever it is, the thread lives on
                events.error("webhooks cannot be read", exc_info=error)
            if not busy:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), POLL_SECONDS)
                    # Commits that follow one another closely are looked at together.
                    await asyncio.sleep(GATHER_SECONDS)

    def _round(self, finished: frozenset[UUID]) -> tuple[list[Job], bool]:
        """Plan, claim, and make what is to be sent first; whether there is more to plan."""
        now = self._now()
        if not (self._held or finished or claims.has_anybody(self._database)):
            return [], False
        behind = self._planner.plan(now) > 0
        room = RECEIVERS - len(self._held) + len(finished)
        rows = claims.claim(self._database, self._desk.me, finished, now, room)
        if self._swept_at is None or now - self._swept_at >= SWEEP_EVERY:
            self._swept_at = now
            claims.forget_old(self._database, now)
        return jobs_of(self._desk, rows, now), behind

    async def _serve(self, job: Job) -> None:
        following: Job | None = job
        try:
            while following is not None:
                again = await self._sender.serve(following)
                more = partial(more_of, self._desk, job.row.id)
                following = await self._in_thread(more) if again else None
        except Exception as error:  # its claim is given back, and another try follows
            events.error("a receiver could not be served", exc_info=error)
        finally:
            self._finished.add(job.row.id)
            # Receivers end one after the other: they are given back together.
            asyncio.get_running_loop().call_later(0.05, self._wake.set)

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            if held := dict(self._held):
                me = self._desk.me
                try:
                    kept = await self._in_thread(
                        partial(claims.renew, self._database, me, list(held), self._now())
                    )
                except Exception as error:  # another process takes over
                    events.error("claims not renewed", exc_info=error)
                    continue
                # Of another process by now, paused, or gone: what is in hand is not sent.
                for lost in held.keys() - kept:
                    held[lost].cancel()
