"""Finds the dates of a draft: date of publication, bounds, dates in the text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.base.dates.written import Flag, ReadDate, find_dates, read_date, with_year
from app.importers.draft import Bounds, DateRole, FoundDate, PublishedDate
from app.importers.text_pages.units import Unit
from app.places.reading.dateline import ParsedDateline

SUNDAY = 6
# Words before a date that relate it to the day of writing.
_LEADS = {
    "since": r"since|starting(?: from)?|beginning(?: on)?|as of|depuis(?: le)?|desde(?: el)?",
    "week": "this week|cette semaine|esta semana|bu hafta",
    "last_week": "last week|la semaine dernière|la semana pasada|geçen hafta",
    "today": "today|aujourd['’]hui|hoy|bugün",
    "yesterday": "yesterday|hier|ayer|dün",
    "on": "on|from|between|du|le|el|il|am|vom",
}
_LEAD = re.compile(
    r"\b(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _LEADS.items())
    + r")\s*[(,]?(?:\s*on)?\s*$",
    re.IGNORECASE,
)
_LEAD_LENGTH = 40
_FUTURE = re.compile(
    r"\b(?:will|shall|to be held|is to|are to|upcoming|next|aura lieu|sera)\b|\w*(?:ecek|acak)\b",
    re.IGNORECASE,
)
# A day without a year is of the year of the reading only if it lies so few days before it.
NEAR = timedelta(days=60)
# Doubts of a date line or a dateline that an editor has to see.
_DOUBTS: dict[Flag, str] = {
    "no such day": "there is no such day",
    "two readings": "it reads two ways",
    "weekday does not fit": "the weekday does not fit the day",
    "no year": "it gives no year",
}
# Characters of a sentence that are read on either side of its date.
_SENTENCE = 400


@dataclass(frozen=True, slots=True)
class Anchor:
    """A full date of the page, from which the year of another date can be inferred."""

    day: date
    words: str


@dataclass(frozen=True, slots=True)
class DraftDates:
    """The dates of one draft."""

    published: PublishedDate | None
    bounds: Bounds | None
    dates: tuple[FoundDate, ...]
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadingDay:
    """The day on which a page was read, if that was told, and the day of its import."""

    told: date | None = None
    imported: date | None = None


def anchor_of(unit: Unit | None, dateline: ParsedDateline | None) -> Anchor | None:
    """The full date of a draft's date line or dateline."""
    read = unit.date if unit else None
    where = "a date line" if unit else "a dateline"
    if read is None and dateline and dateline.date_text:
        read = read_date(dateline.date_text)
    if read is None or read.day is None or "year inferred" in read.flags:
        return None
    return Anchor(read.day, f"«{read.text}» ({where})")


def dates_of(
    unit: Unit | None,
    dateline: ParsedDateline | None,
    body: str,
    anchor: Anchor | None,
    language: str | None,
    reading: ReadingDay,
) -> DraftDates:
    """Returns the dates of a draft: `unit` is its date line, `anchor` the page's nearest full date.

    The day of reading gives a date line its year only on a page without any full date: a page may
    be copied years after it was written. It never gives one to a date inside a text.
    """
    if anchor is not None:
        reading = ReadingDay()
    found: list[FoundDate] = []
    doubts: tuple[str, ...] = ()
    explicit: tuple[ReadDate, str] | None = None
    if unit is not None and unit.date is not None:
        read = _read_near(unit.text, language, reading.told)
        explicit = (read or unit.date, f"explicit, line {unit.first_line}")
    elif unit is not None:
        doubts = (f"the date line «{unit.text}» could not be read",)
    if explicit is None and dateline and dateline.date_text:
        read = _read_near(dateline.date_text, language, reading.told)
        explicit = (read, "explicit, in the dateline") if read else None
    if explicit:
        found.append(FoundDate(explicit[0].text, "published", explicit[0]))
    in_text = [_found(body, read, anchor) for read in find_dates(body, language)]
    published = _published(*explicit) if explicit else None
    bounds = _bounds_of_explicit(*explicit, anchor) if explicit else None
    if explicit and bounds is None and published is None:
        bounds = _latest(explicit[0], language, reading)
    if bounds is None and published is None:
        bounds = _bounds_of_text(body, in_text, anchor)
    if explicit:
        doubts = (*doubts, *_doubts(explicit[0]))
    return DraftDates(published, bounds, (*found, *in_text), doubts)


def _read_near(text: str, language: str | None, told: date | None) -> ReadDate | None:
    """Reads a date; without a year it is of the day of reading only shortly before that day."""
    read = read_date(text, language, told)
    far = read and read.first and told and told - read.first > NEAR
    if read is not None and far and "year inferred" in read.flags:
        return read_date(text, language)
    return read


def _latest(read: ReadDate, language: str | None, reading: ReadingDay) -> Bounds | None:
    """Returns the bounds of a day without a year: it lies before the page was read."""
    limit = reading.told or reading.imported
    latest = read_date(read.text, language, limit) if limit and "no year" in read.flags else None
    if latest is None or latest.last is None:
        return None
    return Bounds(None, latest.last, f"«{read.text}» gives no year")


def _doubts(read: ReadDate) -> tuple[str, ...]:
    return tuple(
        f"the date «{read.text}»: {words}" for flag, words in _DOUBTS.items() if flag in read.flags
    )


def _published(read: ReadDate, basis: str) -> PublishedDate | None:
    """Returns the date of publication: an instant, a day, a month or a year, but no range."""
    if read.value is None or read.precision is None or read.first is None or read.last is None:
        return None
    if "/" in read.value:
        return None
    if "year inferred" in read.flags:
        basis += "; the year from the day on which the page was read"
    return PublishedDate(read.value, read.precision, read.first, read.last, read.instant, basis)


def _bounds_of_explicit(read: ReadDate, basis: str, anchor: Anchor | None) -> Bounds | None:
    if read.value and "/" in read.value:
        return Bounds(read.first, read.last, f"«{read.text}» ({basis})")
    if read.first and read.precision in ("day", "exact"):
        return Bounds(read.first, None, f"«{read.text}» ({basis})")
    dated = with_year(read, anchor.day) if anchor else read
    if anchor and dated.first and "year inferred" in dated.flags:
        return Bounds(dated.first, dated.last, f"«{read.text}» ({basis}); {_year_from(anchor)}")
    if len(read.readings) > 1:
        return Bounds(min(read.readings), max(read.readings), f"«{read.text}» reads two ways")
    return None


def _found(body: str, read: ReadDate, anchor: Anchor | None) -> FoundDate:
    start, end = read.span
    lead = _LEAD.search(body[max(0, start - _LEAD_LENGTH) : start])
    text = body[start:end]
    role: DateRole = "mentioned"
    if lead:
        from_start = max(0, start - _LEAD_LENGTH) + lead.start()
        if not lead["on"]:
            text = body[from_start : end + (body[end : end + 1] == ")")]
        role = "event_start" if lead["since"] else "event"
    return FoundDate(text, role, with_year(read, anchor.day) if anchor else read)


def _bounds_of_text(body: str, found: Sequence[FoundDate], anchor: Anchor | None) -> Bounds | None:
    for entry in found:
        first, last = entry.read.first, entry.read.last
        start, end = entry.read.span
        lead = _LEAD.search(body[max(0, start - _LEAD_LENGTH) : start])
        if lead is None or lead["on"] or first is None or last is None:
            continue
        reason = f"«{entry.text}» in the text"
        if anchor and "year inferred" in entry.read.flags:
            reason += f"; {_year_from(anchor)}"
        return Bounds(*_limits(lead, first, last, _is_future(body, start, end)), reason)
    return None


def _limits(
    lead: re.Match[str], first: date, last: date, future: bool
) -> tuple[date | None, date | None]:
    """Returns the days between which a text was written that says «since» or «this week»."""
    monday = first - timedelta(days=first.weekday())
    sunday = last + timedelta(days=SUNDAY - last.weekday())
    if lead["since"]:
        return (None, first) if future else (first, None)
    if lead["week"]:
        return (monday, last) if future else (first, sunday)
    if lead["last_week"]:
        return monday + timedelta(days=7), sunday + timedelta(days=7)
    if lead["yesterday"]:
        return first + timedelta(days=1), last + timedelta(days=1)
    return first, last


def _is_future(body: str, start: int, end: int) -> bool:
    """Whether the sentence around the date speaks of the future."""
    before = body.rfind(". ", max(0, start - _SENTENCE), start) + 1
    after = body.find(". ", end, end + _SENTENCE)
    begins = before or max(0, start - _SENTENCE)
    return bool(_FUTURE.search(body[begins : after if after > 0 else end + _SENTENCE]))


def _year_from(anchor: Anchor) -> str:
    return f"the year is the one nearest to {anchor.words} that fits"
