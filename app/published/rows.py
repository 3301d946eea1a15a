"""Public document -> rows of the read model: what a release is found and ordered by. Pure."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlmodel import SQLModel

from app.published.document import DatePrecision, PublicRelease
from app.published.models import PublishedPlace, PublishedRelease, PublishedTheme

# A row to insert: its table, and a value for each column. A thousand of them are inserted as they
# are; as many objects of the table's class would take as long to make as to write.
Row = tuple[type[SQLModel], dict[str, Any]]


def row_of(document: PublicRelease, sort_at: datetime) -> Row:
    """The row of a listed release; `sort_at` is its place in date order."""
    span = _days(document)
    exact = document.date_precision is DatePrecision.EXACT
    return PublishedRelease, {
        "id": document.id,
        "story_id": document.story_id,
        "slug": document.slug,
        "listed": True,
        "version": document.version,
        "kind": document.kind,
        # BCP 47 tags are compared without letter case; the document keeps its own spelling.
        "language": document.language.lower(),
        "organisation_id": document.organisation.id if document.organisation else None,
        "instant": document.published_at if exact else None,
        "first_day": span[0].toordinal() if span else None,
        "last_day": span[1].toordinal() if span else None,
        "sort_at": sort_at,
        "modified_at": document.modified_at,
        "document": document.model_dump_json(),
        "notice": None,
        "replaced_by": None,
    }


def parts_of(document: PublicRelease) -> Iterator[Row]:
    """The rows by which the release is found: its places and themes, and all that contain them."""
    owner = {"release_id": document.id}
    places = {
        (place_id, role.value)
        for place in document.locations
        for role in place.roles
        for place_id in (place.id, *(ancestor.id for ancestor in place.ancestors))
    }
    for place_id, role_name in sorted(places):
        yield PublishedPlace, {"place_id": place_id, "role": role_name, **owner}
    themes = {
        theme_id
        for theme in document.themes
        for theme_id in (theme.id, *(ancestor.id for ancestor in theme.ancestors))
    }
    for theme_id in sorted(themes):
        yield PublishedTheme, {"theme_id": theme_id, **owner}


def _days(document: PublicRelease) -> tuple[date, date] | None:
    """The first and the last day of a date that is known by day, month or year."""
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
