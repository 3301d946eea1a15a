"""Preflight: what a careful sub-editor asks before a release goes out.

`check` needs no database: what it asks about beside the words is handed in. `inspect` hands in the
gazetteer, the language, and published releases with much the same text, which are found by the
sketches that saving keeps.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import Select, bindparam, delete, func, insert, select
from sqlmodel import Session, SQLModel, col

from app.base.problems import PREFLIGHT_FAILED, Problem, excerpt
from app.base.wire import Output
from app.places.gazetteer import shipped_gazetteer
from app.places.reading.dateline import parse_dateline
from app.places.reading.dateline_head import PopulationOf
from app.published.media import Media
from app.releases.body import Picture, are_near, first_paragraph, language_of, read_markup, to_text
from app.releases.content import Content, date_span
from app.releases.media import files_of, shown_media
from app.releases.models import Release, ReleaseSketch
from app.releases.shingles import likeness, shingles, sketch
from app.releases.states import State

# Search pages and feed readers cut what is longer: Google's news guide and schema.org's `headline`
# both name 110 characters.
LONGEST_TITLE = 110
# A zone is up to 14 hours ahead of UTC: there the day has begun.
EARLIEST_ZONE = timedelta(hours=14)
# And as much as 12 hours behind: until then a day lasts.
LATEST_ZONE = timedelta(hours=12)
# From half of the runs of words on, one text was made from the other.
ALIKE = 0.5
# Of 16 hashes two such texts share some 8, and fewer than 3 in one case of 500.
SHARED = 3
# The most alike are read and compared in full.
CANDIDATES = 5


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
    RIGHTS_ENDED = "rights-ended"
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
    # The files as readers would get them.
    media: Sequence[Media] = ()


def check(content: Content, context: Context) -> list[Finding]:
    """All that is found, errors first."""
    found = [
        *errors(content, context.at),
        *_words(content),
        *_dateline_in_body(content, context),
        *_markup(content),
        *_media(context),
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


def _media(context: Context) -> Iterator[Finding]:
    for number, one in enumerate(context.media):
        name, pointer = excerpt(one.file_name), f"/media/{number}"
        if one.is_image and not one.alt:
            detail = f"Nothing says what is to be seen in {name}: give `alt`."
            yield _found(Code.PICTURE_WITHOUT_ALT, detail, f"{pointer}/alt")
        if one.kind != "document" and not one.credit:
            detail = f"Nothing says whose {name} is: give `credit`."
            yield _found(Code.PICTURE_WITHOUT_CREDIT, detail, f"{pointer}/credit")
        if one.rights_end and context.at and one.rights_end < (context.at - LATEST_ZONE).date():
            detail = (
                f"{name} could be used until {one.rights_end}. Take it out, or renew its rights."
            )
            yield _found(Code.RIGHTS_ENDED, detail, f"{pointer}/rights_end")


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


def _sharing() -> Select[Any]:
    """Public releases that share hashes with one, and what readers see of them."""
    releases = SQLModel.metadata.tables["release"]
    revisions = SQLModel.metadata.tables["revision"]
    own = SQLModel.metadata.tables["release_sketch"].alias()
    others = SQLModel.metadata.tables["release_sketch"].alias()
    shared = func.count()
    found = (
        select(releases.c.id, releases.c.live_revision, shared.label("shared"))
        .select_from(own)
        .join(others, others.c.hash == own.c.hash)
        .join(releases, releases.c.id == others.c.release_id)
        .where(
            own.c.release_id == bindparam("release"),
            others.c.release_id != bindparam("release"),
            releases.c.state == bindparam("public"),
        )
        .group_by(releases.c.id, releases.c.live_revision)
        .having(shared >= SHARED)
        .order_by(shared.desc(), releases.c.id)
        .limit(CANDIDATES)
        .subquery()
    )
    seen = (revisions.c.release_id == found.c.id) & (revisions.c.number == found.c.live_revision)
    return (
        select(found.c.id, revisions.c.content)
        .select_from(found)
        .join(revisions, seen)
        .order_by(found.c.shared.desc(), found.c.id)
    )


# Built once: to build a statement takes longer than to run it.
_SHARING = _sharing()


def keep_sketch(session: Session, release: Release, content: Content) -> None:
    """Keep the sketch of the words just saved."""
    hashes = sketch(shingles(to_text(content.body_html)))
    own = col(ReleaseSketch.release_id) == release.id
    first = release.revision == 1
    stored = set() if first else set(session.scalars(select(col(ReleaseSketch.hash)).where(own)))
    if gone := stored - hashes:
        session.execute(delete(ReleaseSketch).where(own, col(ReleaseSketch.hash).in_(gone)))
    rows = [{"release_id": release.id, "hash": value} for value in sorted(hashes - stored)]
    if rows:
        session.execute(insert(ReleaseSketch), rows)


def near_duplicates(session: Session, release: Release, content: Content) -> list[Duplicate]:
    """Other releases that are public with at least half of the words, the most alike first.

    `content` are the newest words, whose sketch is kept.
    """
    given = {"release": release.id, "public": State.PUBLISHED.value}
    candidates = session.connection().execute(_SHARING, given).all()
    if not candidates:
        return []
    own = shingles(to_text(content.body_html))
    found = []
    for release_id, stored in candidates:
        words = Content.model_validate_json(stored)
        alike = likeness(own, shingles(to_text(words.body_html)))
        found.append(Duplicate(release_id, words.title, alike))
    alike_enough = [duplicate for duplicate in found if duplicate.likeness >= ALIKE]
    return sorted(alike_enough, key=lambda duplicate: (-duplicate.likeness, duplicate.id))


def inspect(
    session: Session,
    release: Release,
    content: Content,
    at: datetime,
    media: Sequence[Media] | None = None,
) -> list[Finding]:
    """Returns what is found in `content`, which is public from the instant `at`; errors first.

    `media` are its files as they will be shown, where that is known.
    """
    if media is None:
        files = files_of(session, content.media) if content.media else {}
        media = shown_media(content, files) if files else ()
    context = Context(
        at=at,
        population_of=shipped_gazetteer().population_of,
        language_of=language_of,
        duplicates=near_duplicates(session, release, content),
        media=media,
    )
    return check(content, context)
