"""Reads dates of an address: days, months, years, intervals and instants, each to one range.

    2024-03-31              a day      2024-03   a month      2024   a year
    2024-03-31T21:00:00Z    an instant (RFC 3339), exact
    2020-02-28/2020-03-15   from, to: both ends included      2020-03-01/..   open (ISO 8601-2)

Independent of the web and the database.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from app.base.clock import in_zone
from app.base.problems import Fault, Invalid, excerpt
from app.base.wire import format_instant, parse_instant

FIRST = datetime.min.replace(tzinfo=UTC)
LAST = datetime.max.replace(tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
FORMS = "a day (2024-03-31), a month (2024-03), a year (2024) or an RFC 3339 instant"

_CALENDAR = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_TIMED = re.compile(r"\d{4}-\d{2}-\d{2}[Tt].*", re.ASCII | re.DOTALL)
_BARE_PLUS = re.compile(r"(.*[Tt]\d{2}:\d{2}.*) (\d{2}:?\d{2})", re.ASCII)
_NO_OFFSET = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}(:\d{2}){1,2}(\.\d+)?", re.ASCII)
_OTHER_ORDER = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})(?:[./-](\d{1,2})[./-](\d{1,2})|(\d{2})(\d{2}))", re.ASCII)

_EPOCH = re.compile(r"\d{9,10}", re.ASCII)

_OPEN = ".."
# The value of `date` for releases without one.
UNKNOWN = "unknown"
# What people type for it.
_NO_DATE = {"undated", "none", "null", "no-date", "missing"}


@dataclass(frozen=True, order=True)
class DateRange:
    """The range from `start` up to and without `end`, and its first and last calendar day.

    Instants are compared with `start` and `end`. A date that is known by day, month or year is
    compared with the days (proleptic ordinals), whatever its zone. None means an open end.
    """

    start: datetime | None
    end: datetime | None
    first_day: int | None
    last_day: int | None

    def canonical(self) -> str:
        """Return a text that is the same for equal ranges only."""
        instants = "/".join(
            "" if at is None else format_instant(at) for at in (self.start, self.end)
        )
        days = "/".join("" if day is None else str(day) for day in (self.first_day, self.last_day))
        return f"{instants}|{days}"


@dataclass(frozen=True)
class _Point:
    """What one end of a range names: `start` up to and without `end`, days `first` to `last`."""

    start: datetime
    end: datetime
    first: date
    last: date
    by_day: bool


# A few days, months and years are asked for most of the time.
@lru_cache(maxsize=2_048)
def read_date(value: str, zone: ZoneInfo, parameter: str = "date") -> DateRange:
    """Read `value`, one of the forms above, alone or as an interval, to the range that it names.

    Days are days of `zone`. Raises Invalid with `parameter` and a suggestion.
    """
    start, slash, end = value.partition("/")
    if not slash or "/" in end:
        point = _read_point(value, zone, parameter)
        return _between(point, point)
    if start == end == _OPEN:
        raise Invalid.of("An interval needs a date at one end.", parameter=parameter)
    lower, upper = (_read_end(part, zone, parameter) for part in (start, end))
    _check_order(lower, upper, parameter, f"{end}/{start}")
    return _between(lower, upper)


def read_from_to(date_from: str | None, date_to: str | None, zone: ZoneInfo) -> DateRange | None:
    """Return the range from the start of `date_from` to the end of `date_to`; None without both.

    Raises Invalid with the parameter and a suggestion.
    """
    lower = None if date_from is None else _read_point(date_from, zone, "date_from")
    upper = None if date_to is None else _read_point(date_to, zone, "date_to")
    _check_order(lower, upper, "date_to", f"date_from={date_to}&date_to={date_from}")
    return None if lower is upper is None else _between(lower, upper)


def _read_end(value: str, zone: ZoneInfo, parameter: str) -> _Point | None:
    if value:
        return None if value == _OPEN else _read_point(value, zone, parameter)
    raise Invalid.of(
        "Write an open end of an interval as two dots: 2020-03-01/..", parameter=parameter
    )


def _between(lower: _Point | None, upper: _Point | None) -> DateRange:
    return DateRange(
        start=None if lower is None else lower.start,
        end=None if upper is None else upper.end,
        first_day=None if lower is None else lower.first.toordinal(),
        last_day=None if upper is None else upper.last.toordinal(),
    )


def _check_order(
    lower: _Point | None, upper: _Point | None, parameter: str, suggestion: str
) -> None:
    if lower is None or upper is None:
        return
    by_day = lower.by_day and upper.by_day
    if (upper.last < lower.first) if by_day else (upper.end <= lower.start):
        detail = "The end lies before the beginning."
        raise Invalid.of(detail, parameter=parameter, suggestion=suggestion)


def _read_point(value: str, zone: ZoneInfo, parameter: str) -> _Point:
    try:
        if calendar := _CALENDAR.fullmatch(value):
            return _days(*(int(part) if part else None for part in calendar.groups()), zone=zone)
        if _TIMED.fullmatch(value) and not (
            _BARE_PLUS.fullmatch(value) or _NO_OFFSET.fullmatch(value)
        ):
            return _instant(parse_instant(value), zone)
    except (ValueError, OverflowError) as error:
        reason = str(error).rstrip(".")
        raise Invalid.of(f"{excerpt(value)!r}: {reason}.", parameter=parameter) from error
    raise Invalid([_explain(value, parameter)])


def _days(year: int | None, month: int | None, day: int | None, *, zone: ZoneInfo) -> _Point:
    first = date(year or 0, 1 if month is None else month, 1 if day is None else day)
    if day is not None:
        last = first
    elif month is not None:
        last = first.replace(day=monthrange(first.year, first.month)[1])
    else:
        last = first.replace(month=12, day=31)
    after = None if last == date.max else last + timedelta(days=1)
    return _Point(
        start=_midnight(first, zone),
        end=LAST if after is None else _midnight(after, zone),
        first=first,
        last=last,
        by_day=True,
    )


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    # If the clock skips midnight, the instant of the skip; if midnight comes twice, the first.
    try:
        return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
    except OverflowError:
        return FIRST if day.year == 1 else LAST


def _instant(at: datetime, zone: ZoneInfo) -> _Point:
    day = in_zone(at, zone).date()
    # Instants are whole microseconds, so the range holds this one alone.
    return _Point(start=at, end=at + MICROSECOND, first=day, last=day, by_day=False)


def _explain(value: str, parameter: str) -> Fault:
    """Return why `value` is no date, with what was probably meant."""
    shown = excerpt(value)
    if plus := _BARE_PLUS.fullmatch(value):
        meant = f"{plus[1]}%2B{plus[2]}"
        detail = f"{shown!r} holds a space: in an address a + means one. Write %2B for it."
        return Fault(detail, parameter=parameter, suggestion=excerpt(meant))
    if _NO_OFFSET.fullmatch(value):
        detail = (
            f"{shown!r} has no offset, so it is no instant. Add Z or an offset such as %2B03:00."
        )
        return Fault(detail, parameter=parameter, suggestion=f"{value.replace(' ', 'T')}Z")
    if not value:
        detail = f"The value is empty. Give {FORMS}, or leave the parameter out."
        return Fault(detail, parameter=parameter)
    if _EPOCH.fullmatch(value):
        detail = f"{shown!r} is no date: seconds since 1970 are not read. Give {FORMS}."
        meant = format_instant(datetime.fromtimestamp(int(value), UTC))
        return Fault(detail, parameter=parameter, suggestion=meant)
    if value.lower() in _NO_DATE and parameter == "date":
        detail = f"{shown!r} is no date. Releases without one are found by {UNKNOWN!r}."
        return Fault(detail, parameter=parameter, suggestion=UNKNOWN)
    detail = f"{shown!r} is no date that is read here. Give {FORMS}."
    return Fault(detail, parameter=parameter, suggestion=_reordered(value))


def _reordered(value: str) -> str | None:
    """Return a date in another order or with other signs, if it can be read in one way only."""
    if turned := _OTHER_ORDER.fullmatch(value):
        one, two, year = (int(part) for part in turned.groups())
        readings = {_calendar_text(year, two, one), _calendar_text(year, one, two)} - {None}
        return readings.pop() if len(readings) == 1 else None
    if found := _YEAR_FIRST.fullmatch(value):
        year, month, day = (int(part) for part in found.groups() if part)
        return _calendar_text(year, month, day)
    return None


def _calendar_text(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
