"""What importers make of outside text: drafts, and an account of what became of each block."""

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
    "mark",
    "navigation",
    "unplaced",
]


@dataclass(frozen=True, slots=True)
class SourceKey:
    """By what a draft is known again at the next import.

    `own_id` is the source's own id (a feed's guid), None on a text page. There the folded title and
    the digest of the body stand in: a draft with one of them equal is the same release, changed.
    Of equal ones on one page, `occurrence` counts from 0, by title and by body.
    """

    own_id: str | None
    title_key: str
    body_key: str
    occurrence_of_title: int = 0
    occurrence_of_body: int = 0


@dataclass(frozen=True, slots=True)
class PublishedDate:
    """The date of publication as far as the source gives it, and where it stands.

    `first` and `last` are the days that it covers, `instant` is set when `precision` is "exact".
    """

    value: str
    precision: Precision
    first: date
    last: date
    instant: datetime | None
    basis: str


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between which days an undated release was published, both included, and why."""

    not_before: date | None
    not_after: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in the text: the words as printed with what leads up to them, and how it was read."""

    text: str
    role: DateRole
    read: ReadDate

    @property
    def flags(self) -> tuple[Flag, ...]:
        """What is unclear about it."""
        return self.read.flags


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with the lines of the source that it stands on, the first being line 1."""

    text: str
    first_line: int
    last_line: int


@dataclass(frozen=True, slots=True)
class ImportedDraft:
    """One release as a source gives it; what is not known is None, nothing is invented."""

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
    source_url: str | None = None

    @property
    def body_text(self) -> str:
        """The body without its dateline, paragraphs parted by a blank line."""
        return "\n\n".join(paragraph.text for paragraph in self.body)

    @property
    def dateline_raw(self) -> str | None:
        """The dateline with its separator, exactly as in the source."""
        return self.dateline.raw if self.dateline else None


@dataclass(frozen=True, slots=True)
class BlockReport:
    """What became of some lines of the source; `draft` is the position of the draft they are in."""

    first_line: int
    last_line: int
    text: str
    became: Became
    draft: int | None
    reason: str

    @property
    def lost(self) -> bool:
        """Whether the text is in no draft and is no furniture of the page either."""
        return self.became == "unplaced"
