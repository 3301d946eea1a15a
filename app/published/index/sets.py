"""The read model's terms as sets of releases in memory: what selections are counted from.

Derived and never the truth: made from the read model when a process first reads, and after that it
follows the change log. One for each process, the same over SQLite and PostgreSQL. The sets are
roaring bitmaps (Lemire et al., 2016) of labels (`columns.py`).
"""

import json
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from threading import RLock
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap
from sqlmodel import Session

from app.changes import log
from app.published.facets.facet_labels import FacetLabels
from app.published.index import snapshot as index_snapshot
from app.published.index.calendar import Calendar
from app.published.index.columns import Columns, Indices, a_set, labels_of
from app.published.index.forward import ForwardIndex
from app.published.index.snapshot import Snapshot
from app.published.index_row import IndexRow, read_all, read_changed
from app.published.reading.kept_documents import KeptDocuments
from app.published.reading.known_selections import KnownSelections
from app.published.reading.names import Names
from app.published.search.called_names import CalledNames
from app.published.search.postings import Postings
from app.published.terms import POINT, degrees

# With more releases than this out of order (or a twentieth of all), they are put in order.
LOOSE = 1_000
# A log that is further ahead than this (or a fifth of all) is not followed: all is read anew.
_BEHIND = 2_000
NOTHING = BitMap()

TermSets = dict[str, BitMap]


class Points:
    """Places on the map: the term of each, and its degrees in two arrays."""

    def __init__(self, found: list[str], degrees: NDArray[np.float64]) -> None:
        self.terms = found
        both = degrees.reshape(-1, 2)
        self.latitude, self.longitude = both[:, 0], both[:, 1]


class Index:
    """Sets of labels by term. Whoever reads it holds `lock`, and only there calls `follow`."""

    _points: Points | None

    def __init__(self, zone: ZoneInfo, *, loose: int = LOOSE) -> None:
        self.lock = RLock()
        self.mark = log.Mark(epoch=-1, seq=-1)
        self.postings = Postings()
        self.names = Names()
        self.selections = KnownSelections()
        self.facet_labels = FacetLabels()
        self.called = CalledNames()
        self.documents = KeptDocuments()
        self._zone = zone
        self._loose = loose
        self._clear()

    def follow(self, session: Session) -> bool:
        """Come to the state that `session` sees; False when this index is ahead of it."""
        mark = log.mark(session)
        if mark == self.mark:
            return True
        if mark < self.mark:
            return False
        since = self.mark
        # Until all of it is here: a connection may be lost on the way.
        self.forget()
        if not self._can_follow(mark, since):
            since = self._load(session, mark)
        if since != mark:
            self._catch_up(session, since.seq)
        self.mark = mark
        return True

    def _can_follow(self, mark: log.Mark, since: log.Mark) -> bool:
        behind = mark.seq - since.seq
        return mark.epoch == since.epoch and behind <= max(_BEHIND, len(self.listed) // 5)

    def snapshot(self) -> Snapshot:
        """This index as it is now; to be called with `lock`."""
        terms = sorted(self._terms)
        for term in terms:
            self._terms[term].run_optimize()
        sets = [self._terms[term].serialize() for term in terms]
        told = {
            "ordered": self.columns.ordered,
            "terms": terms,
            "lengths": [len(had) for had in sets],
        }
        parts = {
            **self.columns.pack(),
            **self.calendar.pack(),
            "listed": self.listed.serialize(),
            "terms": b"".join(sets),
            "told": json.dumps(told).encode(),
        }
        return Snapshot(self.mark.epoch, self.mark.seq, self._zone.key, parts)

    def forget(self) -> None:
        """Read everything anew with the next `follow`."""
        self.mark = log.Mark(epoch=-1, seq=-1)

    def having(self, term: str) -> BitMap:
        """The labels of the releases that have `term`; not to be changed."""
        return self._terms.get(term, NOTHING)

    def terms(self, kind: str) -> TermSets:
        """The sets of all terms of a kind (`terms.py`), in order; not to be changed."""
        if kind not in self._by_kind:
            names = sorted(term for term in self._terms if term.startswith(kind))
            self._by_kind[kind] = {term: self._terms[term] for term in names}
        return self._by_kind[kind]

    def values(self, kind: str) -> NDArray[np.object_]:
        """The terms of a kind in order, without the kind."""
        if kind not in self._values:
            values = [term.removeprefix(kind) for term in self.terms(kind)]
            self._values[kind] = np.array(values, object)
        return self._values[kind]

    def levels(self, kind: str, level_of: Callable[[str], str | None]) -> dict[str, Indices]:
        """By level, where places stand in `values`; `level_of` tells it by the id of the place."""
        vocabulary, levels = self._levels.get(kind, (None, {}))
        if vocabulary != self.mark.vocabulary:
            found = np.array([level_of(value) for value in self.values(kind)], object)
            levels = {level: np.flatnonzero(found == level) for level in {*found} - {None}}
            self._levels[kind] = self.mark.vocabulary, levels
        return levels

    def forward(self, kind: str) -> ForwardIndex:
        """The terms of a kind by release; made when it is first asked for."""
        made = self._forward.get(kind)
        if made is None or made.has_doubled:
            made = ForwardIndex(self.terms(kind), self.columns.size, len(self.listed))
            self._forward[kind] = made
        return made

    def points(self) -> Points:
        """All points that releases have, with the term of each."""
        points = self._points
        if points is None:
            found = [term for term in self._terms if term.startswith(POINT)]
            points = self._points = Points(found, np.array([degrees(term) for term in found]))
        return points

    def labels(self, numbers: BitMap) -> BitMap:
        """The labels of releases with these numbers, also of some that are listed no more."""
        asked = np.frombuffer(numbers.to_array(), np.uint32)
        known = self._label_of[asked[: np.searchsorted(asked, len(self._label_of))]]
        return a_set(np.sort(known[known >= 0]))

    def numbers(self, labels: BitMap) -> BitMap:
        """The numbers of the releases at these labels."""
        return a_set(np.sort(self.columns["number"][labels_of(labels)]))

    def _clear(self) -> None:
        self.documents.clear()
        self.columns = Columns()
        self.calendar = Calendar(self.columns, self._zone)
        self.listed = BitMap()
        self._terms: dict[str, BitMap] = {}
        self._forward: dict[str, ForwardIndex] = {}
        self._forget_terms()
        self._label_of = np.full(0, -1, np.int32)

    def _load(self, session: Session, mark: log.Mark) -> log.Mark:
        """Begin anew; answers the state that was reached, `mark` or an earlier one to follow."""
        self._clear()
        snapshot = index_snapshot.read(session, mark, self._zone.key)
        if snapshot is not None:
            self._restore(snapshot)
            reached = replace(mark, seq=snapshot.seq)
            if self._can_follow(mark, reached):
                return reached
            self._clear()
        self._add(read_all(session))
        self._reorder()
        return mark

    def _restore(self, snapshot: Snapshot) -> None:
        parts = snapshot.parts
        told = json.loads(parts["told"])
        self.columns.unpack(parts, told["ordered"])
        self.calendar.unpack(parts)
        self.listed = BitMap.deserialize(parts["listed"])
        start = 0
        for term, length in zip(told["terms"], told["lengths"], strict=True):
            self._terms[term] = BitMap.deserialize(parts["terms"][start : start + length])
            start += length
        numbers = self.columns["number"]
        self._label_of = np.full(int(numbers.max(initial=0)) + 1, -1, np.int32)
        # Of a release that has stood elsewhere, the last label counts: they are given in turn.
        self._label_of[numbers] = np.arange(self.columns.size)

    def _catch_up(self, session: Session, after: int) -> None:
        changed, rows = read_changed(session, after)
        self.documents.drop(changed)
        self._remove(self.labels(BitMap(changed)) & self.listed)
        self._add(rows)
        loose = len(self.listed) - self.listed.range_cardinality(0, self.columns.ordered)
        gone = self.columns.size - len(self.listed)
        most = max(self._loose, len(self.listed) // 20)
        if loose > most or gone > len(self.listed) + self._loose:
            self._reorder()

    def _add(self, rows: Iterable[IndexRow]) -> None:
        labels_by_term: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
        for row in rows:
            label = self._place(row)
            terms = [*row.terms.split(" "), *self.calendar.add(label, row)]
            for term in terms:
                labels_by_term[term].append(label)
            for kind, forward in self._forward.items():
                forward.put(label, (term for term in terms if term.startswith(kind)))
            self.listed.add(label)
        for term, labels in labels_by_term.items():
            if term not in self._terms:
                self._forget_terms()
            self._terms.setdefault(term, BitMap()).update(BitMap(labels))

    def _place(self, row: IndexRow) -> int:
        """The label of a release: its old one when it stands where it stood."""
        if row.number >= len(self._label_of):
            room = row.number + row.number // 4 + 1_024
            more = np.full(room - len(self._label_of), -1, np.int32)
            self._label_of = np.concatenate([self._label_of, more])
        label = int(self._label_of[row.number])
        if label >= 0 and self.columns.key(label) == (row.sort_at, row.high, row.low):
            self.columns.put(label, row)
        else:
            label = self.columns.append(row)
            self._label_of[row.number] = label
        return label

    def _remove(self, labels: BitMap) -> None:
        if not labels:
            return
        self.listed -= labels
        self.calendar.remove(labels)
        for term, had in list(self._terms.items()):
            if had.intersect(labels):
                had.difference_update(labels)
            if not had:
                self._forget_terms()
                del self._terms[term]

    def _forget_terms(self) -> None:
        """Gather anew which terms there are: one came, or the last release of one went."""
        self._by_kind: dict[str, TermSets] = {}
        self._values: dict[str, NDArray[np.object_]] = {}
        self._levels: dict[str, tuple[int, dict[str, Indices]]] = {}
        self._points = None

    def _reorder(self) -> None:
        moved = self.columns.reorder(labels_of(self.listed))
        self.listed = _moved(self.listed, moved)
        self._terms = {term: _moved(had, moved) for term, had in self._terms.items()}
        self.calendar.reorder(lambda had: _moved(had, moved))
        self._forward = {}
        self._forget_terms()
        self._label_of[:] = -1
        self._label_of[self.columns["number"]] = np.arange(self.columns.size)


def _moved(had: BitMap, moved: NDArray[np.int64]) -> BitMap:
    return a_set(np.sort(moved[labels_of(had)]))
