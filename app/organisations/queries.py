"""Reads organisations, by id or by what people call them, with those that they are part of."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import Session, SQLModel, col, select

from app.base.problems import Fault, Invalid, excerpt
from app.base.text import fold, nearest
from app.organisations.models import OrganisationRow

# The deepest tree: an agency, its region, its mission, its office, and as many again.
MAX_LEVELS = 8


class Organisations:
    """Organisations in memory: by id, by name, and what is part of what."""

    def __init__(self, rows: Iterable[OrganisationRow]) -> None:
        self._known = {row.id: row for row in rows}

    def __iter__(self) -> Iterator[OrganisationRow]:
        return iter(self._known.values())

    def find(self, id: str) -> OrganisationRow | None:
        """Returns the organisation with this id, or None."""
        return self._known.get(id)

    def named(self, name: str) -> list[OrganisationRow]:
        """Returns those that are, or were, called so; case, accents and hyphens do not count."""
        wanted = fold(name)
        return [row for row in self if wanted in map(fold, names_of(row))]

    def nearest(self, value: str) -> str | None:
        """Returns the id of the one whose id or name is most like `value`, if one is near."""
        known = {name: row.id for row in self for name in (row.id, *names_of(row))}
        found = nearest(value, known)
        return None if found is None else known[found]

    def above(self, id: str) -> list[OrganisationRow]:
        """Returns those that an organisation is part of, the nearest first."""
        found: list[OrganisationRow] = []
        row = self._known.get(id)
        # We write no cycle, but one in a database edited by hand must not hang a reader.
        while row is not None and row.parent_id is not None and len(found) < MAX_LEVELS:
            row = self._known.get(row.parent_id)
            if row is not None:
                found.append(row)
        return found

    def below(self, id: str) -> list[OrganisationRow]:
        """Returns those directly below, by id."""
        return sorted((row for row in self if row.parent_id == id), key=lambda row: row.id)

    def levels(self, id: str) -> int:
        """Returns how many levels an organisation and what is part of it have."""
        return 1 + max((self.levels(row.id) for row in self.below(id)), default=0)


def read_organisations(session: Session) -> Organisations:
    """Returns all organisations. One statement."""
    return Organisations(session.exec(select(OrganisationRow).order_by(OrganisationRow.id)))


def require_organisation(session: Session, id: str, pointer: str) -> None:
    """Raises Invalid, with the nearest one, unless there is an organisation with this id."""
    known = read_organisations(session)
    if known.find(id) is None:
        detail = f"No organisation has the id {excerpt(id)!r}."
        raise Invalid([Fault(detail, pointer, suggestion=known.nearest(id))])


def names_of(row: OrganisationRow) -> list[str]:
    """Returns all names of an organisation, the one that it is called by first."""
    names: dict[str, str] = json.loads(row.names)
    return list(dict.fromkeys((row.name, *names.values(), *json.loads(row.other_names))))


def make_organisation(
    session: Session, id: str, name: str, language: str, at: datetime
) -> OrganisationRow:
    """Make an organisation with this name. Two statements.

    Returns its row, or the one that another transaction made meanwhile.
    """
    names = json.dumps({language: name}, ensure_ascii=False)
    made = OrganisationRow(id=id, name=name, names=names, created_at=at, updated_at=at)
    is_postgres = session.get_bind().dialect.name == "postgresql"
    insert = postgres_insert if is_postgres else sqlite_insert
    table = SQLModel.metadata.tables["organisation"]
    session.execute(insert(table).values(made.model_dump()).on_conflict_do_nothing())
    return session.get_one(OrganisationRow, id)


def make_public(session: Session, ids: Iterable[str]) -> None:
    """Let readers know of these organisations from now on. One statement at most."""
    if shown := sorted(ids):
        hidden = update(OrganisationRow).where(
            col(OrganisationRow.id).in_(shown), ~col(OrganisationRow.is_public)
        )
        session.execute(hidden.values(is_public=True))
