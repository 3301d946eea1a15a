"""Reads of whole selections: a page, a count, all of it. Every list goes through here."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from zoneinfo import ZoneInfo

from pyroaring import BitMap
from sqlmodel import Session

from app.changes.log import Mark
from app.db.database import see_newest
from app.published import terms
from app.published.index.facets import count_terms
from app.published.index.filter_sets import FilterSets, filter_sets, intersect
from app.published.index.ordering import Order, Position
from app.published.index.sets import Index
from app.published.reading import documents
from app.published.reading.name_cache import LookUpIn
from app.published.reading.queries import match_places, match_themes
from app.published.reading.snapshot import Snapshot
from app.published.search import fulltext, spelling
from app.published.search.fulltext import Hits
from app.published.search.scoring import Scores
from app.published.search.source import Source
from app.published.selection.grammar import Match, Selection, parse
from app.published.selection.parameters import SelectionParameters, Sort
from app.published.stored_document import Document

# Documents that are in memory at once while a whole selection is read: one is about 10 kB.
_AT_ONCE = 200
# A session that sees an older state than the snapshot begins anew so many times.
_TRIES = 3


class NeedsDatabase(Exception):
    """Raised where a reader without a session lacks something that is not in memory."""


class VocabularyChanged(Exception):
    """Raised where the names of a selection were read in a state that has gone: read it again."""


@dataclass(frozen=True)
class Page:
    """A page of a selection; `total` counts all of it. None where nothing follows or precedes.

    `hits` are what its words found; `suggestion` are words that find more.
    """

    documents: tuple[Document, ...]
    total: int
    next: Position | None
    prev: Position | None
    hits: Hits | None = None
    suggestion: str | None = None


@dataclass(frozen=True)
class Found:
    """The releases that each filter lets through, and what those found by words score."""

    parts: FilterSets
    hits: Hits | None = None


class Reader:
    """One reader's view of the read model: the snapshot, and `session` for what it lacks.

    Without a session nothing waits: what is not in memory, or a snapshot that another thread is at,
    raises NeedsDatabase.
    """

    def __init__(self, session: Session | None, snapshot: Snapshot) -> None:
        self._session = session
        self.snapshot = snapshot
        self._seen: Mark | None = None
        # The vocabulary that names of a selection were read in.
        self._read_in: int | None = None

    @property
    def session(self) -> Session:
        """The session. Raises NeedsDatabase where there is none."""
        if self._session is None:
            raise NeedsDatabase
        return self._session

    def connect(self) -> Session:
        """Return the session. Raises NeedsDatabase where there is none."""
        return self.session

    @property
    def source(self) -> Source:
        """What a search is made from; to be used while `steady`."""
        kept = self.snapshot
        return Source(self.connect, kept.index, kept.postings, kept.called)

    def selection(self, given: SelectionParameters, zone: ZoneInfo) -> Selection:
        """Return what an address asks for; days are days of `zone`. Raises Invalid."""
        places, themes = partial(self._look_up, match_places), partial(self._look_up, match_themes)
        return parse(given, zone, places, themes)

    def _look_up(self, look_up: LookUpIn, values: Collection[str]) -> Mapping[str, Match]:
        with self.steady() as index:
            names, vocabulary = self.snapshot.names, index.mark.vocabulary
            self._read_in = vocabulary
            known = names.find(look_up, values, vocabulary)
            return known or names.read(self.session, look_up, values, vocabulary)

    @contextmanager
    def steady(self) -> Iterator[Index]:
        """The index in the state that the session sees; several counts in here fit each other.

        Raises NeedsDatabase, VocabularyChanged.
        """
        with self._locked() as index:
            self._see(index.mark)
            yield index

    @contextmanager
    def _locked(self) -> Iterator[Index]:
        if self._session is None:
            if not self.snapshot.lock.acquire(blocking=False):
                raise NeedsDatabase
            try:
                if not self.snapshot.is_whole:
                    raise NeedsDatabase
                yield self.snapshot.index
            finally:
                self.snapshot.lock.release()
            return
        for left in reversed(range(_TRIES)):
            # Before the lock: those who wait for the lock may hold all other connections.
            self._session.connection()
            with self.snapshot.lock:
                if self._follows(self._session, is_last=not left):
                    yield self.snapshot.index
                    return
            # Another request has seen a newer state: see it too.
            see_newest(self._session)

    def _see(self, mark: Mark) -> None:
        if self._session is None and self._seen not in (None, mark):
            raise NeedsDatabase
        if self._read_in not in (None, mark.vocabulary):
            raise VocabularyChanged
        self._seen = mark

    def _follows(self, session: Session, *, is_last: bool) -> bool:
        if self._sees_snapshot() or self.snapshot.follow(session):
            return True
        if is_last:
            # The database itself went back: a backup was restored under this process.
            self.snapshot.forget()
            return self.snapshot.follow(session)
        return False

    def page(self, selection: Selection, sort: Sort, limit: int, position: Position | None) -> Page:
        """Return at most `limit` releases of `selection` from `position` on, and the total."""
        with self.steady() as index:
            found = self.find(selection)
            matched = intersect(index, found.parts)
            cut = self._order(sort, found, matched).cut(matched, limit, position)
            numbers = index.columns["number"][list(cut.ordinals)].tolist()
            # Now: the set may be one of the index, which goes on when the lock is given back.
            total = len(matched)
            suggestion = self._suggest(selection, total)
        shown = self.documents(numbers)
        return Page(shown, total, cut.next, cut.prev, found.hits, suggestion)

    def count(self, selection: Selection) -> int:
        """How many releases are in `selection`."""
        with self.steady() as index:
            return len(self._matched(index, selection))

    def stream(self, selection: Selection, sort: Sort) -> Iterator[Document]:
        """Every release of `selection` in its order, in the state that the session sees."""
        session = self.session
        with self.steady() as index:
            found = self.find(selection)
            matched = intersect(index, found.parts)
            ordinals = self._order(sort, found, matched).all(matched)
            numbers = index.columns["number"][ordinals].tolist()
        for start in range(0, len(numbers), _AT_ONCE):
            some = numbers[start : start + _AT_ONCE]
            yield from documents.in_order(some, documents.read(session, some))

    def find(self, selection: Selection) -> Found:
        """Return what each filter of `selection` lets through; to be called while `steady`."""
        index = self.snapshot.index
        parts = filter_sets(index, selection)
        if selection.text is None:
            return Found(parts)
        hits = fulltext.find(self.source, selection.text)
        return Found({**parts, "q": index.ordinals(hits.numbers)}, hits)

    def numbers(self, selection: Selection) -> BitMap:
        """The numbers of all releases of `selection`."""
        with self.steady() as index:
            return index.numbers(self._matched(index, selection))

    def count_by_place(self, selection: Selection | None = None) -> dict[str, int]:
        """Releases of `selection`, or all, by place, contained ones included; none without any."""
        return self._counts(terms.WHERE, selection)

    def count_by_theme(self, selection: Selection | None = None) -> dict[str, int]:
        """Releases of `selection`, or all, by theme, narrower ones included; none without any."""
        return self._counts(terms.THEME, selection)

    def documents(self, numbers: Collection[int]) -> tuple[Document, ...]:
        """Return the documents of the releases with these numbers, in this order.

        In the state last seen, which the numbers are of; at most one statement, and none where all
        of them are in memory.
        """
        cached = self._cached(numbers)
        missing = [number for number in numbers if number not in cached]
        if missing:
            read = documents.read(self.session, missing)
            cached |= read
            with self.snapshot.lock:
                if self._sees_snapshot():
                    self.snapshot.documents.add(read)
        return documents.in_order(numbers, cached)

    def _cached(self, numbers: Collection[int]) -> dict[int, Document]:
        if self._session is None:
            with self.steady():
                return self.snapshot.documents.find(numbers)
        with self.snapshot.lock:
            return self.snapshot.documents.find(numbers) if self._sees_snapshot() else {}

    def _sees_snapshot(self) -> bool:
        return self.snapshot.is_whole and self._seen == self.snapshot.mark

    def _suggest(self, selection: Selection, total: int) -> str | None:
        if selection.text is None:
            return None
        return spelling.suggest(self.source, selection.text, total)

    def _matched(self, index: Index, selection: Selection) -> BitMap:
        return intersect(index, self.find(selection).parts)

    def _order(self, sort: Sort, found: Found, matched: BitMap) -> Order:
        columns = self.snapshot.index.columns
        if found.hits is None or sort is not Sort.RELEVANCE:
            return Order(columns, sort)
        return Order(columns, sort, Scores(columns, found.hits, matched))

    def _counts(self, kind: str, selection: Selection | None) -> dict[str, int]:
        with self.steady() as index:
            found = index.listed if selection is None else self._matched(index, selection)
            counts, values = count_terms(index, kind, found), index.values(kind)
            some = counts.nonzero()[0]
            return dict(zip(values.take(some), counts.take(some).tolist(), strict=True))
