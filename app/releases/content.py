"""The words of a release as editors write them: normalised, with places and themes as ids. Pure."""

import re
from calendar import monthrange
from datetime import UTC, date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.contacts.contact import PressContact
from app.published.document import DateBounds, DatePrecision, Instant, Link

REDUCED_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


class ContentPart(BaseModel):
    """Immutable, and strict: a revision that cannot be read is a fault, not a guess."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class DatelineContent(ContentPart):
    """The words as printed, and the id of the place they name when it is known."""

    text: str
    location: str | None


class ThemeAssignment(ContentPart):
    """A theme and who assigned it: `person` or `rule`."""

    id: str
    assigned_by: str = "person"


class NamedOrganisation(ContentPart):
    """An organisation by its id, and by what it was called when the text was saved."""

    id: str
    name: str


class MediaUse(ContentPart):
    """A file, and what this release says of it; null is what is said of the file."""

    file: UUID
    alt: str | None = None
    caption: str | None = None
    credit: str | None = None
    licence: str | None = None
    # The last day on which it may be used.
    rights_end: date | None = None


class Content(ContentPart):
    """One saved text. Everything is there, so that revisions compare field by field."""

    kind: str = "press_release"
    language: str = "en"
    title: str
    subtitle: str | None = None
    summary: str | None = None
    body_html: str = ""
    left_out: Annotated[
        tuple[str, ...],
        Field(description="What a reader would have seen and the body lost when it was made safe."),
    ] = ()
    dateline: DatelineContent | None = None
    locations: tuple[str, ...] = ()
    themes: tuple[ThemeAssignment, ...] = ()
    published_at: Instant | None = None
    date: str | None = None
    date_precision: DatePrecision = DatePrecision.EXACT
    date_bounds: DateBounds | None = None
    # The place in date order of a release whose own date is not known; never shown as a date.
    sort_at: Instant | None = None
    organisation: NamedOrganisation | None = None
    partners: tuple[NamedOrganisation, ...] = ()
    contacts: tuple[PressContact, ...] = ()
    links: tuple[Link, ...] = ()
    media: tuple[MediaUse, ...] = ()
    usage_terms: str | None = None
    source_url: str | None = None
    story_id: UUID | None = None
    internal_note: Annotated[str | None, Field(description="For editors; never public.")] = None

    def serialised(self) -> str:
        """JSON with members in a fixed order."""
        return self.model_dump_json()


def date_span(value: str) -> tuple[date, date, DatePrecision]:
    """The first and last day of `2019`, `2019-12` or `2019-12-18`, and how exact that is.

    Raises ValueError for anything else, for days that do not exist, and for the year 0000.
    """
    match = REDUCED_DATE.fullmatch(value)
    if match is None:
        raise ValueError("a date is written 2019, 2019-12 or 2019-12-18")
    year, month, day = (None if part is None else int(part) for part in match.groups())
    assert year is not None
    if day is not None and month is not None:
        known = date(year, month, day)
        return known, known, DatePrecision.DAY
    if month is not None:
        first = date(year, month, 1)
        return first, date(year, month, monthrange(year, month)[1]), DatePrecision.MONTH
    return date(year, 1, 1), date(year, 12, 31), DatePrecision.YEAR


def reduced(instant: datetime, precision: DatePrecision) -> str:
    """The day, month or year, in UTC, that an instant falls in."""
    length = {DatePrecision.DAY: 10, DatePrecision.MONTH: 7, DatePrecision.YEAR: 4}[precision]
    return instant.astimezone(UTC).date().isoformat()[:length]
