"""The acts of an owner on a subscription. None of them commits."""

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

MAX_SUBSCRIPTIONS = 500
TEST_SEQ = 0

Row = WebhookSubscription


@dataclass(frozen=True)
class ActingCaller:
    """The caller who acts, when, and in which request."""

    caller: Caller
    at: datetime
    request_id: str | None
    zone: ZoneInfo


def subscribe(session: Session, given: SubscriptionCreate, by: ActingCaller) -> Row:
    """Make a subscription. Once it is verified it gets what happens from now on.

    Raises Problem (`subscription-limit`), Invalid.
    """
    selection = canonical(session, given.selection, by.zone)
    if count_of(session, owners_of(session, by.caller)) >= MAX_SUBSCRIPTIONS:
        raise Problem(
            SUBSCRIPTION_LIMIT, f"{MAX_SUBSCRIPTIONS} is the most.", {"limit": MAX_SUBSCRIPTIONS}
        )
    row = Row(
        id=new_id(),
        owner=by.caller.id,
        organisation=by.caller.organisation,
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
    _audit(session, row, "subscribe", by, url=row.url)
    session.flush()
    return row


def change(session: Session, row: Row, given: SubscriptionPatch, by: ActingCaller) -> None:
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
        _restart(row, by, SubscriptionState.UNVERIFIED)
    row.lock += 1
    _audit(session, row, "edit-subscription", by, members=sorted(members))


def rotate(session: Session, row: Row, overlap: timedelta, by: ActingCaller) -> None:
    """Make a new secret; the former one signs beside it until the overlap ends."""
    row.former_secret, row.former_until = row.secret, by.at + overlap
    row.secret = new_signing_secret()
    row.lock += 1
    _audit(session, row, "rotate-secret", by)


def verify(session: Session, row: Row, by: ActingCaller) -> None:
    """Send the challenge again now. Raises Problem where it was answered already."""
    if row.state not in (SubscriptionState.UNVERIFIED, SubscriptionState.ENDED):
        raise _wrong_state(row)
    _restart(row, by, SubscriptionState.UNVERIFIED)
    _audit(session, row, "verify-subscription", by)


def pause(session: Session, row: Row, by: ActingCaller) -> None:
    """Send nothing until `resume`. Raises Problem in a state in which nothing is sent anyway."""
    if row.state == SubscriptionState.PAUSED:
        return
    if row.state not in SENDING:
        raise _wrong_state(row)
    row.state = SubscriptionState.PAUSED
    row.lock += 1
    _audit(session, row, "pause-subscription", by)


def resume(session: Session, row: Row, by: ActingCaller) -> None:
    """Send again, first what happened meanwhile. Raises Problem for an unverified or ended one."""
    if row.state not in (SubscriptionState.PAUSED, SubscriptionState.SUSPENDED, *SENDING):
        raise _wrong_state(row)
    _restart(row, by, SubscriptionState.ACTIVE)
    waiting = update(WebhookDelivery).where(
        col(WebhookDelivery.subscription_id) == row.id,
        col(WebhookDelivery.state) == Told.WAITING,
    )
    session.execute(waiting.values(due_at=by.at, first_tried_at=None))
    row.lock += 1
    _audit(session, row, "resume-subscription", by)


def unsubscribe(session: Session, row: Row, by: ActingCaller) -> None:
    """Delete the subscription. What it was sent of releases is kept for their reach."""
    _audit(session, row, "unsubscribe", by, url=row.url)
    mine = col(WebhookDelivery.subscription_id) == row.id
    tried = col(WebhookDelivery.last_tried_at).is_not(None)
    is_kept = tried & col(WebhookDelivery.release_id).is_not(None)
    session.execute(delete(WebhookDelivery).where(mine, ~is_kept))
    waiting = update(WebhookDelivery).where(mine, col(WebhookDelivery.state) == Told.WAITING)
    session.execute(waiting.values(state=Told.FAILED.value, settled_at=by.at))
    if session.exec(select(WebhookDelivery.id).where(mine).limit(1)).first() is None:
        session.delete(row)
        return
    row.state, row.url, row.secret, row.former_secret = SubscriptionState.DELETED, "", "", None


def send_test(session: Session, row: Row, by: ActingCaller) -> WebhookDelivery:
    """Add a delivery of a test event. Raises Problem unless the subscription is being sent to."""
    if row.state not in SENDING:
        raise _wrong_state(row)
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


def replay_one(session: Session, row: Row, delivery: WebhookDelivery, by: ActingCaller) -> None:
    """Send a delivery once more, under its id. Raises Problem unless events are being sent."""
    if row.state not in SENDING:
        raise _wrong_state(row)
    delivery.state, delivery.due_at, delivery.settled_at = Told.WAITING, by.at, None
    delivery.tries, delivery.first_tried_at = 0, None
    _audit(session, row, "replay", by, delivery=str(delivery.id))


def replay_since(session: Session, row: Row, since: datetime, by: ActingCaller) -> None:
    """Send every fact from `since` on again, each under the id that it had.

    Raises Problem unless the receiver is verified.
    """
    if row.state in (SubscriptionState.UNVERIFIED, SubscriptionState.ENDED):
        raise _wrong_state(row)
    first = select(func.min(Change.seq)).where(col(Change.at) >= since)
    number = session.exec(first).one()
    if number is not None:
        row.seen = min(row.seen, number - 1)
    _audit(session, row, "replay", by, since=since.isoformat())


def _restart(row: Row, by: ActingCaller, state: SubscriptionState) -> None:
    row.state, row.due_at = state, by.at
    row.failures, row.failing_since = 0, None


def _wrong_state(row: Row) -> Problem:
    remedy = REMEDIES.get(SubscriptionState(row.state), "")
    detail = f"The subscription is {row.state}. {remedy}".strip()
    return Problem(SUBSCRIPTION_STATE, detail, {"state": row.state, "remedy": remedy or None})


def _audit(session: Session, row: Row, act: str, by: ActingCaller, **details: Any) -> None:
    write_entry(
        session,
        at=by.at,
        principal=by.caller.id,
        act=act,
        subject=("subscription", row.id),
        organisation=row.organisation,
        request_id=by.request_id,
        details=details,
    )


def webhook_id(delivery_id: UUID) -> str:
    """Returns the header `webhook-id` of every try: signatures need it to hold no dot."""
    return f"msg_{delivery_id.hex}"
