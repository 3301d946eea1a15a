"""Which of the matching releases a page shows: a cut at a position, in one of the orders."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from app.db.database import from_microseconds, to_microseconds
from app.published.index.columns import Columns, Keys, Labels, a_set, labels_of
from app.published.selection.parameters import Sort

Array = NDArray[Any]
# The score of each of the releases at some labels, which are in order.
Scores = Callable[[Labels], Array]

_LOW = 2**64 - 1
# So many are put in order at once; of more, those by change are looked for where they stand.
_FEW = 4_096
_STRETCH = 256


@dataclass(frozen=True)
class Position:
    """A place between two releases of a list: just after (or, `backwards`, before) the one named.

    The release itself need not be there any more: its sort key and id say where it stood. `score`
    comes first in the order by relevance, and is 0 in others.
    """

    at: datetime
    id: UUID
    backwards: bool = False
    score: int = 0


@dataclass(frozen=True)
class Cut:
    """The labels of a page in the list's order, and positions where more is beyond its ends."""

    labels: tuple[int, ...]
    next: Position | None = None
    prev: Position | None = None


class Order:
    """An order of releases by columns, the id last, so that no two are equal."""

    def __init__(self, columns: Columns, sort: Sort, scores: Scores | None = None) -> None:
        self._columns = columns
        self._scores = scores if sort is Sort.RELEVANCE else None
        by_change = sort in (Sort.LAST_CHANGED, Sort.FIRST_CHANGED)
        self._names = ("modified_at" if by_change else "sort_at", "high", "low")
        self._by_date = sort in (Sort.NEWEST, Sort.OLDEST)
        self._descending = sort not in (Sort.OLDEST, Sort.FIRST_CHANGED)

    def all(self, matched: BitMap) -> Labels:
        """All labels of `matched` in this order."""
        return self._first(labels_of(matched), len(matched), self._descending)

    def cut(self, matched: BitMap, limit: int, position: Position | None) -> Cut:
        """At most `limit` of `matched` from `position` on."""
        backwards = position is not None and position.backwards
        descending = self._descending is not backwards
        read, behind = self._read(matched, limit + 1, position, descending)
        more = len(read) > limit
        shown = read[:limit][::-1] if backwards else read[:limit]
        if not len(shown):
            return Cut(())
        follows, precedes = (behind, more) if backwards else (more, behind)
        return Cut(
            tuple(shown.tolist()),
            self._position(int(shown[-1])) if follows else None,
            self._position(int(shown[0]), backwards=True) if precedes else None,
        )

    def _read(
        self, matched: BitMap, count: int, position: Position | None, descending: bool
    ) -> tuple[Labels, bool]:
        """The first `count` labels beyond `position`, and whether there are any before it."""
        key = None if position is None else self._key_of(position)
        if self._by_date:
            return self._read_by_date(matched, count, key, descending)
        if self._scores is None and len(matched) > _FEW:
            return self._read_by_change(matched, count, key, descending)
        beyond = self._beyond(labels_of(matched), key, descending)
        return self._first(beyond, count, descending), len(matched) > len(beyond)

    def _read_by_date(
        self, matched: BitMap, count: int, key: Keys | None, descending: bool
    ) -> tuple[Labels, bool]:
        ordered = self._columns.ordered
        rank = len(matched) if ordered == self._columns.size else _below(matched, ordered)
        loose = self._beyond(
            labels_of(matched[rank:]) if rank < len(matched) else _NONE, key, descending
        )
        start, stop = 0, rank
        if key is not None and descending:
            stop = _below(matched, self._columns.bisect(key))
        elif key is not None:
            start = min(rank, _below(matched, self._columns.bisect(key, after=True)))
        chosen = (
            slice(max(start, stop - count), stop)
            if descending
            else slice(start, min(stop, start + count))
        )
        near = labels_of(matched[chosen])
        beyond = stop - start + len(loose)
        if len(loose):
            first = self._first(np.concatenate([near, loose]), count, descending)
        else:
            first = near[::-1] if descending else near
        return first, len(matched) > beyond

    def _read_by_change(
        self, matched: BitMap, count: int, key: Keys | None, descending: bool
    ) -> tuple[Labels, bool]:
        order, stirred = self._columns.by_change()
        settled, moved = matched - stirred, labels_of(matched & stirred)
        loose = self._beyond(moved, key, descending)
        if key is None:
            at = len(order) if descending else 0
        else:
            at = self._columns.bisect_by_change(key, after=not descending)
        below, above = order[:at][::-1], order[at:]
        ahead, before = (below, above) if descending else (above, below)
        near = np.concatenate([_walk(settled, ahead, count), loose])
        behind = len(moved) > len(loose) or len(_walk(settled, before, 1)) > 0
        return self._first(near, count, descending), behind

    def _beyond(self, labels: Labels, key: Keys | None, descending: bool) -> Labels:
        if key is None or not len(labels):
            return labels
        beyond = np.zeros(len(labels), bool)
        equal = np.ones(len(labels), bool)
        for column, value in zip(self._keys(labels), key, strict=True):
            beyond |= equal & (column < value if descending else column > value)
            equal &= column == value
        return labels[beyond]

    def _first(self, labels: Labels, count: int, descending: bool) -> Labels:
        """The first `count` of `labels`, in order."""
        keys = self._keys(labels)
        if len(labels) > 2 * count:
            # Only what can be among the first is put in order.
            rank = len(labels) - count if descending else count - 1
            bound = np.partition(keys[0], rank)[rank]
            labels = labels[keys[0] >= bound if descending else keys[0] <= bound]
            keys = self._keys(labels)
        order = np.lexsort(keys[::-1])
        return labels[order[::-1] if descending else order][:count]

    def _keys(self, labels: Labels) -> list[Array]:
        scores = [] if self._scores is None else [self._scores(labels)]
        return [*scores, *(self._columns[name][labels] for name in self._names)]

    def _key_of(self, position: Position) -> Keys:
        scores = () if self._scores is None else (position.score,)
        whole = position.id.int
        return *scores, to_microseconds(position.at), whole >> 64, whole & _LOW

    def _position(self, label: int, *, backwards: bool = False) -> Position:
        at, high, low = (int(self._columns[name][label]) for name in self._names)
        scores = () if self._scores is None else (int(self._scores(np.array([label]))[0]),)
        release_id = UUID(int=(high << 64) | low)
        return Position(from_microseconds(at), release_id, backwards, *scores)


_NONE = np.zeros(0, np.uint32)


def _below(matched: BitMap, label: int) -> int:
    """How many of `matched` lie below `label`."""
    return int(matched.rank(label - 1)) if label else 0


def _walk(matched: BitMap, order: Labels, count: int) -> Labels:
    """The first `count` of `order` that are in `matched`, looked for in ever longer stretches."""
    found: list[Labels] = []
    start, length = 0, _STRETCH
    while start < len(order) and count > 0:
        stretch = order[start : start + length]
        there = labels_of(matched & a_set(np.sort(stretch)))
        chosen = stretch[np.isin(stretch, there)][:count]
        found.append(chosen)
        count -= len(chosen)
        start, length = start + length, 2 * length
    return np.concatenate([_NONE, *found])
