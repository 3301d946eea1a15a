"""Reads subscriptions and their deliveries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.auth.caller import Caller, Scope
from app.auth.models import ApiKey
from app.base.problems import NotFound
from app.webhooks.subscriptions.models import WebhookDelivery, WebhookSubscription
from app.webhooks.subscriptions.states import SENDING, SubscriptionState, Told

_KEY = "key:"
# How many rotations back a key still has what its predecessors owned.
_MOST_ROTATIONS = 100
_STANDS = col(WebhookSubscription.state) != SubscriptionState.DELETED


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
    """Its own, and to an administrator all that exist for it; none that is deleted."""
    organisation = col(WebhookSubscription.organisation)
    owned = and_(_STANDS, *caller.owned(organisation))
    # The subject of a token may act for several organisations, with a token for each. What is
    # from before organisations were written down says none.
    mine = col(WebhookSubscription.owner).in_(owners_of(session, caller))
    own = and_(mine, or_(owned, and_(_STANDS, organisation.is_(None))))
    return or_(own, owned) if caller.may(Scope.ADMIN) else own


def count_of(session: Session, owners: Iterable[str]) -> int:
    """Returns how many subscriptions `owners` have."""
    owned = col(WebhookSubscription.owner).in_(tuple(owners))
    asked = select(func.count()).where(owned, _STANDS)
    return session.exec(asked).one()


def backlogs(session: Session, subscription_ids: Sequence[UUID]) -> Mapping[UUID, Backlog]:
    """Returns what waits for each subscription that has something waiting. One statement."""
    due_at, noted_at = col(WebhookDelivery.due_at), col(WebhookDelivery.noted_at)
    subscription_id, seq = col(WebhookDelivery.subscription_id), col(WebhookDelivery.seq)
    of_one = func.coalesce(col(WebhookDelivery.release_id), col(WebhookDelivery.id))
    place = func.row_number().over(partition_by=(subscription_id, of_one), order_by=seq)
    waiting = (
        select(
            subscription_id,
            case((due_at > noted_at, due_at), else_=noted_at).label("due"),
            place.label("place"),
        )
        .where(subscription_id.in_(subscription_ids), col(WebhookDelivery.state) == Told.WAITING)
        .subquery()
    )
    # The first of a release is the next to be tried: the others wait for it.
    next_try = func.min(case((waiting.c.place == 1, waiting.c.due)))
    asked = select(waiting.c.subscription_id, func.count(), next_try).group_by(
        waiting.c.subscription_id
    )
    return {row[0]: Backlog(row[1], row[2]) for row in session.exec(asked)}


def next_tries(
    session: Session,
    rows: Iterable[WebhookSubscription],
    deliveries: Iterable[WebhookDelivery],
) -> Mapping[UUID, datetime]:
    """Returns when each waiting delivery to one of `rows` is tried next, at the earliest."""
    from_then = {row.id: row.due_at for row in rows if row.state in SENDING}
    waiting = {
        one.id: max(one.noted_at, from_then[one.subscription_id])
        for one in deliveries
        if one.state == Told.WAITING and one.subscription_id in from_then
    }
    if not waiting:
        return {}
    earlier = aliased(WebhookDelivery)
    # Events of one release are sent in order.
    holds_up = and_(
        col(earlier.release_id) == col(WebhookDelivery.release_id),
        col(earlier.subscription_id) == col(WebhookDelivery.subscription_id),
        col(earlier.seq) < col(WebhookDelivery.seq),
        col(earlier.state) == Told.WAITING,
    )
    is_same = col(earlier.id) == col(WebhookDelivery.id)
    asked = (
        select(WebhookDelivery.id, func.max(earlier.due_at))
        .join(earlier, or_(is_same, holds_up))
        .where(col(WebhookDelivery.id).in_(waiting))
        .group_by(col(WebhookDelivery.id))
    )
    return {one: max(due_at, waiting[one]) for one, due_at in session.exec(asked)}


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
