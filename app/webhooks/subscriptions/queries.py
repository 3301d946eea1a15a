"""Reads subscriptions and their deliveries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_, true
from sqlmodel import Session, col, select

from app.auth.caller import Caller, Scope
from app.auth.models import ApiKey
from app.base.problems import NotFound
from app.webhooks.subscriptions.models import WebhookDelivery, WebhookSubscription
from app.webhooks.subscriptions.states import Told

_KEY = "key:"
# How many rotations back a key still has what its predecessors owned.
_MOST_ROTATIONS = 100


@dataclass(frozen=True)
class Backlog:
    """The events that wait for one subscription: how many, and when the first is due."""

    count: int = 0
    due_at: datetime | None = None


def owners_of(session: Session, caller: Caller) -> tuple[str, ...]:
    """Returns the id of `caller`, and those of the keys that its key replaced by rotation."""
    found = [caller.id]
    for _ in range(_MOST_ROTATIONS):
        if not found[-1].startswith(_KEY):
            break
        row = session.get(ApiKey, UUID(found[-1].removeprefix(_KEY)))
        if row is None or row.rotated_from is None:
            break
        found.append(f"{_KEY}{row.rotated_from}")
    return tuple(found)


def get_subscription(
    session: Session, caller: Caller, subscription_id: UUID, *, change: bool = False
) -> WebhookSubscription:
    """Returns a subscription that `caller` may see, locked for a `change`. Raises NotFound."""
    asked = select(WebhookSubscription).where(
        col(WebhookSubscription.id) == subscription_id, _seen_by(session, caller)
    )
    row = session.exec(asked.with_for_update() if change else asked).one_or_none()
    if row is None:
        raise NotFound
    return row


def list_subscriptions(session: Session, caller: Caller) -> Sequence[WebhookSubscription]:
    """Returns all that `caller` may see, the oldest first."""
    asked = select(WebhookSubscription).where(_seen_by(session, caller))
    order = (col(WebhookSubscription.created_at), col(WebhookSubscription.id))
    return session.exec(asked.order_by(*order)).all()


def _seen_by(session: Session, caller: Caller) -> ColumnElement[bool]:
    """Its own, and to an administrator all that exist for it."""
    own = col(WebhookSubscription.owner).in_(owners_of(session, caller))
    if not caller.may(Scope.ADMIN):
        return own
    return or_(own, and_(true(), *caller.owned(col(WebhookSubscription.organisation))))


def count_of(session: Session, owners: Iterable[str]) -> int:
    """Returns how many subscriptions `owners` have."""
    asked = select(func.count()).where(col(WebhookSubscription.owner).in_(tuple(owners)))
    return session.exec(asked).one()


def backlogs(session: Session, subscription_ids: Sequence[UUID]) -> Mapping[UUID, Backlog]:
    """Returns what waits for each subscription that has something waiting. One statement."""
    due_at, noted_at = col(WebhookDelivery.due_at), col(WebhookDelivery.noted_at)
    next_try = func.min(case((due_at > noted_at, due_at), else_=noted_at))
    asked = (
        select(WebhookDelivery.subscription_id, func.count(), next_try)
        .where(
            col(WebhookDelivery.subscription_id).in_(subscription_ids),
            col(WebhookDelivery.state) == Told.WAITING,
        )
        .group_by(col(WebhookDelivery.subscription_id))
    )
    return {row[0]: Backlog(row[1], row[2]) for row in session.exec(asked)}


def get_delivery(session: Session, subscription_id: UUID, delivery_id: UUID) -> WebhookDelivery:
    """Returns one delivery of this subscription. Raises NotFound."""
    row = session.get(WebhookDelivery, delivery_id)
    if row is None or row.subscription_id != subscription_id:
        raise NotFound
    return row


def list_deliveries(
    session: Session,
    subscription_id: UUID,
    state: str | None,
    before: tuple[int, UUID] | None,
    limit: int,
) -> Sequence[WebhookDelivery]:
    """Returns at most `limit` deliveries, the newest facts first, that follow `before`."""
    seq, row_id = col(WebhookDelivery.seq), col(WebhookDelivery.id)
    asked = select(WebhookDelivery).where(col(WebhookDelivery.subscription_id) == subscription_id)
    if state is not None:
        asked = asked.where(col(WebhookDelivery.state) == state)
    if before is not None:
        last_seq, last_id = before
        asked = asked.where((seq < last_seq) | ((seq == last_seq) & (row_id < last_id)))
    return session.exec(asked.order_by(seq.desc(), row_id.desc()).limit(limit)).all()
