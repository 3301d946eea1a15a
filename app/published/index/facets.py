"""Facets: how many releases of a selection have each value, each facet without its own filter.

The number beside a value is the `total` of the list once the value is chosen. Of a month it is less
by the releases that are known by their year alone: those are counted in their year, and beside it.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from app.published import terms
from app.published.index.calendar import MONTH, YEAR, YEAR_ALONE
from app.published.index.columns import Indices
from app.published.index.sets import FilterSets, Index, intersect
from app.published.index.stories import StoryNumbers
from app.published.selection.date_range import UNKNOWN, read_date
from app.published.selection.facet_schemas import FacetName

_TERMS = {
    FacetName.THEME: terms.THEME,
    FacetName.KIND: terms.KIND,
    FacetName.LANGUAGE: terms.LANGUAGE,
    FacetName.ORGANISATION: terms.ORGANISATION,
    FacetName.YEAR: YEAR,
    FacetName.MONTH: MONTH,
}
# A newsroom that takes in the releases of thousands of others shows the greatest of them.
MAX_ORGANISATIONS = 100
# So many sets are intersected in any case. Of more terms, rows of releases are read where there are
# fewer than ten for each: 0.1 ms for 1,100 places in 2,000 releases, instead of 0.7.
_MANY, _ROWS = 256, 10
# Of years and months without releases so many are shown in a row.
_LONGEST_GAP = 600
# Years and months are chosen by the filter `date`; other facets by that of their own name.
_OWN = {FacetName.YEAR: "date", FacetName.MONTH: "date"}


class Counts(NamedTuple):
    """Values, and the number of releases of each.

    `year_alone` says beside years and months how many are known by that year, or the year of that
    month, and no better.
    """

    values: list[str]
    releases: list[int]
    year_alone: Sequence[int] = ()


class CountedPlaces(NamedTuple):
    """Places, the number of releases of each, and the place among them that it lies in."""

    values: list[str]
    releases: list[int]
    parents: list[str | None]


@dataclass(frozen=True)
class FacetLimits:
    """At most `limit` places a level; with `zero` also values that no release found has.

    Years and months are those of `zone`, or else of the newsroom.
    """

    limit: int
    zero: bool = False
    zone: ZoneInfo | None = None


def count_terms(
    index: Index, kind: str, found: BitMap, stories: StoryNumbers | None = None
) -> NDArray[np.int64]:
    """Returns how many of the listed releases `found` have each term, in order of `index.terms`.

    With `stories` those of one story count once.
    """
    sets = index.terms(kind)
    if stories is not None:
        each = (stories.count(found & had) for had in sets.values())
        return np.fromiter(each, np.int64, len(sets))
    if found is index.listed:
        return np.fromiter(map(len, sets.values()), np.int64, len(sets))
    # In a few of many releases their terms are looked up; else every set is intersected.
    if len(sets) > _MANY and len(found) < _ROWS * len(sets):
        return index.forward(kind).count(sets, found)
    return np.fromiter(map(found.intersection_cardinality, sets.values()), np.int64, len(sets))


class FacetCounter:
    """Counts facets of the releases that pass all filters, each facet without its own filter.

    `total` is the number of all that pass. Where one of each story is chosen, stories are counted:
    once a value is chosen too, another translation may be the best that has it.
    """

    def __init__(self, index: Index, sets: FilterSets, limits: FacetLimits) -> None:
        self._index = index
        self._sets = sets
        self._limits = limits
        self._stories = None if sets.languages is None else index.stories
        self._all = intersect(index, sets)
        # By the filter that was left aside: years and months leave the same one.
        self._chosen: dict[str, BitMap] = {}
        self.total = self._size(self._all)

    def count_values(self, name: FacetName) -> Counts:
        """Returns the values of a facet but `location`: the most frequent first, dates in order."""
        if name in _OWN:
            return self._count_dates(_TERMS[name])
        kind = _TERMS[name]
        limit = MAX_ORGANISATIONS if name is FacetName.ORGANISATION else None
        counts = self._counts(kind, name.value)
        places = self._best(counts, limit, np.arange(len(counts)))
        return Counts(self._index.values(kind).take(places).tolist(), counts.take(places).tolist())

    def count_places(
        self, kind: str, levels: Mapping[str, Indices], parent_of: Callable[[str], str | None]
    ) -> CountedPlaces:
        """Returns the most frequent places of each level, and every place that these lie in.

        By terms of `kind` (`terms.OF_ROLE`); the most frequent come first.
        """
        counts, values = self._counts(kind, "location"), self._index.values(kind)
        chosen = [self._best(counts, self._limits.limit, places) for places in levels.values()]
        climbing = [place for places in chosen for place in places.tolist()]
        parents: dict[int, int | None] = {}
        while climbing:
            place = climbing.pop()
            if place not in parents:
                parents[place] = above = _place_above(values, values[place], parent_of)
                climbing += [] if above is None else [above]
        shown = np.array(sorted(parents), np.intp)
        shown = shown.take((-counts.take(shown)).argsort(kind="stable"))
        above_each = [parents[place] for place in shown.tolist()]
        return CountedPlaces(
            values.take(shown).tolist(),
            counts.take(shown).tolist(),
            [None if above is None else values[above] for above in above_each],
        )

    def _count_dates(self, kind: str) -> Counts:
        """Counts years or months in order; the last one may be `UNKNOWN`."""
        values = self._index.values(kind).tolist()
        found = dict(zip(values, self._counts(kind, "date").tolist(), strict=True))
        years = self._index.values(YEAR_ALONE).tolist()
        alone = dict(zip(years, self._counts(YEAR_ALONE, "date").tolist(), strict=True))
        if self._limits.zone is not None:
            unknown = {UNKNOWN: found.pop(UNKNOWN)} if UNKNOWN in found else {}
            found = self._in_zone(kind, found, alone, self._limits.zone) | unknown
        if self._limits.zero:
            found = _without_gaps(found)
        shown = [value for value in found if found[value] or self._limits.zero]
        beside = [alone.get(value[:4], 0) for value in shown]
        return Counts(shown, [found[value] for value in shown], beside)

    def _in_zone(
        self, kind: str, values: Iterable[str], alone: Mapping[str, int], zone: ZoneInfo
    ) -> dict[str, int]:
        """Counts years or months of a zone, each as the filter `date` finds it."""
        chosen, within = self._without("date"), self._index.calendar.within
        found = {}
        for value in _with_neighbours(kind, values):
            had = within(read_date(value, zone)) & self._index.listed
            releases = self._size(had & chosen)
            if had:
                found[value] = releases - (alone.get(value[:4], 0) if kind == MONTH else 0)
        return found

    def _counts(self, kind: str, own: str) -> NDArray[np.int64]:
        return count_terms(self._index, kind, self._without(own), self._stories)

    def _size(self, found: BitMap) -> int:
        return len(found) if self._stories is None else self._stories.count(found)

    def _without(self, own: str) -> BitMap:
        """Returns what passes all filters but `own`, which mostly is not given."""
        chosen = self._chosen.get(own, self._all)
        if own in self._sets.by_name and chosen is self._all:
            chosen = intersect(self._index, self._sets, but=(own,))
            self._chosen[own] = chosen
        return chosen

    def _best(self, counts: NDArray[np.int64], limit: int | None, places: Indices) -> Indices:
        """Returns the most frequent `limit` of the terms at `places`, ties in order."""
        releases = counts.take(places)
        if not self._limits.zero:
            some = releases.nonzero()[0]
            places, releases = places.take(some), releases.take(some)
        return places.take((-releases).argsort(kind="stable")[:limit])


def _place_above(
    values: NDArray[np.object_], place: str, parent_of: Callable[[str], str | None]
) -> int | None:
    """Returns where the nearest place that contains `place` stands in `values`, if one does."""
    parent = parent_of(place)
    while parent is not None:
        at = bisect_left(values, parent)
        if at < len(values) and values[at] == parent:
            return at
        parent = parent_of(parent)
    return None


def _with_neighbours(kind: str, values: Iterable[str]) -> list[str]:
    """Returns years or months with those beside them, into which another zone may move an instant.

    >>> _with_neighbours(MONTH, ["2019-12"])
    ['2019-11', '2019-12', '2020-01']
    """
    if kind == YEAR:
        years = {int(value) + by for value in values for by in (-1, 0, 1)}
        return [f"{year:04}" for year in sorted(years) if MINYEAR <= year <= MAXYEAR]
    months = {_month_number(value) + by for value in values for by in (-1, 0, 1)}
    return [month for number in sorted(months) if (month := _month(number)) is not None]


def _month_number(value: str) -> int:
    return int(value[:4]) * 12 + int(value[5:]) - 1


def _month(number: int) -> str | None:
    year, at = divmod(number, 12)
    return f"{year:04}-{at + 1:02}" if MINYEAR <= year <= MAXYEAR else None


def _without_gaps(found: Mapping[str, int]) -> dict[str, int]:
    """Returns years or months with those between them, which have none.

    >>> _without_gaps({"2019": 1, "2021": 2, "unknown": 3})
    {'2019': 1, '2020': 0, '2021': 2, 'unknown': 3}
    """
    filled: dict[str, int] = {}
    for value, after in pairwise([*found, UNKNOWN]):
        filled[value] = found[value]
        if UNKNOWN in (value, after):
            continue
        if len(value) == len("2024"):
            between = [f"{year:04}" for year in range(int(value) + 1, int(after))]
        else:
            numbers = range(_month_number(value) + 1, _month_number(after))
            between = [month for number in numbers if (month := _month(number)) is not None]
        if len(between) <= _LONGEST_GAP:
            filled |= dict.fromkeys(between, 0)
    return filled
