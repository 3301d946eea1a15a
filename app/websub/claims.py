"""What the WebSub hub has to do, claimed by one of several processes, and what became of it.

A claim ends by itself: what a process had in hand when it was killed is done by another.
"""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, func, literal_column, or_
from sqlmodel import Session, col, select

from app.changes import log
from app.db.database import Database
from app.db.look import Look
from app.websub.models import WebsubSubscription

# Longer than the longest call; a process that was killed holds others up no longer than this.
CLAIM = timedelta(seconds=60)
# Calls of one process to one host at the same time: one that is slow holds up few of them all.
PER_HOST = 4

Row = WebsubSubscription
# Asked after every commit.
_ANYBODY = Look(select(col(Row.id)).limit(literal_column("1")))


def _is_due(now: datetime, head: int) -> ColumnElement[bool]:
    unclaimed = or_(col(Row.claimed_until).is_(None), col(Row.claimed_until) <= now)
    behind = and_(col(Row.until) > now, col(Row.seen) < head, col(Row.due_at) <= now)
    return and_(unclaimed, or_(col(Row.wanted).is_not(None), behind))


def has_work(session: Session, now: datetime) -> bool:
    """Whether anything is to be done now; nothing is locked.

    One short statement where nobody has subscribed, else three.
    """
    if not _ANYBODY.rows(session, {}):
        return False
    due = select(col(Row.id)).where(_is_due(now, log.head(session))).limit(1)
    return session.exec(due).first() is not None


def claim(
    database: Database, now: datetime, limit: int, busy: Collection[str] = ()
) -> tuple[list[Row], int]:
    """At most `limit` subscriptions for which something is due, and the newest log number.

    Who is subscribed comes before who asks to be, and none at a host that is `busy`. Leases that
    ended are forgotten.
    """
    with database.write() as session:
        head = log.head(session)
        ended = and_(col(Row.until) <= now, col(Row.wanted).is_(None))
        session.execute(delete(Row).where(ended))
        is_due = and_(_is_due(now, head), col(Row.host).not_in(busy))
        order = (col(Row.wanted).is_not(None), col(Row.due_at), col(Row.id))
        place = func.row_number().over(partition_by=col(Row.host), order_by=order)
        placed = select(col(Row.id).label("id"), place.label("place")).where(is_due).subquery()
        first = select(placed.c.id).where(placed.c.place <= PER_HOST)
        due = select(Row).where(col(Row.id).in_(first), is_due).order_by(*order).limit(limit)
        rows = list(session.exec(due.with_for_update(skip_locked=True)))
        for row in rows:
            row.claimed_until = now + CLAIM
    return rows, head


def settle(database: Database, row_id: UUID, change: Callable[[Row], bool]) -> None:
    """Write what became of a claimed subscription: `change` alters its row, False forgets it."""
    with database.write() as session:
        row = session.exec(select(Row).where(col(Row.id) == row_id).with_for_update()).one_or_none()
        if row is None:
            return
        if change(row):
            row.claimed_until = None
        else:
            session.delete(row)
