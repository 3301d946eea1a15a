"""The database: engines for SQLite and PostgreSQL, sessions, column types, and who writes when."""

import sqlite3
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any, Self

from sqlalchemy import BigInteger, Dialect, Engine, MetaData, TypeDecorator, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import SessionTransaction
from sqlalchemy.pool import QueuePool
from sqlmodel import Session, SQLModel

from app.base.settings import Settings
from app.db import faults
from app.db.postgresql import make_postgresql_engine, milliseconds
from app.db.replica import Replica, ReplicaSession

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

# Connections of an engine of its own: each is used for one row and given back at once.
_APART = 2
# An act writes some 170 pages of SQLite, most of them the pages of the act before it: the writer's
# cache keeps them, and they go from SQLite's log into the file after twenty acts, not after six.
_WRITER_CACHE_KB = 8_000
_WAL_PAGES = 4_000
# Seconds between two attempts at what SQLite does not wait for by itself.
_A_MOMENT = 0.01
# Readers do not wait for a replica that no longer answers: the primary has everything.
_REPLICA = {"connect_timeout": 2, "tcp_user_timeout": 5_000}
# In the `info` of a session of `Database.write` that has committed.
_COMMITTED = "committed"
# Settings of what no reader waits for: migrations, rebuilding, imports.
PATIENT = {"statement_seconds": 0}

# Named keys, so that a migration can drop on one engine what it made on the other.
SQLModel.metadata.naming_convention = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
).naming_convention


def to_microseconds(instant: datetime) -> int:
    """Microseconds since 1970-01-01T00:00Z. Raises ValueError for a naive datetime."""
    if instant.tzinfo is None:
        raise ValueError("a time without an offset is no instant")
    return (instant - EPOCH) // MICROSECOND


def from_microseconds(value: int) -> datetime:
    """The aware UTC datetime of `value` microseconds since 1970-01-01T00:00Z."""
    return EPOCH + timedelta(microseconds=value)


class UtcInstant(TypeDecorator[datetime]):
    """An instant, stored as microseconds since 1970 in UTC.

    SQLite has no type that keeps an offset and sorts by instant; a whole number does on both.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else to_microseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else from_microseconds(value)


class WriterQueue:
    """A FIFO for SQLite's single writer: a fair lock, taken by one thread, released by any.

    SQLite's own busy handler polls, with pauses of up to 100 ms, and is unfair: with eight busy
    writers the lock is free most of the time, and the first to ask may be the last to write. Here
    the next one is woken when the one before it is done. Other processes are still waited for in
    SQLite's own way.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._taken = False
        self._waiting: deque[Lock] = deque()
        # Until when (`time.monotonic`) whoever has the lock waits for other processes.
        self.until = float("-inf")

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
        until = time.monotonic() + self._seconds
        if not self._queue.take(self._seconds):
            refusal = sqlite3.OperationalError("database is locked")
            refusal.sqlite_errorcode = sqlite3.SQLITE_BUSY
            raise OperationalError("BEGIN IMMEDIATE", None, refusal)
        self._is_writer, self._queue.until = True, until

    def end_turn(self) -> None:
        """Let the next one write; does nothing where the wait was in vain."""
        if self._is_writer:
            self._is_writer = False
            self._queue.release()


@event.listens_for(QueuedSession, "after_transaction_create")
def _take_turn(session: QueuedSession, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.take_turn()


@event.listens_for(QueuedSession, "after_transaction_end")
def _end_turn(session: QueuedSession, transaction: SessionTransaction) -> None:
    # By now the connection is back in the pool.
    if transaction.parent is None:
        session.end_turn()


class Database:
    """One database and its sessions. `write` and `read` are one transaction each."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.engine = make_engine(settings)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        # SQLite's writers share one connection, so that there are always some for readers. What it
        # has read of the file is good for the next transaction, as long as no other process writes:
        # eight connections read two hundred pages anew for each act.
        self._writers = WriterQueue()
        self.writer = _sqlite_engine(settings, self._writers) if self.is_sqlite else self.engine
        writing: dict[str, Any] = {"begin": "IMMEDIATE"} if self.is_sqlite else {}
        # One snapshot for the statements of an answer: a total that fits its page.
        reading: dict[str, Any] = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        self._read_options = reading
        self._writing = self.writer.execution_options(**writing)
        self._reading = self.engine.execution_options(**reading)
        self._apart: list[Engine] = []
        # Whether nothing could be written when it was last tried, as the disk is full or broken.
        self.is_full = False
        # Called after each commit of `write`, in its thread, with the closed session: its `info`
        # has what was done. The caller of `write` waits for them too.
        self.after_commit: list[Callable[[Session], None]] = []
        self.replica: Replica | None = None
        if settings.read_database_url is not None:
            address = settings.read_database_url
            engine = make_postgresql_engine(settings, address, **_REPLICA)
            self._apart.append(engine)
            self.replica = Replica(engine.execution_options(**reading))

    @contextmanager
    def write(self, patience: float | None = None) -> Iterator[Session]:
        """A session whose transaction is committed at the end, or undone when an error leaves.

        It begins with the first statement, and waits there: for its turn in SQLite, or for a
        connection. Raises OperationalError, or SQLAlchemy's TimeoutError, when that takes too long,
        or when it waits for another's lock for more than `patience` seconds.
        """
        try:
            with self._writing_session(patience) as session:
                yield session
                finish(session)
        except DBAPIError as error:
            self.is_full = self.is_full or faults.is_full(error)
            raise
        if not is_unused(session):
            for call in self.after_commit:
                call(session)

    def _writing_session(self, patience: float | None) -> Session:
        if not self.is_sqlite:
            return _with_patience(Session(self._writing, expire_on_commit=False), patience)
        most = self._settings.sqlite_busy_timeout_ms / 1000
        return QueuedSession(self._writing, self._writers, min(most, patience or most))

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one state of the database and is always undone."""
        with Session(self._reading, autoflush=False) as session:
            yield session

    @contextmanager
    def read_public(self) -> Iterator[Session]:
        """As `read`, for public reads: from a replica, where one is far enough."""
        if self.replica is None:
            with self.read() as session:
                yield session
            return
        with ReplicaSession(self._reading, self.replica) as session:
            yield session

    def apart(self) -> Engine:
        """Returns another engine, whose connections requests do not share."""
        engine = make_engine(self._settings.model_copy(update={"pool_size": _APART}))
        self._apart.append(engine)
        return engine

    def reader_apart(self, patience: float | None = None) -> Callable[[], Session]:
        """Return what makes sessions as those of `read`, on connections apart."""
        engine = self.apart().execution_options(**self._read_options)

        def session() -> Session:
            made = Session(engine, autoflush=False)
            return made if self.is_sqlite else _with_patience(made, patience)

        return session

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Give every pooled connection back to the operating system."""
        for engine in (self.engine, self.writer, *self._apart):
            engine.dispose()


def finish(session: Session) -> None:
    """Commit the transaction of `Database.write` in this thread, when its last act is done.

    The next one to write then need not wait until the event loop has called back.
    """
    if session.in_transaction():
        session.commit()
        session.info[_COMMITTED] = True


def is_unused(session: Session) -> bool:
    """Whether nothing was asked of `session`: to end it then waits for nothing."""
    return not session.in_transaction() and _COMMITTED not in session.info


def _with_patience(session: Session, seconds: float | None) -> Session:
    """Begin the transaction of `session` with a limit on its waits for locks of PostgreSQL."""
    if seconds is not None:
        limit = f"SET LOCAL lock_timeout = {milliseconds(seconds)}"
        session.connection().exec_driver_sql(limit)
    return session


def see_newest(session: Session) -> None:
    """End a reader's transaction, so that its next statement sees what was committed meanwhile."""
    session.close()
    if isinstance(session, ReplicaSession):
        session.take_primary()


def make_engine(settings: Settings) -> Engine:
    """An engine for `settings.database_url`, set up as the product needs it.

    Its errors do not tell the values of a statement: secrets and embargoed words stand in them, and
    errors go to the log.
    """
    if settings.database_url.startswith("sqlite"):
        return _sqlite_engine(settings)
    return make_postgresql_engine(settings, settings.database_url)


def _to_wal(connection: sqlite3.Connection, patience: float) -> None:
    """SQLite itself fails at once where somebody else is about to write in a new file."""
    until = time.monotonic() + patience
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not is_busy or time.monotonic() > until:
                raise
            time.sleep(_A_MOMENT)
        else:
            return


def _sqlite_engine(settings: Settings, writers: WriterQueue | None = None) -> Engine:
    engine = create_engine(
        settings.database_url,
        poolclass=QueuePool,
        pool_size=1 if writers else settings.pool_size,
        max_overflow=0,
        pool_timeout=settings.pool_wait_seconds,
        connect_args={"check_same_thread": False},
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        # The driver must not begin transactions of its own: `begin` below chooses their kind.
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {settings.sqlite_busy_timeout_ms}")
        _to_wal(connection, settings.sqlite_busy_timeout_ms / 1000)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        if writers:
            connection.execute(f"PRAGMA cache_size = -{_WRITER_CACHE_KB}")
            connection.execute(f"PRAGMA wal_autocheckpoint = {_WAL_PAGES}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A transaction that reads first and writes later fails at once when another writer came
        # between; one that is immediate waits its turn (busy_timeout).
        kind = connection.get_execution_options().get("begin")
        driver: Any = connection.connection.driver_connection
        if kind is None:
            # It waits for nothing, so that nothing can go wrong: a statement of SQLAlchemy's, with
            # its events and its result, takes ten times as long.
            driver.execute("BEGIN DEFERRED")
            return
        if writers:
            # A commit that failed can leave its transaction open.
            driver.rollback()
            # What is left of its patience after the wait in the queue.
            left = max(writers.until - time.monotonic(), 0)
            driver.execute(f"PRAGMA busy_timeout = {round(left * 1000)}")
        connection.exec_driver_sql(f"BEGIN {kind}")

    return engine
