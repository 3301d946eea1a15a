"""Public document -> what is stored of it (row, fact, terms, words), made before any lock."""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import SQLModel

from app.base.compact_json import compact
from app.changes import log
from app.changes.log import ChangeKind
from app.db.database import to_microseconds
from app.published import terms
from app.published.document import DatePrecision, Organisation, Place, PublicRelease
from app.published.media import MediaRendition, lead_of
from app.published.models import PublishedMedia, PublishedRelease
from app.published.store.fulltext_storage import Words, words_of
from app.published.words.analysis import TextFields

# The number of a release is that of its first fact, which is known once the log is locked.
_NO_NUMBER = 0
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
        "files": len(media_rows(document)) if document.media else 0,
    }


def media_rows(document: PublicRelease) -> list[Row]:
    """Returns a row for each address of a file that `document` names."""
    rows: dict[str, Row] = {}
    lead = lead_of(document.media)
    for one in document.media:
        stem = one.file_name.rpartition(".")[0]
        for form in one.forms:
            name, ending = one.file_name, form.address.rpartition(".")[2]
            if isinstance(form, MediaRendition):
                name = f"{stem}-{form.name}.{ending}"
            values = {
                "address": form.address,
                "release_id": document.id,
                "media_type": form.media_type,
                "bytes": form.bytes,
                "file_name": name,
                "is_lead": form is lead,
            }
            # Two names for the same bytes are one address.
            rows.setdefault(form.address, (PublishedMedia, values))
    return list(rows.values())


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


@dataclass(frozen=True)
class Prepared:
    """The row and the fact, both without their number, and the words if they were analysed.

    `fulltext_storage.write` makes the words of a text that changed.
    """

    values: Mapping[str, Any]
    fact: log.Fact
    fields: TextFields
    words: Words | None = None


def prepare(document: PublicRelease, sort_at: datetime, kind: ChangeKind) -> Prepared:
    """Returns what is stored of `document` when it becomes public as `kind`."""
    correction = document.correction if kind is ChangeKind.CORRECTED else None
    note = correction.model_dump_json() if correction else None
    values = row_of(document, sort_at, _NO_NUMBER)[1]
    facts = _facts_of(values)
    at, version = document.modified_at, document.version
    return Prepared(
        values,
        log.Fact(kind, document.id, version, at, note, facts),
        TextFields.of(document),
    )


def _facts_of(values: Mapping[str, Any]) -> str:
    """Returns what the log stores for selections, as `matching.Facts` reads it."""
    instant = None if values["instant"] is None else to_microseconds(values["instant"])
    return compact([values["terms"], instant, values["first_day"], values["last_day"]])


def prepare_with_words(
    document: PublicRelease, sort_at: datetime, kind: ChangeKind, *, is_sqlite: bool
) -> Prepared:
    """Like `prepare`, with its text analysed."""
    made = prepare(document, sort_at, kind)
    words = words_of(made.fields, is_sqlite=is_sqlite)
    return Prepared(made.values, made.fact, made.fields, words)


def terms_of(document: PublicRelease) -> tuple[str, ...]:
    """Return all terms of `document`, sorted and without repeats."""
    return tuple(sorted(set(_terms(document))))


def _terms(document: PublicRelease) -> Iterator[str]:
    for place in document.locations:
        kinds = (terms.WHERE, *(terms.OF_ROLE[role] for role in place.roles))
        for place_id in _chain(place):
            yield from (f"{kind}{place_id}" for kind in kinds)
        if place.coordinates is not None:
            yield terms.point(place.coordinates.latitude, place.coordinates.longitude)
    for theme in document.themes:
        yield f"{terms.THEME}{theme.id}"
        yield from (f"{terms.THEME}{wider.id}" for wider in theme.ancestors)
    yield f"{terms.KIND}{document.kind}"
    yield from (f"{terms.LANGUAGE}{tag}" for tag in _beginnings(document.language.lower()))
    if document.organisation is not None:
        for issuer_id in _chain(document.organisation):
            yield f"{terms.ORGANISATION}{issuer_id}"
        if document.organisation.ancestors:
            yield f"{terms.ISSUER}{document.organisation.id}"
    for partner in document.partners:
        yield from (f"{terms.PARTNER}{partner_id}" for partner_id in _chain(partner))
    yield f"{terms.STORY}{document.story_id.hex}"


def _chain(whole: Place | Organisation) -> Iterator[str]:
    yield whole.id
    yield from (ancestor.id for ancestor in whole.ancestors)


def _beginnings(tag: str) -> Iterator[str]:
    """Yield the tags by which basic filtering (RFC 4647 section 3.3.1) finds `tag`: en, en-gb."""
    parts = tag.split("-")
    yield from ("-".join(parts[:count]) for count in range(1, len(parts) + 1))
