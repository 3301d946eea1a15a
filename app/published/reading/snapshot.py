"""The public facts in memory, as they are at one position of the change log.

Each process has one. It is derived from the read model when the process begins to read; after that
it follows the log (`follower.py`), always as a whole.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from zoneinfo import ZoneInfo

from cachetools import LRUCache
from sqlmodel import Session

from app.changes.log import Mark
from app.published.index.sets import LOOSE, Index
from app.published.labels.edited_names import read_edited_names, read_theme_labels
from app.published.labels.labels import EditedNames, Labels, ThemeLabels, WantedLanguage
from app.published.reading.document_json import Document
from app.published.reading.facet_names import CalledOrganisation, LabelledVocabulary
from app.published.search.called_names import CalledNames
from app.published.search.postings import Postings
from app.published.selection.values import Match

# The documents that are read most often are cached, in so many bytes.
MOST_BYTES = 16_000_000
# What a document takes beside its bytes, a card of 1 kB among it: measured, rounded up.
_OVERHEAD = 2_000
# Names that are cached of each kind; many spell the same place or theme.
MOST_NAMES = 5_000
# Languages that labels are kept in, and places in all of them: 300 bytes each.
MOST_LANGUAGES = 16
MOST_PLACES = 30_000
# Looks names up in the state that a session sees.
LookUpIn = Callable[[Session, Collection[str]], Mapping[str, Match]]


class SnapshotState(NamedTuple):
    """A state of the public facts, as one process knows it.

    A database that went back, since a backup was restored while the process ran, may reach an equal
    mark with other facts. The generation then differs.
    """

    generation: int
    mark: Mark


class Snapshot:
    """Index, postings, names, labels and documents of one state. Callers hold `lock`."""

    def __init__(self, zone: ZoneInfo, *, language: str = "en", loose: int = LOOSE) -> None:
        self.index = Index(zone, language=language, loose=loose)
        self.lock = self.index.lock
        self.postings = Postings()
        self.called = CalledNames()
        self.names = NameCache()
        self.labels = LabelCache()
        self.documents = DocumentCache()
        # Readable without the lock: while the snapshot advances, this is still the former state.
        self.state = SnapshotState(0, self.index.mark)

    @property
    def mark(self) -> Mark:
        """Return the position in the change log; its epoch is -1 before anything was read."""
        return self.state.mark

    @property
    def is_whole(self) -> bool:
        """Return whether all parts are of `state`: False before, and after a failed `follow`."""
        return self.mark.epoch >= 0 and self.index.mark == self.mark

    def follow(self, session: Session) -> bool:
        """Advance to the state that `session` sees. Returns False if that is an older one."""
        before = self.index.mark
        if not self.index.follow(session):
            return False
        if self.index.mark != before:
            if self.index.changed is None:
                self.documents.clear()
            else:
                self.documents.drop(self.index.changed)
        self.postings.follow(session, self.index.mark)
        self.state = self.state._replace(mark=self.index.mark)
        return True

    def forget(self) -> None:
        """Read everything anew with the next `follow`: the database itself went back in time."""
        self.index.forget()
        self.postings.forget()
        self.names.clear()
        self.labels.forget()
        self.called.forget()
        self.state = self.state._replace(generation=self.state.generation + 1)


class DocumentCache:
    """Documents by the numbers of their releases; the least recently used go first."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._documents: LRUCache[int, Document] = LRUCache(most_bytes, getsizeof=_size)

    def find(self, numbers: Collection[int]) -> dict[int, Document]:
        """Return the cached documents among `numbers`."""
        cached = self._documents
        return {number: cached[number] for number in numbers if number in cached}

    def add(self, documents: Mapping[int, Document]) -> None:
        """Add documents to the cache."""
        for number, document in documents.items():
            if _size(document) <= self._documents.maxsize:
                self._documents[number] = document

    def drop(self, numbers: Collection[int]) -> None:
        """Forget the documents of releases that have changed."""
        for number in numbers:
            self._documents.pop(number, None)

    def clear(self) -> None:
        """Forget all."""
        self._documents.clear()


def _size(document: Document) -> int:
    return len(document.raw) + _OVERHEAD


class NameCache:
    """What names in addresses mean, in one vocabulary at a time. Safe to use from any thread.

    Names that mean nothing are not cached, as there is no end of them; nor are those whose meaning
    the next release may change.
    """

    def __init__(self) -> None:
        # Replaced as a whole: a reader that has taken one goes on with it.
        self._cached: tuple[int, dict[tuple[LookUpIn, str], Match]] = (-1, {})

    def find(
        self, look_up: LookUpIn, values: Collection[str], vocabulary: int
    ) -> Mapping[str, Match] | None:
        """Return what `values` mean in `vocabulary`; None unless all of it is cached."""
        at, cached = self._cached
        if at != vocabulary:
            return None
        found = {value: cached.get((look_up, value)) for value in values}
        known = {value: match for value, match in found.items() if match is not None}
        return known if len(known) == len(found) else None

    def read(
        self, session: Session, look_up: LookUpIn, values: Collection[str], vocabulary: int
    ) -> Mapping[str, Match]:
        """Look `values` up in the state that `session` sees, which is of `vocabulary`."""
        found = look_up(session, values)
        at, cached = self._cached
        if at != vocabulary or len(cached) > MOST_NAMES:
            self._cached = vocabulary, (cached := {})
        cached.update(
            {(look_up, value): match for value, match in found.items() if _is_lasting(value, found)}
        )
        return found

    def clear(self) -> None:
        """Forget all."""
        self._cached = (-1, {})


def _is_lasting(value: str, found: Mapping[str, Match]) -> bool:
    """Return whether a meaning can be cached. A list of known names is no name by itself."""
    match = found[value]
    if match.id is not None:
        return not match.by_use
    parts = [found.get(part.strip()) for part in value.split(",")]
    return len(parts) > 1 and not match.candidates and all(part and part.id for part in parts)


@dataclass
class _Kept:
    """What is kept of one vocabulary, by the languages that were asked for."""

    vocabulary: int
    edited: EditedNames
    themes: ThemeLabels
    by_language: dict[tuple[str, ...], LabelledVocabulary] = field(default_factory=dict)


class LabelCache:
    """Labels of one vocabulary at a time. Safe to use from any thread.

    Places, themes and organisations seldom get other names. Facets with 190 places take 0.2 ms with
    them, and 8.6 ms when they are read.
    """

    def __init__(self) -> None:
        # Replaced as a whole: a thread that has taken one goes on with it.
        self._kept: _Kept | None = None
        self._organisations: tuple[Mark | None, dict[str, CalledOrganisation]] = (None, {})

    def of(
        self, vocabulary: int, wanted: WantedLanguage, connect: Callable[[], Session]
    ) -> LabelledVocabulary:
        """Return what is kept; a caller that misses something puts it in.

        `connect` gives a session that sees this vocabulary; it is called once for each vocabulary.
        """
        found = self.find(vocabulary, wanted)
        if found is None:
            session = connect()
            names, labels = read_edited_names(session), read_theme_labels(session)
            self._kept = kept = _Kept(vocabulary, names, labels)
            found = self._find_in(kept, wanted)
        return found

    def find(self, vocabulary: int, wanted: WantedLanguage) -> LabelledVocabulary | None:
        """Return what `of` does if this vocabulary was read; None otherwise."""
        kept = self._kept
        if kept is None or kept.vocabulary != vocabulary:
            return None
        return self._find_in(kept, wanted)

    def _find_in(self, kept: _Kept, wanted: WantedLanguage) -> LabelledVocabulary:
        asked = (*wanted.preferred, wanted.own)
        found = kept.by_language.get(asked)
        if found is not None:
            return found
        places = sum(len(labels.places) for labels in list(kept.by_language.values()))
        if len(kept.by_language) >= MOST_LANGUAGES or places > MOST_PLACES:
            self._kept = kept = _Kept(kept.vocabulary, kept.edited, kept.themes)
        made = LabelledVocabulary(Labels(wanted, kept.edited, kept.themes))
        return kept.by_language.setdefault(asked, made)

    def organisations(self, mark: Mark) -> dict[str, CalledOrganisation]:
        """Returns the kept names of organisations in the state `mark`, to be added to as in `of`.

        The newest release of an organisation says its name, so any fact may change it.
        """
        at, kept = self._organisations
        if at == mark:
            return kept
        # A reader of an earlier state has something of its own.
        if at is None or not mark < at:
            self._organisations = mark, (kept := {})
            return kept
        return {}

    def forget(self) -> None:
        """Keep nothing: the database went back to a state with other names."""
        self._kept = None
        self._organisations = (None, {})
