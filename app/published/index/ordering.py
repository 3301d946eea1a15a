"""Orders of releases, and the page that a list shows from a position on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from app.db.database import from_microseconds, to_microseconds
from app.published.date_order import DATED_FROM
from app.published.index.columns import Columns, Keys, Ordinals, array_of, bitmap_of
from app.published.selection.parameters import Sort

Array = NDArray[Any]
# Returns the score of each of some ordinals, which are in order.
ScoreOf = Callable[[Ordinals], Array]

_LOW = 2**64 - 1
# So many are sorted by change; of more, the order of all is walked through, from so many on.
_FEW = 4_096
_FIRST_STEP = 256
# Releases without a date stand before this one in the columns, and last in every order by date.
_DATED_FROM = to_microseconds(DATED_FROM)
# More than all instants are apart.
_BEHIND_ALL = 2**60


@dataclass(frozen=True)
class Position:
    """A place in a list: just after (or, `backwards`, before) a release.

    The release may have gone: its sort key and id say where it stood. `score` comes first in the
    order by relevance, and is 0 in others.
    """

    at: datetime
    id: UUID
    backwards: bool = False
    score: int = 0


@dataclass(frozen=True)
class Cut:
    """The ordinals of a page in the list's order; a position at each end beyond which more is."""

    ordinals: tuple[int, ...]
    next: Position | None = None
    prev: Position | None = None


class Order:
    """An order of releases by columns, the id last, so that no two are equal."""

    def __init__(self, columns: Columns, sort: Sort, scores: ScoreOf | None = None) -> None:
        self._columns = columns
        self._scores = scores if sort is Sort.RELEVANCE else None
        by_change = sort in (Sort.LAST_CHANGED, Sort.FIRST_CHANGED)
        self._names = ("modified_at" if by_change else "sort_at", "high", "low")
        self._by_date = sort in (Sort.NEWEST, Sort.OLDEST)
        self._descending = sort not in (Sort.OLDEST, Sort.FIRST_CHANGED)
        self._undated_behind = sort is Sort.OLDEST

    def all(self, matched: BitMap) -> Ordinals:
        """Returns all of `matched` in this order."""
        return self._first(array_of(matched), len(matched), self._descending)

    def cut(self, matched: BitMap, limit: int, position: Position | None) -> Cut:
        """Returns at most `limit` of `matched` from `position` on."""
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
    ) -> tuple[Ordinals, bool]:
        """Returns the first `count` beyond `position`, and whether any stand before it."""
        key = None if position is None else self._key_of(position)
        if self._by_date:
            return self._read_by_date(matched, count, key, descending)
        if self._scores is None and len(matched) > _FEW:
            return self._read_by_change(matched, count, key, descending)
        beyond = self._beyond(array_of(matched), key, descending)
        return self._first(beyond, count, descending), len(matched) > len(beyond)

    def _read_by_date(
        self, matched: BitMap, count: int, key: Keys | None, descending: bool
    ) -> tuple[Ordinals, bool]:
        ordered = self._columns.ordered
        rank = len(matched) if ordered == self._columns.size else _below(matched, ordered)
        loose = self._beyond(
            array_of(matched[rank:]) if rank < len(matched) else _NONE, key, descending
        )
        undated = 0
        if self._undated_behind:
            undated = _below(matched, self._columns.bisect((_DATED_FROM, 0, 0)))
        start, stop = 0, rank
        if key is not None:
            place = _below(matched, self._columns.bisect(key, after=not descending))
            # Where undated ones come last, all others come so many places earlier.
            is_last = self._undated_behind and key[0] < _DATED_FROM
            place += rank - undated if is_last else -undated
            start, stop = (0, place) if descending else (min(rank, place), rank)
        chosen = (
            range(max(start, stop - count), stop)
            if descending
            else range(start, min(stop, start + count))
        )
        near = _rotated(matched, rank, undated, chosen)
        beyond = stop - start + len(loose)
        if len(loose):
            first = self._first(np.concatenate([near, loose]), count, descending)
        else:
            first = near[::-1] if descending else near
        return first, len(matched) > beyond

    def _read_by_change(
        self, matched: BitMap, count: int, key: Keys | None, descending: bool
    ) -> tuple[Ordinals, bool]:
        order, displaced = self._columns.by_change()
        unmoved, moved = matched - displaced, array_of(matched & displaced)
        loose = self._beyond(moved, key, descending)
        if key is None:
            at = len(order) if descending else 0
        else:
            at = self._columns.bisect_by_change(key, after=not descending)
        below, above = order[:at][::-1], order[at:]
        ahead, before = (below, above) if descending else (above, below)
        near = np.concatenate([_walk(unmoved, ahead, count), loose])
        behind = len(moved) > len(loose) or len(_walk(unmoved, before, 1)) > 0
        return self._first(near, count, descending), behind

    def _beyond(self, ordinals: Ordinals, key: Keys | None, descending: bool) -> Ordinals:
        if key is None or not len(ordinals):
            return ordinals
        beyond = np.zeros(len(ordinals), bool)
        equal = np.ones(len(ordinals), bool)
        if self._undated_behind and key[0] < _DATED_FROM:
            key = (key[0] + _BEHIND_ALL, *key[1:])
        for column, value in zip(self._keys(ordinals), key, strict=True):
            beyond |= equal & (column < value if descending else column > value)
            equal &= column == value
        return ordinals[beyond]

    def _first(self, ordinals: Ordinals, count: int, descending: bool) -> Ordinals:
        """Returns the first `count` of `ordinals`, in order."""
        keys = self._keys(ordinals)
        if len(ordinals) > 2 * count:
            # Only what can be among the first is sorted.
            rank = len(ordinals) - count if descending else count - 1
            bound = np.partition(keys[0], rank)[rank]
            ordinals = ordinals[keys[0] >= bound if descending else keys[0] <= bound]
            keys = self._keys(ordinals)
        order = np.lexsort(keys[::-1])
        return ordinals[order[::-1] if descending else order][:count]

    def _keys(self, ordinals: Ordinals) -> list[Array]:
        scores = [] if self._scores is None else [self._scores(ordinals)]
        first, *others = (self._columns[name][ordinals] for name in self._names)
        if self._undated_behind:
            first = np.where(first < _DATED_FROM, first + _BEHIND_ALL, first)
        return [*scores, first, *others]

    def _key_of(self, position: Position) -> Keys:
        scores = () if self._scores is None else (position.score,)
        whole = position.id.int
        return *scores, to_microseconds(position.at), whole >> 64, whole & _LOW

    def _position(self, ordinal: int, *, backwards: bool = False) -> Position:
        at, high, low = (int(self._columns[name][ordinal]) for name in self._names)
        scores = () if self._scores is None else (int(self._scores(np.array([ordinal]))[0]),)
        release_id = UUID(int=(high << 64) | low)
        return Position(from_microseconds(at), release_id, backwards, *scores)


_NONE = np.zeros(0, np.uint32)


def _below(matched: BitMap, ordinal: int) -> int:
    """Returns how many of `matched` lie below `ordinal`."""
    return int(matched.rank(ordinal - 1)) if ordinal else 0


def _rotated(matched: BitMap, rank: int, by: int, places: range) -> Ordinals:
    """Returns the members at `places`, if the first `by` of the first `rank` came last of them."""
    if not by:
        return array_of(matched[places.start : places.stop])
    left = rank - by
    first = matched[by + min(places.start, left) : by + min(places.stop, left)]
    last = matched[max(places.start - left, 0) : max(places.stop - left, 0)]
    return np.concatenate([array_of(first), array_of(last)])


def _walk(matched: BitMap, order: Ordinals, count: int) -> Ordinals:
    """Returns the first `count` of `order` that are in `matched`, by ever longer slices."""
    found: list[Ordinals] = []
    start, length = 0, _FIRST_STEP
    while start < len(order) and count > 0:
        some = order[start : start + length]
        there = array_of(matched & bitmap_of(np.sort(some)))
        chosen = some[np.isin(some, there)][:count]
        found.append(chosen)
        count -= len(chosen)
        start, length = start + length, 2 * length
    return np.concatenate([_NONE, *found])
