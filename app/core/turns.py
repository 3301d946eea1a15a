"""Whose turn it is to write: threads of one process wait in a row for SQLite's one writer.

SQLite lets those who find its lock taken sleep and look again, for up to 100 ms at a time: eight
that write much leave the lock free for most of the time, and who came first may come last. Here the
next one is woken at the moment when the one before it is done. Other processes are waited for in
SQLite's own way, after that.
"""

import sqlite3
from collections import deque
from collections.abc import MutableMapping
from threading import Lock
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

# In the `info` of a connection that has its turn.
_TURN = "dateline.turn"


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


def keep_turns(engine: Engine, seconds: float) -> Turns:
    """The turns of `engine`: what took one gives it back when its connection goes to the pool."""
    turns = Turns()

    def _give_back(_connection: object, record: Any) -> None:
        info: MutableMapping[str, Any] = record.info
        if info.pop(_TURN, None) is not None:
            turns.give_back()

    event.listen(engine, "checkin", _give_back)
    event.listen(engine, "begin", lambda connection: _take(connection, turns, seconds))
    return turns


def _take(connection: Connection, turns: Turns, seconds: float) -> None:
    if connection.get_execution_options().get("begin") != "IMMEDIATE":
        return
    if _TURN in connection.info:
        # The last transaction of the same connection, which was not given back between.
        return
    if not turns.take(seconds):
        # What SQLite says when its own patience ends.
        refusal = sqlite3.OperationalError("database is locked")
        refusal.sqlite_errorcode = sqlite3.SQLITE_BUSY
        raise OperationalError("BEGIN IMMEDIATE", None, refusal)
    connection.info[_TURN] = True
