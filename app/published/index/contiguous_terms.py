"""Terms whose releases stand next to one another, as those of a month do: counted at their ends.

Two looks into what was found tell how many of a month are in it, and no set of the index is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from app.changes.log import Mark
from app.published.index.calendar import MONTH, YEAR
from app.published.index.forward_terms import Counts, Places

# Kinds whose terms mostly are stretches of the labels.
DATED = (YEAR, MONTH)

_Sets = Mapping[str, BitMap]


@dataclass(frozen=True)
class Stretches:
    """The first label of each term and then the one after the last of each, in the order of terms.

    `torn` are the places and sets of those that have other releases in between.
    """

    ends: NDArray[np.int64]
    torn: tuple[tuple[int, BitMap], ...]

    @classmethod
    def of(cls, sets: _Sets, listed: BitMap) -> "Stretches":
        """From sets of listed releases, none of which is empty."""
        many = list(sets.values())
        ends = [had.min() for had in many] + [had.max() + 1 for had in many]
        torn = [
            (place, had)
            for place, had in enumerate(many)
            if listed.range_cardinality(ends[place], ends[place + len(many)]) != len(had)
        ]
        return cls(np.array(ends, np.int64), tuple(torn))

    def count(self, found: BitMap, labels: Places) -> Counts:
        """How many of the listed releases `found`, which have these labels, have each term."""
        starts, after = labels.searchsorted(self.ends).reshape(2, -1)
        counts: Counts = after - starts
        for place, had in self.torn:
            counts[place] = found.intersection_cardinality(had)
        return counts


class StretchesOfKinds:
    """Stretches of one state at a time. Whoever uses it holds the lock of its index."""

    def __init__(self) -> None:
        self._made: dict[str, tuple[Mark, _Sets, Stretches]] = {}

    def of(self, kind: str, mark: Mark, sets: _Sets, listed: BitMap) -> Stretches:
        """The stretches of the terms of a kind in the state `mark`."""
        known = self._made.get(kind)
        # A database that went back comes to the same mark with other sets.
        if known is None or known[0] != mark or known[1] is not sets:
            known = self._made[kind] = mark, sets, Stretches.of(sets, listed)
        return known[2]
