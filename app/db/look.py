"""One short statement by itself, mostly without a transaction around it.

What a single statement answers is of one state of the database anyway. Its text is made once, and
no BEGIN and no ROLLBACK come with it: half the time of a short read.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Engine, PoolProxiedConnection
from sqlalchemy.sql.expression import ClauseElement
from sqlmodel import Session

# In the `info` of a session: an `Alone`, when a statement of it may stand alone.
ALONE = "look.alone"


class _Text(NamedTuple):
    """A statement in one dialect: the order of its values where it has one, and its own values."""

    text: str
    order: Sequence[str] | None
    own: dict[str, Any]


class Look:
    """A statement whose values go to the driver as they are, and come from it so.

    An id goes as 32 hexadecimal digits; what comes is read by `as_uuid` and `as_text`.
    """

    def __init__(self, statement: ClauseElement, *, of_newest: bool = False) -> None:
        """`of_newest`: it is right of any state, or tells which one it is of."""
        self._statement = statement
        self._of_newest = of_newest
        self._texts: dict[str, _Text] = {}

    def rows(self, session: Session, values: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        """What the state answers that `session` sees; the newest one when it has not begun.

        In the transaction of the session where it is in one, or is of a kind that looks at each of
        its transactions (`replica.py`).
        """
        alone: Alone | None = session.info.get(ALONE)
        if (
            alone is not None
            and (self._of_newest or not alone.only_newest)
            and not session.in_transaction()
        ):
            found = alone.rows(*self._ready(alone.engine, values))
            if found is not None:
                return found
        connection = session.connection()
        text, given = self._ready(connection.engine, values)
        return connection.exec_driver_sql(text, given).all()

    def _ready(self, engine: Engine, values: Mapping[str, Any]) -> tuple[str, Any]:
        made = self._texts.get(engine.dialect.name)
        if made is None:
            compiled = self._statement.compile(engine)
            own = {name: value for name, value in compiled.params.items() if value is not None}
            made = _Text(compiled.string, getattr(compiled, "positiontup", None), own)
            self._texts[engine.dialect.name] = made
        every = made.own | dict(values)
        if made.order is None:
            return made.text, every
        return made.text, tuple(every[name] for name in made.order)


class Alone:
    """Runs statements that stand alone, each on a connection that is lent for it.

    `only_newest`: those that are `of_newest` alone; others need the transaction.
    """

    only_newest = False

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def rows(self, text: str, given: Any) -> list[Any] | None:
        """None when the driver fails: what the product makes of that is told by its own way."""
        lent = self.engine.raw_connection()
        try:
            with _driver_as_wanted(lent):
                return _rows(self.engine, lent.cursor(), text, given)
        except self.engine.dialect.loaded_dbapi.Error:
            lent.invalidate()
            return None
        finally:
            lent.close()


class Held(Alone):
    """The same on one connection that it keeps; for one caller at a time."""

    only_newest = True

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._kept: PoolProxiedConnection | None = None

    def rows(self, text: str, given: Any) -> list[Any] | None:
        """As `Alone.rows`."""
        if self._kept is None:
            self._kept = self.engine.raw_connection()
            _as_wanted(self._kept)
        try:
            return _rows(self.engine, self._kept.cursor(), text, given)
        except self.engine.dialect.loaded_dbapi.Error:
            self._kept.invalidate()
            self._kept = None
            return None

    def close(self) -> None:
        """Give the connection back."""
        if self._kept is not None:
            self._kept.invalidate()
            self._kept = None


def _rows(engine: Engine, cursor: Any, text: str, given: Any) -> list[Any]:
    # SQLAlchemy's connection takes three times as long as the statement. Whoever listens for
    # statements is told of this one too.
    engine.dispatch.before_cursor_execute(None, cursor, text, given, None, False)
    cursor.execute(text, given)
    found = cursor.fetchall()
    cursor.close()
    return list(found)


@contextmanager
def _driver_as_wanted(lent: PoolProxiedConnection) -> Iterator[None]:
    driver, name, usual = _as_wanted(lent)
    try:
        yield
    finally:
        if not getattr(driver, "closed", False):
            setattr(driver, name, usual)


def _as_wanted(lent: PoolProxiedConnection) -> tuple[Any, str, Any]:
    """No transaction; from SQLite texts as bytes, since most of them are only passed on.

    Answers the driver's connection, and what was set with its usual value.
    """
    driver: Any = lent.driver_connection
    # The driver of SQLite begins nothing by itself (`db.py`); that of PostgreSQL does unless told.
    name, value, usual = (
        ("autocommit", True, False) if hasattr(driver, "pgconn") else ("text_factory", bytes, str)
    )
    setattr(driver, name, value)
    return driver, name, usual


def as_text(stored: str | bytes) -> str:
    """A text as a driver gives it."""
    return stored if isinstance(stored, str) else stored.decode()


def as_uuid(stored: Any) -> UUID:
    """An id as SQLite keeps it, 32 hexadecimal digits, or as PostgreSQL does."""
    return stored if isinstance(stored, UUID) else UUID(int=int(stored, 16))
