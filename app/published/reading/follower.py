"""The one follower of a process: it keeps the snapshot at the head of the change log.

It publishes what is due, brings the snapshot to the head, and wakes those who wait for the next
public fact. What this process commits it sees before the next read; what other processes commit,
within `FRESH_SECONDS`. Everything that depends on the public facts asks this one whether it is
current: no other part of the product watches the log.
"""

import asyncio
import threading
import time
from asyncio import AbstractEventLoop
from collections import Counter
from collections.abc import Callable
from contextvars import Context
from datetime import datetime
from typing import Protocol

import structlog
from anyio import CapacityLimiter, to_thread
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from app.changes import log
from app.changes.log import RECORDED, Mark
from app.db.database import Database
from app.published.reading.snapshot import Snapshot, State

# How long a look at the log is good, in seconds; the thread looks a little more often, so that
# requests seldom have to.
FRESH_SECONDS = 0.25
POLL_SECONDS = 0.2
# Between two attempts to publish what is due and held by another transaction.
RETRY_SECONDS = 0.02
# With a database that cannot be asked: 0.4 s, 0.8 s, ... 6.4 s between two attempts.
MOST_DOUBLINGS = 5
# A request that comes during a look needs the next one at most: the first may have begun too early.
_LOOKS = 2

events = structlog.get_logger("dateline.follower")


class Schedule(Protocol):
    """What becomes public at its instant."""

    def now(self) -> datetime:
        """Return the time by its clock."""

    def catch_up(self) -> None:
        """Publish what is due now."""

    def tick(self) -> None:
        """Publish what is due, and what else there is to do several times a second."""

    def outlook(self) -> tuple[datetime | None, float]:
        """Return the next instant, and until when that is known (`time.monotonic`)."""


class Follower:
    """Keeps `snapshot` current. Safe to call from any thread."""

    def __init__(self, database: Database, snapshot: Snapshot, schedule: Schedule) -> None:
        self.snapshot = snapshot
        self._schedule = schedule
        # Connections apart: readers may hold all the others while they wait for the snapshot.
        self._session = database.reader_apart()
        self._until = float("-inf")
        self._next: datetime | None = None
        self._commits = 0
        # A look publishes what is due, and that commit may ask for a look: the inner one is let in.
        self._counting, self._looking = threading.Lock(), threading.RLock()
        self._look_task: asyncio.Task[None] | None = None
        self._waiters = Waiters()
        self._wake_up = threading.Event()
        self._thread: threading.Thread | None = None
        database.after_commit.append(self._committed)

    def is_current(self) -> bool:
        """Whether the snapshot is known, without waiting, to be at the head, and nothing is due."""
        if time.monotonic() > self._until:
            return False
        return self._next is None or self._next > self._schedule.now()

    def state(self) -> State | None:
        """Return the state of the snapshot when it is known to be at the head; else None."""
        return self.snapshot.state if self.is_current() else None

    def mark(self) -> Mark | None:
        """Return the position of the snapshot when it is known to be at the head; else None."""
        return self.snapshot.mark if self.is_current() else None

    async def catch_up(self) -> None:
        """Publish what is due and bring the snapshot to the head, unless it is current.

        Everything that was committed before the call is in the snapshot afterwards. Raises
        SQLAlchemyError when the database cannot be asked.
        """
        for _ in range(_LOOKS):
            if self.is_current():
                return
            await asyncio.shield(self._shared_look())

    def look(self) -> None:
        """Publish what is due, and bring the snapshot to the head. Raises SQLAlchemyError."""
        with self._looking:
            self._schedule.catch_up()
            commits, at = self._commits, time.monotonic()
            self._next, known_until = self._schedule.outlook()
            head = self._follow()
            with self._counting:
                # What was committed between the asking and the answer is seen by the next look.
                if commits == self._commits:
                    self._until = min(at + FRESH_SECONDS, known_until)
            self._waiters.see(head)

    def _follow(self) -> int:
        with self._session() as session:
            mark = log.mark(session)
            if mark == self.snapshot.mark and self.snapshot.is_whole:
                return mark.seq
        with self._session() as session:
            # Before the lock: those who wait for the lock may hold all other connections.
            session.connection()
            with self.snapshot.lock:
                if not self.snapshot.follow(session):
                    # What a session sees begins with its first statement, and that came with the
                    # lock: the database itself went back to an older state.
                    self.snapshot.forget()
                    self.snapshot.follow(session)
                return self.snapshot.mark.seq

    def _shared_look(self) -> "asyncio.Task[None]":
        loop = asyncio.get_running_loop()
        task = self._look_task
        if task is None or task.done() or task.get_loop() is not loop:
            # For everybody, whoever came first: it bears the name of no request. In a thread beside
            # those of the requests, which may all be waiting for this.
            looking = to_thread.run_sync(self.look, limiter=CapacityLimiter(1))
            task = self._look_task = loop.create_task(looking, context=Context())
        return task

    def _committed(self, session: Session) -> None:
        with self._counting:
            self._commits += 1
            self._until = float("-inf")
        if session.info.pop(RECORDED, False) and self._waiters.are_there():
            if self._thread is not None:
                self._wake_up.set()
            else:
                self.look()

    def start(self) -> None:
        """Begin to look without being asked."""
        self._thread = threading.Thread(target=self._run, name="follower", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Let everybody go who waits, and end the thread."""
        self.release()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        failures = 0
        while not self.is_ending:
            self._wake_up.clear()
            try:
                # Not within a look: it may wait for whoever writes, and readers wait for looks.
                self._schedule.tick()
                self.look()
                failures = 0
            except Exception as error:  # whatever it is, the thread lives on
                failures = min(failures + 1, MOST_DOUBLINGS)
                is_usual = isinstance(error, SQLAlchemyError)
                events.error(
                    "the log cannot be followed",
                    reason=type(error).__name__,
                    exc_info=None if is_usual else error,
                )
            self._wake_up.wait(self._pause() if not failures else POLL_SECONDS * 2**failures)

    def _pause(self) -> float:
        if self._next is None:
            return POLL_SECONDS
        ahead = (self._next - self._schedule.now()).total_seconds()
        return min(POLL_SECONDS, ahead if ahead > 0 else RETRY_SECONDS)

    @property
    def is_ending(self) -> bool:
        """Whether waiting has no use any more: the server is about to end."""
        return self._waiters.is_ending

    def release(self) -> None:
        """Let everybody go who waits, now and later."""
        self._waiters.release()
        self._wake_up.set()

    def listen(self, call: Callable[[], None]) -> None:
        """Have `call` called after every new fact, in a thread that it must not hold up."""
        self._waiters.listeners.append(call)
        self._wake_up.set()

    def unlisten(self, call: Callable[[], None]) -> None:
        """End `listen`."""
        self._waiters.listeners.remove(call)

    def wait(self, after: int, seconds: float) -> bool:
        """Hold the thread until there is a fact after number `after`; False when there is none."""
        return self._waiters.wait(after, seconds)

    async def moved(self, after: int) -> None:
        """Return when there is a fact after number `after`, or the server is about to end."""
        await self._waiters.moved(after)


class Waiters:
    """Threads, tasks and listeners that wait for the head of the log to move."""

    def __init__(self) -> None:
        self.listeners: list[Callable[[], None]] = []
        self.is_ending = False
        self._head = -1
        self._changed = threading.Condition()
        self._threads = 0
        # Waiting coroutines, by their loop, and what wakes all those of a loop.
        self._tasks: Counter[AbstractEventLoop] = Counter()
        self._alarms: dict[AbstractEventLoop, asyncio.Event] = {}

    def are_there(self) -> bool:
        """Whether anybody waits."""
        return bool(self.listeners or self._threads or self._tasks)

    def see(self, head: int) -> None:
        """Wake everybody when `head` is a new one; a database that went back has an older one."""
        with self._changed:
            is_new, self._head = head > self._head, head
        if not is_new:
            return
        self._wake()
        for call in list(self.listeners):
            call()

    def release(self) -> None:
        """Let everybody go, now and later."""
        self.is_ending = True
        self._wake()

    def wait(self, after: int, seconds: float) -> bool:
        """Hold the thread until there is a fact after number `after`; False when there is none."""
        with self._changed:
            self._threads += 1
            try:
                self._changed.wait_for(lambda: self.is_ending or self._head > after, seconds)
                return self._head > after
            finally:
                self._threads -= 1

    async def moved(self, after: int) -> None:
        """Return when there is a fact after number `after`, or nobody shall wait any more."""
        loop = asyncio.get_running_loop()
        with self._changed:
            self._tasks[loop] += 1
            alarm = self._alarms.setdefault(loop, asyncio.Event())
        try:
            while self._head <= after and not self.is_ending:
                alarm.clear()
                await alarm.wait()
        finally:
            with self._changed:
                self._tasks[loop] -= 1
                if not self._tasks[loop]:
                    del self._tasks[loop], self._alarms[loop]

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()
            alarms = list(self._alarms.items())
        for loop, alarm in alarms:
            try:
                loop.call_soon_threadsafe(alarm.set)
            except RuntimeError:  # the loop has ended, and with it whoever waited there
                continue
