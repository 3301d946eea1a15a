"""Documents that readers ask for most, in memory, bounded by bytes: the least lately used go first.

Derived and never the truth: they are of the state that the index is of, and whoever uses them
holds its lock.
"""

from collections import OrderedDict
from collections.abc import Collection, Mapping

from app.published.stored_document import Document

MOST_BYTES = 16_000_000
# What a document takes beside its bytes: measured, rounded up.
_BESIDE = 800


class KeptDocuments:
    """Documents by the numbers of their releases."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._size = 0
        self._kept: OrderedDict[int, Document] = OrderedDict()

    def known(self, numbers: Collection[int]) -> dict[int, Document]:
        """Those of the documents with these numbers that are kept."""
        kept = self._kept
        found = {number: kept[number] for number in numbers if number in kept}
        for number in found:
            kept.move_to_end(number)
        return found

    def keep(self, documents: Mapping[int, Document]) -> None:
        """Keep these too."""
        for number, document in documents.items():
            if number not in self._kept:
                self._kept[number] = document
                self._size += _size(document)
        while self._size > self._most:
            self._size -= _size(self._kept.popitem(last=False)[1])

    def drop(self, numbers: Collection[int]) -> None:
        """Forget the documents of releases that have changed."""
        for number in numbers:
            document = self._kept.pop(number, None)
            if document is not None:
                self._size -= _size(document)

    def clear(self) -> None:
        """Forget all."""
        self._kept.clear()
        self._size = 0


def _size(document: Document) -> int:
    return len(document.stored) + _BESIDE
