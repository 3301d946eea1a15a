"""Wire shapes of the editorial side: what editors send, and what they get."""

from copy import deepcopy
from datetime import date
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    RootModel,
    StringConstraints,
    field_validator,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from app.base.examples import load_example
from app.base.wire import Input, Instant, LanguageTag, Output
from app.contacts.contact import PressContact
from app.contacts.schemas import ContactInput
from app.published.document import DateBounds, DatePrecision, Link
from app.releases.content import (
    DatelineContent,
    MediaUse,
    NamedOrganisation,
    ThemeAssignment,
    date_span,
)
from app.releases.desk.fields import Address, Body, Line, Paragraph, Phrase, Reference, Slug
from app.releases.models import Accreditation
from app.releases.preflight import Finding
from app.releases.states import Act, State

_EXAMPLE = load_example("releases/desk", "working_copy")
KINDS = ("press_release", "statement", "feature", "event", "media_advisory", "remarks")


class DatelineInput(Input):
    """The words as printed. Leave `location` out and the place is looked up from the words."""

    text: Phrase = Field(examples=["Çeşme, Western Turkey"])
    location: Reference | None = Field(
        None, description="Id, ISO 3166 code or slug; null says that the place is not known."
    )


class OrganisationInput(Input):
    """An organisation by its id, or by its name. One that is not known yet is made with a name."""

    name: Phrase | None = Field(None, examples=["International Organization for Migration"])
    id: Slug | None = Field(None, description="Made from the name when left out.")

    @model_validator(mode="after")
    def _says_which(self) -> Self:
        if self.id is None and self.name is None:
            raise ValueError("Give the id of an organisation, or its name.")
        return self


class _OrId:
    """An id alone is an organisation too."""

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"anyOf": [handler(core_schema), {"type": "string", "description": "Its id."}]}


GivenOrganisation = Annotated[
    OrganisationInput,
    BeforeValidator(lambda given: {"id": given} if isinstance(given, str) else given),
    _OrId(),
]


class LinkInput(Input):
    """A further address that belongs to the release."""

    url: Address
    title: Phrase


class MediaInput(Input):
    """A file, and what this release says of it; null is what is said of the file."""

    file: UUID
    alt: Paragraph | None = None
    caption: Paragraph | None = None
    credit: Line | None = None
    licence: Line | None = None
    rights_end: date | None = None


class BoundsInput(Input):
    """What is known of an unknown date, and from what it was inferred."""

    not_before: str | None = Field(None, examples=["2019-11-26"])
    not_after: str | None = Field(None, examples=["2019-12-01"])
    reason: Phrase

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        DateBounds.model_validate(self.model_dump())
        if self.not_before and self.not_after and self.not_before > self.not_after:
            raise ValueError("not_before must not be later than not_after")
        return self


class ReleaseInput(Input):
    """The words of a release. Only a title is needed to begin."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [load_example("releases/desk", "input")]}
    )

    kind: str = Field(
        "press_release",
        description="`press_release`, `statement`, `feature`, `event`, `media_advisory` or"
        " `remarks`.",
        max_length=40,
    )
    language: LanguageTag | None = Field(
        None, description="BCP 47; the newsroom's language when left out."
    )
    title: Line = Field(examples=["IOM Steps Up Humanitarian Response on Turkey’s Borders"])
    subtitle: Line | None = None
    summary: Paragraph | None = Field(
        None,
        description="The beginning of the body stands in for it when left out: its first"
        " paragraph, or whole sentences of it, of at most 300 characters.",
    )
    body_html: Body | None = Field(
        None, description="Sanitised when saved. Give this or `body_text`."
    )
    body_text: Body | None = Field(None, description="Plain text; blank lines part paragraphs.")
    dateline: DatelineInput | None = None
    locations: list[Reference] = Field(
        [], max_length=300, description="Places the release is about: ids, ISO 3166 codes or slugs."
    )
    themes: list[Reference] = Field([], max_length=100, description="Theme ids.")
    published_at: Instant | None = Field(
        None,
        description="Only for a release that was published elsewhere before, such as an archive's.",
    )
    date: Annotated[str, StringConstraints(max_length=10)] | None = Field(
        None, description="Instead of an instant: `2019`, `2019-12` or `2019-12-18`."
    )
    date_precision: DatePrecision | None = Field(
        None, description="`unknown` for a release whose date nobody knows; else follows by itself."
    )
    date_bounds: BoundsInput | None = None
    sort_at: Instant | None = Field(
        None,
        description="Place in date order of an undated release; never shown as a date. Left out: it"
        " stands after all that are dated.",
    )
    organisation: GivenOrganisation | None = None
    partners: list[GivenOrganisation] = Field([], max_length=50)
    contacts: list[ContactInput] = Field([], max_length=50)
    links: list[LinkInput] = Field([], max_length=100)
    media: list[MediaInput] = Field([], max_length=50)
    usage_terms: Paragraph | None = None
    source_url: Address | None = None
    slug: Slug | None = Field(None, description="Made from the title when left out.")
    story_id: UUID | None = Field(
        None,
        description="The `story_id`, or the id, of a release that this one is a translation of.",
    )
    based_on_revision: int | None = Field(
        None,
        ge=1,
        le=2**31 - 1,
        description="The revision of the original that this translates; at first the newest.",
    )
    internal_note: Paragraph | None = Field(None, description="For editors; never public.")
    revision_note: Phrase | None = Field(
        None,
        description="What this save is about, for the list of revisions; it is no part of the"
        " words, so that a patch without it leaves a revision without a note.",
        examples=["Numbers checked with the field office"],
    )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        written = handler.resolve_ref_schema(handler(core_schema))
        for name, member in written["properties"].items():
            if name != "title" and "anyOf" not in member:
                words = {key: member.pop(key) for key in ("description",) if key in member}
                written["properties"][name] = {"anyOf": [member, {"type": "null"}], **words}
        return written

    @model_validator(mode="before")
    @classmethod
    def _null_is_left_out(cls, given: Any) -> Any:
        """Takes null for each member as a merge patch does (RFC 7396): it is not there."""
        if not isinstance(given, dict):
            return given
        return {name: one for name, one in given.items() if one is not None or name == "title"}

    @field_validator("date")
    @classmethod
    def _real_date(cls, value: str | None) -> str | None:
        if value is not None:
            date_span(value)
        return value

    @model_validator(mode="after")
    def _one_body_one_date(self) -> Self:
        if self.body_html is not None and self.body_text is not None:
            raise ValueError("give body_html or body_text, not both")
        if self.date is not None and self.published_at is not None:
            raise ValueError(
                "give published_at (an instant) or date (a day, month or year), not both"
            )
        if self.date_precision is DatePrecision.UNKNOWN and (self.date or self.published_at):
            raise ValueError("date_precision is unknown, yet a date is given")
        return self


class Editing(Output):
    """A hint that somebody is at work. It expires, and keeps nobody from saving."""

    by: str = Field(description="As they named themselves, or the name of their key.")
    until: Instant


class StoryMember(Output):
    """A release of a story, beside the original that it translates."""

    id: UUID
    language: str
    title: str
    state: State
    revision: int = Field(description="The newest saved revision.")
    translation_of: UUID | None = Field(description="The original; null in itself, or if hidden.")
    based_on_revision: int | None = Field(description="The revision of it that this translates.")
    original_revision: int | None = Field(description="The newest revision of the original.")
    is_stale: bool | None = Field(description="Whether that is older; null: not known.")


class GroupAccess(Output):
    """A group that reads the release before it is public."""

    group: str = Field(description="Id of the group.", examples=["wire-services"])
    readable_from: Instant | None = Field(description="From when on; null: at once.")
    local_time: str | None = Field(description="The wall-clock time that was asked for.")
    zone: str | None

    @classmethod
    def of(cls, row: Accreditation) -> Self:
        """The shape of `row`."""
        return cls(
            group=row.group_id,
            readable_from=row.readable_from,
            local_time=row.local_time,
            zone=row.zone,
        )


class EditorialRelease(Output):
    """A working copy: its words as they were sent, normalised, and where it is on its way."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    id: UUID
    etag: str = Field(description="Send it back as `If-Match`.", examples=['"3"'])
    state: State
    allowed: list[Act] = Field(description="What can be done with it now.")
    revision: int = Field(description="The newest saved revision.")
    live_revision: int | None = Field(description="The revision that readers see.")
    public_version: int = Field(description="0 while it was never public.")
    created_at: Instant
    updated_at: Instant
    scheduled_at: Instant | None
    scheduled_local: str | None = Field(
        description="The wall-clock time that was asked for: changed rules of its zone move the"
        " instant."
    )
    scheduled_zone: str | None
    embargo_groups: list[GroupAccess] | None = Field(
        description="Whose members alone read it until then; null: every key with the scope"
        " `embargo`, or it is not scheduled."
    )
    held_back: str | None = Field(
        description="Why it did not become public at its instant. Tried again after the next edit."
    )
    first_public_at: Instant | None
    editing: Editing | None = Field(
        description="Who said to be at work on it. No part of what `etag` stands for."
    )
    translations: list[StoryMember] | None = Field(
        description="All of the story, if there are others; only in GET of one. No part of `etag`."
    )
    warnings: list[Finding] = Field(
        description="What an editor should look at: after an act everything that preflight finds,"
        " in other answers what is seen without reading the body."
    )
    slug: str
    story_id: UUID
    translation_of: UUID | None
    based_on_revision: int | None
    kind: str
    language: str
    title: str
    subtitle: str | None
    summary: str | None
    body_html: str
    dateline: DatelineContent | None
    locations: list[str]
    themes: list[ThemeAssignment]
    published_at: Instant | None
    date: str | None
    date_precision: DatePrecision
    date_bounds: DateBounds | None
    sort_at: Instant | None
    organisation: NamedOrganisation | None
    partners: list[NamedOrganisation]
    contacts: list[PressContact]
    links: list[Link]
    media: list[MediaUse]
    usage_terms: str | None
    source_url: str | None
    internal_note: str | None


class EditorialPage(Output):
    """Working copies, the newest change first."""

    model_config = ConfigDict(
        json_schema_extra={
            # A whole working copy stands beside it, in the answer that shows one.
            "examples": [{"data": [], "meta": {"total": 0, "limit": 20}, "links": {}}]
        }
    )

    data: list[EditorialRelease]
    meta: dict[str, int]
    links: dict[str, str]


class ReleasePatch(RootModel[dict[str, Any]]):
    """A JSON Merge Patch (RFC 7396): only the members that change; null empties a member.

    Read raw, since a shape would not tell null from absent; the result is checked as a whole.
    """

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        whole = handler.resolve_ref_schema(handler(ReleaseInput.__pydantic_core_schema__))
        return {
            "type": "object",
            "title": cls.__name__,
            "description": "A JSON Merge Patch (RFC 7396): only the members that change.",
            "properties": deepcopy(whole["properties"]),
            "additionalProperties": False,
            "minProperties": 1,
            "examples": [{"title": "A better headline", "subtitle": None}],
        }
