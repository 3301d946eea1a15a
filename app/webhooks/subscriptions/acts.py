"""What an owner does with a subscription. Nothing here commits."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, update
from sqlmodel import Session, col, delete, select

from app.auth.audit import write_entry
from app.auth.caller import Caller
from app.base.ids import new_id, new_signing_secret
from app.base.problems import SUBSCRIPTION_LIMIT, SUBSCRIPTION_STATE, Problem
from app.changes import log
from app.changes.models import Change
from app.webhooks.subscriptions.models import WebhookDelivery, WebhookSubscription
from app.webhooks.subscriptions.queries import count_of, owners_of
from app.webhooks.subscriptions.schemas import SubscriptionCreate, SubscriptionPatch
from app.webhooks.subscriptions.selection import canonical
from app.webhooks.subscriptions.states import REMEDIES, SENDING, TEST, SubscriptionState, Told

MOST = 500
TEST_SEQ = 0

Row = WebhookSubscription


@dataclass(frozen=True)
class By:
    """Who acts, when, in which request."""

    caller: Caller
    at: datetime
    request_id: str | None
    zone: ZoneInfo


def subscribe(session: Session, given: SubscriptionCreate, by: By) -> Row:
    """A new subscription, told of what happens from now on once it is verified.

    Raises Problem (`subscription-limit`), Invalid.
    """
    selection = canonical(session, given.selection, by.zone)
    if count_of(session, owners_of(session, by.caller)) >= MOST:
        raise Problem(SUBSCRIPTION_LIMIT, f"{MOST} is the most.", {"limit": MOST})
    row = Row(
        id=new_id(),
        owner=by.caller.id,
        url=given.url,
        selection=selection,
        kinds=" ".join(given.kinds),
        format=given.format,
        description=given.description,
        created_at=by.at,
        state=SubscriptionState.UNVERIFIED,
        secret=new_signing_secret(),
        seen=log.head(session),
        due_at=by.at,
    )
    session.add(row)
    _leave(session, row, "subscribe", by, url=row.url)
    session.flush()
    return row


def change(session: Session, row: Row, given: SubscriptionPatch, by: By) -> None:
    """Set what `given` names. A new address is verified before anything is sent to it."""
    members = given.model_fields_set
    if "selection" in members:
        row.selection = canonical(session, given.selection, by.zone)
    if "kinds" in members:
        row.kinds = " ".join(given.kinds)
    if "format" in members:
        row.format = given.format
    if "description" in members:
        row.description = given.description
    if "url" in members and given.url != row.url:
        row.url = given.url
        _begin_anew(row, by, SubscriptionState.UNVERIFIED)
    row.lock += 1
    _leave(session, row, "edit-subscription", by, members=sorted(members))


def rotate(session: Session, row: Row, overlap: timedelta, by: By) -> None:
    """A new secret; the one of now signs beside it until the overlap ends."""
    row.former_secret, row.former_until = row.secret, by.at + overlap
    row.secret = new_signing_secret()
    row.lock += 1
    _leave(session, row, "rotate-secret", by)


def verify(session: Session, row: Row, by: By) -> None:
    """Have the challenge sent again now. Raises Problem where it was answered already."""
    if row.state not in (SubscriptionState.UNVERIFIED, SubscriptionState.ENDED):
        raise _not_now(row)
    _begin_anew(row, by, SubscriptionState.UNVERIFIED)
    _leave(session, row, "verify-subscription", by)


def pause(session: Session, row: Row, by: By) -> None:
    """Send nothing until it is resumed. Raises Problem where nothing is sent anyway."""
    if row.state == SubscriptionState.PAUSED:
        return
    if row.state not in SENDING:
        raise _not_now(row)
    row.state = SubscriptionState.PAUSED
    row.lock += 1
    _leave(session, row, "pause-subscription", by)


def resume(session: Session, row: Row, by: By) -> None:
    """Send again, beginning with what happened meanwhile. Raises Problem for other states."""
    if row.state not in (SubscriptionState.PAUSED, SubscriptionState.SUSPENDED, *SENDING):
        raise _not_now(row)
    _begin_anew(row, by, SubscriptionState.ACTIVE)
    waiting = update(WebhookDelivery).where(
        col(WebhookDelivery.subscription_id) == row.id,
        col(WebhookDelivery.state) == Told.WAITING,
    )
    session.execute(waiting.values(due_at=by.at, first_tried_at=None))
    row.lock += 1
    _leave(session, row, "resume-subscription", by)


def unsubscribe(session: Session, row: Row, by: By) -> None:
    """Forget the subscription, its secret and its deliveries."""
    _leave(session, row, "unsubscribe", by, url=row.url)
    session.execute(delete(WebhookDelivery).where(col(WebhookDelivery.subscription_id) == row.id))
    session.delete(row)


def send_test(session: Session, row: Row, by: By) -> WebhookDelivery:
    """A delivery of an event that is no fact. Raises Problem unless events are sent."""
    if row.state not in SENDING:
        raise _not_now(row)
    delivery = WebhookDelivery(
        id=new_id(),
        subscription_id=row.id,
        seq=TEST_SEQ,
        release_id=None,
        kind=TEST,
        state=Told.WAITING,
        noted_at=by.at,
        due_at=by.at,
    )
    session.add(delivery)
    session.flush()
    return delivery


def replay_one(session: Session, row: Row, delivery: WebhookDelivery, by: By) -> None:
    """Send it once more, under the same id. Raises Problem unless events are sent."""
    if row.state not in SENDING:
        raise _not_now(row)
    delivery.state, delivery.due_at, delivery.settled_at = Told.WAITING, by.at, None
    delivery.tries, delivery.first_tried_at = 0, None
    _leave(session, row, "replay", by, delivery=str(delivery.id))


def replay_since(session: Session, row: Row, since: datetime, by: By) -> None:
    """Tell every fact from `since` on again, each under the id that it had.

    Raises Problem unless the receiver is verified.
    """
    if row.state in (SubscriptionState.UNVERIFIED, SubscriptionState.ENDED):
        raise _not_now(row)
    first = select(func.min(Change.seq)).where(col(Change.at) >= since)
    number = session.exec(first).one()
    if number is not None:
        row.seen = min(row.seen, number - 1)
    _leave(session, row, "replay", by, since=since.isoformat())


def _begin_anew(row: Row, by: By, state: SubscriptionState) -> None:
    row.state, row.due_at = state, by.at
    row.failures, row.failing_since = 0, None


def _not_now(row: Row) -> Problem:
    remedy = REMEDIES.get(SubscriptionState(row.state), "")
    detail = f"The subscription is {row.state}. {remedy}".strip()
    return Problem(SUBSCRIPTION_STATE, detail, {"state": row.state, "remedy": remedy or None})


def _leave(session: Session, row: Row, act: str, by: By, **details: Any) -> None:
    write_entry(
        session,
        at=by.at,
        principal=by.caller.id,
        act=act,
        subject=("subscription", row.id),
        request_id=by.request_id,
        details=details,
    )


def webhook_id(delivery_id: UUID) -> str:
    """The header of every try; it has no dot, as signatures need it."""
    return f"msg_{delivery_id.hex}"
