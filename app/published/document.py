"""The public document of a release: all that readers may know of it, complete and frozen."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer


def rfc3339(instant: datetime) -> str:
    """Return an aware datetime as RFC 3339 in UTC: `2026-11-03T09:30:00Z`, with any microseconds.

    Raises ValueError for a naive datetime.
    """
    if instant.tzinfo is None:
        raise ValueError("a time without an offset is no instant")
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def decimal(number: float) -> str:
    """Return a number as XML Schema's decimal has it: no exponent, seven digits after the point.

    >>> decimal(-0.00005), decimal(41.0), decimal(-1e-9)
    ('-0.00005', '41', '0')
    """
    written = f"{number:.7f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


# The values of `kind` today. The contract says that the list is open.
KINDS = ("press_release", "statement", "feature", "event", "media_advisory", "remarks")

Instant = Annotated[datetime, PlainSerializer(rfc3339, return_type=str, when_used="json")]


class PublicModel(BaseModel):
    """A model of the public side: immutable, and open for members that a later version adds."""

    model_config = ConfigDict(frozen=True)


class DatePrecision(StrEnum):
    """How much is known of the time of publication. Closed: `date` reads by it."""

    EXACT = "exact"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    UNKNOWN = "unknown"


class PlaceRole(StrEnum):
    """Why a place belongs to a release. Closed: `location.role` filters by it."""

    DATELINE = "dateline"
    ABOUT = "about"


class Coordinates(PublicModel):
    """WGS 84, in degrees."""

    latitude: float = Field(ge=-90, le=90, examples=[41.67719])
    longitude: float = Field(ge=-180, le=180, examples=[26.55597])


class PlaceReference(PublicModel):
    """A place that contains another."""

    id: str = Field(examples=["TR-22"])
    kind: str = Field(
        description="`region`, `country`, `division`, `city`, `site`; further kinds may be added.",
        examples=["division"],
    )
    name: str = Field(examples=["Edirne"])
    code: str | None = Field(
        description="ISO 3166-1 alpha-2, ISO 3166-2 or UN M49, where the place has one.",
        examples=["TR-22"],
    )


class Place(PlaceReference):
    """A place with everything that contains it, the nearest first."""

    slug: str = Field(examples=["edirne"])
    country: str | None = Field(description="ISO 3166-1 alpha-2.", examples=["TR"])
    coordinates: Coordinates | None
    ancestors: tuple[PlaceReference, ...]


class ReleasePlace(Place):
    """A place of a release, and why it is one."""

    roles: tuple[PlaceRole, ...] = Field(description="`dateline`, `about`, or both.")


class Dateline(PublicModel):
    """The place line of a release. The body does not repeat it."""

    text: str = Field(description="The words as printed.", examples=["Çeşme, Western Turkey"])
    location: Place | None = Field(description="The resolved place; null when it is not known.")


class ThemeReference(PublicModel):
    """A theme that contains another."""

    id: str = Field(examples=["migration-displacement"])
    label: str = Field(examples=["Migration and displacement"])


class ReleaseTheme(ThemeReference):
    """A theme of a release, with who assigned it and the wider themes, the nearest first."""

    labels: dict[str, str] = Field(description="The label by language (BCP 47).")
    assigned_by: str = Field(description="`person` or `rule`.", examples=["rule"])
    iptc: tuple[str, ...] = Field(
        description="IPTC Media Topics of the same or nearly the same meaning.",
        examples=[["medtop:20000771"]],
    )
    ancestors: tuple[ThemeReference, ...]


class DateBounds(PublicModel):
    """What is known of an unknown date, and from what it was inferred."""

    not_before: date | None
    not_after: date | None
    reason: str = Field(examples=["«this week (26-27/11)» and «last year» in the text"])


class Correction(PublicModel):
    """The newest correction: readers see the note, partners obey the action."""

    note: str = Field(examples=["The number of people was 1,200, not 12,000."])
    severity: str = Field(description="`minor` or `major`.", examples=["major"])
    action: str = Field(
        description="What a partner has to do: `update`, `replace` or `remove`.",
        examples=["replace"],
    )
    corrected_at: Instant


class Organisation(PublicModel):
    """Who issued the release."""

    id: str = Field(description="The value for the `organisation` filter.", examples=["iom"])
    name: str = Field(examples=["International Organization for Migration (IOM)"])


class Contact(PublicModel):
    """Whom journalists may ask."""

    name: str
    role: str | None
    email: str | None
    phone: str | None


class Link(PublicModel):
    """A further address that belongs to the release."""

    url: str
    title: str


class RenderedRelease(PublicModel):
    """The words of a release as they are, or would be, public; not yet when that was."""

    id: UUID = Field(description="UUID version 7; never changes, never reused.")
    story_id: UUID = Field(
        description="The same for all translations of one release; no release has it as its id."
    )
    slug: str = Field(examples=["iom-steps-up-humanitarian-response"])
    version: int = Field(ge=1, description="Grows by one with every public change.")
    kind: str = Field(
        description="`press_release`, `statement`, `feature`, `event`, `media_advisory`, `remarks`;"
        " an open list: accept values that you do not know.",
        examples=["press_release"],
    )
    language: str = Field(description="BCP 47.", examples=["en"])
    title: str
    subtitle: str | None
    summary: str | None
    summary_derived: bool = Field(
        description="True when the summary is the body's first paragraph, as none was written."
    )
    body_html: str
    body_text: str
    dateline: Dateline | None
    locations: tuple[ReleasePlace, ...]
    themes: tuple[ReleaseTheme, ...]
    published_at: Instant | None = Field(
        description="The instant, or the first instant (UTC) of the day, month or year;"
        " null when unknown."
    )
    date: str | None = Field(
        description="The date as far as it is known: `2019-12-18`, `2019-12` or `2019`; of an exact"
        " instant the day in the newsroom's time zone.",
        examples=["2019-12-18"],
    )
    date_precision: DatePrecision
    date_bounds: DateBounds | None
    correction: Correction | None
    usable: bool = Field(description="May I publish this now?")
    usable_from: Instant | None
    organisation: Organisation | None
    contacts: tuple[Contact, ...]
    links: tuple[Link, ...]
    media: tuple[dict[str, str], ...] = Field(
        description="Reserved: pictures and files come later."
    )
    usage_terms: str | None
    source_url: str | None


class PublicRelease(RenderedRelease):
    """One release, as everyone sees it."""

    first_public_at: Instant = Field(description="When it became public here.")
    modified_at: Instant = Field(description="When its newest version became public here.")


class NoticeKind(StrEnum):
    """What readers get at the address of a withdrawn release."""

    GONE = "gone"
    REPLACED = "replaced"
    KEPT = "kept"


class Notice(PublicModel):
    """Why a release was withdrawn. It holds none of the withdrawn text."""

    release_id: UUID
    kind: NoticeKind
    text: str = Field(examples=["Issued in error."])
    withdrawn_at: Instant
    version: int
    replaced_by: UUID | None
