"""A session for the event loop itself: what it would have to wait for, it refuses.

SQLite in a file answers a short read in microseconds, and waits for no writer (WAL). Another thread
for such a read takes longer than the read. PostgreSQL is a wait at every statement.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session

from app.db.database import Database
from app.db.look import ALONE, Held

# In the `info` of a session that does not wait: the state of the public facts that is known to
# stand. What is derived from it needs no look at the database.
KNOWN = "no_wait.known"
# Tells the state that a connection sees.
See = Callable[[Connection], object]


class WouldWait(Exception):
    """Raised where an answer at once would wait for something, or be of another state."""


class NoWaitSession(Session):
    """A session of one caller at a time, over connections that nobody else uses.

    Its transactions see the state that its `info` has as KNOWN, or raise WouldWait.
    """

    def __init__(self, database: Database, see: See) -> None:
        self._may_read = database.is_sqlite
        super().__init__(database.apart() if self._may_read else database.engine, autoflush=False)
        self._see = see
        if self._may_read:
            self._held = Held(self.get_bind())
            self.info[ALONE] = self._held
        event.listen(self, "after_begin", self._check)

    def get_bind(self, *given: Any, **named: Any) -> Any:
        """As SQLAlchemy's; raises WouldWait unless a read takes microseconds."""
        if not self._may_read:
            raise WouldWait
        return super().get_bind(*given, **named)

    def close_for_good(self) -> None:
        """Give back what is held."""
        self.close()
        if self._may_read:
            self._held.close()

    def _check(
        self, _session: object, _transaction: SessionTransaction, connection: Connection
    ) -> None:
        if self._see(connection) != self.info.get(KNOWN):
            raise WouldWait
