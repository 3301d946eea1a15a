"""Statements that write, as texts that are made once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.sql.expression import ClauseElement

from app.db.driver import execute

Process = Callable[[Any], Any]


@dataclass(frozen=True)
class _Text:
    """A statement in one dialect, with what becomes of each of its values."""

    text: str
    binds: Sequence[tuple[str, Process | None]]
    is_positional: bool
    # Values that the statement itself has.
    own: Mapping[str, Any]

    @classmethod
    def of(cls, statement: ClauseElement, dialect: Dialect, names: Sequence[str]) -> "_Text":
        """`statement` for values of these names."""
        compiled: Any = statement.compile(dialect=dialect, column_keys=list(names))
        order = compiled.positiontup
        makes = {
            name: bind.type.dialect_impl(dialect).bind_processor(dialect)
            for bind, name in compiled.bind_names.items()
        }
        binds = [(name, makes[name]) for name in (makes if order is None else order)]
        own = {name: value for name, value in compiled.params.items() if value is not None}
        return cls(compiled.string, binds, order is not None, own)

    def given(self, values: Mapping[str, Any]) -> Any:
        """`values` as the driver takes them."""
        every = {**self.own, **values} if self.own else values
        if self.is_positional:
            return tuple(
                [every[name] if make is None else make(every[name]) for name, make in self.binds]
            )
        return {
            name: every[name] if make is None else make(every[name]) for name, make in self.binds
        }


class Write:
    """An INSERT, UPDATE or DELETE whose every value is handed in by name."""

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._texts: dict[str, _Text] = {}

    def run(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> int:
        """Run it for each of `rows`, which have the same names; answers how many were changed."""
        made = self._made(connection.dialect, rows[0])
        given = [made.given(row) for row in rows]
        many = len(given) > 1
        return execute(connection, made.text, given if many else given[0], many=many).changed

    def returned(self, connection: Connection, values: Mapping[str, Any]) -> Sequence[Any]:
        """Run it once; answers the one row that it returns."""
        made = self._made(connection.dialect, values)
        found: Sequence[Any]
        (found,) = execute(connection, made.text, made.given(values)).rows
        return found

    def _made(self, dialect: Dialect, values: Mapping[str, Any]) -> _Text:
        made = self._texts.get(dialect.name)
        if made is None:
            made = self._texts[dialect.name] = _Text.of(self._statement, dialect, list(values))
        return made
