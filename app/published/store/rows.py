"""Public document -> rows of the read model: what a release is found and ordered by."""

from calendar import monthrange
from datetime import date, datetime
from typing import Any

from sqlmodel import SQLModel

from app.published.document import DatePrecision, PublicRelease
from app.published.models import PublishedRelease
from app.published.terms import terms_of

# A row to insert: its table, and a value for each column. Objects of the table's class take as long
# to make as to write.
Row = tuple[type[SQLModel], dict[str, Any]]


def row_of(document: PublicRelease, sort_at: datetime, number: int) -> Row:
    """Returns the row of a listed release; `sort_at` is its place in date order."""
    span = days_of(document)
    exact = document.date_precision is DatePrecision.EXACT
    return PublishedRelease, {
        "id": document.id,
        "number": number,
        "story_id": document.story_id,
        "slug": document.slug,
        "listed": True,
        "version": document.version,
        # BCP 47 tags are compared without letter case; the document keeps its own spelling.
        "language": document.language.lower(),
        "instant": document.published_at if exact else None,
        "first_day": span[0].toordinal() if span else None,
        "last_day": span[1].toordinal() if span else None,
        "sort_at": sort_at,
        "modified_at": document.modified_at,
        "terms": " ".join(terms_of(document)),
        "document": document.model_dump_json(),
        "notice": None,
        "replaced_by": None,
    }


def days_of(document: PublicRelease) -> tuple[date, date] | None:
    """Returns the first and the last day of a date that is known by day, month or year."""
    written = document.date
    if written is None or document.date_precision in (DatePrecision.EXACT, DatePrecision.UNKNOWN):
        return None
    if document.date_precision is DatePrecision.DAY:
        day = date.fromisoformat(written)
        return day, day
    if document.date_precision is DatePrecision.MONTH:
        first = date.fromisoformat(f"{written}-01")
        return first, first.replace(day=monthrange(first.year, first.month)[1])
    return date(int(written), 1, 1), date(int(written), 12, 31)
