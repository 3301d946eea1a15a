"""A FIFO for SQLite's single writer: threads of one process take turns in the order of asking.

SQLite's own busy handler polls, with pauses of up to 100 ms, and is unfair: with eight busy writers
the lock is free most of the time, and the first to ask may be the last to write. Here the next one
is woken when the one before it is done. Other processes are still waited for in SQLite's own way.
"""

import sqlite3
from collections import deque
from threading import Lock

from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session


class WriterQueue:
    """A fair lock: taken by one thread, released by any."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._taken = False
        self._waiting: deque[Lock] = deque()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def take(self, seconds: float) -> bool:
        """Wait for the lock. Returns False when `seconds` have passed without it."""
        with self._lock:
            if not self._taken:
                self._taken = True
                return True
            mine = Lock()
            mine.acquire()
            self._waiting.append(mine)
        if mine.acquire(timeout=seconds):
            return True
        with self._lock:
            if mine in self._waiting:
                self._waiting.remove(mine)
                return False
        # It was handed over in the last moment.
        return True

    def release(self) -> None:
        """Hand the lock to the thread that has waited longest."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


class QueuedSession(Session):
    """A session whose transactions each wait for the queue before they begin.

    A transaction begins with the first statement: what is done before it keeps nobody waiting.
    """

    def __init__(self, engine: Engine, queue: WriterQueue, seconds: float) -> None:
        super().__init__(engine, expire_on_commit=False)
        self._queue, self._seconds = queue, seconds
        self._is_writer = False

    def take_turn(self) -> None:
        """Wait for the queue. Raises OperationalError, as SQLite does when its patience ends."""
        if not self._queue.take(self._seconds):
            refusal = sqlite3.OperationalError("database is locked")
            refusal.sqlite_errorcode = sqlite3.SQLITE_BUSY
            raise OperationalError("BEGIN IMMEDIATE", None, refusal)
        self._is_writer = True

    def end_turn(self) -> None:
        """Let the next one write; does nothing where the wait was in vain."""
        if self._is_writer:
            self._is_writer = False
            self._queue.release()


@event.listens_for(QueuedSession, "after_transaction_create")
def _begin(session: QueuedSession, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.take_turn()


@event.listens_for(QueuedSession, "after_transaction_end")
def _end(session: QueuedSession, transaction: SessionTransaction) -> None:
    # By now the connection is back in the pool.
    if transaction.parent is None:
        session.end_turn()
