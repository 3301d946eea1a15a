"""Reads of the change log for readers."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, exists, null, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.changes import log
from app.changes.log import ChangeKind
from app.changes.models import Change


@dataclass(frozen=True)
class Stretch:
    """Facts after a number, in order, and the number of the newest fact of all."""

    facts: Sequence[Change]
    head: int


def list_changes(session: Session, since: int, limit: int) -> Stretch:
    """At most `limit` facts after number `since`; two statements.

    Once a release is withdrawn, what earlier facts noted of it is not told any more.
    """
    head = log.head(session)
    if since >= head:
        return Stretch((), head)
    later = aliased(Change)
    withdrawn_since = exists().where(
        col(later.release_id) == col(Change.release_id),
        col(later.seq) > col(Change.seq),
        col(later.kind) == ChangeKind.WITHDRAWN.value,
    )
    note = case((withdrawn_since, null()), else_=col(Change.note)).label("note")
    rows = session.execute(
        select(
            col(Change.seq),
            col(Change.kind),
            col(Change.release_id),
            col(Change.version),
            col(Change.at),
            note,
        )
        .where(col(Change.seq) > since, col(Change.seq) <= head)
        .order_by(col(Change.seq))
        .limit(limit)
    )
    return Stretch([Change(**row) for row in rows.mappings()], head)
