"""The public document of a release: all that readers may know of it, complete and frozen.

The contract shows these classes too. There `required` names only what every answer has, whichever
profile it is in (`ALWAYS`); of a stored document every member is there.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import (
    Field,
    GetJsonSchemaHandler,
    PlainSerializer,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from app.base.wire import format_instant
from app.contacts.contact import Contact
from app.published.media import Media
from app.published.public_model import PublicModel, Uri


def decimal(number: float) -> str:
    """Return a number as XML Schema's decimal has it: no exponent, seven digits after the point.

    >>> decimal(-0.00005), decimal(41.0), decimal(-1e-9)
    ('-0.00005', '41', '0')
    """
    written = f"{number:.7f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


# The values of `kind` today. The contract says that the list is open.
KINDS = ("press_release", "statement", "feature", "event", "media_advisory", "remarks")

Instant = Annotated[
    datetime,
    PlainSerializer(format_instant, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-11-03T09:30:00Z"]}),
]


class Shaped(PublicModel):
    """A part of a release, of which answers may show less than all.

    `ALWAYS` names the members of a card, in their order: they are in every profile. `TOLD_LANGUAGE`
    names the members with a name or label in it; each has a member beside it that an answer adds
    when that text is in another language than the answer's.
    """

    ALWAYS: ClassVar[tuple[str, ...]]
    TOLD_LANGUAGE: ClassVar[Mapping[str, str]] = {}

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe what answers show; nothing of it is validated by this schema."""
        own = handler.resolve_ref_schema(handler(core_schema))
        own["required"] = [name for name in own["properties"] if name in cls.ALWAYS]
        for name, beside in cls.TOLD_LANGUAGE.items():
            own["properties"][beside] = _language_beside(name)
        return own


def _language_beside(name: str) -> dict[str, Any]:
    return {
        "type": "string",
        "description": f"The language of `{name}` (BCP 47, `und` where it is not known). Only there"
        " when it is not the language of the answer.",
        "examples": ["en"],
    }


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
    """A point (WGS 84)."""

    latitude: float = Field(ge=-90, le=90, description="Degrees north.", examples=[41.67719])
    longitude: float = Field(ge=-180, le=180, description="Degrees east.", examples=[26.55597])


# What `releases/sanitiser.py` lets through; `tests/releases/test_sanitiser.py` compares the two.
BODY_ELEMENTS = (
    "a abbr b bdi bdo blockquote br caption cite code dd del dfn div dl dt em figcaption figure h2"
    " h3 h4 h5 h6 hr i img ins kbd li mark ol p picture pre q rp rt ruby s samp small source span"
    " strong sub sup table tbody td tfoot th thead time tr u ul var"
)
BODY_ATTRIBUTES = (
    "alt cite colspan datetime dir height href hreflang id lang media reversed rowspan scope sizes"
    " src srcset start title type value width"
)
_BODY_HTML = (
    "The body as HTML, sanitised: it can be put into a page as it is. It has no scripts, styles,"
    f" classes, forms or frames, only the elements `{BODY_ELEMENTS}` with the attributes"
    f" `{BODY_ATTRIBUTES}`. Headings begin at `h2`; each `id` begins with `text-`, so that it is"
    " none of the page's own. Addresses are `http`, `https`, `mailto` or `tel`, of pictures also"
    " `data`; one that an editor wrote without a host is relative to `url`. The dateline is not in"
    " it."
)


class PlaceReference(Shaped):
    """A place that contains another."""

    ALWAYS: ClassVar[tuple[str, ...]] = ("id", "kind", "name", "code")
    TOLD_LANGUAGE: ClassVar[Mapping[str, str]] = {"name": "name_language"}

    id: str = Field(
        description="Lasting id, the value for the `location` filter.", examples=["TR-22"]
    )
    kind: str = Field(
        description="`region`, `country`, `division`, `city`, `site`; further kinds may be added.",
        examples=["division"],
    )
    name: str = Field(description="In the language of the answer's labels.", examples=["Edirne"])
    code: str | None = Field(
        description="ISO 3166-1 alpha-2, ISO 3166-2 or UN M49, where the place has one.",
        examples=["TR-22"],
    )


class Place(PlaceReference):
    """A place with everything that contains it, the nearest first."""

    ALWAYS: ClassVar[tuple[str, ...]] = ("id", "name", "country")

    slug: str = Field(description="Readable id, a value of the filter too.", examples=["edirne"])
    country: str | None = Field(description="ISO 3166-1 alpha-2.", examples=["TR"])
    coordinates: Coordinates | None = Field(
        description="A point in it; null for countries and regions."
    )
    ancestors: tuple[PlaceReference, ...] = Field(
        description="What it lies in, the nearest first. In `profile=full` or with"
        " `include=ancestors`."
    )


class ReleasePlace(Place):
    """A place of a release, and why it is one."""

    roles: tuple[PlaceRole, ...] = Field(
        description="`dateline`, `about`, or both.", examples=[["dateline", "about"]]
    )


class Dateline(Shaped):
    """The place line of a release. The body does not repeat it."""

    ALWAYS: ClassVar[tuple[str, ...]] = ("text", "location")

    text: str = Field(description="The words as printed.", examples=["Çeşme, Western Turkey"])
    location: Place | None = Field(description="The resolved place; null when it is not known.")


class ThemeReference(Shaped):
    """A theme that contains another."""

    ALWAYS: ClassVar[tuple[str, ...]] = ("id", "label")
    TOLD_LANGUAGE: ClassVar[Mapping[str, str]] = {"label": "label_language"}

    id: str = Field(
        description="Lasting id, the value for the `theme` filter.",
        examples=["migration-displacement"],
    )
    label: str = Field(
        description="In the language of the answer's labels.",
        examples=["Migration and displacement"],
    )


class ReleaseTheme(ThemeReference):
    """A theme of a release, with who assigned it and the wider themes, the nearest first."""

    labels: dict[str, str] = Field(
        description="The label by language (BCP 47). In `profile=full` or with `include=labels`.",
        examples=[{"en": "Migration and displacement", "tr": "Göç ve yerinden edilme"}],
    )
    assigned_by: str = Field(description="`person` or `rule`.", examples=["rule"])
    iptc: tuple[str, ...] = Field(
        description="IPTC Media Topics of the same or nearly the same meaning.",
        examples=[["medtop:20000771"]],
    )
    ancestors: tuple[ThemeReference, ...] = Field(
        description="The wider themes, the nearest first. In `profile=full` or with"
        " `include=ancestors`."
    )


class DateBounds(PublicModel):
    """What is known of an unknown date, and from what it was inferred."""

    not_before: date | None = Field(description="The first day that it can be.")
    not_after: date | None = Field(description="The last day that it can be.")
    reason: str = Field(
        description="From what that was inferred.",
        examples=["«this week (26-27/11)» and «last year» in the text"],
    )


class Correction(PublicModel):
    """The newest correction: readers see the note, partners obey the action."""

    note: str = Field(
        description="What was wrong, for readers.",
        examples=["The number of people was 1,200, not 12,000."],
    )
    severity: str = Field(description="`minor` or `major`.", examples=["major"])
    action: str = Field(
        description="What a partner has to do: `update`, `replace` or `remove`.",
        examples=["replace"],
    )
    corrected_at: Instant = Field(description="When it became public.")


class OrganisationReference(Shaped):
    """An organisation that another is part of."""

    ALWAYS: ClassVar[tuple[str, ...]] = ("id", "name")
    TOLD_LANGUAGE: ClassVar[Mapping[str, str]] = {"name": "name_language"}

    id: str = Field(
        description="Lasting id, the value for the `organisation` filter.", examples=["iom"]
    )
    name: str = Field(
        description="In the language of the answer's labels.",
        examples=["International Organization for Migration (IOM)"],
    )
    names: dict[str, str] = Field(
        {},
        description="The name by language (BCP 47). In `profile=full` or with `include=labels`.",
    )


class Organisation(OrganisationReference):
    """Who issued the release, or is named in it as a partner."""

    home_page: Uri | None = Field(None, description="Its own site.")
    logo: Uri | None = Field(None, description="The address of a picture.")
    ancestors: tuple[OrganisationReference, ...] = Field(
        (),
        description="What it is part of, the nearest first. In `profile=full` or with"
        " `include=ancestors`.",
    )


class Link(PublicModel):
    """A further address that belongs to the release."""

    url: Uri = Field(description="Where it leads.")
    title: str = Field(description="What is there, in the language of the release.")


class RenderedRelease(PublicModel):
    """The words of a release as they are, or would be, public; not yet when that was."""

    id: UUID = Field(description="UUID version 7; never changes, never reused.")
    story_id: UUID = Field(
        description="The same for all translations of one release; no release has it as its id."
    )
    slug: str = Field(
        description="Readable name in addresses. It may change; earlier ones lead here for ever.",
        examples=["iom-steps-up-humanitarian-response"],
    )
    version: int = Field(ge=1, description="Grows by one with every public change.", examples=[1])
    kind: str = Field(
        description="`press_release`, `statement`, `feature`, `event`, `media_advisory`, `remarks`;"
        " an open list: accept values that you do not know.",
        examples=["press_release"],
    )
    language: str = Field(description="The language of the text (BCP 47).", examples=["en"])
    title: str = Field(description="The headline, plain text.")
    subtitle: str | None = Field(description="Plain text.")
    summary: str | None = Field(
        description="Plain text: as it was written, or derived from the body, then of at most 300"
        " characters. Null only when the body is empty too."
    )
    summary_derived: bool = Field(
        description="True when nobody wrote a summary: `summary` is then the beginning of the body,"
        " its first paragraph or whole sentences of it."
    )
    body_html: str = Field(description=_BODY_HTML)
    body_text: str = Field(
        description="The body as plain text: a blank line between blocks, one line for each item of"
        " a list. Without the dateline."
    )
    dateline: Dateline | None = Field(description="Where the release was issued, as printed.")
    locations: tuple[ReleasePlace, ...] = Field(
        description="Places of the release, that of the dateline first."
    )
    themes: tuple[ReleaseTheme, ...] = Field(
        description="Themes of the taxonomy, in the order in which they were assigned."
    )
    published_at: Instant | None = Field(
        description="The instant, or the first instant (UTC) of the day, month or year;"
        " null when unknown."
    )
    date: str | None = Field(
        description="The date as far as it is known: `2019-12-18`, `2019-12` or `2019`; of an exact"
        " instant the day in the newsroom's time zone. Null when unknown.",
        examples=["2019-12-18"],
    )
    date_precision: DatePrecision = Field(
        description="How much of the date is known. With `unknown`, `date` and `published_at` are"
        " null."
    )
    date_bounds: DateBounds | None = Field(
        description="Between which days an unknown date lies, where that could be inferred."
    )
    correction: Correction | None = Field(description="The newest correction, if there was one.")
    usable: bool = Field(
        description="True if partners may publish it now; see `usable_from`. Of what is public,"
        " always true."
    )
    usable_from: Instant | None = Field(
        description="The instant from which on it may be published; null when that is now."
    )
    organisation: Organisation | None = Field(description="Who issued the release.")
    partners: tuple[Organisation, ...] = Field((), description="Named beside it, in their order.")
    contacts: tuple[Contact, ...] = Field(description="Whom journalists may ask.")
    links: tuple[Link, ...] = Field(description="Further addresses that belong to the release.")
    media: tuple[Media, ...] = Field(
        description="Pictures and files; the first picture is the lead. In `profile=full` or with"
        " `include=media`."
    )
    usage_terms: str | None = Field(description="On which terms the text may be used.")
    source_url: Uri | None = Field(description="Where it was published before it came here.")


class Translation(PublicModel):
    """Another public release of the same story."""

    id: UUID = Field(description="The release.")
    language: str = Field(description="The language of its text (BCP 47).", examples=["tr"])
    title: str = Field(description="Its headline, in its own language.")
    slug: str = Field(description="Its slug.", examples=["kis-malzemeleri-edirnede"])
    version: int = Field(
        ge=1,
        description="The version in which its words last became public.",
        examples=[1],
    )


class PublicRelease(RenderedRelease):
    """One release, as it is stored for everyone to see."""

    first_public_at: Instant = Field(description="When it became public here.")
    modified_at: Instant = Field(description="When its newest version became public here.")
    # Documents from before translations were told have none until they are rendered anew.
    translations: tuple[Translation, ...] = Field(
        (), description="The other releases of its story that are public, by language."
    )


class NoticeKind(StrEnum):
    """What readers get at the address of a withdrawn release."""

    GONE = "gone"
    REPLACED = "replaced"
    KEPT = "kept"


class Notice(PublicModel):
    """Why a release was withdrawn. It holds none of the withdrawn text."""

    release_id: UUID = Field(description="The release that was withdrawn.")
    kind: NoticeKind = Field(
        description="`gone`: nothing of it is left; `replaced`: another took its place; `kept`: its"
        " text can still be read under this notice."
    )
    text: str = Field(description="The reason, for readers.", examples=["Issued in error."])
    withdrawn_at: Instant = Field(description="When it was withdrawn.")
    version: int = Field(description="The version that the withdrawal made.", examples=[2])
    replaced_by: UUID | None = Field(description="The release that took its place, if one did.")
