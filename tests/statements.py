"""Counting the SQL statements that a piece of code sends."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import event

from app.db.database import Database
from app.db.replica import Replica

# Tasks and threads that the counted code begins to work for it have its context, as requests have.
_COUNTING: ContextVar[tuple[list[str], ...]] = ContextVar("counting", default=())


@contextmanager
def counted(database: Database | Replica, *, by_anybody: bool = False) -> Iterator[list[str]]:
    """What the block sends, and the requests that it makes; BEGIN and COMMIT are none.

    `by_anybody`: those of watchers too, which look for everybody and whenever they like.
    """
    statements: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        is_ours = by_anybody or any(one is statements for one in _COUNTING.get())
        if is_ours and not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK")):
            statements.append(statement)

    engines = {database.engine, getattr(database, "writer", database.engine)}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    before = _COUNTING.set((*_COUNTING.get(), statements))
    try:
        yield statements
    finally:
        _COUNTING.reset(before)
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)
