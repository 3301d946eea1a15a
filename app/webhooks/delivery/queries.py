"""Finds due subscriptions, due deliveries, and deliveries old enough to delete."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, delete, exists, or_, true, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.changes.log import ChangeKind
from app.db.database import UtcInstant
from app.stream.entries import TAKES_AWAY
from app.webhooks.subscriptions.holdings import NEVER_GIVEN_UP
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
        ~_held_up(now),
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


def _held_up(now: Any) -> Any:
    earlier = aliased(Sent)
    return exists().where(
        col(earlier.release_id) == col(Sent.release_id),
        col(earlier.subscription_id) == col(Sent.subscription_id),
        col(earlier.seq) < col(Sent.seq),
        # Not by an index of states: SQLite would go through all that waits for the receiver.
        col(earlier.state).concat("") == Told.WAITING,
        col(earlier.due_at) > now,
    )


def _due_of_one(*, withdrawals: bool) -> Any:
    """Returns a statement for due deliveries, without those that follow one that waits.

    Events of one release are sent in order: each waits for the earlier ones.
    """
    is_withdrawal = col(Sent.kind) == ChangeKind.WITHDRAWN.value
    now = bindparam("now", type_=UtcInstant)
    return (
        select(Sent)
        .where(
            col(Sent.subscription_id) == bindparam("one"),
            col(Sent.state) == Told.WAITING,
            col(Sent.due_at) <= now,
            is_withdrawal if withdrawals else ~is_withdrawal,
            ~_held_up(now),
        )
        # By the number alone, so that the index of what waits gives the order.
        .order_by(col(Sent.seq))
        .limit(bindparam("most"))
    )


_WITHDRAWALS, _OTHERS = _due_of_one(withdrawals=True), _due_of_one(withdrawals=False)


def due_deliveries(
    session: Session, subscription_id: UUID, now: datetime, limit: int
) -> Sequence[Sent]:
    """Returns what may be sent to one receiver now: withdrawals first, the rest in order."""
    given = {"one": subscription_id, "now": now, "most": limit}
    found = list(session.scalars(_WITHDRAWALS, given))
    if len(found) < limit:
        found += session.scalars(_OTHERS, {**given, "most": limit - len(found)})
    return found


def _followed(*states: Told, by_text: bool = False) -> Any:
    later = aliased(Sent)
    is_text = col(later.kind).not_in(TAKES_AWAY)
    return exists().where(
        is_text if by_text else true(),
        col(later.release_id) == col(Sent.release_id),
        col(later.subscription_id) == col(Sent.subscription_id),
        col(later.seq) > col(Sent.seq),
        # Not by an index of states: it would go through all that was settled for the receiver.
        col(later.state).concat("").in_(states),
    )


def reopen_given_up(session: Session, now: datetime) -> None:
    """Go on telling corrections and what takes a text away, unless a later event was told."""
    given_up = and_(col(Sent.state) == Told.FAILED, col(Sent.kind).in_(NEVER_GIVEN_UP))
    sending = select(col(Row.id)).where(col(Row.state).in_(SENDING))
    untold = update(Sent).where(
        given_up,
        col(Sent.subscription_id).in_(sending),
        ~_followed(Told.WAITING, Told.DELIVERED),
    )
    again = {"state": Told.WAITING.value, "due_at": now}
    session.execute(untold.values(**again, first_tried_at=None, settled_at=None))


def delete_old(session: Session, now: datetime) -> None:
    """Delete deliveries that ended long ago, save what tells who has which text."""
    text_was_tried = and_(col(Sent.kind).not_in(TAKES_AWAY), col(Sent.last_tried_at).is_not(None))
    followed = and_(
        _followed(Told.DELIVERED),
        or_(~text_was_tried, _followed(Told.DELIVERED, by_text=True)),
    )
    old = and_(col(Sent.settled_at) < now - KEPT, or_(col(Sent.release_id).is_(None), followed))
    session.execute(delete(Sent).where(old))
