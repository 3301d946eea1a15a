"""Who sends for which subscription: one process at a time, and what became of it.

A claim is renewed while its process lives and ends by itself soon after that was killed. So events
of one release are never under way twice at once, and another process goes on.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, delete, exists, literal_column, or_, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.db.database import Database, UtcInstant
from app.db.look import Look
from app.webhooks.subscriptions.models import WebhookDelivery, WebhookSubscription
from app.webhooks.subscriptions.states import SENDING, State, Told

# Renewed three times within it.
LEASE = timedelta(seconds=6)
KEPT = timedelta(days=30)
# In the `info` of sessions of this package: what they commit is no news to it.
OURS = "webhooks"

Row = WebhookSubscription
Sent = WebhookDelivery


# Asked after every commit.
_ANYBODY = Look(select(col(Row.id)).limit(literal_column("1")))


def has_anybody(database: Database) -> bool:
    """Whether there is any subscription; one short statement."""
    with database.read() as session:
        return bool(_ANYBODY.rows(session, {}))


@contextmanager
def writing(database: Database) -> Iterator[Session]:
    """A transaction of the deliverer."""
    with database.write() as session:
        session.info[OURS] = True
        yield session


def lock(session: Session, ids: Collection[UUID]) -> None:
    """Lock subscriptions in one order, so that two transactions never wait for each other."""
    of_these = select(col(Row.id)).where(col(Row.id).in_(list(ids))).order_by(col(Row.id))
    session.execute(of_these.with_for_update()).all()


def lock_mine(session: Session, me: UUID, ids: Collection[UUID]) -> set[UUID]:
    """Lock subscriptions; answers which of them `me` has claimed."""
    lock(session, ids)
    of_mine = select(col(Row.id)).where(col(Row.claimed_by) == me, col(Row.id).in_(list(ids)))
    return set(session.exec(of_mine))


def _is_waiting(now: datetime) -> ColumnElement[bool]:
    return and_(col(Sent.state) == Told.WAITING, col(Sent.due_at) <= now)


def _has_due(now: datetime) -> ColumnElement[bool]:
    waiting = exists().where(col(Sent.subscription_id) == col(Row.id), _is_waiting(now))
    unclaimed = or_(col(Row.claimed_until).is_(None), col(Row.claimed_until) <= now)
    told = and_(col(Row.state).in_(SENDING), waiting)
    asked = col(Row.state) == State.UNVERIFIED
    return and_(unclaimed, col(Row.due_at) <= now, or_(told, asked))


def claim(
    database: Database, me: UUID, finished: Collection[UUID], now: datetime, limit: int
) -> list[Row]:
    """Give up what is finished, and take at most `limit` subscriptions with something to send.

    Takes no write lock when there is nothing to do.
    """
    with database.read() as session:
        due = session.exec(select(col(Row.id)).where(_has_due(now)).limit(1)).first()
    if due is None and not finished:
        return []
    with writing(database) as session:
        if finished:
            lock(session, finished)
            session.execute(_of(me, finished).values(claimed_by=None, claimed_until=None))
        wanted = select(Row).where(_has_due(now)).order_by(col(Row.due_at), col(Row.id))
        rows = list(session.exec(wanted.limit(limit).with_for_update(skip_locked=True)))
        for row in rows:
            row.claimed_by, row.claimed_until = me, now + LEASE
    return rows


def renew(database: Database, me: UUID, held: Collection[UUID], now: datetime) -> set[UUID]:
    """Keep what is held for another while; answers what of it may still be sent for by `me`."""
    with writing(database) as session:
        lock(session, held)
        kept = _of(me, held).where(col(Row.state).in_((*SENDING, State.UNVERIFIED)))
        kept = kept.values(claimed_until=now + LEASE).returning(col(Row.id))
        return set(session.scalars(kept))


def give_up(database: Database, me: UUID) -> None:
    """Let others take at once whatever this process holds."""
    with writing(database) as session:
        lock(session, session.scalars(select(col(Row.id)).where(col(Row.claimed_by) == me)).all())
        mine = update(Row).where(col(Row.claimed_by) == me)
        session.execute(mine.values(claimed_by=None, claimed_until=None))


def _of(me: UUID, ids: Collection[UUID]) -> Any:
    return update(Row).where(col(Row.claimed_by) == me, col(Row.id).in_(list(ids)))


def find_held(session: Session, me: UUID, subscription_id: UUID) -> Row | None:
    """The subscription as it is now, while this process may send for it."""
    row = session.get(Row, subscription_id)
    held = row is not None and row.claimed_by == me and row.state in SENDING
    return row if held else None


def _due_of_one() -> Any:
    """What may be sent: nothing whose release waits for an earlier event. Built once."""
    earlier = aliased(Sent)
    now = bindparam("now", type_=UtcInstant)
    held_up = exists().where(
        col(earlier.release_id) == col(Sent.release_id),
        col(earlier.subscription_id) == col(Sent.subscription_id),
        col(earlier.seq) < col(Sent.seq),
        col(earlier.state) == Told.WAITING,
        col(earlier.due_at) > now,
    )
    return (
        select(Sent)
        .where(
            col(Sent.subscription_id) == bindparam("one"),
            col(Sent.state) == Told.WAITING,
            col(Sent.due_at) <= now,
            ~held_up,
        )
        .order_by(col(Sent.seq), col(Sent.id))
        .limit(bindparam("most"))
    )


_DUE_OF_ONE = _due_of_one()


def due_deliveries(
    session: Session, subscription_id: UUID, now: datetime, limit: int
) -> Sequence[Sent]:
    """What may be sent to one receiver now, in order."""
    given = {"one": subscription_id, "now": now, "most": limit}
    return session.scalars(_DUE_OF_ONE, given).all()


def write_outcomes(
    session: Session, deliveries: Sequence[dict[str, Any]], subscriptions: Sequence[Any]
) -> None:
    """What became of deliveries: their columns by `row_id`; and statements on subscriptions."""
    for statement in subscriptions:
        session.execute(statement)
    if deliveries:
        names = [name for name in deliveries[0] if name != "row_id"]
        change = update(Sent).where(col(Sent.id) == bindparam("row_id"))
        values: dict[str, Any] = {name: bindparam(name) for name in names}
        session.connection().execute(change.values(values), deliveries)


def forget_old(database: Database, now: datetime) -> None:
    """Throw away what was settled long ago, save the last delivery of each release."""
    later = aliased(Sent)
    followed = exists().where(
        col(later.release_id) == col(Sent.release_id),
        col(later.subscription_id) == col(Sent.subscription_id),
        col(later.seq) > col(Sent.seq),
    )
    old = and_(col(Sent.settled_at) < now - KEPT, or_(col(Sent.release_id).is_(None), followed))
    with writing(database) as session:
        session.execute(delete(Sent).where(old))
