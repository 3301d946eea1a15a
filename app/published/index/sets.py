"""The index: the releases that have each term of the read model, as sets in memory; and the sets
that the filters of a selection let through.

A process makes it from the read model when it first reads, and then follows the change log. It is
the same over SQLite and PostgreSQL. The sets are roaring bitmaps (Lemire et al., 2016) of ordinals
(`columns.py`).
"""

import json
from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from threading import RLock
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap
from sqlmodel import Session

from app.changes import log
from app.published import terms
from app.published.index import saved_index
from app.published.index.calendar import YEAR, Calendar
from app.published.index.columns import Columns, Indices, PointTable, array_of, bitmap_of
from app.published.index.forward import ForwardIndex
from app.published.index.saved_index import SavedIndex
from app.published.index.stories import StoryNumbers
from app.published.index_row import IndexRow, read_all, read_changed, story_key
from app.published.selection.date_range import UNKNOWN
from app.published.selection.geometry import Box, Near
from app.published.selection.grammar import Selection, Terms
from app.published.terms import LANGUAGE, POINT, STORY, degrees

# Releases are put in order once more than so many, and a twentieth of all, are out of order.
LOOSE = 1_000
# All is read anew where the log is ahead by more than so many facts, and a fifth of all releases.
_BEHIND = 2_000
NOTHING = BitMap()

TermSets = dict[str, BitMap]


@dataclass(frozen=True)
class FilterSets:
    """The releases that each filter lets through, by the name of its parameter.

    `date` is both `dates` and `between`. Where `languages` is given, one release of each story that
    passes all of them is chosen, in the first of these languages that it passes in.
    """

    by_name: Mapping[str, BitMap]
    languages: tuple[str, ...] | None = None


class Index:
    """Sets of ordinals by term. Callers hold `lock`, also while they call `follow`."""

    _points: PointTable | None
    _stories: StoryNumbers | None

    def __init__(self, zone: ZoneInfo, *, language: str = "en", loose: int = LOOSE) -> None:
        self.lock = RLock()
        self.mark = log.Mark(epoch=-1, seq=-1)
        # The numbers of releases that changed with the last `follow`; None when all was read anew.
        self.changed: Collection[int] | None = None
        self._zone = zone
        # The newsroom's own, which a story is told in for readers of none of its languages.
        self._language = language.lower()
        self._loose = loose
        self._clear()

    def follow(self, session: Session) -> bool:
        """Come to the state that `session` sees. Returns False when this index is ahead of it."""
        mark = log.mark(session)
        if mark == self.mark:
            return True
        if mark < self.mark:
            return False
        since = self.mark
        # Until all of it is here: a connection may be lost on the way.
        self.forget()
        self.changed = ()
        anew = not self._can_follow(mark, since)
        if anew:
            since = self._load(session, mark)
        if since != mark:
            self._catch_up(session, since.seq)
        if anew:
            self.changed = None
        self.mark = mark
        return True

    def _can_follow(self, mark: log.Mark, since: log.Mark) -> bool:
        behind = mark.seq - since.seq
        return mark.epoch == since.epoch and behind <= max(_BEHIND, len(self.listed) // 5)

    def to_save(self) -> SavedIndex:
        """Returns this index as it is now; to be called with `lock`."""
        terms = sorted(self._terms)
        for term in terms:
            self._terms[term].run_optimize()
        sets = [self._terms[term].serialize() for term in terms]
        contents = {
            "ordered": self.columns.ordered,
            "terms": terms,
            "lengths": [len(had) for had in sets],
        }
        parts = {
            **self.columns.pack(),
            **self.calendar.pack(),
            "listed": self.listed.serialize(),
            "terms": b"".join(sets),
            "contents": json.dumps(contents).encode(),
        }
        return SavedIndex(self.mark.epoch, self.mark.seq, self._zone.key, parts)

    def forget(self) -> None:
        """Read everything anew with the next `follow`."""
        self.mark = log.Mark(epoch=-1, seq=-1)

    def having(self, term: str) -> BitMap:
        """Returns the releases that have `term`; not to be changed."""
        return self._terms.get(term, NOTHING)

    def of_stories(self, stories: Iterable[str]) -> BitMap:
        """Returns the listed releases of stories, by their ids in hexadecimal digits."""
        keys = [story_key(int(story, 16)) for story in stories]
        same = np.isin(self.columns["story"], np.array(keys, np.uint64))
        return bitmap_of(np.flatnonzero(same)) & self.listed

    @property
    def undated(self) -> BitMap:
        """The releases without a date; not to be changed."""
        return self.having(f"{YEAR}{UNKNOWN}")

    def terms(self, kind: str) -> TermSets:
        """Returns the sets of all terms of a kind (`terms.py`), in order; not to be changed."""
        if kind not in self._by_kind:
            names = sorted(term for term in self._terms if term.startswith(kind))
            self._by_kind[kind] = {term: self._terms[term] for term in names}
        return self._by_kind[kind]

    def values(self, kind: str) -> NDArray[np.object_]:
        """Returns the terms of a kind in order, without its prefix."""
        if kind not in self._values:
            values = [term.removeprefix(kind) for term in self.terms(kind)]
            self._values[kind] = np.array(values, object)
        return self._values[kind]

    def levels(self, kind: str, level_of: Callable[[str], str | None]) -> dict[str, Indices]:
        """Returns where places of each level stand in `values`; `level_of` takes a place's id."""
        vocabulary, levels = self._levels.get(kind, (None, {}))
        if vocabulary != self.mark.vocabulary:
            found = np.array([level_of(value) for value in self.values(kind)], object)
            levels = {level: np.flatnonzero(found == level) for level in {*found} - {None}}
            self._levels[kind] = self.mark.vocabulary, levels
        return levels

    def forward(self, kind: str) -> ForwardIndex:
        """Returns the terms of a kind by release; made when it is first asked for."""
        made = self._forward.get(kind)
        if made is None or made.has_doubled:
            made = ForwardIndex(self.terms(kind), self.columns.size, len(self.listed))
            self._forward[kind] = made
        return made

    @property
    def stories(self) -> StoryNumbers:
        """Returns the stories by ordinal; made when they are first asked for."""
        if self._stories is None:
            self._stories = StoryNumbers(self.columns["story"])
        return self._stories

    def choose(self, found: BitMap, languages: Iterable[str]) -> BitMap:
        """Returns one release of `found` for each story, in the best language for a reader."""
        wanted = dict.fromkeys((*languages, self._language))
        spoken = [self.having(f"{LANGUAGE}{language}") for language in wanted]
        return self.stories.choose(found, spoken, self.columns["number"])

    def points(self) -> PointTable:
        """Returns all points that releases have."""
        points = self._points
        if points is None:
            found = [term for term in self._terms if term.startswith(POINT)]
            points = self._points = PointTable(found, np.array([degrees(term) for term in found]))
        return points

    def ordinals(self, numbers: BitMap) -> BitMap:
        """Returns the ordinals of releases by number, also of some that are listed no more."""
        asked = np.frombuffer(numbers.to_array(), np.uint32)
        known = self._ordinal_of[asked[: np.searchsorted(asked, len(self._ordinal_of))]]
        return bitmap_of(np.sort(known[known >= 0]))

    def numbers(self, ordinals: BitMap) -> BitMap:
        """Returns the numbers of the releases at these ordinals."""
        return bitmap_of(np.sort(self.columns["number"][array_of(ordinals)]))

    def _clear(self) -> None:
        self.columns = Columns()
        self.calendar = Calendar(self.columns, self._zone)
        self.listed = BitMap()
        self._terms: dict[str, BitMap] = {}
        self._forward: dict[str, ForwardIndex] = {}
        self._stories = None
        self._forget_terms()
        self._ordinal_of = np.full(0, -1, np.int32)

    def _load(self, session: Session, mark: log.Mark) -> log.Mark:
        """Begin anew. Returns the state that was reached: `mark`, or one to follow from."""
        self._clear()
        saved = saved_index.read(session, mark, self._zone.key)
        if saved is not None:
            self._restore(saved)
            reached = replace(mark, seq=saved.seq)
            if self._can_follow(mark, reached):
                return reached
            self._clear()
        self._add(read_all(session))
        self._reorder()
        return mark

    def _restore(self, saved: SavedIndex) -> None:
        parts = saved.parts
        contents = json.loads(parts["contents"])
        self.columns.unpack(parts, contents["ordered"])
        self.calendar.unpack(parts)
        self.listed = BitMap.deserialize(parts["listed"])
        start = 0
        for term, length in zip(contents["terms"], contents["lengths"], strict=True):
            self._terms[term] = BitMap.deserialize(parts["terms"][start : start + length])
            start += length
        numbers = self.columns["number"]
        self._ordinal_of = np.full(int(numbers.max(initial=0)) + 1, -1, np.int32)
        # A release that was moved has several ordinals: the last one is its own.
        self._ordinal_of[numbers] = np.arange(self.columns.size)

    def _catch_up(self, session: Session, after: int) -> None:
        changed, rows = read_changed(session, after)
        self.changed = changed
        self._remove(self.ordinals(BitMap(changed)) & self.listed)
        self._add(rows)
        loose = len(self.listed) - self.listed.range_cardinality(0, self.columns.ordered)
        gone = self.columns.size - len(self.listed)
        most = max(self._loose, len(self.listed) // 20)
        if loose > most or gone > len(self.listed) + self._loose:
            self._reorder()

    def _add(self, rows: Iterable[IndexRow]) -> None:
        ordinals_by_term: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
        for row in rows:
            ordinal = self._place(row)
            # A set for each story would be one for each release: they are in a column.
            stored = (term for term in row.terms.split(" ") if not term.startswith(STORY))
            terms = [*stored, *self.calendar.add(ordinal, row)]
            for term in terms:
                ordinals_by_term[term].append(ordinal)
            for kind, forward in self._forward.items():
                forward.put(ordinal, (term for term in terms if term.startswith(kind)))
            if self._stories is not None:
                self._stories.put(ordinal, row.story)
            self.listed.add(ordinal)
        for term, ordinals in ordinals_by_term.items():
            if term not in self._terms:
                self._forget_terms()
            self._terms.setdefault(term, BitMap()).update(BitMap(ordinals))

    def _place(self, row: IndexRow) -> int:
        """Returns the ordinal of a release: its old one if its place in date order is the same."""
        if row.number >= len(self._ordinal_of):
            room = row.number + row.number // 4 + 1_024
            more = np.full(room - len(self._ordinal_of), -1, np.int32)
            self._ordinal_of = np.concatenate([self._ordinal_of, more])
        ordinal = int(self._ordinal_of[row.number])
        if ordinal >= 0 and self.columns.key(ordinal) == (row.sort_at, row.high, row.low):
            self.columns.put(ordinal, row)
        else:
            ordinal = self.columns.append(row)
            self._ordinal_of[row.number] = ordinal
        return ordinal

    def _remove(self, ordinals: BitMap) -> None:
        if not ordinals:
            return
        self.listed -= ordinals
        self.calendar.remove(ordinals)
        for term, had in list(self._terms.items()):
            if had.intersect(ordinals):
                had.difference_update(ordinals)
            if not had:
                self._forget_terms()
                del self._terms[term]

    def _forget_terms(self) -> None:
        """Forget what was made of all terms: one came, or the last release of one went."""
        self._by_kind: dict[str, TermSets] = {}
        self._values: dict[str, NDArray[np.object_]] = {}
        self._levels: dict[str, tuple[int, dict[str, Indices]]] = {}
        self._points = None

    def _reorder(self) -> None:
        moved = self.columns.reorder(array_of(self.listed))
        self.listed = _moved(self.listed, moved)
        self._terms = {term: _moved(had, moved) for term, had in self._terms.items()}
        self.calendar.reorder(lambda had: _moved(had, moved))
        self._forward = {}
        self._stories = None
        self._forget_terms()
        self._ordinal_of[:] = -1
        self._ordinal_of[self.columns["number"]] = np.arange(self.columns.size)


def _moved(had: BitMap, moved: NDArray[np.int64]) -> BitMap:
    return bitmap_of(np.sort(moved[array_of(had)]))


def filter_sets(index: Index, selection: Selection) -> FilterSets:
    """Returns the releases that each filter of `selection` lets through, if it is given."""
    place = terms.OF_ROLE[selection.location_role]
    parts: dict[str, BitMap] = {}
    for name, kind, wanted in (
        ("location", place, selection.location),
        ("theme", terms.THEME, selection.theme),
        ("kind", terms.KIND, selection.kind),
        ("language", terms.LANGUAGE, selection.language),
        ("organisation", terms.ORGANISATION, Terms(any=selection.organisation)),
    ):
        if wanted:
            parts[name] = _having(index, kind, wanted)
    if selection.story:
        parts["story"] = index.of_stories(selection.story)
    dates = []
    if selection.dates or selection.undated:
        spans = [index.calendar.within(span) for span in selection.dates]
        dates.append(_union([*spans, index.undated] if selection.undated else spans))
    if selection.between is not None:
        dates.append(index.calendar.within(selection.between))
    if dates:
        parts["date"] = _intersect(dates)
    if selection.near:
        parts["near"] = _union(_within(index, near.around(), near) for near in selection.near)
    if selection.bbox:
        parts["bbox"] = _union(_within(index, box, box) for box in selection.bbox)
    return FilterSets(parts, selection.languages if selection.one_per_story else None)


def intersect(index: Index, sets: FilterSets, but: Collection[str] = ()) -> BitMap:
    """Returns the listed releases that pass every filter but those named in `but`."""
    parts = sets.by_name.items()
    return _intersect([index.listed, *(part for name, part in parts if name not in but)])


def matching(index: Index, sets: FilterSets) -> BitMap:
    """Returns the listed releases that pass every filter, or those of them that are chosen."""
    found = intersect(index, sets)
    return found if sets.languages is None else index.choose(found, sets.languages)


def _having(index: Index, kind: str, wanted: Terms) -> BitMap:
    found = index.listed
    if wanted.any:
        found = _union(index.having(f"{kind}{value}") for value in wanted.any)
    if wanted.all:
        found = _intersect([found, *(index.having(f"{kind}{value}") for value in wanted.all)])
    if wanted.none:
        found = found - _union(index.having(f"{kind}{value}") for value in wanted.none)
    return found


def _within(index: Index, box: Box, area: Near | Box) -> BitMap:
    points = index.points()
    latitude, longitude = points.latitude, points.longitude
    inside = (latitude >= box.south) & (latitude <= box.north)
    if box.west <= box.east:
        inside &= (longitude >= box.west) & (longitude <= box.east)
    else:
        inside &= (longitude >= box.west) | (longitude <= box.east)
    # Few are left to be measured, by the same function as in `selection/matching.py`.
    chosen = (points.terms[place] for place in np.flatnonzero(inside))
    return _union(index.having(term) for term in chosen if area.holds(*terms.degrees(term)))


def _union(sets: Iterable[BitMap]) -> BitMap:
    many = list(sets)
    # A single set is not copied: callers change none.
    return many[0] if len(many) == 1 else BitMap.union(*many) if many else BitMap()


def _intersect(sets: list[BitMap]) -> BitMap:
    # The smallest first: what is left is never larger.
    many = sorted(sets, key=len)
    found = many[0]
    for other in many[1:]:
        found = found & other
    return found
