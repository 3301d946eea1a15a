"""Stored documents of the read model by the numbers of their releases, as JSON texts."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, bindparam, select
from sqlmodel import Session, col

from app.changes.log import MARK, Mark
from app.changes.models import ChangeHead
from app.db.look import Look
from app.published.models import PublishedRelease
from app.published.stored_document import Document

# Statements of so many numbers are made once.
_A_PAGE = 128


@dataclass(frozen=True)
class Looked:
    """Documents by number, and the mark of the state that they are of."""

    mark: Mark
    documents: dict[int, Document]


def read(session: Session, numbers: Collection[int]) -> dict[int, Document]:
    """The documents of the releases with these numbers; one statement, none for no numbers."""
    if not numbers:
        return {}
    if len(numbers) <= _A_PAGE:
        values = {f"n{place}": number for place, number in enumerate(numbers)}
        found = _looking_for(len(numbers)).rows(session, values)
        return dict(_known(found))
    number = col(PublishedRelease.number)
    asked = select(number, col(PublishedRelease.id), col(PublishedRelease.document))
    rows = session.execute(asked.where(number.in_(numbers)))
    return {row.number: Document(row.id, _raw(row.document)) for row in rows}


def look(session: Session, numbers: Sequence[int]) -> Looked | None:
    """As `read` of the newest state, with its mark; one statement that stands alone.

    None when `session` has begun, and so sees a state of its own.
    """
    values = {f"n{place}": number for place, number in enumerate(numbers)}
    if session.in_transaction():
        return None
    rows = _looking_for(len(numbers)).rows(session, values)
    return Looked(Mark(*rows[0][:3]), dict(_known(rows)) if numbers else {})


def _known(rows: Sequence[Sequence[Any]]) -> list[tuple[int, Document]]:
    # The row of the mark alone, with nothing beside it, is there when no release is.
    return [(row[3], Document(row[4], _raw(row[5]))) for row in rows if row[3] is not None]


def _raw(stored: str | bytes | None) -> bytes:
    # Once, and not for each answer that it is in.
    return stored.encode() if isinstance(stored, str) else stored or b""


def in_order(numbers: Iterable[int], found: Mapping[int, Document]) -> tuple[Document, ...]:
    """Those of the documents `found` that have `numbers`, in this order."""
    return tuple(found[number] for number in numbers if number in found)


# One for each length of a page; few are asked for.
@lru_cache(maxsize=_A_PAGE)
def _looking_for(count: int) -> Look:
    if not count:
        # SQLite would look through all releases for one that is among none.
        return Look(MARK, of_newest=True)
    wanted = [bindparam(f"n{place}", type_=BigInteger) for place in range(count)]
    number = col(PublishedRelease.number)
    beside = MARK.add_columns(number, col(PublishedRelease.id), col(PublishedRelease.document))
    whole = beside.outerjoin_from(ChangeHead, PublishedRelease, number.in_(wanted))
    return Look(whole, of_newest=True)
