"""Columns of the index: what releases are ordered and dated by, one array each. Pure.

A release stands at a label, a small number. The labels below `ordered` follow date order (then the
id); a release that comes in between gets a label after them, until the index is put in order again.
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

Labels = NDArray[np.uint32]
# What an array is read at.
Indices = NDArray[np.intp]
Keys = tuple[int, ...]

_TYPES = {
    "number": np.uint32,
    "high": np.uint64,
    "low": np.uint64,
    "sort_at": np.int64,
    "modified_at": np.int64,
    "instant": np.int64,
    "first_day": np.int32,
    "last_day": np.int32,
}
_ROOM = 1_024
# With more releases than this out of the order by change (or a part of all), it is made anew.
_STIRRED, _PART = 1_000, 50


def labels_of(had: BitMap) -> Labels:
    """The members of a set as an array, in order."""
    return np.frombuffer(had.to_array(), np.uint32)


def a_set(members: NDArray[Any]) -> BitMap:
    """The set of `members`, which are in order."""
    # From an array of the standard library it is made eight times as fast as from one of numpy.
    return BitMap(array("I", members.astype(np.uint32).tobytes()))


class Columns:
    """Arrays that grow; only the first `size` places of each are in use."""

    def __init__(self) -> None:
        self.size = 0
        self.ordered = 0
        self._arrays = {name: np.zeros(_ROOM, kind) for name, kind in _TYPES.items()}
        self._by_change: Labels | None = None
        self._changes: NDArray[np.int64] = np.zeros(0, np.int64)
        self._stirred = BitMap()

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self._arrays[name][: self.size]

    def pack(self) -> dict[str, bytes]:
        """The columns as bytes, by name."""
        return {name: self[name].tobytes() for name in _TYPES}

    def unpack(self, parts: Mapping[str, bytes], ordered: int) -> None:
        """Take the columns that `pack` gave; the first `ordered` labels are in date order."""
        for name, kind in _TYPES.items():
            self._arrays[name] = np.frombuffer(parts[name], kind).copy()
        self.size, self.ordered = len(self._arrays["number"]), ordered

    def key(self, label: int) -> Keys:
        """Where the release at `label` stands in date order."""
        arrays = self._arrays
        return int(arrays["sort_at"][label]), int(arrays["high"][label]), int(arrays["low"][label])

    def append(self, row: IndexRow) -> int:
        """Give a release the next label."""
        label = self.size
        if label == len(self._arrays["number"]):
            self._grow()
        self.put(label, row)
        self.size += 1
        in_order = label == 0 or self.key(label - 1) < self.key(label)
        if label == self.ordered and in_order:
            self.ordered += 1
        return label

    def put(self, label: int, row: IndexRow) -> None:
        """Write the columns of a release at its label."""
        for name, column in self._arrays.items():
            column[label] = getattr(row, name)
        if self._by_change is not None:
            self._stirred.add(label)

    def bisect(self, key: Keys, *, after: bool = False) -> int:
        """The first ordered label whose release does not stand before `key`; or stands `after`."""
        return _bisect(self._arrays["sort_at"][: self.ordered], key, self.key, after=after)

    def by_change(self) -> tuple[Labels, BitMap]:
        """The labels by change (then the id), and those that stand elsewhere by now, or are new."""
        if self._by_change is None or len(self._stirred) > max(_STIRRED, self.size // _PART):
            order = np.lexsort([self[name] for name in ("low", "high", "modified_at")])
            self._by_change, self._stirred = order.astype(np.uint32), BitMap()
            self._changes = self["modified_at"][order]
        return self._by_change, self._stirred

    def bisect_by_change(self, key: Keys, *, after: bool = False) -> int:
        """As `bisect`, in the order that `by_change` answers."""
        order, _ = self.by_change()
        changes = self._changes

        def key_at(place: int) -> Keys:
            # When it changed as the order was made: the column may tell of a later change.
            return int(changes[place]), *self.key(int(order[place]))[1:]

        return _bisect(changes, key, key_at, after=after)

    def reorder(self, kept: Labels) -> NDArray[np.int64]:
        """Put the releases at the labels `kept` in order, forget the others.

        Answers the new label of each old one, -1 for those that are gone.
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
    # One look for all but those of the same instant: it costs as much among a million.
    low, high = (int(np.searchsorted(instants, key[0], side)) for side in _SIDES)
    look: Callable[..., int] = bisect_right if after else bisect_left
    return low + int(look(range(low, high), key, key=key_at))
