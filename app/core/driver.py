"""Statements given to the driver as they are, within the transaction of a connection.

SQLAlchemy's own way to run one takes longer than SQLite takes for most of them. What it adds is
kept: whoever listens for statements is told of them, and the driver's errors become SQLAlchemy's.
"""

from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError


def execute(connection: Connection, text: str, given: Any, *, many: bool = False) -> Any:
    """The driver's cursor after `text` with what is `given`, or with each of `many` of it."""
    dialect = connection.dialect
    cursor = connection.connection.cursor()
    connection.engine.dispatch.before_cursor_execute(connection, cursor, text, given, None, many)
    try:
        if many:
            cursor.executemany(text, given)
        else:
            cursor.execute(text, given)
    except dialect.loaded_dbapi.Error as error:
        is_lost = dialect.is_disconnect(error, connection.connection, cursor)
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
    return cursor
