"""When releases are dated, in sets of labels: the date filter, and the years and months counted."""

from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from pyroaring import BitMap

from app.base.local_time import in_zone
from app.db.database import from_microseconds, to_microseconds
from app.published.index.columns import Columns, a_set, labels_of
from app.published.index_row import NO_DAY, NO_INSTANT, IndexRow
from app.published.selection.date_range import DateRange

# Terms of the index alone: they depend on the newsroom's time zone.
YEAR, MONTH = "y:", "m:"

_SETS = ("exact", "spans", "odd")
_DAY = 86_400_000_000
_EPOCH_DAY = date(1970, 1, 1).toordinal()
# The longest span that a date can have, and the farthest that a zone moves a day, with room.
_LONGEST = 367 * _DAY
# A set of releases of one time takes a few hundred bytes.
_MOST_ASKED = 500


class Calendar:
    """Labels by how their release is dated; the columns tell when."""

    def __init__(self, columns: Columns, zone: ZoneInfo) -> None:
        self._columns = columns
        self._zone = zone
        # An exact instant that is the place in date order; a span of days that begins there.
        self._exact, self._spans = BitMap(), BitMap()
        # Dated, but ordered by something else: looked at one by one.
        self._odd = BitMap()
        # What was asked for last, until a release comes or goes.
        self._known = lru_cache(maxsize=_MOST_ASKED)(self._within)

    def add(self, label: int, row: IndexRow) -> Iterator[str]:
        """Take in a release; answers the terms of its years and months."""
        self._known.cache_clear()
        if row.instant != NO_INSTANT:
            (self._exact if row.instant == row.sort_at else self._odd).add(label)
            local = in_zone(from_microseconds(row.instant), self._zone)
            yield f"{YEAR}{local.year:04}"
            yield f"{MONTH}{local.year:04}-{local.month:02}"
        elif row.first_day != NO_DAY:
            ordinary = abs(row.sort_at - _begins(row.first_day)) <= _DAY
            (self._spans if ordinary else self._odd).add(label)
            yield from _buckets(row.first_day, row.last_day)

    def remove(self, labels: BitMap) -> None:
        """Forget releases."""
        self._known.cache_clear()
        for had in (self._exact, self._spans, self._odd):
            had.difference_update(labels)

    def reorder(self, move: Callable[[BitMap], BitMap]) -> None:
        """Follow releases to their new labels."""
        self._known.cache_clear()
        self._exact, self._spans, self._odd = map(move, (self._exact, self._spans, self._odd))

    def pack(self) -> dict[str, bytes]:
        """The sets as bytes, by name."""
        sets = (self._exact, self._spans, self._odd)
        return {name: had.serialize() for name, had in zip(_SETS, sets, strict=True)}

    def unpack(self, parts: Mapping[str, bytes]) -> None:
        """Take the sets that `pack` gave."""
        self._known.cache_clear()
        self._exact, self._spans, self._odd = (BitMap.deserialize(parts[name]) for name in _SETS)

    def within(self, dates: DateRange) -> BitMap:
        """The labels of releases whose instant is in the range or whose days overlap it.

        Not to be changed.
        """
        return self._known(dates)

    def _within(self, dates: DateRange) -> BitMap:
        ordered, size = self._columns.ordered, self._columns.size
        start = None if dates.start is None else to_microseconds(dates.start)
        end = None if dates.end is None else to_microseconds(dates.end)
        found = self._exact & self._stretch(start, end)
        looked_at = self._odd
        if self._spans:
            inside, edges = self._overlapping(dates)
            found |= self._spans & inside
            looked_at = looked_at | (self._spans & edges)
        if ordered < size:
            loose = BitMap(range(ordered, size))
            looked_at = looked_at | (loose & self._exact) | (loose & self._spans)
        if looked_at:
            found |= self._compared(looked_at, dates)
        # Releases of one time stand side by side.
        found.run_optimize()
        return found

    def _overlapping(self, dates: DateRange) -> tuple[BitMap, BitMap]:
        """Where a span that begins overlaps for certain, and where it is to be compared."""
        first = None if dates.first_day is None else _begins(dates.first_day)
        last = None if dates.last_day is None else _begins(dates.last_day)
        # A span that begins well inside overlaps for certain; only those at the edges are compared.
        inside = self._stretch(_moved(first, _DAY), _moved(last, -_DAY))
        return inside, self._stretch(_moved(first, -_LONGEST), _moved(last, 2 * _DAY)) - inside

    def _stretch(self, start: int | None, end: int | None) -> BitMap:
        """Ordered labels from the instant `start` up to and without `end`."""
        ordered = self._columns.ordered
        column = self._columns["sort_at"][:ordered]
        low = 0 if start is None else int(column.searchsorted(start))
        high = ordered if end is None else int(column.searchsorted(end))
        return BitMap(range(low, max(low, high)))

    def _compared(self, labels: BitMap, dates: DateRange) -> BitMap:
        """Those of `labels` that are in the range, each looked at by itself."""
        chosen = labels_of(labels)
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
        return a_set(chosen[exact | days])


def _buckets(first_day: int, last_day: int) -> Iterator[str]:
    """Every year and month that a span of days overlaps: as the date filter finds it."""
    first, last = date.fromordinal(first_day), date.fromordinal(last_day)
    yield f"{YEAR}{first.year:04}"
    month = first.replace(day=1)
    while month <= last:
        yield f"{MONTH}{month.year:04}-{month.month:02}"
        after = month.toordinal() + monthrange(month.year, month.month)[1]
        if after > date.max.toordinal():
            return
        month = date.fromordinal(after)


def _begins(day: int) -> int:
    return (day - _EPOCH_DAY) * _DAY


def _moved(instant: int | None, by: int) -> int | None:
    return None if instant is None else instant + by
