"""Whose turn it is to write: threads of one process wait in a row for SQLite's one writer.

SQLite lets those who find its lock taken sleep and look again, for up to 100 ms at a time: eight
that write much leave the lock free for most of the time, and who came first may come last. Here the
next one is woken at the moment when the one before it is done. Other processes are waited for in
SQLite's own way, after that.
"""

import sqlite3
from collections import deque
from threading import Lock
from typing import Any

from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool


class Turns:
    """One at a time, first come, first served; taken by one thread and given back by any."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._taken = False
        self._waiting: deque[Lock] = deque()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def take(self, seconds: float) -> bool:
        """Wait for the turn; False when it has not come after `seconds`."""
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
        # It came in the last moment.
        return True

    def give_back(self) -> None:
        """Let the next one have its turn."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


class OneByOne(QueuePool):
    """The one connection that writes: who has the turn gets it.

    What it has read of the file is good for the next transaction, as long as no other connection
    writes. Eight of them read two hundred pages anew for each act.
    """

    def __init__(self, *given: Any, turns: Turns | None = None, **more: Any) -> None:
        super().__init__(*given, **more)
        self._turns = turns or Turns()

    def _do_get(self) -> ConnectionPoolEntry:
        if not self._turns.take(self.timeout()):
            # What SQLite says when its own patience ends.
            refusal = sqlite3.OperationalError("database is locked")
            refusal.sqlite_errorcode = sqlite3.SQLITE_BUSY
            raise OperationalError("BEGIN IMMEDIATE", None, refusal)
        try:
            return super()._do_get()
        except BaseException:
            self._turns.give_back()
            raise

    def _do_return_conn(self, record: ConnectionPoolEntry) -> None:
        super()._do_return_conn(record)
        self._turns.give_back()
