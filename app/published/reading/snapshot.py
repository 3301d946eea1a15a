"""The public facts in memory, as they are at one position of the change log.

Each process has one. It is derived from the read model when the process begins to read; after that
it follows the log (`follower.py`), always as a whole.
"""

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple
from zoneinfo import ZoneInfo

from cachetools import LRUCache
from sqlmodel import Session

from app.changes.log import Mark
from app.published.facets.facet_labels import LabelCache
from app.published.index.sets import LOOSE, Index
from app.published.reading.document_json import Document
from app.published.search.called_names import CalledNames
from app.published.search.postings import Postings
from app.published.selection.grammar import Match

# The documents that are read most often are cached, in so many bytes.
MOST_BYTES = 16_000_000
# What a document takes beside its bytes, a card of 1 kB among it: measured, rounded up.
_OVERHEAD = 2_000
# Names that are cached of each kind; many spell the same place or theme.
MOST_NAMES = 5_000
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

    def __init__(self, zone: ZoneInfo, *, loose: int = LOOSE) -> None:
        self.index = Index(zone, loose=loose)
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
