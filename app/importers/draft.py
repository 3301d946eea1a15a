"""Drafts that importers make of outside text, and the report on each block of it. Pure."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from app.base.dates.written import Flag, Precision, ReadDate
from app.places.reading.dateline import ParsedDateline

DateRole = Literal["published", "event", "event_start", "mentioned"]
Became = Literal[
    "page heading",
    "page introduction",
    "category",
    "title",
    "subtitle",
    "date",
    "body",
    "related",
    "contact",
    "mark",
    "navigation",
    "unplaced",
]


@dataclass(frozen=True, slots=True)
class SourceKey:
    """Identity of a draft across imports.

    `own_id` is the source's own id (a feed's guid), None on a text page. A text page is matched by
    the folded title and the digest of the body: if one of them is equal, the release has changed.
    `occurrence_of_…` counts drafts of one page with an equal title or body, from 0.
    """

    own_id: str | None
    title_key: str
    body_key: str
    occurrence_of_title: int = 0
    occurrence_of_body: int = 0


@dataclass(frozen=True, slots=True)
class PublishedDate:
    """Date of publication at the precision that the source gives; `basis` says where it stands.

    `first` and `last` are the days that it covers; `instant` is set when `precision` is "exact".
    """

    value: str
    precision: Precision
    first: date
    last: date
    instant: datetime | None
    basis: str


@dataclass(frozen=True, slots=True)
class Bounds:
    """Days between which an undated release was published, both included, and the evidence."""

    not_before: date | None
    not_after: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in the text: its printed words with those that lead up to it, and its reading."""

    text: str
    role: DateRole
    read: ReadDate

    @property
    def flags(self) -> tuple[Flag, ...]:
        """Doubts of the reading."""
        return self.read.flags


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph and its first and last line in the source, counted from 1."""

    text: str
    first_line: int
    last_line: int


@dataclass(frozen=True, slots=True)
class ImportedContact:
    """Whom the source tells the press to ask; numbers and addresses are as printed."""

    name: str
    role: str | None
    email: str | None
    phone: str | None


@dataclass(frozen=True, slots=True)
class ImportedDraft:
    """One release as the source gives it. A field that the source does not give is None."""

    key: SourceKey
    position: int
    title: str
    title_lines: tuple[int, int]
    subtitle: str | None
    category: str | None
    kind: str
    kind_reason: str
    language: str | None
    dateline: ParsedDateline | None
    body: tuple[Paragraph, ...]
    related: tuple[Paragraph, ...]
    summary: str | None
    speaker: str | None
    published: PublishedDate | None
    bounds: Bounds | None
    dates: tuple[FoundDate, ...]
    notes: tuple[str, ...]
    # The date line beside the title as printed, also when no date could be read from it.
    date_line: str | None = None
    # What is unclear about the date line or the date of the dateline.
    doubts: tuple[str, ...] = ()
    source_url: str | None = None
    contacts: tuple[ImportedContact, ...] = ()

    @property
    def body_text(self) -> str:
        """The body without its dateline, with a blank line between paragraphs."""
        return "\n\n".join(paragraph.text for paragraph in self.body)

    @property
    def lacks_its_date(self) -> bool:
        """Whether the source gives a date that could not be read."""
        return self.published is None and self.bounds is None and bool(self.doubts)

    @property
    def dateline_raw(self) -> str | None:
        """The dateline with its separator, exactly as in the source."""
        return self.dateline.raw if self.dateline else None


@dataclass(frozen=True, slots=True)
class BlockReport:
    """What some lines of the source became; `draft` is the position of its draft, from 1."""

    first_line: int
    last_line: int
    text: str
    became: Became
    draft: int | None
    reason: str
    # Whether it may be a title, so that an editor has to look at it.
    doubtful: bool = False

    @property
    def lost(self) -> bool:
        """Whether the text is in no draft, though it may belong to one."""
        return self.became == "unplaced"
