"""Reads from a replica of the database, as long as nobody can notice that it is one.

A replica follows the primary by itself, some time behind. Each transaction of a reader is begun on
the replica, asks how far that is, and is begun anew on the primary when that is not far enough,
or when the replica is away. One look at one row, in the snapshot that the answer is made from: no
answer is older than what this process knows, and none is made of two states.
"""

import time
from collections.abc import Callable
from typing import Any

import structlog
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

# A replica that could not be asked is let alone for so long.
CALM_SECONDS = 5.0

# Whether what a connection sees is far enough.
IsFarEnough = Callable[[Connection], bool]

events = structlog.get_logger("dateline.replica")


class Replica:
    """One replica, or several behind one address. Safe to call from any thread."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        # Called before a connection to the replica is taken: what it has to see is settled then.
        # Unless somebody knows how far that is, the replica is not asked.
        self.measure: Callable[[], IsFarEnough] | None = None
        self._calm_until = float("-inf")

    def begin(self, session: Session) -> bool:
        """Begin the transaction of `session`, which is bound to the replica; False: it will not do.

        Raises sqlalchemy's TimeoutError when every connection to the replica is taken.
        """
        if self.measure is None or time.monotonic() < self._calm_until:
            return False
        is_far_enough = self.measure()
        try:
            if is_far_enough(session.connection(bind_arguments={"bind": self.engine})):
                return True
        except DBAPIError as error:
            self._calm_until = time.monotonic() + CALM_SECONDS
            events.warning("the replica cannot be asked", reason=type(error).__name__)
        session.close()
        return False


class ReplicaSession(Session):
    """A reader's session, over `replica` or else over `primary`: settled by each transaction."""

    def __init__(self, primary: Engine, replica: Replica) -> None:
        super().__init__(primary, autoflush=False)
        self._primary, self._replica = primary, replica
        self._chosen: Engine | None = None

    def get_bind(self, *_asked: Any, **_more: Any) -> Engine:
        """The engine of the running transaction, which begins with the first call."""
        if self._chosen is None:
            chosen = self._replica.engine if self._replica.begin(self) else self._primary
            self._chosen = chosen
        return self._chosen

    def close(self) -> None:
        """End the transaction; the next one is settled anew."""
        super().close()
        self._chosen = None

    def take_primary(self) -> None:
        """Have the next transaction, and only that, run on the primary."""
        self._chosen = self._primary
