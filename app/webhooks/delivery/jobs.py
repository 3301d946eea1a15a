"""What is to be sent now to the receivers in hand, read and written out together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

import structlog
from sqlmodel import Session

from app.base.settings import Settings
from app.db.database import Database
from app.outbound.client import GuardedClient
from app.published.reading.snapshot import Snapshot
from app.webhooks.delivery import claims
from app.webhooks.delivery.bodies import Bodies
from app.webhooks.subscriptions.models import WebhookDelivery, WebhookSubscription
from app.webhooks.subscriptions.states import State

# Events of one receiver that are in hand at once.
IN_HAND = 40

events = structlog.get_logger("dateline.webhooks")

Chain = list[tuple[WebhookDelivery, bytes | None]]


@dataclass(frozen=True)
class Job:
    """What is to be sent to one receiver now: a chain a release, each in order."""

    row: WebhookSubscription
    chains: tuple[Chain, ...]
    is_full: bool


@dataclass(frozen=True)
class Desk:
    """What sending needs."""

    database: Database
    snapshot: Snapshot
    settings: Settings
    client: GuardedClient
    now: Callable[[], datetime]
    # Which process this is, and where in the log releases were withdrawn a moment ago.
    me: UUID
    withdrawn: dict[UUID, int]


def jobs_of(desk: Desk, rows: Sequence[WebhookSubscription], now: datetime) -> list[Job]:
    """What each of `rows` is to be sent; a number of statements that grows with `rows` alone."""
    if not rows:
        return []
    with desk.database.read() as session:
        bodies = Bodies(session, desk.snapshot, desk.settings.base_url)
        found = {row.id: _due(session, row, now) for row in rows}
        bodies.prepare([one for deliveries in found.values() for one in deliveries])
        jobs = [_job(bodies, row, found[row.id]) for row in rows]
        session.expunge_all()
    return jobs


def more_of(desk: Desk, subscription_id: UUID) -> Job | None:
    """What else is to be sent to a receiver in hand; None when it is to be left alone."""
    now = desk.now()
    with desk.database.read() as session:
        row = claims.find_held(session, desk.me, subscription_id)
        session.expunge_all()
    return None if row is None or row.due_at > now else jobs_of(desk, [row], now)[0]


def _job(bodies: Bodies, row: WebhookSubscription, due: Sequence[WebhookDelivery]) -> Job:
    whole = [(one, _written(bodies, one, row.format)) for one in due]
    whole.sort(key=lambda pair: (str(pair[0].release_id), pair[0].seq))
    parted = groupby(whole, key=lambda pair: pair[0].release_id or pair[0].id)
    chains = sorted((list(chain) for _, chain in parted), key=lambda chain: chain[0][0].seq)
    return Job(row, tuple(chains), len(due) == IN_HAND)


def _due(session: Session, row: WebhookSubscription, now: datetime) -> Sequence[WebhookDelivery]:
    if row.state == State.UNVERIFIED:
        return ()
    # One that fails is asked with a single event whether it is back.
    limit = 1 if row.state == State.FAILING else IN_HAND
    return claims.due_deliveries(session, row.id, now, limit)


def _written(bodies: Bodies, delivery: WebhookDelivery, form: str) -> bytes | None:
    """The body; empty when it cannot be written, which must not hold up any other."""
    try:
        return bodies.body(delivery, form)
    except Exception as error:
        events.error("an event cannot be written", delivery=str(delivery.id), exc_info=error)
        return b""
