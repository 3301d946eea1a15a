"""Reads tokens with the shape of a date as days or an instant, and flags doubts."""

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from typing import Literal

from app.base.dates.meaning import (
    MONTHS,
    MonthDay,
    day_in,
    month_days_of,
    months_of,
    weekdays_of,
    year_of,
)
from app.base.dates.tokens import Shape

Precision = Literal["exact", "day", "month", "year"]
Flag = Literal[
    "weekday does not fit",
    "two readings",
    "no such day",
    "year only",
    "no year",
    "year inferred",
    "time without zone",
]

# How far back to look for the year of a date with a weekday. In 28 years every day falls on every
# weekday, but a page that says «Friday» means a near year.
YEARS_BACK = 7
# «2019-2020» spans years, «1066-2019» does not date a text.
MOST_YEARS = 10
_TIME = re.compile(
    r"""[,\s]*(?:T|\b(?:at|à|um|saat)\s+)?(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})
    (?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?
    (?:\s?(?P<half>[ap])\.?m\b\.?)?
    (?:\s?(?P<zone>Z|UTC|GMT|UT|[ECMP][SD]T|[+-]\d{2}:?\d{2})(?![\w:]))?""",
    re.VERBOSE | re.IGNORECASE,
)
# RFC 822 section 5.1, hours east of Greenwich.
_ZONES = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}


@dataclass(frozen=True, slots=True)
class ReadDate:
    """A date as read. `text` is as printed, `span` its place in the text that was given.

    `first` and `last` are the days that it covers, both included: the same for one day, the ends
    of a range, of a month or of a year; None when no day can be told. `month_days` holds month and
    day of both ends also when the year is not known, `readings` the days in question when a date
    reads two ways.
    """

    text: str
    span: tuple[int, int]
    precision: Precision | None
    first: date | None = None
    last: date | None = None
    instant: datetime | None = None
    flags: tuple[Flag, ...] = ()
    readings: tuple[date, ...] = ()
    month_days: tuple[MonthDay, ...] = ()
    weekdays: frozenset[int] = frozenset()

    @property
    def day(self) -> date | None:
        """The day, or the first of a range of days; None for a month or a year."""
        return self.first if self.precision in ("day", "exact") else None

    @property
    def value(self) -> str | None:
        """ISO 8601: instant, `2019-12-18`, `2019-11-26/2019-11-27`, `2019-12`, `2019`; or None."""
        if self.first is None or self.last is None or self.precision is None:
            return None
        if self.instant is not None:
            return self.instant.isoformat()
        length = {"year": 4, "month": 7}.get(self.precision, 10)
        ends = (self.first.isoformat()[:length], self.last.isoformat()[:length])
        return ends[0] if ends[0] == ends[1] else "/".join(ends)


def read_shape(
    text: str, shape: Shape, language: str | None, received: date | None
) -> ReadDate | None:
    parts = shape.parts
    weekdays = weekdays_of(parts, language)
    start = shape.start
    if "w1" in parts and not weekdays:
        # A word of another language that looks like a weekday: «Washington, DC, March 11».
        start = min(token.start for part, token in parts.items() if part != "w1")
    printed = text[start : shape.end].rstrip(" .,")
    read = ReadDate(printed, (start, start + len(printed)), None)
    year = year_of(parts, "2")
    if shape.name in ("year", "years") and year is not None:
        return _read_years(read, year_of(parts, "1") or year, year)
    if "d2" not in parts and "a2" not in parts:
        return _read_month(read, shape, language)
    ends = month_days_of(shape, language, year, weekdays)
    if not ends:
        return replace(read, flags=("no such day",))
    if len(ends) > 1:
        days = tuple(day for end in ends if (day := day_in(year, end[-1])))
        return replace(read, flags=("two readings",), readings=days)
    read = replace(read, month_days=ends[0], weekdays=weekdays)
    if year is None:
        return _without_year(read, received)
    return _dated(text, shape, read, year)


def _read_years(read: ReadDate, first: int, last: int) -> ReadDate | None:
    if not 0 <= last - first <= MOST_YEARS:
        return None
    begin, end = date(first, 1, 1), date(last, 12, 31)
    return replace(read, precision="year", first=begin, last=end, flags=("year only",))


def _read_month(read: ReadDate, shape: Shape, language: str | None) -> ReadDate | None:
    parts = shape.parts
    year = year_of(parts, "2")
    months = months_of(parts, "2", language)
    if year is None or not months:
        return None
    if len(months) > 1:
        readings = tuple(date(year, month, 1) for month in sorted(months))
        return replace(read, flags=("two readings",), readings=readings)
    (month,) = months
    (first_month,) = months_of(parts, "1", language) or {month}
    if month not in MONTHS:
        return None
    first_year = year_of(parts, "1") or (year if first_month <= month else year - 1)
    first, last = date(first_year, first_month, 1), date(year, month, monthrange(year, month)[1])
    return replace(read, precision="month", first=first, last=last) if first <= last else None


def _dated(text: str, shape: Shape, read: ReadDate, year: int) -> ReadDate:
    first_year = year_of(shape.parts, "1")
    span = span_in(read.month_days, year, first_year)
    if span is None:
        return replace(read, flags=("no such day",), month_days=())
    flags: tuple[Flag, ...] = ()
    if read.weekdays and span[0].weekday() not in read.weekdays:
        flags = ("weekday does not fit",)
    read = replace(read, precision="day", first=span[0], last=span[1], flags=flags)
    return _with_time(text, shape.end_of_date, read) if span[0] == span[1] else read


def _without_year(read: ReadDate, received: date | None) -> ReadDate:
    if received is None:
        possible = span_in(read.month_days, 2000)  # a leap year: 29 February may be meant
        return replace(read, flags=("no year",) if possible else ("no such day",))
    # A page that was read on 1 January can carry a date that is a day ahead in the east.
    latest = received + timedelta(days=1)
    spans = [
        span
        for year in range(latest.year, latest.year - YEARS_BACK - 1, -1)
        if (span := span_in(read.month_days, year)) and span[0] <= latest
    ]
    fitting = [s for s in spans if not read.weekdays or s[0].weekday() in read.weekdays]
    if not spans:
        return replace(read, flags=("no such day",), month_days=())
    first, last = (fitting or spans)[0]
    flags: tuple[Flag, ...] = ("year inferred",)
    if not fitting:
        flags = ("year inferred", "weekday does not fit")
    return replace(read, precision="day", first=first, last=last, flags=flags)


def span_in(
    month_days: tuple[MonthDay, ...], year: int, first_year: int | None = None
) -> tuple[date, date] | None:
    last = day_in(year, month_days[-1])
    if first_year is None:
        crossing = any(earlier[0] > later[0] for earlier, later in pairwise(month_days))
        first_year = year - 1 if crossing else year
    first = day_in(first_year, month_days[0])
    return (first, last) if first and last and first <= last else None


def _with_time(text: str, end: int, read: ReadDate) -> ReadDate:
    found = _TIME.match(text, end)
    if found is None or read.first is None:
        return read
    moment = _time_of(found, read.first)
    if moment is None:
        return read
    text_read = text[read.span[0] : max(found.end(), read.span[1])]
    read = replace(read, text=text_read, span=(read.span[0], read.span[0] + len(text_read)))
    if moment.tzinfo is None:
        return replace(read, flags=(*read.flags, "time without zone"))
    return replace(read, precision="exact", instant=moment)


def _time_of(found: re.Match[str], day: date) -> datetime | None:
    hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
    if found["half"]:
        hour = hour % 12 + (12 if found["half"].casefold() == "p" else 0)
    fraction = int((found["fraction"] or "0").ljust(6, "0")[:6])
    try:
        return datetime(
            day.year, day.month, day.day, hour, minute, second, fraction, _zone(found["zone"])
        )
    except ValueError:
        return None


def _zone(name: str | None) -> timezone | None:
    if name is None:
        return None
    if name.upper() in ("Z", "UTC", "GMT", "UT"):
        return UTC
    if name.upper() in _ZONES:
        return timezone(timedelta(hours=_ZONES[name.upper()]))
    sign = -1 if name[0] == "-" else 1
    digits = name[1:].replace(":", "")
    return timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))
