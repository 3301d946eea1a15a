"""Numbers that grow at their end, and the terms of profiles written in them. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
# What an array is read at.
Places = NDArray[np.intp]


class Numbers:
    """An array that grows at its end, of the smallest type that holds its numbers."""

    def __init__(self, found: NDArray[Any]) -> None:
        self.size = len(found)
        self.greatest = int(found.max(initial=0))
        self._room: NDArray[Any] = found.astype(np.min_scalar_type(self.greatest))

    def all(self) -> NDArray[Any]:
        """All of them; not to be changed."""
        return self._room[: self.size]

    def put(self, place: int, number: int) -> None:
        """Write a number at `place`, which is the end or before it."""
        if number > np.iinfo(self._room.dtype).max:
            self._room = self._room.astype(np.min_scalar_type(number))
        if place == len(self._room):
            more = np.zeros(max(64, place // 8), self._room.dtype)
            self._room = np.concatenate([self._room, more])
        self._room[place] = number
        self.greatest = max(self.greatest, number)
        self.size = max(self.size, place + 1)


class Rows:
    """Rows of numbers, 0 where a place is empty, and for each row another that follows it, or 0."""

    def __init__(self, width: int, members: Numbers, follows: Numbers) -> None:
        self.width = width
        self.members, self.follows = members, follows

    def table(self) -> NDArray[Any]:
        """All rows; not to be changed."""
        return self.members.all().reshape(-1, self.width)

    def append(self, numbers: Sequence[int], following: int) -> int:
        """Put a row behind the others; answers which it is."""
        for number in (*numbers, *[0] * (self.width - len(numbers))):
            self.members.put(self.members.size, number)
        self.follows.put(self.follows.size, following)
        return self.follows.size - 1


class Terms:
    """The terms of one kind, each with a number from 1 on, and the numbers that each profile has.

    A profile is a row of `first`; what has no place there stands in rows of `further`.
    """

    def __init__(self, found: Iterable[str], first: Rows, further: Rows) -> None:
        self.names = list(found)
        self._numbers = {name: number for number, name in enumerate(self.names, start=1)}
        self._asked: tuple[Collection[str], Places] = ((), np.zeros(0, np.intp))
        self.first, self.further = first, further

    @classmethod
    def of(cls, held: Mapping[str, NDArray[Any]], profiles: int) -> "Terms":
        """From the profiles that have each term."""
        lengths = np.zeros(profiles, np.int64)
        for those in held.values():
            lengths[those] += 1
        width = _best_width(lengths)
        more = np.maximum(lengths - 1, 0) // width
        ends = more.cumsum() + 1
        begins = ends - more
        then = np.arange(1, ends[-1] + 1 if profiles else 2)
        then[[0, *(ends[more > 0] - 1)]] = 0
        kind = np.min_scalar_type(len(held))
        first, further = (np.zeros((size, width), kind) for size in (profiles, len(then)))
        lengths[:] = 0
        for number, those in enumerate(held.values(), start=1):
            place = lengths[those]
            lengths[those] += 1
            near = place < width
            first[those[near], place[near]] = number
            far, place = those[~near], place[~near]
            further[begins[far] + place // width - 1, place % width] = number
        follows = np.where(more > 0, begins, 0)
        return cls(
            held,
            Rows(width, Numbers(first.ravel()), Numbers(follows)),
            Rows(width, Numbers(further.ravel()), Numbers(then)),
        )

    @property
    def size(self) -> int:
        """How many profiles there are."""
        return self.first.follows.size

    def append(self, found: Iterable[str]) -> None:
        """Take the terms of one more profile."""
        numbers = []
        for name in found:
            numbers.append(self._numbers.setdefault(name, len(self.names) + 1))
            if numbers[-1] > len(self.names):
                self.names.append(name)
        width, following = self.first.width, 0
        for start in reversed(range(width, len(numbers), width)):
            following = self.further.append(numbers[start : start + width], following)
        self.first.append(numbers[:width], following)

    def numbers(self, names: Collection[str]) -> Places:
        """The numbers of terms, all of which some profile has."""
        # The names of an index are the same object until one comes or goes.
        if self._asked[0] is not names:
            found = np.array([self._numbers[name] for name in names], np.intp)
            self._asked = names, found
        return self._asked[1]

    def count(self, profiles: Places, releases: Counts | None = None) -> Counts:
        """How many of `profiles` have each term, by its number; nothing is meant by 0.

        `releases` says how often each of the profiles counts.
        """
        counts = np.zeros(len(self.names) + 1, np.int64)
        rows, those = self.first, profiles
        while len(those):
            found = rows.table().take(those, axis=0).ravel()
            if releases is None:
                counts += np.bincount(found, minlength=len(counts))
            else:
                weights = np.repeat(releases, rows.width)
                counts += np.bincount(found, weights, minlength=len(counts)).astype(np.int64)
            if not rows.follows.greatest:
                break
            following = rows.follows.all().take(those)
            some = following.nonzero()[0]
            rows, those = self.further, following[some]
            releases = None if releases is None else releases[some]
        return counts


def _best_width(lengths: NDArray[np.int64]) -> int:
    """The width of rows that takes the least room, where a further row takes as much as two."""
    many = np.bincount(lengths)
    each = np.arange(len(many))
    further = (np.maximum(each - 1, 0) // width for width in range(1, max(2, len(many))))
    room = [
        int(((1 + 2 * more) * width * many).sum()) for width, more in enumerate(further, start=1)
    ]
    return room.index(min(room)) + 1
