"""The archive of a selection: ranges of release numbers, so that nothing new gets into a full one.

The subscription document and all ranges together hold every release of the selection.
"""

from dataclasses import dataclass

from app.changes import log
from app.published.reading.reader import Reader
from app.published.selection.grammar import Selection
from app.published.stored_document import Document

# Numbers in a range; a release is about 10 kB.
SIZE = 100


@dataclass(frozen=True)
class Part:
    """One range: its releases, the newest first, and the nearest ranges that have some.

    `is_full` when every number of it was given: no release comes into it any more.
    """

    documents: tuple[Document, ...]
    is_full: bool
    previous: int | None
    next: int | None


def newest_part(reader: Reader, selection: Selection) -> int | None:
    """The position of the last range that has releases of `selection`."""
    numbers = reader.numbers(selection)
    return numbers.max() // SIZE if numbers else None


def find_part(reader: Reader, selection: Selection, position: int) -> Part | None:
    """The range at `position`; None while no number of it was given."""
    numbers = reader.numbers(selection)
    first, after = position * SIZE, (position + 1) * SIZE
    head = log.head(reader.session)
    if first > head:
        return None
    before = numbers.rank(first - 1) if first else 0
    until = numbers.rank(after - 1)
    return Part(
        documents=reader.documents(list(numbers[before:until])[::-1]),
        is_full=head >= after - 1,
        previous=numbers[before - 1] // SIZE if before else None,
        next=numbers[until] // SIZE if until < len(numbers) else None,
    )
