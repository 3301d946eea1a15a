"""Statements given to the driver as they are, within the transaction of a connection.

SQLAlchemy's own way to run one takes longer than SQLite takes for most of them. What it adds is
kept: whoever listens for statements is told of them, and the driver's errors become SQLAlchemy's.
"""

from typing import Any, NamedTuple

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError


class Done(NamedTuple):
    """The rows that a statement answers, and how many it has changed."""

    rows: list[Any]
    changed: int


def execute(connection: Connection, text: str, given: Any, *, many: bool = False) -> Done:
    """What the driver answers to `text` with what is `given`, or with each of `many` of it."""
    dialect, lent = connection.dialect, connection.connection
    cursor = None
    try:
        cursor = lent.cursor()
        connection.engine.dispatch.before_cursor_execute(
            connection, cursor, text, given, None, many
        )
        if many:
            cursor.executemany(text, given)
        else:
            cursor.execute(text, given)
        done = Done(list(cursor.fetchall()) if cursor.description else [], cursor.rowcount)
        cursor.close()
    except dialect.loaded_dbapi.Error as error:
        is_lost = dialect.is_disconnect(error, lent, cursor)
        if is_lost:
            connection.invalidate(error)
        told = DBAPIError.instance(
            text,
            None,
            error,
            dialect.loaded_dbapi.Error,
            hide_parameters=True,
            connection_invalidated=is_lost,
        )
        raise told from error
    return done
