"""The append-only log of public facts: written with the fact, numbered in commit order."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import bindparam, func, insert, update
from sqlmodel import Session, SQLModel, col, select

from app.changes.models import Change, ChangeHead
from app.http.cache_tags import EVERYTHING, LISTS, STALE_TAGS, release_tag

# In the `info` of a session that recorded facts.
RECORDED = "changes.recorded"
# In the `info` of a session that locked the log: the `vocabulary`, which nobody else changes until
# the transaction ends; None where this transaction changes it.
VOCABULARY = "changes.vocabulary"
# Reads a `Mark`.
MARK = select(ChangeHead.epoch, ChangeHead.seq, ChangeHead.vocabulary).where(
    col(ChangeHead.id) == 1
)

_CHANGES = SQLModel.metadata.tables["change"]
_HEAD = SQLModel.metadata.tables["change_head"]
# Built once: to build a statement takes longer than to run it.
_RECORD = insert(_CHANGES)
_LOCK = (
    update(_HEAD)
    .where(_HEAD.c.id == 1)
    .values(
        seq=_HEAD.c.seq + bindparam("count"),
        vocabulary=_HEAD.c.vocabulary + bindparam("words"),
    )
    .returning(_HEAD.c.seq, _HEAD.c.vocabulary)
)


class ChangeKind(StrEnum):
    """What can happen to a release in public. On the wire the list is open."""

    PUBLISHED = "published"
    UPDATED = "updated"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


def lock(session: Session, count: int = 0, *, words: int = 0) -> int:
    """Lock the log until the transaction ends, and allocate `count` numbers. Returns the last one.

    `words=1` says that the transaction changes places or themes.

    A sequence would hand out numbers in the order of asking: a reader at 41 could then miss a 40
    that is committed after it. The row lock makes the order of numbers the order of commits.
    An act on several releases takes the lock first, so that two of them never wait for each other.
    """
    given = {"count": count, "words": words}
    last, vocabulary = session.connection().execute(_LOCK, given).one()
    changes_it = words or session.info.get(VOCABULARY, words) is None
    session.info[VOCABULARY] = None if changes_it else vocabulary
    if words:
        # Readers find names of places and labels of themes in every kind of answer.
        session.info.setdefault(STALE_TAGS, set()).add(EVERYTHING)
    return int(last)


def allocate_seqs(session: Session, count: int) -> list[int]:
    """Lock the log and allocate `count` numbers. Returns them."""
    last = lock(session, count)
    return list(range(last - count + 1, last + 1))


@dataclass(frozen=True)
class Fact:
    """A public fact that has no number yet.

    `note` is JSON text that readers may see. `facts` is what selections find the release by from
    then on (`published/selection/matching.py`); None once it is withdrawn.
    """

    kind: ChangeKind
    release_id: UUID
    version: int
    at: datetime
    note: str | None = None
    facts: str | None = None


def record(session: Session, fact: Fact) -> int:
    """Write one public fact in the running transaction. Returns its number."""
    return record_many(session, [fact])[0]


def record_many(
    session: Session, facts: Sequence[Fact], numbers: Sequence[int] | None = None
) -> list[int]:
    """Write public facts in the running transaction. Returns their numbers, in the same order.

    `numbers` were allocated for them before (`allocate_seqs`); else they are allocated here.
    """
    numbers = allocate_seqs(session, len(facts)) if numbers is None else list(numbers)
    rows = [{"seq": seq, **vars(fact)} for seq, fact in zip(numbers, facts, strict=True)]
    if rows:
        session.connection().execute(_RECORD, rows)
        session.info[RECORDED] = True
        make_stale(session, [fact.release_id for fact in facts])
    return numbers


def make_stale(session: Session, release_ids: Collection[UUID]) -> None:
    """Note which answers are stale from now on: of these releases, and of what depends on many."""
    tags: set[str] = session.info.setdefault(STALE_TAGS, set())
    tags.update((LISTS, *map(release_tag, release_ids)))


def read_since(session: Session, seq: int, limit: int) -> Sequence[Change]:
    """Return at most `limit` facts after number `seq`, in order."""
    later = select(Change).where(col(Change.seq) > seq).order_by(col(Change.seq)).limit(limit)
    return session.exec(later).all()


def first_numbers(session: Session, release_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return the number of the first fact of each release."""
    first = select(Change.release_id, func.min(Change.seq)).group_by(col(Change.release_id))
    return dict(session.exec(first.where(col(Change.release_id).in_(release_ids))).all())


@dataclass(frozen=True, order=True)
class Mark:
    """A state of the public facts: what is derived from them is valid while the mark is the same.

    `epoch` changes when all public documents are rendered anew (`rebuild`), which no fact does.
    `vocabulary` changes with places and themes: what names mean and what labels say depends on it.
    """

    epoch: int
    seq: int
    vocabulary: int = 0


def mark(session: Session) -> Mark:
    """Return the present state, read from one row."""
    return Mark(*session.connection().execute(MARK).one())


def start_epoch(session: Session) -> None:
    """Begin a new epoch: whatever is derived from the public documents has to be derived anew."""
    session.execute(
        update(ChangeHead).where(col(ChangeHead.id) == 1).values(epoch=ChangeHead.epoch + 1)
    )


def head(session: Session) -> int:
    """Return the number of the newest fact; 0 when there is none."""
    return session.exec(select(ChangeHead.seq).where(col(ChangeHead.id) == 1)).one()
