"""The one follower of a process: it keeps the snapshot at the head of the change log.

It publishes what is due, brings the snapshot to the head, and wakes those who wait for the next
public fact. It sees the commits of this process before the next read, and those of other processes
within `FRESH_SECONDS`. Whatever depends on the public facts asks the follower whether it is
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
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from app.base.backoff import Backoff
from app.changes import log
from app.changes.log import MARK, RECORDED, Mark
from app.db.database import Database
from app.published.reading.snapshot import Snapshot, SnapshotState

# So long what was read from the log counts as current. The thread polls a little more often, so
# that requests seldom have to.
FRESH_SECONDS = 0.25
POLL_SECONDS = 0.2
# Between two attempts to publish what is due but locked by another transaction.
RETRY_SECONDS = 0.02
# Between two attempts while the database does not answer.
_PAUSES = Backoff(first=0.4, growth=2, longest=8)
# A request that comes during an update needs at most the next one: the running one may have read
# the log before a commit that the request has to see.
_UPDATES = 2

events = structlog.get_logger("dateline.follower")


class Schedule(Protocol):
    """Publishes scheduled releases at their instants."""

    def now(self) -> datetime:
        """Return the time by its clock."""

    def catch_up(self) -> None:
        """Publish what is due now."""

    def tick(self) -> None:
        """Publish what is due, and do what else has to be done several times a second."""

    def outlook(self) -> tuple[datetime | None, float]:
        """Return the next instant, and until when (`time.monotonic`) that is known to be right."""


class Follower:
    """Keeps `snapshot` current. Safe to call from any thread."""

    def __init__(self, database: Database, snapshot: Snapshot, schedule: Schedule) -> None:
        self.snapshot = snapshot
        self._schedule = schedule
        # Its own connections: readers may hold all the others while they wait for the snapshot.
        self._session = database.reader_apart()
        self._current_until = float("-inf")
        self._next_due: datetime | None = None
        self._commits = 0
        # Reentrant: an update publishes what is due, and that commit may ask for an update.
        self._counting, self._updating = threading.Lock(), threading.RLock()
        self._update_task: asyncio.Task[None] | None = None
        self._waiters = Waiters()
        self._wake_up = threading.Event()
        self._thread: threading.Thread | None = None
        database.after_commit.append(self._committed)

    def is_current(self) -> bool:
        """Return whether the snapshot is known to be at the head and nothing is due; never wait."""
        if time.monotonic() > self._current_until:
            return False
        return self._next_due is None or self._next_due > self._schedule.now()

    def state(self) -> SnapshotState | None:
        """Return the state of the snapshot when it is known to be at the head; else None."""
        return self.snapshot.state if self.is_current() else None

    def mark(self) -> Mark | None:
        """Return the mark of the snapshot when it is known to be at the head; else None."""
        return self.snapshot.mark if self.is_current() else None

    async def catch_up(self) -> None:
        """Publish what is due and bring the snapshot to the head, unless it is current.

        Everything that was committed before the call is in the snapshot afterwards. Raises
        SQLAlchemyError when the database does not answer.
        """
        for _ in range(_UPDATES):
            if self.is_current():
                return
            await asyncio.shield(self._shared_update())

    def update(self) -> None:
        """Publish what is due, and bring the snapshot to the head. Raises SQLAlchemyError."""
        with self._updating:
            self._schedule.catch_up()
            commits, at = self._commits, time.monotonic()
            self._next_due, known_until = self._schedule.outlook()
            head = self._follow()
            with self._counting:
                # A commit that came meanwhile is seen by the next update.
                if commits == self._commits:
                    self._current_until = min(at + FRESH_SECONDS, known_until)
            self._waiters.see(head)

    def _follow(self) -> int:
        with self._session() as session:
            mark = log.mark(session)
            if mark == self.snapshot.mark and self.snapshot.is_whole:
                return mark.seq
        with self._session() as session:
            # Before the lock: threads that wait for the lock may hold all other connections.
            session.connection()
            with self.snapshot.lock:
                if not self.snapshot.follow(session):
                    # The state of a session begins with its first statement, which came after the
                    # lock was taken, so the database itself went back.
                    self.snapshot.forget()
                    self.snapshot.follow(session)
                return self.snapshot.mark.seq

    def _shared_update(self) -> "asyncio.Task[None]":
        loop = asyncio.get_running_loop()
        task = self._update_task
        if task is None or task.done() or task.get_loop() is not loop:
            # Shared by all requests, so it runs in the context (request id) of none. Its thread is
            # beside those of the requests, which may all be waiting for it.
            updating = to_thread.run_sync(self.update, limiter=CapacityLimiter(1))
            task = self._update_task = loop.create_task(updating, context=Context())
        return task

    def _committed(self, session: Session) -> None:
        with self._counting:
            self._commits += 1
            self._current_until = float("-inf")
        if session.info.pop(RECORDED, False) and self._waiters.has_any():
            if self._thread is not None:
                self._wake_up.set()
            else:
                self.update()

    def start(self) -> None:
        """Begin to poll the log in a thread."""
        self._thread = threading.Thread(target=self._run, name="follower", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Wake all who wait, and end the thread."""
        self.release()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        failures = 0
        while not self.is_ending:
            self._wake_up.clear()
            try:
                # Not within an update: this may wait for a writer, and readers wait for updates.
                self._schedule.tick()
                self.update()
                failures = 0
            except Exception as error:  # the thread must survive any error
                failures += 1
                is_usual = isinstance(error, SQLAlchemyError)
                events.error(
                    "the log cannot be followed",
                    reason=type(error).__name__,
                    exc_info=None if is_usual else error,
                )
            self._wake_up.wait(_PAUSES.after(failures) if failures else self._pause())

    def _pause(self) -> float:
        if self._next_due is None:
            return POLL_SECONDS
        ahead = (self._next_due - self._schedule.now()).total_seconds()
        return min(POLL_SECONDS, ahead if ahead > 0 else RETRY_SECONDS)

    @property
    def is_ending(self) -> bool:
        """Return whether waiting is of no use any more: the server is about to end."""
        return self._waiters.is_ending

    def release(self) -> None:
        """Wake all who wait, now and later."""
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
        """Block the thread until there is a fact after number `after`. Returns whether there is."""
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

    def has_any(self) -> bool:
        """Return whether anything waits or listens."""
        return bool(self.listeners or self._threads or self._tasks)

    def see(self, head: int) -> None:
        """Wake all who wait, and call the listeners, if `head` is new.

        A lower head, of a database that went back, is noted and wakes nothing.
        """
        with self._changed:
            is_new, self._head = head > self._head, head
        if not is_new:
            return
        self._wake()
        for call in list(self.listeners):
            call()

    def release(self) -> None:
        """Wake all who wait, now and later."""
        self.is_ending = True
        self._wake()

    def wait(self, after: int, seconds: float) -> bool:
        """Block the thread until there is a fact after number `after`. Returns whether there is."""
        with self._changed:
            self._threads += 1
            try:
                self._changed.wait_for(lambda: self.is_ending or self._head > after, seconds)
                return self._head > after
            finally:
                self._threads -= 1

    async def moved(self, after: int) -> None:
        """Return when there is a fact after number `after`, or after `release`."""
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
            except RuntimeError:  # the loop has ended, and with it the tasks that waited in it
                continue


def replica_measure(
    database: Database, follower: Follower
) -> Callable[[], Callable[[Connection], bool]]:
    """Return the measure for `database.replica`: at least the mark that `follower` knows.

    When it knows none, the primary is asked for its mark. So a client that wrote through this
    process reads what it wrote, and no cached answer is of a newer state than a fresh one.
    """

    def measure() -> Callable[[Connection], bool]:
        needed = follower.mark()
        if needed is None:
            with database.read() as session:
                needed = log.mark(session)
        return lambda connection: Mark(*connection.execute(MARK).one()) >= needed

    return measure
