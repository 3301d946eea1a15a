"""Engines for PostgreSQL: what is asked of it is answered within a time, or given up."""

import time
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from sqlalchemy import Dialect, Engine, create_engine, event
from sqlalchemy.engine import Connection, make_url

from app.base.settings import Settings

Result = TypeVar("Result")

# The server itself ends a statement that takes too long. If it has said nothing so much later, it
# is frozen or cut off.
_GRACE_SECONDS = 1.0
# The shortest that libpq takes.
_SHORTEST_CONNECT_SECONDS = 2
# A statement whose client has gone is ended so soon.
_CHECK_CLIENT = "client_connection_check_interval=1s"


class GuardedConnection(psycopg.Connection[Any]):
    """A connection that is closed once the server has been silent for `most_seconds`.

    The machine of a frozen server still acknowledges what is sent, so that TCP's own limit of time
    does not pass.
    """

    most_seconds: float | None = None

    def wait(
        self, gen: PQGen[Result], interval: float = 0.1, timeout: float | None = None
    ) -> Result:
        """Wait for an answer. Raises psycopg.OperationalError after too long a silence."""
        if self.most_seconds is not None:
            gen = self._heard(gen, self.most_seconds)
        return super().wait(gen, interval, timeout)

    def _heard(self, gen: PQGen[Result], seconds: float) -> PQGen[Result]:
        until = time.monotonic() + seconds
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                if ready:
                    until = time.monotonic() + seconds
                elif time.monotonic() > until:
                    self.close()
                    raise psycopg.OperationalError(f"the server was silent for {seconds:g} s")
                wanted = gen.send(ready)
        except StopIteration as end:
            result: Result = end.value
            return result


def make_postgresql_engine(settings: Settings, url: str, **connect: Any) -> Engine:
    """An engine whose statements take `statement_seconds` at most; `connect` is for the driver."""
    seconds = settings.statement_seconds
    limits = [_CHECK_CLIENT]
    if seconds:
        limits.append(f"statement_timeout={milliseconds(seconds)}")
        connect = {"tcp_user_timeout": milliseconds(seconds), **connect}
    wait = max(round(settings.pool_wait_seconds), _SHORTEST_CONNECT_SECONDS)
    connect = {"connect_timeout": wait, **connect}
    given = make_url(url).query
    if settings.transaction_pooling:
        # The next transaction may run on another connection, which has prepared nothing.
        connect["prepare_threshold"] = None
    else:
        # What the address says comes later, and wins.
        options = " ".join(f"-c {limit}" for limit in limits)
        connect["options"] = f"{options} {given.get('options', '')}".strip()
    engine = create_engine(
        url,
        pool_size=settings.pool_size,
        max_overflow=0,
        pool_timeout=settings.pool_wait_seconds,
        pool_pre_ping=True,
        connect_args={
            name: value for name, value in connect.items() if name == "options" or name not in given
        },
        hide_parameters=True,
    )

    @event.listens_for(engine, "do_connect")
    def _connect(_dialect: Dialect, _record: object, args: Any, given: Any) -> GuardedConnection:
        connection = GuardedConnection.connect(*args, **given)
        connection.most_seconds = seconds + _GRACE_SECONDS if seconds else None
        return connection

    if settings.transaction_pooling:
        _limit_transactions(engine, limits[1:])
    return engine


def _limit_transactions(engine: Engine, limits: list[str]) -> None:
    """Begin each transaction with a statement: what it limits, or nothing.

    The driver sends BEGIN with the first statement, and only then does a pooler lend a connection
    to the server. A thread that has taken a lock of this process by then could wait for threads
    that wait for the lock. Neither SET nor SHOW takes a snapshot: what the transaction sees is
    settled later (PostgreSQL, 13.2.2).
    """
    first = f"SET LOCAL {limits[0]}" if limits else "SHOW transaction_isolation"

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
            connection.exec_driver_sql(first)


def milliseconds(seconds: float) -> int:
    """A limit of time as PostgreSQL takes it, which reads 0 as none."""
    return max(round(seconds * 1000), 1)
