"""What the feed of a selection says of the past: its archive, and the newest withdrawals.

The archive is made of ranges of release numbers, so that no new release gets into a full range.
The subscription document and all ranges together hold every release of the selection.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from app.changes import log
from app.changes.models import Change
from app.published.document import Notice
from app.published.models import PublishedRelease
from app.published.reading.document_json import Document
from app.published.reading.reader import Reader
from app.published.selection.grammar import Selection
from app.published.selection.matching import Facts, matches

# Release numbers in a part; a release is about 10 kB.
PART_SIZE = 100
# A feed names the newest withdrawals. A client that polls too seldom for these follows the log.
MOST_WITHDRAWALS = 200


@dataclass(frozen=True)
class ArchivePart:
    """The releases of one range, the newest first, and the positions of the neighbouring ranges.

    `is_full` says that every number of the range was given, so no release is added to it any more.
    """

    documents: tuple[Document, ...]
    is_full: bool
    previous: int | None
    next: int | None


def newest_part(reader: Reader, selection: Selection) -> int | None:
    """Return the position of the last range that has releases of `selection`."""
    numbers = reader.numbers(selection)
    return numbers.max() // PART_SIZE if numbers else None


def find_part(reader: Reader, selection: Selection, position: int) -> ArchivePart | None:
    """Return the range at `position`; None while no number of it was given."""
    numbers = reader.numbers(selection)
    first, after = position * PART_SIZE, (position + 1) * PART_SIZE
    head = log.head(reader.session)
    if first > head:
        return None
    before = numbers.rank(first - 1) if first else 0
    until = numbers.rank(after - 1)
    return ArchivePart(
        documents=reader.documents(list(numbers[before:until])[::-1]),
        is_full=head >= after - 1,
        previous=numbers[before - 1] // PART_SIZE if before else None,
        next=numbers[until] // PART_SIZE if until < len(numbers) else None,
    )


@dataclass(frozen=True)
class Withdrawal:
    """A withdrawn release, when it was withdrawn, and the text of its notice."""

    release_id: UUID
    at: datetime
    text: str


def list_withdrawals(session: Session, selection: Selection) -> list[Withdrawal]:
    """Return those of the newest withdrawals whose releases were ever in `selection`.

    Who was shown a release there has to hear of it, though it had left by then. One statement. `q`
    is ignored: the words of a withdrawn release are not kept.
    """
    modified_at, release_id = col(PublishedRelease.modified_at), col(PublishedRelease.id)
    newest = (
        select(release_id, modified_at, col(PublishedRelease.notice))
        .where(col(PublishedRelease.listed).is_(False))
        .order_by(modified_at.desc(), release_id.desc())
        .limit(MOST_WITHDRAWALS)
        .subquery()
    )
    asked = (
        select(newest.c.notice, col(Change.facts))
        .join(Change, col(Change.release_id) == newest.c.id)
        .where(col(Change.facts).is_not(None))
        .order_by(newest.c.modified_at.desc(), newest.c.id.desc())
    )
    # Most releases are found by the same facts all along.
    notices = {
        notice: None
        for notice, facts in dict.fromkeys(map(tuple, session.execute(asked)))
        if matches(selection, Facts.from_json(facts))
    }
    return [_withdrawal(Notice.model_validate_json(notice)) for notice in notices]


def _withdrawal(notice: Notice) -> Withdrawal:
    return Withdrawal(notice.release_id, notice.withdrawn_at, notice.text)
