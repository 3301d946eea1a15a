"""How many releases of a selection have each term of a kind, counted in the cheapest way.

Either every set is intersected with what was found, or what each found release has is added up;
terms of dates are looked for in what was found.
"""

from functools import cached_property

import numpy as np
from pyroaring import BitMap

from app.published.index.columns import labels_of
from app.published.index.contiguous_terms import DATED
from app.published.index.forward import Forward
from app.published.index.forward_terms import Counts, Places
from app.published.index.sets import Index

# Nanoseconds, as measured: a set, one of its containers, and a release in a sorted container.
_SET, _CONTAINER, _SORTED = 80, 150, 0.2
# To begin to add up, a release, and a place of its row.
_BEGIN, _RELEASE, _TERM = 5_000, 5, 2
# To begin to look for terms of dates, a term, and a release to look among.
_OPEN, _LOOK, _AMONG = 2_000, 15, 1


class Chosen:
    """What is counted: releases as a set and, once that is asked for, as an array."""

    def __init__(self, found: BitMap) -> None:
        self.found = found

    @cached_property
    def labels(self) -> Places:
        """The labels in order."""
        return labels_of(self.found).astype(np.intp)

    @cached_property
    def reading(self) -> float:
        """What it costs to intersect these releases with a set, in nanoseconds."""
        told = self.found.get_statistics()
        one_by_one = told["n_values_array_containers"]
        return _SET + _CONTAINER * told["n_containers"] + _SORTED * one_by_one


def count_terms(index: Index, kind: str, chosen: Chosen) -> Counts:
    """The number of releases by the place of the term in `index.terms`."""
    sets, found = index.terms(kind), chosen.found
    if not found:
        return np.zeros(len(sets), np.int64)
    # Every set is one of listed releases.
    if found is index.listed:
        return np.array([len(had) for had in sets.values()], np.int64)
    intersecting = len(sets) * chosen.reading
    looking = _OPEN + _LOOK * len(sets) + _AMONG * len(found)
    if kind in DATED and looking < intersecting:
        stretches = index.stretches.of(kind, index.mark, sets, index.listed)
        return stretches.count(found, chosen.labels)
    forward = index.forward(kind) if intersecting > _BEGIN else None
    if forward is None or intersecting < _adding_up(forward, kind, len(found)):
        size = found.intersection_cardinality
        return np.array([size(had) for had in sets.values()], np.int64)
    return forward.count(kind, chosen.labels).take(forward.kinds[kind].numbers(sets))


def _adding_up(forward: Forward, kind: str, releases: int) -> float:
    opened = min(releases, forward.size) * forward.kinds[kind].first.width
    return _BEGIN + _RELEASE * releases + _TERM * opened
