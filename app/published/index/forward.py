"""Forward index: ordinal -> the terms of one kind, as far as few releases have them.

One row a release in one array, as in a matrix of compressed sparse rows (CSR). Terms that many
releases have are few, and would fill most of the rows: those are intersected.
"""

from array import array
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from app.published.index.columns import Indices, array_of

# A term that more than one release in so many has stands in no row.
_WIDE = 16
# Numbers that may be left behind in any case before the rows are worth making anew.
_ROOM = 65_536

_Sets = Mapping[str, BitMap]


class ForwardIndex:
    """Rows of term numbers, made from the sets of the first `size` ordinals; then kept current.

    `listed` is the number of releases in the index.
    """

    def __init__(self, sets: _Sets, size: int, listed: int) -> None:
        self._wide = frozenset(term for term, had in sets.items() if len(had) * _WIDE > listed)
        narrow = [term for term in sets if term not in self._wide]
        self._numbers = {term: number for number, term in enumerate(narrow)}
        lengths = np.zeros(size, np.uint16)
        for term in narrow:
            lengths[array_of(sets[term])] += 1
        ends = lengths.cumsum(dtype=np.uint32)
        free = ends - lengths
        self._starts, self._lengths = array("I", free.tobytes()), array("H", lengths.tobytes())
        members = np.zeros(int(ends[-1]) if size else 0, np.uint32)
        for number, term in enumerate(narrow):
            ordinals = array_of(sets[term])
            members[free[ordinals]] = number
            free[ordinals] += 1
        self._members = array("I", members.tobytes())
        self._built = len(members)
        self._known: tuple[_Sets, Indices, list[tuple[int, BitMap]]] | None = None

    @property
    def has_doubled(self) -> bool:
        """Whether it is worth making anew: longer rows left their former places behind."""
        return len(self._members) > 2 * self._built + _ROOM

    def put(self, ordinal: int, terms: Iterable[str]) -> None:
        """Take in a release at a known ordinal or at the next one, with its terms of the kind."""
        numbers = self._numbers
        row = [numbers.setdefault(term, len(numbers)) for term in terms if term not in self._wide]
        if ordinal == len(self._starts):
            self._starts.append(0)
            self._lengths.append(0)
        fits = len(row) <= self._lengths[ordinal]
        start = self._starts[ordinal] if fits else len(self._members)
        self._members[start : start + len(row)] = array("I", row)
        self._starts[ordinal], self._lengths[ordinal] = start, len(row)

    def count(self, sets: _Sets, found: BitMap) -> NDArray[np.int64]:
        """Returns how many of `found` have each term, in the order of `sets`: all of the kind."""
        order, wide = self._places_of(sets)
        ordinals = array_of(found).astype(np.intp)
        lengths = np.frombuffer(self._lengths, np.uint16).take(ordinals).astype(np.int64)
        starts = np.frombuffer(self._starts, np.uint32).take(ordinals).astype(np.int64)
        # Where each row begins in `_members`, less where it begins among the rows that are read.
        read_from: Indices = lengths.cumsum() - lengths
        shifts = starts - read_from
        places = np.arange(lengths.sum(), dtype=np.intp) + shifts.repeat(lengths)
        numbers = np.frombuffer(self._members, np.uint32).take(places)
        counts = np.bincount(numbers, minlength=len(self._numbers) + 1).take(order)
        for place, had in wide:
            counts[place] = found.intersection_cardinality(had)
        return counts

    def _places_of(self, sets: _Sets) -> tuple[Indices, list[tuple[int, BitMap]]]:
        """Returns the number of each term of `sets`, and the places and sets of wide terms."""
        # They are the same object until a term comes or goes.
        if self._known is None or self._known[0] is not sets:
            nothing = len(self._numbers)
            order = np.array([self._numbers.get(term, nothing) for term in sets], np.intp)
            terms = enumerate(sets.items())
            wide = [(place, had) for place, (term, had) in terms if term in self._wide]
            self._known = sets, order, wide
        return self._known[1:]
