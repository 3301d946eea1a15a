"""Reads of whole selections: a page, a count, all of it. What every door to a list goes through."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TypeVar
from zoneinfo import ZoneInfo

from pyroaring import BitMap
from sqlmodel import Session

from app.changes.log import Mark
from app.db.database import see_newest
from app.db.no_wait import KNOWN, WouldWait
from app.published import terms
from app.published.index.facets import count_terms
from app.published.index.filter_sets import FilterSets, filter_sets, intersect
from app.published.index.ordering import Order, Position
from app.published.index.sets import Index
from app.published.reading import documents
from app.published.reading.documents import Looked
from app.published.reading.known_selections import Known
from app.published.reading.known_state import hold_to_known
from app.published.reading.names import LookUpIn
from app.published.reading.queries import match_places, match_themes
from app.published.search import fulltext, spelling
from app.published.search.fulltext import Hits
from app.published.search.scoring import Scores
from app.published.selection.grammar import Match, Selection, parse
from app.published.selection.parameters import SelectionParameters, Sort
from app.published.stored_document import Document

Used = TypeVar("Used")

# Documents that are in memory at once while a whole selection is read: one is about 10 kB.
_AT_ONCE = 200
# A selection of more names is not remembered: whoever sends such sends others the next time.
_MOST_NAMES = 20
# A reader that sees an older state than the index takes the newest.
_TRIES = 3


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
    """One reader's view of the read model: `session` and the index that follows it."""

    def __init__(self, session: Session, index: Index) -> None:
        self.session = session
        self.index = index
        self._seen: Mark | None = None
        # The state that is known to stand, for a session that may not wait.
        self._known: object | None = session.info.get(KNOWN)
        # The vocabularies that names were looked up in, and that of the state last seen.
        self._believed: set[int] = set()
        self._true: int | None = None

    def of_selection(
        self, given: SelectionParameters, zone: ZoneInfo, use: Callable[[Selection], Used]
    ) -> Used:
        """What `use` makes of the selection that an address asks for. Raises Invalid.

        Names are read as `queries.read_selection` reads them, from memory where they are known.
        Before a state was seen that is a guess: where it was wrong, `use` is called again.
        """
        used = use(self._selection(given, zone))
        if not self._believed - {self._true}:
            return used
        return use(self._selection(given, zone))

    def _selection(self, given: SelectionParameters, zone: ZoneInfo) -> Selection:
        known = self.index.selections.find(given, zone, self._vocabulary())
        if known is not None:
            self._believed = set() if known.vocabulary is None else {known.vocabulary}
            return known.selection
        self._believed = set()
        places, themes = partial(self._look_up, match_places), partial(self._look_up, match_themes)
        read = parse(given, zone, places, themes)
        if len(self._believed) <= 1 and len(read.labels) <= _MOST_NAMES:
            vocabulary = next(iter(self._believed), None)
            self.index.selections.keep(Known(given, zone, read, vocabulary))
        return read

    def _vocabulary(self) -> int:
        """That of the state last seen; before one was, that of the names in memory."""
        return self.index.names.vocabulary if self._true is None else self._true

    def _look_up(self, look_up: LookUpIn, values: Collection[str]) -> Mapping[str, Match]:
        names, vocabulary = self.index.names, self._vocabulary()
        known = names.known(look_up, values, vocabulary)
        if known is None:
            with self.steady() as index:
                vocabulary = index.mark.vocabulary
            known = names.read(self.session, look_up, values, vocabulary)
        self._believed.add(vocabulary)
        return known

    @contextmanager
    def steady(self) -> Iterator[Index]:
        """The index in the state that the session sees; several counts in here fit each other.

        Raises WouldWait where the session may not wait for it.
        """
        if self._known is not None:
            with self._at_once() as index:
                yield index
            return
        for left in reversed(range(_TRIES)):
            # Before the lock: those who wait for the lock may hold all other connections.
            self.session.connection()
            with self.index.lock:
                follows = self._seen == self.index.mark or self.index.follow(self.session)
                if not follows and not left:
                    # The database itself went back: a backup was restored under this process.
                    self.index.forget()
                    self.index.names.forget()
                    self.index.selections.forget()
                    self.index.facet_labels.forget()
                    self.index.called.forget()
                    follows = self.index.follow(self.session)
                if follows:
                    self._see(self.index.mark)
                    yield self.index
                    return
            # Another request has seen a newer state: see it too.
            see_newest(self.session)

    @contextmanager
    def _at_once(self) -> Iterator[Index]:
        """The index, when it is of the state that is known to stand, and nobody else is at it."""
        if not self.index.lock.acquire(blocking=False):
            raise WouldWait
        try:
            if self.index.mark != self._known:
                raise WouldWait
            self._see(self.index.mark)
            yield self.index
        finally:
            self.index.lock.release()

    def _see(self, mark: Mark) -> None:
        self._seen, self._true = mark, mark.vocabulary

    def page(self, selection: Selection, sort: Sort, limit: int, position: Position | None) -> Page:
        """At most `limit` releases of `selection` from `position` on, and the total."""
        page = None
        if selection.text is None and self._seen is None:
            page = self._page_at_a_glance(selection, sort, limit, position)
        return page or self._page_in_steps(selection, sort, limit, position)

    def _page_at_a_glance(
        self, selection: Selection, sort: Sort, limit: int, position: Position | None
    ) -> Page | None:
        """A page by one statement, which tells whether the index was of the newest state too."""
        with self.index.lock if self._known is None else self._at_once():
            mark = self.index.mark
            if mark.epoch < 0:
                return None  # nothing was read yet
            matched = intersect(self.index, filter_sets(self.index, selection))
            cut = Order(self.index.columns, sort).cut(matched, limit, position)
            numbers = self.index.columns["number"][list(cut.ordinals)].tolist()
            total = len(matched)
            known = self.index.documents.known(numbers)
        missing = [number for number in numbers if number not in known]
        if missing or self._known is None:
            looked = documents.look(self.session, missing)
            if looked is None or looked.mark != mark:
                return None
            self._keep(looked)
            known |= looked.documents
        self._true = mark.vocabulary
        return Page(documents.in_order(numbers, known), total, cut.next, cut.prev)

    def _keep(self, looked: Looked) -> None:
        # Kept another time, when somebody else is at the index: nobody waits for it.
        if self.index.lock.acquire(blocking=False):
            try:
                if self.index.mark == looked.mark:
                    self.index.documents.keep(looked.documents)
            finally:
                self.index.lock.release()

    def _page_in_steps(
        self, selection: Selection, sort: Sort, limit: int, position: Position | None
    ) -> Page:
        with self.steady() as index:
            found = self.find(selection)
            matched = intersect(index, found.parts)
            cut = self._order(sort, found, matched).cut(matched, limit, position)
            numbers = [int(index.columns["number"][ordinal]) for ordinal in cut.ordinals]
            suggestion = self._suggest(selection, len(matched))
            known, mark = index.documents.known(numbers), index.mark
        missing = [number for number in numbers if number not in known]
        if missing:
            read = self._read(missing)
            self._keep(Looked(mark, read))
            known |= read
        shown = documents.in_order(numbers, known)
        return Page(shown, len(matched), cut.next, cut.prev, found.hits, suggestion)

    def count(self, selection: Selection) -> int:
        """How many releases are in `selection`."""
        with self.steady() as index:
            return len(self._matched(index, selection))

    def stream(self, selection: Selection, sort: Sort) -> Iterator[Document]:
        """Every release of `selection` in its order, in the state that the session sees.

        Raises WouldWait where the session may not wait: there is no bound to it.
        """
        if self._known is not None:
            raise WouldWait
        with self.steady() as index:
            found = self.find(selection)
            matched = intersect(index, found.parts)
            ordinals = self._order(sort, found, matched).all(matched)
            numbers = index.columns["number"][ordinals].tolist()
        for start in range(0, len(numbers), _AT_ONCE):
            yield from self.documents(numbers[start : start + _AT_ONCE])

    def find(self, selection: Selection) -> Found:
        """What each filter of `selection` lets through; to be called while `steady`."""
        parts = filter_sets(self.index, selection)
        if selection.text is None:
            return Found(parts)
        hits = fulltext.find(self.session, selection.text, self.index)
        return Found({**parts, "q": self.index.ordinals(hits.numbers)}, hits)

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
        """The documents of the releases with these numbers, in this order; one statement."""
        return documents.in_order(numbers, self._read(numbers))

    def _read(self, numbers: Collection[int]) -> dict[int, Document]:
        if self._known is not None and numbers:
            # Alone it is quicker, and tells its state.
            looked = documents.look(self.session, list(numbers))
            if looked is not None:
                hold_to_known(self.session, looked.mark)
                return looked.documents
        return documents.read(self.session, numbers)

    def _suggest(self, selection: Selection, total: int) -> str | None:
        if selection.text is None:
            return None
        return spelling.suggest(self.session, selection.text, self.index, total)

    def _matched(self, index: Index, selection: Selection) -> BitMap:
        return intersect(index, self.find(selection).parts)

    def _order(self, sort: Sort, found: Found, matched: BitMap) -> Order:
        columns = self.index.columns
        if found.hits is None or sort is not Sort.RELEVANCE:
            return Order(columns, sort)
        return Order(columns, sort, Scores(columns, found.hits, matched))

    def _counts(self, kind: str, selection: Selection | None) -> dict[str, int]:
        with self.steady() as index:
            found = index.listed if selection is None else self._matched(index, selection)
            counts, values = count_terms(index, kind, found), index.values(kind)
            some = counts.nonzero()[0]
            return dict(zip(values.take(some), counts.take(some).tolist(), strict=True))
