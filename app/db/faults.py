"""Which errors of a database may pass by themselves: it is away, busy, locked, slow or full."""

import sqlite3

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

# The low byte of SQLite's result codes.
_SQLITE_FULL = {
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
}
_SQLITE = _SQLITE_FULL | {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL}
# PostgreSQL's: disk full, read-only transaction (of a standby), input or output error.
_POSTGRES_FULL = ("53100", "25006", "58030")
# Classes and codes: connection lost, out of resources, shutdown, statement too long, idle for too
# long, lock not available, serialization failure, deadlock.
_POSTGRES = (*_POSTGRES_FULL, "08", "53", "57P", "57014", "25P03", "55P03", "40001", "40P01")
_LOCK_NOT_AVAILABLE = "55P03"


def is_passing(error: BaseException) -> bool:
    """Return whether the database was only away, busy, slow or full: trying again may help."""
    if isinstance(error, PoolTimeout):
        return True
    if not isinstance(error, DBAPIError):
        return False
    if (code := _sqlite_code(error)) is not None:
        return code in _SQLITE
    if error.connection_invalidated:
        return True
    # psycopg gives no state when it could not connect at all.
    state = _state(error)
    return isinstance(error, OperationalError) if state is None else state.startswith(_POSTGRES)


def is_full(error: DBAPIError) -> bool:
    """Return whether nothing can be written, as the disk is full, broken or read-only."""
    code = _sqlite_code(error)
    return code in _SQLITE_FULL if code is not None else _state(error) in _POSTGRES_FULL


def is_locked(error: DBAPIError) -> bool:
    """Return whether PostgreSQL's `lock_timeout` has passed."""
    return _state(error) == _LOCK_NOT_AVAILABLE


def name_of(error: BaseException) -> str:
    """Return a short name of `error`, for logs: the database's own code where there is one."""
    original = getattr(error, "orig", None)
    code = getattr(original, "sqlite_errorname", None) or getattr(original, "sqlstate", None)
    return str(code or type(original or error).__name__)


def _sqlite_code(error: DBAPIError) -> int | None:
    code: int | None = getattr(error.orig, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def _state(error: DBAPIError) -> str | None:
    state: str | None = getattr(error.orig, "sqlstate", "")
    return state
