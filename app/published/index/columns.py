"""Columns of the index: arrays of what releases are ordered and dated by.

A release stands at an ordinal, its place in every array. The ordinals below `ordered` follow date
order (then the id). A release dated in between gets one after them until all are put in order.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from app.published.index_row import IndexRow

_SIDES: tuple[Literal["left", "right"], ...] = ("left", "right")

Ordinals = NDArray[np.uint32]
# Places in any other array.
Indices = NDArray[np.intp]
Keys = tuple[int, ...]

_TYPES = {
    "number": np.uint32,
    "high": np.uint64,
    "low": np.uint64,
    "story": np.uint64,
    "sort_at": np.int64,
    "modified_at": np.int64,
    "instant": np.int64,
    "first_day": np.int32,
    "last_day": np.int32,
}
_ROOM = 1_024
# The order by change is made anew once more than so many releases, or one of so many, left it.
_MOST_DISPLACED, _PART = 1_000, 50


def array_of(had: BitMap) -> Ordinals:
    """Returns the members of a set as an array, in order."""
    return np.frombuffer(had.to_array(), np.uint32)


def bitmap_of(members: NDArray[Any]) -> BitMap:
    """Returns the set of `members`, which are in order."""
    # An array of the standard library is read eight times as fast as one of numpy.
    return BitMap(array("I", members.astype(np.uint32).tobytes()))


class PointTable:
    """Points of the map: the term of each, and its degrees in two arrays."""

    def __init__(self, found: list[str], degrees: NDArray[np.float64]) -> None:
        self.terms = found
        both = degrees.reshape(-1, 2)
        self.latitude, self.longitude = both[:, 0], both[:, 1]


class Columns:
    """Arrays that grow; only the first `size` places of each are in use."""

    def __init__(self) -> None:
        self.size = 0
        self.ordered = 0
        self._arrays = {name: np.zeros(_ROOM, kind) for name, kind in _TYPES.items()}
        self._by_change: Ordinals | None = None
        self._changes: NDArray[np.int64] = np.zeros(0, np.int64)
        self._displaced = BitMap()

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self._arrays[name][: self.size]

    def pack(self) -> dict[str, bytes]:
        """Returns the columns as bytes, by name."""
        return {name: self[name].tobytes() for name in _TYPES}

    def unpack(self, parts: Mapping[str, bytes], ordered: int) -> None:
        """Take the columns that `pack` gave; the first `ordered` ordinals are in date order."""
        for name, kind in _TYPES.items():
            self._arrays[name] = np.frombuffer(parts[name], kind).copy()
        self.size, self.ordered = len(self._arrays["number"]), ordered

    def key(self, ordinal: int) -> Keys:
        """Returns what the release at `ordinal` is ordered by: date, then id."""
        arrays = self._arrays
        return (
            int(arrays["sort_at"][ordinal]),
            int(arrays["high"][ordinal]),
            int(arrays["low"][ordinal]),
        )

    def append(self, row: IndexRow) -> int:
        """Give a release the next ordinal, and return it."""
        ordinal = self.size
        if ordinal == len(self._arrays["number"]):
            self._grow()
        self.put(ordinal, row)
        self.size += 1
        in_order = ordinal == 0 or self.key(ordinal - 1) < self.key(ordinal)
        if ordinal == self.ordered and in_order:
            self.ordered += 1
        return ordinal

    def put(self, ordinal: int, row: IndexRow) -> None:
        """Write the columns of a release at its ordinal."""
        for name, column in self._arrays.items():
            column[ordinal] = getattr(row, name)
        if self._by_change is not None:
            self._displaced.add(ordinal)

    def bisect(self, key: Keys, *, after: bool = False) -> int:
        """Returns the first ordered ordinal at `key` or beyond; with `after` only beyond it."""
        return _bisect(self._arrays["sort_at"][: self.ordered], key, self.key, after=after)

    def by_change(self) -> tuple[Ordinals, BitMap]:
        """Returns the ordinals by change (then the id), and those that changed since or are new."""
        if self._by_change is None or len(self._displaced) > max(
            _MOST_DISPLACED, self.size // _PART
        ):
            order = np.lexsort([self[name] for name in ("low", "high", "modified_at")])
            self._by_change, self._displaced = order.astype(np.uint32), BitMap()
            self._changes = self["modified_at"][order]
        return self._by_change, self._displaced

    def bisect_by_change(self, key: Keys, *, after: bool = False) -> int:
        """Like `bisect`, in the order of `by_change`."""
        order, _ = self.by_change()
        changes = self._changes

        def key_at(place: int) -> Keys:
            # Of the time when the order was made: the column may hold a later change.
            return int(changes[place]), *self.key(int(order[place]))[1:]

        return _bisect(changes, key, key_at, after=after)

    def reorder(self, kept: Ordinals) -> NDArray[np.int64]:
        """Put the releases at the ordinals `kept` in order, and forget the others.

        Returns the new ordinal of each old one, -1 for those that are gone.
        """
        order = kept[np.lexsort([self[name][kept] for name in ("low", "high", "sort_at")])]
        moved = np.full(self.size, -1, np.int64)
        moved[order] = np.arange(len(order))
        for name, column in self._arrays.items():
            chosen = column[order]
            self._arrays[name] = np.concatenate([chosen, np.zeros(_ROOM, column.dtype)])
        self.size = self.ordered = len(order)
        self._by_change = None
        return moved

    def _grow(self) -> None:
        for name, column in self._arrays.items():
            more = np.zeros(max(_ROOM, len(column) // 4), column.dtype)
            self._arrays[name] = np.concatenate([column, more])


def _bisect(
    instants: NDArray[np.int64], key: Keys, key_at: Callable[[int], Keys], *, after: bool
) -> int:
    # The instant by numpy, the id among those of the same instant only.
    low, high = (int(np.searchsorted(instants, key[0], side)) for side in _SIDES)
    look: Callable[..., int] = bisect_right if after else bisect_left
    return low + int(look(range(low, high), key, key=key_at))
