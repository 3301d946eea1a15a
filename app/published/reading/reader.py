"""Reads selections: a page, a count, all of it. Every list goes through here."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from zoneinfo import ZoneInfo

from pyroaring import BitMap
from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from app.base.language import canonical_language
from app.changes.log import Mark
from app.db.database import see_newest
from app.published import terms
from app.published.index.facets import count_terms
from app.published.index.ordering import Order, Position
from app.published.index.sets import NOTHING, FilterSets, Index, filter_sets, matching
from app.published.labels.labels import Labels, WantedLanguage
from app.published.models import PublishedRelease
from app.published.reading.document_json import Document
from app.published.reading.queries import match_places, match_stories, match_themes
from app.published.reading.snapshot import LookUpIn, Snapshot
from app.published.search import fulltext, spelling
from app.published.search.fulltext import Hits, Scores
from app.published.search.source import Source
from app.published.selection.grammar import Selection, parse
from app.published.selection.parameters import SelectionParameters, Sort
from app.published.selection.values import Match

# Documents that are read at once while a whole selection is read: one is about 10 kB.
AT_ONCE = 100
_BY_NUMBER = select(
    col(PublishedRelease.number), col(PublishedRelease.id), col(PublishedRelease.document)
).where(col(PublishedRelease.number).in_(bindparam("numbers", expanding=True)))
# So many times a session that sees an older state than the snapshot begins anew.
_TRIES = 3
# With more releases than this a search or facets hold the event loop for over 2 ms: a thread takes
# them (at 1,000,000 they take 23 and 4 ms).
LARGE = 200_000


class NeedsDatabase(Exception):
    """Raised when a reader without a session needs what is not in memory."""


class VocabularyChanged(Exception):
    """Raised when names of a selection were read in a state that is gone; the read begins anew."""


@dataclass(frozen=True)
class Page:
    """A page of a selection, with the `total` of all its releases.

    `next` and `prev` are None if nothing follows or precedes. `hits` are what the words of the
    selection match; `suggestion` is a query that finds more. Where some of them have most of the
    words only, `all_words` is the number of the others, and `most_words_from` the place in
    `documents` of the first of these.
    """

    documents: tuple[Document, ...]
    total: int
    next: Position | None
    prev: Position | None
    hits: Hits | None = None
    suggestion: str | None = None
    all_words: int | None = None
    most_words_from: int | None = None


@dataclass(frozen=True)
class Found:
    """The releases that each filter lets through, and the scores of those found by words."""

    parts: FilterSets
    hits: Hits | None = None


class Reader:
    """One reader's view of the read model: the snapshot, and `session` for what it lacks.

    Without a session nothing waits: NeedsDatabase is raised for what is not in memory, or while
    another thread holds the snapshot.
    """

    def __init__(self, session: Session | None, snapshot: Snapshot) -> None:
        self._session = session
        self.snapshot = snapshot
        self._seen: Mark | None = None
        # The vocabulary that names of a selection were read in.
        self._read_in: int | None = None

    @property
    def session(self) -> Session:
        """Return the session. Raises NeedsDatabase if there is none."""
        if self._session is None:
            raise NeedsDatabase
        return self._session

    def connect(self) -> Session:
        """Return the session. Raises NeedsDatabase if there is none."""
        return self.session

    @property
    def source(self) -> Source:
        """Return the data of a search, for use while `steady`."""
        snapshot = self.snapshot
        return Source(self.connect, snapshot.index, snapshot.postings, snapshot.called)

    def selection(self, given: SelectionParameters, zone: ZoneInfo) -> Selection:
        """Return the selection that an address names; days are days of `zone`. Raises Invalid."""
        look_ups = (match_places, match_themes, match_stories)
        return parse(given, zone, *(partial(self._look_up, look_up) for look_up in look_ups))

    def labels(self, wanted: WantedLanguage) -> Labels:
        """Return the labels of places, themes and kinds for readers of a language.

        At most two statements, after the vocabulary has changed. Until then no lock is taken.
        """
        self._read_in = self.snapshot.mark.vocabulary
        found = self.snapshot.labels.find(self._read_in, wanted)
        if found is None:
            with self.steady() as index:
                self._read_in = vocabulary = index.mark.vocabulary
                found = self.snapshot.labels.of(vocabulary, wanted, self.connect)
        return found.labels

    def _look_up(self, look_up: LookUpIn, values: Collection[str]) -> Mapping[str, Match]:
        with self.steady() as index:
            names, vocabulary = self.snapshot.names, index.mark.vocabulary
            self._read_in = vocabulary
            known = names.find(look_up, values, vocabulary)
            return known or names.read(self.session, look_up, values, vocabulary)

    @contextmanager
    def steady(self) -> Iterator[Index]:
        """Hold the index in the state that the session sees, so that several counts agree.

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
            if not self._session.in_transaction():
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
            # The database itself went back: a backup was restored while this process ran.
            self.snapshot.forget()
            return self.snapshot.follow(session)
        return False

    def page(self, selection: Selection, sort: Sort, limit: int, position: Position | None) -> Page:
        """Return at most `limit` releases of `selection` from `position` on, and the total."""
        with self.steady() as index:
            found = self.find(selection, sort)
            matched = matching(index, found.parts)
            cut = self._order(sort, found, matched).cut(matched, limit, position)
            numbers = index.columns["number"][list(cut.ordinals)].tolist()
            # Counted here: the set may belong to the index, which may change after the lock.
            total = len(matched)
            behind = self._behind(found.hits, matched)
            all_words = total - len(behind)
            suggestion = self._suggest(selection, all_words)
        documents = self.documents(numbers)
        page = Page(documents, total, cut.next, cut.prev, found.hits, suggestion)
        if not behind:
            return page
        first = next((at for at, one in enumerate(cut.ordinals) if one in behind), None)
        return replace(page, all_words=all_words, most_words_from=first)

    def _behind(self, hits: Hits | None, matched: BitMap) -> BitMap:
        if hits is None or not hits.behind:
            return NOTHING
        return matched & self.snapshot.index.ordinals(hits.behind)

    def count(self, selection: Selection) -> int:
        """Return how many releases are in `selection`."""
        with self.steady() as index:
            return len(self._matched(index, selection))

    def stream(
        self, selection: Selection, sort: Sort
    ) -> tuple[Mark, Iterator[tuple[Document, ...]]]:
        """Return the state that the session sees, and every release of `selection` in order."""
        session = self.session
        with self.steady() as index:
            mark, found = index.mark, self.find(selection, sort)
            matched = matching(index, found.parts)
            ordinals = self._order(sort, found, matched).all(matched)
            numbers = index.columns["number"][ordinals].tolist()
        parts = (numbers[at : at + AT_ONCE] for at in range(0, len(numbers), AT_ONCE))
        return mark, (_in_order(some, read_documents(session, some)) for some in parts)

    def find(self, selection: Selection, sort: Sort = Sort.RELEVANCE) -> Found:
        """Return what each filter of `selection` lets through, for use while `steady`.

        By relevance releases with most words of a query follow, if few have all.
        """
        index = self.snapshot.index
        parts = filter_sets(index, selection)
        if selection.text is None:
            return Found(parts)
        self.spare_the_loop()
        hits = fulltext.find(self.source, selection.text, or_most=sort is Sort.RELEVANCE)
        by_name = {**parts.by_name, "q": index.ordinals(hits.numbers)}
        return Found(replace(parts, by_name=by_name), hits)

    def spare_the_loop(self) -> None:
        """Raise NeedsDatabase without a session, where a search or facets take milliseconds."""
        if self._session is None and len(self.snapshot.index.listed) > LARGE:
            raise NeedsDatabase

    def numbers(self, selection: Selection) -> BitMap:
        """Return the numbers of all releases of `selection`, which have all words of its query."""
        with self.steady() as index:
            return index.numbers(matching(index, self.find(selection, Sort.NEWEST).parts))

    def language(self, selection: Selection) -> str | None:
        """Return the longest language tag that fits every release of `selection`, if one does."""
        with self.steady() as index:
            matched = self._matched(index, selection)
            tags = [
                term.removeprefix(terms.LANGUAGE)
                for term, had in index.terms(terms.LANGUAGE).items()
                if matched and matched.issubset(had)
            ]
        return canonical_language(max(tags, key=len)) if tags else None

    def count_by_place(self, selection: Selection | None = None) -> dict[str, int]:
        """Count releases of `selection`, or all, by place; a place includes those within it."""
        return self._counts(terms.WHERE, selection)

    def count_by_theme(self, selection: Selection | None = None) -> dict[str, int]:
        """Count releases of `selection`, or all, by theme; a theme includes narrower ones."""
        return self._counts(terms.THEME, selection)

    def count_by_issuer(self, selection: Selection | None = None) -> dict[str, int]:
        """Count releases of `selection`, or all, by organisation; one includes its parts."""
        return self._counts(terms.ORGANISATION, selection)

    def count_by_partner(self) -> dict[str, int]:
        """Count all releases by partner; an organisation includes its parts."""
        return self._counts(terms.PARTNER, None)

    def count_by_language(self) -> dict[str, int]:
        """Count all releases by language; a tag, in small letters, includes its longer forms."""
        return self._counts(terms.LANGUAGE, None)

    def documents(self, numbers: Collection[int]) -> tuple[Document, ...]:
        """Return the documents of the releases with these numbers, in this order.

        They are of the state last seen, as the numbers are. At most one statement; none if all of
        them are in memory.
        """
        cached = self._cached(numbers)
        missing = [number for number in numbers if number not in cached]
        if missing:
            read = read_documents(self.session, missing)
            cached |= read
            with self.snapshot.lock:
                if self._sees_snapshot():
                    self.snapshot.documents.add(read)
        return _in_order(numbers, cached)

    def _cached(self, numbers: Collection[int]) -> dict[int, Document]:
        if self._session is None:
            with self.steady():
                return self.snapshot.documents.find(numbers)
        with self.snapshot.lock:
            return self.snapshot.documents.find(numbers) if self._sees_snapshot() else {}

    def _sees_snapshot(self) -> bool:
        return self.snapshot.is_whole and self._seen == self.snapshot.mark

    def _suggest(self, selection: Selection, total: int) -> str | None:
        if selection.text is None or total > spelling.NEARLY_NOTHING:
            return None
        return spelling.suggest(self.source, selection.text, total)

    def _matched(self, index: Index, selection: Selection) -> BitMap:
        return matching(index, self.find(selection).parts)

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


def read_documents(session: Session, numbers: Collection[int]) -> dict[int, Document]:
    """Return the documents of the releases with these numbers; one statement."""
    rows = session.connection().execute(_BY_NUMBER, {"numbers": list(numbers)}).all()
    return {number: Document(id, document or b"") for number, id, document in rows}


def _in_order(numbers: Iterable[int], found: Mapping[int, Document]) -> tuple[Document, ...]:
    return tuple(found[number] for number in numbers if number in found)
