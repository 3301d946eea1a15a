"""What a careful sub-editor asks before a release goes out. Pure: what it needs is handed in."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from app.base.problems import PREFLIGHT_FAILED, Problem, excerpt
from app.base.wire import Output
from app.places.reading.dateline import parse_dateline
from app.places.reading.dateline_head import PopulationOf
from app.releases.body import Picture, first_paragraph, read_markup, to_text
from app.releases.content import Content, date_span
from app.releases.language_detection import are_near

# Search pages and feed readers cut what is longer: Google's news guide and schema.org's `headline`
# both name 110 characters.
LONGEST_TITLE = 110
# A zone is up to 14 hours ahead of UTC: there the day has begun.
EARLIEST_ZONE = timedelta(hours=14)


class Severity(StrEnum):
    """An error stops publication; a warning is told, and stops it only with `strict=true`."""

    ERROR = "error"
    WARNING = "warning"


class Code(StrEnum):
    """What can be found. Closed; docs/preflight.md explains each."""

    DATE_IN_FUTURE = "date-in-future"
    TITLE_LONG = "title-long"
    SUMMARY_MISSING = "summary-missing"
    BODY_MISSING = "body-missing"
    DATELINE_MISSING = "dateline-missing"
    DATELINE_UNRESOLVED = "dateline-unresolved"
    DATELINE_IN_BODY = "dateline-in-body"
    THEME_MISSING = "theme-missing"
    PICTURE_WITHOUT_ALT = "picture-without-alt"
    PICTURE_WITHOUT_CREDIT = "picture-without-credit"
    LINK_RELATIVE = "link-relative"
    CONTENT_LEFT_OUT = "content-left-out"
    NEAR_DUPLICATE = "near-duplicate"
    LANGUAGE_DOUBTFUL = "language-doubtful"


class Finding(Output):
    """One thing that an editor should look at."""

    severity: Severity
    code: Code = Field(examples=["dateline-unresolved"])
    detail: str
    pointer: str = Field(
        description="JSON Pointer, as a URI fragment, to the member that it is about.",
        examples=["#/dateline/location"],
    )


class PreflightFailed(Problem):
    """422: what was found stops the publication."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        listed = [finding.model_dump(mode="json") for finding in findings]
        super().__init__(PREFLIGHT_FAILED, findings[0].detail, {"findings": listed})


@dataclass(frozen=True)
class Duplicate:
    """A published release with much the same text; `likeness` is 0 to 1."""

    id: UUID
    title: str
    likeness: float


@dataclass(frozen=True)
class Context:
    """What is known beside the words; what is left out is not asked about."""

    # When the release would be public.
    at: datetime | None = None
    population_of: PopulationOf | None = None
    language_of: Callable[[str], str | None] | None = None
    duplicates: Sequence[Duplicate] = ()


def check(content: Content, context: Context) -> list[Finding]:
    """All that is found, errors first."""
    found = [
        *errors(content, context.at),
        *_words(content),
        *_dateline_in_body(content, context),
        *_markup(content),
        *_duplicates(context),
        *_language(content, context),
    ]
    if any(finding.code is Code.DATELINE_IN_BODY for finding in found):
        # It is there, only in the wrong place.
        found = [finding for finding in found if finding.code is not Code.DATELINE_MISSING]
    return found


def glance(content: Content) -> list[Finding]:
    """What is seen without reading the body: for lists of working copies."""
    return list(_words(content))


def require(content: Content, at: datetime) -> None:
    """Raises PreflightFailed when `content` cannot be public at the instant `at`."""
    if found := errors(content, at):
        raise PreflightFailed(found)


def stop(findings: Sequence[Finding], *, strict: bool) -> None:
    """Raises PreflightFailed for errors, with `strict` for warnings too."""
    if any(strict or finding.severity is Severity.ERROR for finding in findings):
        raise PreflightFailed(findings)


def errors(content: Content, at: datetime | None) -> list[Finding]:
    """The errors: what no release may go out with."""
    if at is None:
        return []
    if content.published_at is not None:
        pointer, ahead = "/published_at", content.published_at - at
    elif content.date is not None:
        first = datetime.combine(date_span(content.date)[0], time(), UTC)
        pointer, ahead = "/date", first - at - EARLIEST_ZONE
    else:
        return []
    if ahead <= timedelta():
        return []
    detail = (
        "The date of publication is in the future. Leave it out, and schedule the release instead."
    )
    return [_found(Code.DATE_IN_FUTURE, detail, pointer, Severity.ERROR)]


def _found(code: Code, detail: str, pointer: str, severity: Severity = Severity.WARNING) -> Finding:
    return Finding(severity=severity, code=code, detail=detail, pointer=f"#{pointer}")


def _words(content: Content) -> Iterator[Finding]:
    length = len(content.title)
    if length > LONGEST_TITLE:
        yield _found(
            Code.TITLE_LONG,
            f"The title has {length} characters; search pages and feeds cut it after"
            f" {LONGEST_TITLE}.",
            "/title",
        )
    if content.summary is None:
        instead = "The beginning of the body stands in." if content.body_html else ""
        yield _found(Code.SUMMARY_MISSING, f"There is no summary. {instead}".strip(), "/summary")
    if not content.body_html:
        yield _found(Code.BODY_MISSING, "There is no text below the title.", "/body_html")
    if content.left_out:
        detail = (
            "When the body was saved, this was left out, for a body cannot hold it:"
            f" {', '.join(content.left_out)}. Say it in words, or link to it, and save the body."
        )
        yield _found(Code.CONTENT_LEFT_OUT, detail, "/body_html")
    if content.dateline is None:
        yield _found(Code.DATELINE_MISSING, "There is no dateline.", "/dateline")
    elif content.dateline.location is None:
        detail = "The place of the dateline is not known; give its id in `location`."
        yield _found(Code.DATELINE_UNRESOLVED, detail, "/dateline/location")
    if not content.themes:
        yield _found(Code.THEME_MISSING, "The release has no theme.", "/themes")


def _dateline_in_body(content: Content, context: Context) -> Iterator[Finding]:
    paragraph = first_paragraph(to_text(content.body_html))
    parsed = parse_dateline(paragraph, context.population_of) if paragraph else None
    if parsed is None or parsed.before.strip():
        return
    detail = (
        f"The body begins with the dateline {excerpt(parsed.text)!r}; it belongs in `dateline`."
    )
    yield _found(Code.DATELINE_IN_BODY, detail, "/body_html")


def _markup(content: Content) -> Iterator[Finding]:
    markup = read_markup(content.body_html)
    yield from _pictures(
        Code.PICTURE_WITHOUT_ALT,
        "without the attribute `alt` that says what is to be seen (empty where it only adorns)",
        [picture for picture in markup.pictures if picture.alt is None],
    )
    yield from _pictures(
        Code.PICTURE_WITHOUT_CREDIT,
        "without a `figcaption` that says whose it is",
        [picture for picture in markup.pictures if not picture.caption],
    )
    relative = [address for address in markup.addresses if is_relative(address)]
    if relative:
        detail = f"{_count(relative, 'relative link')}: on other sites they lead nowhere."
        yield _found(Code.LINK_RELATIVE, f"{detail} First: {excerpt(relative[0])}", "/body_html")


def is_relative(address: str) -> bool:
    """Whether an address needs another one to lead somewhere; a place in the same text does not."""
    scheme, colon, _ = address.partition(":")
    has_scheme = bool(colon) and scheme.isascii() and scheme.replace("+", "").isalnum()
    return bool(address) and not has_scheme and not address.startswith("#")


def _pictures(code: Code, lack: str, pictures: Sequence[Picture]) -> Iterator[Finding]:
    if pictures:
        detail = f"{_count(pictures, 'picture')} {lack}. First: {excerpt(pictures[0].address)}"
        yield _found(code, detail, "/body_html")


def _count(things: Sequence[object], name: str) -> str:
    return f"1 {name}" if len(things) == 1 else f"{len(things)} {name}s"


def _duplicates(context: Context) -> Iterator[Finding]:
    for other in context.duplicates:
        detail = (
            f"{other.likeness:.0%} of the text is the same as in the published release"
            f" {excerpt(other.title)!r} ({other.id})."
        )
        yield _found(Code.NEAR_DUPLICATE, detail, "/body_html")


def text_of(content: Content) -> str:
    """The words that tell the language."""
    return f"{content.title}\n{to_text(content.body_html)}"


def _language(content: Content, context: Context) -> Iterator[Finding]:
    if context.language_of is None:
        return
    seen = context.language_of(text_of(content))
    if seen is not None and not are_near(seen, content.language):
        detail = f"The text reads like {seen!r}, not {content.language!r}."
        yield _found(Code.LANGUAGE_DOUBTFUL, detail, "/language")
