"""The documents that readers ask for most, in memory, bounded by bytes.

Derived and never the truth: they are of the state that the snapshot is of, and callers hold its
lock.
"""

from collections.abc import Collection, Mapping

from cachetools import LRUCache

from app.published.stored_document import Document

MOST_BYTES = 16_000_000
# What a document takes beside its bytes: measured, rounded up.
_OVERHEAD = 800


class DocumentCache:
    """Documents by the numbers of their releases; the least recently used go first."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._documents: LRUCache[int, Document] = LRUCache(most_bytes, getsizeof=_size)

    def find(self, numbers: Collection[int]) -> dict[int, Document]:
        """Cached documents among `numbers`."""
        cached = self._documents
        return {number: cached[number] for number in numbers if number in cached}

    def add(self, documents: Mapping[int, Document]) -> None:
        """Cache these too."""
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
