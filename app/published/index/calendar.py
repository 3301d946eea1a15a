"""Dates of releases as sets of ordinals: the date filter, and terms of years and months."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from pyroaring import BitMap

from app.base.clock import in_zone
from app.db.database import from_microseconds, to_microseconds
from app.published.index.columns import Columns, array_of, bitmap_of
from app.published.index_row import NO_DAY, NO_INSTANT, IndexRow
from app.published.selection.date_range import UNKNOWN, DateRange

# Terms that only the index has: they depend on the newsroom's time zone.
YEAR, MONTH = "y:", "m:"
# Releases of a year that are known by it alone; they are in no month.
YEAR_ALONE = "ya:"

_SETS = ("exact", "spans", "irregular")
_DAY = 86_400_000_000
_EPOCH_DAY = date(1970, 1, 1).toordinal()
# No date spans more: a leap year, and a day on which a time zone may move it.
_LONGEST = 367 * _DAY
# Ranges whose sets are kept, of a few hundred bytes each.
_MOST_RANGES = 500


class Calendar:
    """Sets of ordinals by how exactly their releases are dated; the columns hold the dates."""

    def __init__(self, columns: Columns, zone: ZoneInfo) -> None:
        self._columns = columns
        self._zone = zone
        # Dated by an instant, by which they are ordered too; by days, of which the first is that.
        self._exact, self._spans = BitMap(), BitMap()
        # Dated, but ordered by something else: compared one by one.
        self._irregular = BitMap()
        # Of the ranges that were asked for last, until a release comes or goes.
        self._cached = lru_cache(maxsize=_MOST_RANGES)(self._within)

    def add(self, ordinal: int, row: IndexRow) -> Iterator[str]:
        """Take in a release; yields the terms of its year and month, as far as they are known."""
        self._cached.cache_clear()
        if row.instant != NO_INSTANT:
            (self._exact if row.instant == row.sort_at else self._irregular).add(ordinal)
            local = in_zone(from_microseconds(row.instant), self._zone)
            yield f"{YEAR}{local.year:04}"
            yield f"{MONTH}{local.year:04}-{local.month:02}"
        elif row.first_day != NO_DAY:
            ordinary = abs(row.sort_at - _begins(row.first_day)) <= _DAY
            (self._spans if ordinary else self._irregular).add(ordinal)
            yield from _buckets(row.first_day, row.last_day)
        else:
            yield from (f"{YEAR}{UNKNOWN}", f"{MONTH}{UNKNOWN}")

    def remove(self, ordinals: BitMap) -> None:
        """Forget releases."""
        self._cached.cache_clear()
        for had in (self._exact, self._spans, self._irregular):
            had.difference_update(ordinals)

    def reorder(self, move: Callable[[BitMap], BitMap]) -> None:
        """Follow releases to their new ordinals."""
        self._cached.cache_clear()
        self._exact, self._spans, self._irregular = map(
            move, (self._exact, self._spans, self._irregular)
        )

    def pack(self) -> dict[str, bytes]:
        """Returns the sets as bytes, by name."""
        sets = (self._exact, self._spans, self._irregular)
        return {name: had.serialize() for name, had in zip(_SETS, sets, strict=True)}

    def unpack(self, parts: Mapping[str, bytes]) -> None:
        """Take the sets that `pack` gave."""
        self._cached.cache_clear()
        self._exact, self._spans, self._irregular = (
            BitMap.deserialize(parts[name]) for name in _SETS
        )

    def within(self, dates: DateRange) -> BitMap:
        """Returns the ordinals of releases whose instant is in the range, or whose days overlap it.

        The set must not be changed.
        """
        return self._cached(dates)

    def _within(self, dates: DateRange) -> BitMap:
        ordered, size = self._columns.ordered, self._columns.size
        start = None if dates.start is None else to_microseconds(dates.start)
        end = None if dates.end is None else to_microseconds(dates.end)
        found = self._exact & self._between(start, end)
        compared = self._irregular
        if self._spans:
            inside, edges = self._overlapping(dates)
            found |= self._spans & inside
            compared = compared | (self._spans & edges)
        if ordered < size:
            loose = BitMap(range(ordered, size))
            compared = compared | (loose & self._exact) | (loose & self._spans)
        if compared:
            found |= self._compared(compared, dates)
        # Releases of one range mostly have ordinals side by side.
        found.run_optimize()
        return found

    def _overlapping(self, dates: DateRange) -> tuple[BitMap, BitMap]:
        """Returns the ordinals at which a span overlaps for certain, and those to be compared."""
        first = None if dates.first_day is None else _begins(dates.first_day)
        last = None if dates.last_day is None else _begins(dates.last_day)
        # A span that begins well inside overlaps; one that begins near the ends may.
        inside = self._between(_moved(first, _DAY), _moved(last, -_DAY))
        return inside, self._between(_moved(first, -_LONGEST), _moved(last, 2 * _DAY)) - inside

    def _between(self, start: int | None, end: int | None) -> BitMap:
        """Returns the ordered ordinals from the instant `start` up to and without `end`."""
        ordered = self._columns.ordered
        column = self._columns["sort_at"][:ordered]
        low = 0 if start is None else int(column.searchsorted(start))
        high = ordered if end is None else int(column.searchsorted(end))
        return BitMap(range(low, max(low, high)))

    def _compared(self, ordinals: BitMap, dates: DateRange) -> BitMap:
        """Returns those of `ordinals` that are in the range, by their own dates."""
        chosen = array_of(ordinals)
        instant = self._columns["instant"][chosen]
        first, last = self._columns["first_day"][chosen], self._columns["last_day"][chosen]
        exact, days = instant != NO_INSTANT, first != NO_DAY
        if dates.start is not None:
            exact &= instant >= to_microseconds(dates.start)
        if dates.end is not None:
            exact &= instant < to_microseconds(dates.end)
        if dates.first_day is not None:
            days &= last >= dates.first_day
        if dates.last_day is not None:
            days &= first <= dates.last_day
        return bitmap_of(chosen[exact | days])


def _buckets(first_day: int, last_day: int) -> Iterator[str]:
    """Yields the terms of a day, a month or a year."""
    first, last = date.fromordinal(first_day), date.fromordinal(last_day)
    yield f"{YEAR}{first.year:04}"
    is_known = first.month == last.month
    yield f"{MONTH}{first.year:04}-{first.month:02}" if is_known else f"{YEAR_ALONE}{first.year:04}"


def _begins(day: int) -> int:
    return (day - _EPOCH_DAY) * _DAY


def _moved(instant: int | None, by: int) -> int | None:
    return None if instant is None else instant + by
