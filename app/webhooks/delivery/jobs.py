"""Reads the events to send to claimed receivers now, with their bodies written out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

import structlog
from sqlmodel import Session

from app.base.addresses import ReleaseAddresses
from app.changes.log import ChangeKind
from app.db.database import Database
from app.published.reading.snapshot import Snapshot
from app.webhooks.delivery import queries
from app.webhooks.delivery.bodies import Bodies
from app.webhooks.subscriptions.models import WebhookDelivery, WebhookSubscription
from app.webhooks.subscriptions.states import SubscriptionState

# Events that one job holds.
BATCH = 40

events = structlog.get_logger("dateline.webhooks")

# The events of one release with their bodies, in order.
Chain = list[tuple[WebhookDelivery, bytes | None]]


@dataclass(frozen=True)
class Job:
    """The events to send to one receiver now. A full job means that more may wait."""

    row: WebhookSubscription
    chains: tuple[Chain, ...]
    is_full: bool


@dataclass(frozen=True)
class JobReader:
    """Reads jobs for the receivers that the process `owner` has claimed."""

    database: Database
    snapshot: Snapshot
    addresses: ReleaseAddresses
    owner: UUID
    now: Callable[[], datetime]

    def read(self, rows: Sequence[WebhookSubscription]) -> list[Job]:
        """Returns a job for each of `rows`. The number of statements grows with `rows` alone."""
        with self.database.read() as session:
            bodies = Bodies(session, self.snapshot, self.addresses)
            found = {row.id: _due(session, row, self.now()) for row in rows}
            bodies.prepare([one for deliveries in found.values() for one in deliveries])
            jobs = [_job(bodies, row, found[row.id]) for row in rows]
            session.expunge_all()
        return jobs

    def read_more(self, subscription_id: UUID) -> Job | None:
        """Returns the next job for a claimed receiver; None when it must not be called now."""
        with self.database.read() as session:
            row = queries.find_claimed(session, self.owner, subscription_id)
            session.expunge_all()
        return None if row is None or row.due_at > self.now() else self.read([row])[0]


def _job(bodies: Bodies, row: WebhookSubscription, due: Sequence[WebhookDelivery]) -> Job:
    whole = [(one, _written(bodies, one, row.format)) for one in due]
    whole.sort(key=lambda pair: (str(pair[0].release_id), pair[0].seq))
    parted = groupby(whole, key=lambda pair: pair[0].release_id or pair[0].id)
    chains = sorted((list(chain) for _, chain in parted), key=_urgency)
    return Job(row, tuple(chains), len(due) == BATCH)


def _urgency(chain: Chain) -> tuple[bool, int]:
    first = chain[0][0]
    return first.kind != ChangeKind.WITHDRAWN, first.seq


def _due(session: Session, row: WebhookSubscription, now: datetime) -> Sequence[WebhookDelivery]:
    if row.state == SubscriptionState.UNVERIFIED:
        return ()
    # A single event tries whether a failing receiver is back.
    limit = 1 if row.state == SubscriptionState.FAILING else BATCH
    return queries.due_deliveries(session, row.id, now, limit)


def _written(bodies: Bodies, delivery: WebhookDelivery, form: str) -> bytes | None:
    """Returns the body; empty when writing it failed, which must not hold up other events."""
    try:
        return bodies.body(delivery, form)
    except Exception as error:
        events.error("an event cannot be written", delivery=str(delivery.id), exc_info=error)
        return b""
