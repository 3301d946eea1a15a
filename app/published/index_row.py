"""Rows of the index: one for each listed release, read from the read model."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, String, select, type_coerce
from sqlmodel import Session, col

from app.changes.models import Change
from app.published.models import PublishedRelease

# Rows that are fetched at once while the whole read model is read.
_AT_ONCE = 20_000
# Stands for no instant: earlier than any that a release can have.
NO_INSTANT = -(2**63)
NO_DAY = 0

_LOW = 2**64 - 1
_PRIME = 2**61 - 1


@dataclass(frozen=True, slots=True)
class IndexRow:
    """Times in microseconds since 1970 (UTC), days as proleptic ordinals, the id in two halves.

    `story` is the key of its story (`story_key`).
    """

    number: int
    high: int
    low: int
    story: int
    sort_at: int
    modified_at: int
    instant: int
    first_day: int
    last_day: int
    terms: str


def story_key(story: int) -> int:
    """Return a number below 2**61 for a story, the same in every process.

    Two of a million stories have the same with a chance of one in four million.
    """
    return story % _PRIME


def read_all(session: Session) -> Iterator[IndexRow]:
    """Yield the row of every listed release, in the order of the table.

    Through an index, even that of `listed`, a disk would seek for each: minutes for a million.
    """
    every = _rows(col(PublishedRelease.listed)).execution_options(yield_per=_AT_ONCE)
    return (_row(row) for row in session.execute(every) if row.listed)


def read_changed(session: Session, after: int) -> tuple[Collection[int], list[IndexRow]]:
    """Return the numbers of all releases with facts after `after`, and the rows of listed ones."""
    changed = select(col(Change.release_id)).where(col(Change.seq) > after)
    statement = _rows(col(PublishedRelease.listed)).where(col(PublishedRelease.id).in_(changed))
    rows = session.execute(statement).all()
    return [row.number for row in rows], [_row(row) for row in rows if row.listed]


def _rows(*more: Any) -> Any:
    return select(
        col(PublishedRelease.number),
        # Plain numbers and texts: a datetime and a UUID for each row would take twice the time.
        type_coerce(col(PublishedRelease.id), String).label("id"),
        type_coerce(col(PublishedRelease.story_id), String).label("story_id"),
        *(
            type_coerce(column, BigInteger).label(name)
            for name, column in (
                ("sort_at", col(PublishedRelease.sort_at)),
                ("modified_at", col(PublishedRelease.modified_at)),
                ("instant", col(PublishedRelease.instant)),
            )
        ),
        col(PublishedRelease.first_day),
        col(PublishedRelease.last_day),
        col(PublishedRelease.terms),
        *more,
    )


def _row(row: Any) -> IndexRow:
    # SQLite stores an id as 32 hexadecimal digits, PostgreSQL as a UUID.
    whole, story = (
        id.int if isinstance(id, UUID) else int(id, 16) for id in (row.id, row.story_id)
    )
    return IndexRow(
        row.number,
        whole >> 64,
        whole & _LOW,
        story_key(story),
        row.sort_at,
        row.modified_at,
        NO_INSTANT if row.instant is None else row.instant,
        row.first_day or NO_DAY,
        row.last_day or NO_DAY,
        row.terms,
    )
