"""One release of each story: which stories releases are of, and the choice by language."""

from array import array
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from app.published.index.columns import Indices, Ordinals, array_of, bitmap_of


class StoryNumbers:
    """Small whole numbers of the stories, by ordinal; made from keys of stories, then kept current.

    Arrays with a place for each story then tell of many releases at once whose story they share.
    """

    def __init__(self, keys: NDArray[np.uint64]) -> None:
        self._keys, numbers = np.unique(keys, return_inverse=True)
        self._numbers = array("I", numbers.astype(np.uint32).tobytes())
        # Of stories that came later.
        self._more: dict[int, int] = {}

    def put(self, ordinal: int, key: int) -> None:
        """Take in a release at a known ordinal or at the next one."""
        at = int(np.searchsorted(self._keys, key))
        if at == len(self._keys) or self._keys[at] != key:
            at = self._more.setdefault(key, len(self._keys) + len(self._more))
        if ordinal == len(self._numbers):
            self._numbers.append(at)
        else:
            self._numbers[ordinal] = at

    def count(self, found: BitMap) -> int:
        """Returns how many stories the releases `found` are of."""
        ordinals = array_of(found)
        return int(self._are_chosen(ordinals, self._of(ordinals)).sum())

    def choose(self, found: BitMap, spoken: Iterable[BitMap], numbers: Indices) -> BitMap:
        """Returns one release of `found` for each story: of the first of `spoken` that has one.

        `spoken` are the releases of languages, the preferred one first; a story without any of them
        is told in what it has. Of several that are alike, the one with the lowest of the `numbers`
        of releases is chosen: it was public first.
        """
        taken = np.zeros(len(self._keys) + len(self._more), bool)
        chosen, left = BitMap(), found
        for had in (*spoken, found):
            ordinals = array_of(left & had)
            stories = self._of(ordinals)
            free = ~taken[stories]
            ordinals, stories = ordinals[free], stories[free]
            ordinals = self._first(ordinals, stories, numbers)
            taken[stories] = True
            chosen |= bitmap_of(ordinals)
            left = left - had
        return chosen

    def _first(self, ordinals: Ordinals, stories: Indices, numbers: Indices) -> Ordinals:
        """Returns the release with the lowest number of each story, in order of ordinals."""
        is_first = self._are_chosen(ordinals, stories)
        if is_first.all():
            return ordinals
        # To sort takes longest, and mostly few stories have two in one language.
        is_shared = np.zeros(len(self._keys) + len(self._more), bool)
        is_shared[stories[~is_first]] = True
        at = np.flatnonzero(is_shared[stories])
        at = at[np.argsort(numbers[ordinals[at]], kind="stable")[::-1]]
        is_first[at] = self._are_chosen(ordinals[at], stories[at])
        return ordinals[is_first]

    def _are_chosen(self, ordinals: Ordinals, stories: Indices) -> NDArray[np.bool_]:
        """Returns whether each release is the last in this order of those that share its story."""
        last = np.empty(len(self._keys) + len(self._more), np.uint32)
        # Of values for one place numpy keeps the last.
        last[stories] = ordinals
        return np.asarray(last[stories] == ordinals)

    def _of(self, ordinals: Ordinals) -> Indices:
        return np.frombuffer(self._numbers, np.uint32)[ordinals].astype(np.intp)
