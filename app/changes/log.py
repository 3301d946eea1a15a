"""The append-only log of public facts: written with the fact, numbered in commit order."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import insert, update
from sqlmodel import Session, col, select

from app.changes.models import Change, ChangeHead


class ChangeKind(StrEnum):
    """What can happen to a release in public. On the wire the list is open."""

    PUBLISHED = "published"
    UPDATED = "updated"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


def hold(session: Session, count: int = 0) -> int:
    """Take the log's lock until the transaction ends, and `count` numbers; answers the last one.

    A sequence would hand out numbers in the order of asking: a reader at 41 could then miss a 40
    that is committed after it. The row lock makes the order of numbers the order of commits.
    An act on several releases takes the lock first, so that two of them never wait for each other.
    """
    statement = (
        update(ChangeHead)
        .where(col(ChangeHead.id) == 1)
        .values(seq=ChangeHead.seq + count)
        .returning(col(ChangeHead.seq))
    )
    last: int = session.execute(statement).scalar_one()
    return last


@dataclass(frozen=True)
class Fact:
    """A public fact that has no number yet. `note` is JSON text that readers may see."""

    kind: ChangeKind
    release_id: UUID
    version: int
    at: datetime
    note: str | None = None


def record(session: Session, fact: Fact) -> int:
    """Write one public fact in the running transaction; answers its number."""
    return record_many(session, [fact])[0]


def record_many(session: Session, facts: Sequence[Fact]) -> list[int]:
    """Write public facts in the running transaction; answers their numbers, in the same order."""
    last = hold(session, len(facts))
    numbers = list(range(last - len(facts) + 1, last + 1))
    rows = [{"seq": seq, **asdict(fact)} for seq, fact in zip(numbers, facts, strict=True)]
    if rows:
        session.execute(insert(Change), rows)
    return numbers


def read_since(session: Session, seq: int, limit: int) -> Sequence[Change]:
    """At most `limit` facts after number `seq`, in order."""
    later = select(Change).where(col(Change.seq) > seq).order_by(col(Change.seq)).limit(limit)
    return session.exec(later).all()


def head(session: Session) -> int:
    """The number of the newest fact; 0 when there is none."""
    return session.exec(select(ChangeHead.seq).where(col(ChangeHead.id) == 1)).one()
