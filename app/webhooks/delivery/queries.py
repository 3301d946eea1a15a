"""Finds due subscriptions, due deliveries, and deliveries old enough to delete."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, delete, exists, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.db.database import UtcInstant
from app.webhooks.subscriptions.models import WebhookDelivery, WebhookSubscription
from app.webhooks.subscriptions.states import SENDING, SubscriptionState, Told

# How long ended deliveries are kept.
KEPT = timedelta(days=30)

Row = WebhookSubscription
Sent = WebhookDelivery


def due_subscriptions(now: datetime) -> SelectOfScalar[Row]:
    """Returns a statement for subscriptions with something to send, the longest due first."""
    waiting = exists().where(
        col(Sent.subscription_id) == col(Row.id),
        col(Sent.state) == Told.WAITING,
        col(Sent.due_at) <= now,
    )
    has_events = and_(col(Row.state).in_(SENDING), waiting)
    has_challenge = col(Row.state) == SubscriptionState.UNVERIFIED
    due = and_(col(Row.due_at) <= now, or_(has_events, has_challenge))
    return select(Row).where(due).order_by(col(Row.due_at), col(Row.id))


def find_claimed(session: Session, owner: UUID, subscription_id: UUID) -> Row | None:
    """Returns the subscription as it is now, or None when `owner` may no longer send to it."""
    row = session.get(Row, subscription_id)
    is_claimed = row is not None and row.claimed_by == owner and row.state in SENDING
    return row if is_claimed else None


def _due_of_one() -> Any:
    """Returns a statement for due deliveries, without those that follow one that waits.

    Events of one release are sent in order: each waits for the earlier ones.
    """
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
    """Returns what may be sent to one receiver now, in order."""
    given = {"one": subscription_id, "now": now, "most": limit}
    return session.scalars(_DUE_OF_ONE, given).all()


def delete_old(session: Session, now: datetime) -> None:
    """Delete deliveries that ended long ago, save the last one of each release."""
    later = aliased(Sent)
    followed = exists().where(
        col(later.release_id) == col(Sent.release_id),
        col(later.subscription_id) == col(Sent.subscription_id),
        col(later.seq) > col(Sent.seq),
    )
    old = and_(col(Sent.settled_at) < now - KEPT, or_(col(Sent.release_id).is_(None), followed))
    session.execute(delete(Sent).where(old))
