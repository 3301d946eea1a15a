"""A word's releases with where each has it: three bytes for each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from app.published.index.columns import bitmap_of
from app.published.search.reading import NOBODY, Numbers
from app.published.words.lexeme_query import WORTH, ClausePlan, Level, LexemeQuery

Flags = NDArray[np.uint8]

# What each union of levels scores.
_SCORES = np.array(
    [sum(worth for some, worth in WORTH.items() if some & levels) for levels in range(128)],
    np.int64,
)
_FIRST = np.ones(1, bool)
# Of a run of signs, as many of the pairs are enough.
_ENOUGH, _OF = 2, 3


@dataclass(frozen=True)
class Posting:
    """Numbers of releases, and for each, in this order, the levels that it is at.

    It may be at none, where `most` of a run of signs were found apart. Never changed.
    """

    numbers: BitMap
    flags: Flags

    @property
    def size(self) -> int:
        """About its bytes: a roaring bitmap takes 2 for each number, or 8 kB for 65,536."""
        if not self.numbers:
            return 0
        blocks = (self.numbers.max() >> 16) + 1
        return min(2 * len(self.numbers), 8_192 * blocks) + self.flags.nbytes

    def at(self, levels: int) -> BitMap:
        """Those that are at any of these levels."""
        return bitmap_of(_array(self.numbers)[(self.flags & levels) > 0])

    def of(self, among: BitMap, levels: int) -> BitMap:
        """Those of `among` that are at any of these levels."""
        if not among:
            return among
        asked = _array(among)
        found = (self._flags_of(asked) & levels).nonzero()[0]
        return bitmap_of(asked.take(found)) if len(found) else BitMap()

    def scores(self, among: Numbers) -> NDArray[np.int64]:
        """What each of `among`, which are in order, scores for this word."""
        return _SCORES.take(self._flags_of(among))

    def _flags_of(self, among: Numbers) -> Flags:
        mine = _array(self.numbers)
        if not len(mine):
            return np.zeros(len(among), np.uint8)
        places = np.minimum(mine.searchsorted(among), len(mine) - 1)
        found: Flags = self.flags.take(places)
        found[mine.take(places) != among] = 0
        return found

    def replaced(self, number: int, levels: Level | None) -> "Posting":
        """With the release `number` at these levels; None takes it out."""
        numbers = self.numbers.copy()
        place = numbers.rank(number - 1) if number else 0
        flags = self.flags
        if number in numbers:
            numbers.remove(number)
            flags = np.delete(flags, place)
        if levels is not None:
            numbers.add(number)
            flags = np.insert(flags, place, np.uint8(levels))
        return Posting(numbers, flags)


NOTHING = Posting(BitMap(), np.zeros(0, np.uint8))


def sets_of(wanted: ClausePlan) -> list[tuple[LexemeQuery, ...]]:
    """What has to be looked up for a posting, in the order in which `made` takes it."""
    return [*(queries for _, queries in wanted.levels()), *((query,) for query in wanted.most)]


def made(wanted: ClausePlan, read: Sequence[Numbers]) -> Posting:
    """The posting of what was `read` for the sets of `wanted`."""
    levels = [level for level, _ in wanted.levels()]
    found = [*read[: len(levels)], _most(read[len(levels) :])]
    numbers = np.concatenate(found)
    if not len(numbers):
        return NOTHING
    flags = np.repeat(np.array([*levels, 0], np.uint8), [len(some) for some in found])
    # Of parts that are in order each, a stable sort is a merge: forty times as fast as another.
    order = np.argsort(numbers, kind="stable")
    numbers = numbers[order]
    starts = np.flatnonzero(np.concatenate([_FIRST, numbers[1:] != numbers[:-1]]))
    return Posting(bitmap_of(numbers[starts]), np.bitwise_or.reduceat(flags[order], starts))


def levels_of(wanted: ClausePlan, lexemes: frozenset[str]) -> Level | None:
    """At which levels a release with these lexemes has a word; None where it does not.

    Of queries of one lexeme alone: what stands next to what is not told.
    """
    levels = Level(0)
    for level, queries in wanted.levels():
        if any(_is_met(query, lexemes) for query in queries):
            levels |= level
    if levels or not wanted.most:
        return levels or None
    met = sum(_is_met(query, lexemes) for query in wanted.most)
    return levels if met >= _enough(wanted.most) else None


def _is_met(query: LexemeQuery, lexemes: frozenset[str]) -> bool:
    lexeme = query.lexemes[0]
    if query.is_prefix:
        return any(one.startswith(lexeme) for one in lexemes)
    return lexeme in lexemes


def _most(read: Sequence[Numbers]) -> Numbers:
    """What is in two thirds of these or more."""
    if not read:
        return NOBODY
    numbers = np.sort(np.concatenate(read), kind="stable")
    ends = np.flatnonzero(np.concatenate([numbers[1:] != numbers[:-1], _FIRST]))[: len(numbers)]
    times = np.diff(ends, prepend=-1)
    return numbers[ends[times >= _enough(read)]]


def _enough(pairs: Collection[object]) -> int:
    return -(-_ENOUGH * len(pairs) // _OF)


def _array(numbers: BitMap) -> Numbers:
    return np.frombuffer(numbers.to_array(), np.uint32)
