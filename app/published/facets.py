"""Facets: how many releases of a selection have each value, each facet without its own filter.

A number that is shown beside a value is the `total` that the list has once the value is chosen.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import NamedTuple

from pyroaring import BitMap

from app.published import selecting, terms
from app.published.calendar import MONTH, YEAR
from app.published.index import Index, TermSets
from app.published.selecting import Parts


class FacetName(StrEnum):
    """What can be counted. Open: more may come."""

    LOCATION = "location"
    THEME = "theme"
    KIND = "kind"
    LANGUAGE = "language"
    ORGANISATION = "organisation"
    YEAR = "year"
    MONTH = "month"


_TERMS = {
    FacetName.THEME: terms.THEME,
    FacetName.KIND: terms.KIND,
    FacetName.LANGUAGE: terms.LANGUAGE,
    FacetName.ORGANISATION: terms.ORGANISATION,
    FacetName.YEAR: YEAR,
    FacetName.MONTH: MONTH,
}
# Who takes in the releases of thousands of others shows the greatest of them.
MAX_ORGANISATIONS = 100
# Sets that are counted before it is seen whether any later one can matter.
_AT_ONCE = 100
# The filter that a facet leaves aside: years and months are chosen by `date`.
_OWN = {FacetName.YEAR: "date", FacetName.MONTH: "date"}


class Count(NamedTuple):
    """A value and its number of releases."""

    value: str
    releases: int


@dataclass(frozen=True)
class Wanted:
    """How much is asked for: at most `limit` places a level; with `zero` also what has none."""

    limit: int
    zero: bool = False


class FacetCounter:
    """Counts facets of what passes all of `parts`, each under all of them but its own.

    `total` is the number of all that pass.
    """

    def __init__(self, index: Index, parts: Parts, wanted: Wanted) -> None:
        self._index = index
        self._parts = parts
        self._wanted = wanted
        self._all = selecting.common(index, parts)
        self.total = len(self._all)

    def count_values(self, name: FacetName) -> tuple[Count, ...]:
        """All values of a facet other than `location`, the most frequent first, dates in order."""
        kind = _TERMS[name]
        found = self._without(_OWN.get(name, name.value))
        limit = MAX_ORGANISATIONS if name is FacetName.ORGANISATION else None
        values = self._counts(kind, self._index.terms(kind), found, limit)
        return tuple(sorted(values)) if name in _OWN else tuple(values)

    def count_places(
        self, kind: str, levels: Mapping[str, TermSets]
    ) -> dict[str, tuple[Count, ...]]:
        """The most frequent places of each level, by terms of `kind` (`terms.OF_ROLE`)."""
        found = self._without("location")
        return {
            level: tuple(self._counts(kind, sets, found, self._wanted.limit))
            for level, sets in levels.items()
        }

    def _without(self, name: str) -> BitMap:
        """What passes all filters but the one of this name; mostly there is none."""
        if name not in self._parts:
            return self._all
        return selecting.common(self._index, self._parts, but=(name,))

    def _counts(self, kind: str, sets: TermSets, found: BitMap, limit: int | None) -> list[Count]:
        # Every set is one of listed releases.
        whole = found is self._index.listed
        begins = len(kind)
        return [
            Count(term[begins:], -below_zero)
            for below_zero, term in _count(sets, found, limit, whole=whole, zero=self._wanted.zero)
        ]


def _count(
    sets: TermSets, found: BitMap, limit: int | None, *, whole: bool, zero: bool
) -> list[tuple[int, str]]:
    """The size of `found` in each of `sets` (the biggest first), the greatest `limit` of them.

    Sizes are below zero, and in order.
    """
    if not found and not zero:
        return []
    size: Callable[[BitMap], int] = len if whole else found.intersection_cardinality
    # The number below zero: the greatest first, and of equal ones in the order of their terms.
    counts: list[tuple[int, str]] = []
    rest = iter(sets.items())
    while some := list(islice(rest, None if limit is None else max(limit, _AT_ONCE))):
        # No later set is bigger than this one: none can be among the greatest any more.
        if len(counts) == limit and len(some[0][1]) < -counts[-1][0]:
            break
        counts += [(-releases, term) for term, had in some if (releases := size(had)) or zero]
        counts.sort()
        if limit is not None:
            del counts[limit:]
    return counts
