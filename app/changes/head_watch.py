"""One process's watch over the head of the log: wakes whoever waits for the next public fact.

What this process commits is looked at once, what others commit within `POLL_SECONDS`: one look at
one row, on a connection of its own, however many wait, and none while nobody does.
"""

import asyncio
import threading
from asyncio import AbstractEventLoop
from collections import Counter
from collections.abc import Callable

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col

from app.changes.log import RECORDED
from app.changes.models import ChangeHead
from app.db.database import Database

POLL_SECONDS = 0.25
# With a database that cannot be asked: 0.5 s, 1 s, ... 8 s between two attempts.
MOST_DOUBLINGS = 5
_HEAD = select(col(ChangeHead.seq)).where(col(ChangeHead.id) == 1)

events = structlog.get_logger("dateline.changes")


class HeadWatch:
    """Knows the number of the newest fact while anybody waits. Safe to call from any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._engine = database.apart()
        self._head = -1
        self._changed = threading.Condition()
        self._listeners: list[Callable[[], None]] = []
        self._threads = 0
        # Waiting coroutines, by their loop, and what wakes all those of a loop.
        self._tasks: Counter[AbstractEventLoop] = Counter()
        self._alarms: dict[AbstractEventLoop, asyncio.Event] = {}
        self._ending = False
        self._look = threading.Event()
        self._thread: threading.Thread | None = None
        database.after_commit.append(self._committed)

    @property
    def is_ending(self) -> bool:
        """Whether waiting has no use any more: the server is about to end."""
        return self._ending

    def start(self) -> None:
        """Begin to see what other processes commit. Before, only this one's facts wake anybody."""
        self._thread = threading.Thread(target=self._run, name="head", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Let everybody go, and end the thread."""
        self.release()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def release(self) -> None:
        """Let everybody who waits go, now and later."""
        self._ending = True
        self._look.set()
        self._wake()

    def listen(self, call: Callable[[], None]) -> None:
        """Have `call` called after every new fact, in a thread that it must not hold up."""
        with self._changed:
            self._listeners.append(call)
        self._look.set()

    def unlisten(self, call: Callable[[], None]) -> None:
        """End `listen`."""
        with self._changed:
            self._listeners.remove(call)

    def wait(self, after: int, seconds: float) -> bool:
        """Hold the thread until there is a fact after number `after`; False when there is none."""
        with self._changed:
            self._begin_to_look()
            self._threads += 1
            try:
                self._changed.wait_for(lambda: self._ending or self._head > after, seconds)
                return self._head > after
            finally:
                self._threads -= 1

    async def moved(self, after: int) -> None:
        """Return when there is a fact after number `after`, or the server is about to end."""
        loop = asyncio.get_running_loop()
        with self._changed:
            self._begin_to_look()
            self._tasks[loop] += 1
            alarm = self._alarms.setdefault(loop, asyncio.Event())
        try:
            while self._head <= after and not self._ending:
                alarm.clear()
                await alarm.wait()
        finally:
            with self._changed:
                self._tasks[loop] -= 1
                if not self._tasks[loop]:
                    del self._tasks[loop], self._alarms[loop]

    def _begin_to_look(self) -> None:
        # Whoever joins others waits for their next look: a thousand who come take no thousand.
        if not self._is_wanted():
            self._look.set()

    def _is_wanted(self) -> bool:
        return bool(self._listeners or self._threads or self._tasks)

    def _committed(self, session: Session) -> None:
        if not session.info.pop(RECORDED, False) or self._ending or not self._is_wanted():
            return
        if self._thread is not None:
            self._look.set()
            return
        with self._database.read() as reading:
            self._see(reading.execute(_HEAD).scalar_one())

    def _run(self) -> None:
        failures = 0
        while not self._ending:
            if not self._is_wanted():
                self._engine.dispose()
                self._look.wait()
            self._look.clear()
            try:
                self._see(self._read())
                failures = 0
            except SQLAlchemyError as error:
                self._engine.dispose()
                failures = min(failures + 1, MOST_DOUBLINGS)
                events.error("the log cannot be watched", reason=type(error).__name__)
            self._look.wait(POLL_SECONDS * 2**failures)
        self._engine.dispose()

    def _read(self) -> int:
        with self._engine.connect() as connection:
            head: int = connection.execute(_HEAD).scalar_one()
        return head

    def _see(self, head: int) -> None:
        with self._changed:
            if head <= self._head:
                return
            self._head = head
            listeners = list(self._listeners)
        self._wake()
        for call in listeners:
            call()

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()
            alarms = list(self._alarms.items())
        for loop, alarm in alarms:
            try:
                loop.call_soon_threadsafe(alarm.set)
            except RuntimeError:  # the loop has ended, and with it whoever waited there
                continue
