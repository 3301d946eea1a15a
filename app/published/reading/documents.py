"""Reads stored documents of the read model by the numbers of their releases."""

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from app.published.models import PublishedRelease
from app.published.stored_document import Document

_BY_NUMBER = select(
    col(PublishedRelease.number), col(PublishedRelease.id), col(PublishedRelease.document)
).where(col(PublishedRelease.number).in_(bindparam("numbers", expanding=True)))


def read(session: Session, numbers: Collection[int]) -> dict[int, Document]:
    """Returns the documents of the releases with these numbers; one statement, none for none."""
    if not numbers:
        return {}
    rows = session.connection().execute(_BY_NUMBER, {"numbers": list(numbers)})
    return {number: Document(id, document or b"") for number, id, document in rows}


def in_order(numbers: Iterable[int], found: Mapping[int, Document]) -> tuple[Document, ...]:
    """Returns those of the documents `found` that have `numbers`, in this order."""
    return tuple(found[number] for number in numbers if number in found)
