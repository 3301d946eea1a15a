"""Reads the change log for clients that follow it under a selection."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.changes.log import ChangeKind
from app.changes.models import Change


@dataclass(frozen=True)
class Step:
    """A fact with the facts that selections matched its release by until then (`before`), if any.

    `is_last` says that the release has no later fact. `note` is None if the release was withdrawn
    later: earlier notes are not shown any more.
    """

    seq: int
    kind: str
    release_id: UUID
    version: int
    at: datetime
    note: str | None
    facts: str | None
    before: str | None
    is_last: bool


def list_steps(session: Session, since: int, limit: int) -> Sequence[Step]:
    """Return at most `limit` facts after number `since`, in order; one statement."""
    earlier, later, withdrawal = aliased(Change), aliased(Change), aliased(Change)
    release_id, seq = col(Change.release_id), col(Change.seq)
    before = (
        select(col(earlier.facts))
        .where(col(earlier.release_id) == release_id, col(earlier.seq) < seq)
        .order_by(col(earlier.seq).desc())
        .limit(1)
        .scalar_subquery()
    )
    follows = exists().where(col(later.release_id) == release_id, col(later.seq) > seq)
    taken_back = exists().where(
        col(withdrawal.release_id) == release_id,
        col(withdrawal.seq) > seq,
        col(withdrawal.kind) == ChangeKind.WITHDRAWN.value,
    )
    rows = session.execute(
        select(Change, before, follows, taken_back).where(seq > since).order_by(seq).limit(limit)
    )
    return list(_steps(rows))


def _steps(rows: Iterable[tuple[Change, str | None, bool, bool]]) -> Iterator[Step]:
    for fact, before, is_followed, is_taken_back in rows:
        yield Step(
            fact.seq,
            fact.kind,
            fact.release_id,
            fact.version,
            fact.at,
            None if is_taken_back else fact.note,
            fact.facts,
            before,
            not is_followed,
        )


def instant_of(session: Session, seq: int) -> datetime | None:
    """Return the instant of the fact with the number `seq`; None if there is none."""
    return session.execute(select(col(Change.at)).where(col(Change.seq) == seq)).scalar()
