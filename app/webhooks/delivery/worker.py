"""The webhooks of one process: an outbox in which each attempt sends to one receiver.

`plan` turns facts into deliveries, `queries` finds those that are due, `jobs` reads them, `sending`
calls the receiver, and `outcomes` says what an answer means. A dead receiver delays no other.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from sqlmodel import Session, col
from sqlmodel.sql.expression import SelectOfScalar

from app.base import clock
from app.base.settings import Settings
from app.db.database import Database
from app.outbound.client import GuardedClient
from app.outbox.claims import writing
from app.outbox.outbox import Attempt, Outbox
from app.published.reading.snapshot import Snapshot
from app.webhooks.delivery.jobs import Job, JobReader
from app.webhooks.delivery.plan import Planner
from app.webhooks.delivery.queries import delete_old, due_subscriptions, reopen_given_up
from app.webhooks.delivery.sending import Sender
from app.webhooks.subscriptions.models import WebhookSubscription
from app.webhooks.subscriptions.states import SENDING, SubscriptionState

# Receivers that one process sends to at the same time.
RECEIVERS = 300

Row = WebhookSubscription


class Webhooks(Outbox[Row]):
    """Sends events until it is stopped."""

    def __init__(
        self,
        database: Database,
        snapshot: Snapshot,
        settings: Settings,
        client: GuardedClient,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        lasts = col(Row.state).in_((*SENDING, SubscriptionState.UNVERIFIED))
        super().__init__("webhooks", database, Row, now, concurrency=RECEIVERS, claim_lasts=lasts)
        self._planner = Planner(database, snapshot, settings.zone)
        self._jobs = JobReader(database, snapshot, settings.addresses, self.claims.owner, now)
        self._client, self._first_pause = client, settings.webhook_first_pause_seconds

    def start(self) -> None:
        """Begin sending. Commits of this process wake it; it polls for those of others."""
        self._sender = Sender(
            self._client,
            self.recorder.put,
            self._planner.withdrawn,
            self._first_pause,
            self.now,
            lambda: self.is_stopping,
        )
        super().start()

    def plan(self) -> bool:
        """Add deliveries of new facts. Returns whether subscriptions were behind the log."""
        return self._planner.plan(self.now()) > 0

    def due(self, _session: Session) -> SelectOfScalar[Row]:
        """Returns a statement for the subscriptions with something to send."""
        return due_subscriptions(self.now())

    def attempts(self, rows: Sequence[Row]) -> Sequence[Attempt]:
        """Returns an attempt for each receiver, which sends as long as something waits for it."""
        return [partial(self._serve, job) for job in self._jobs.read(rows)]

    def sweep(self) -> None:
        """Delete deliveries that ended long ago, and go on with what must be told."""
        with writing(self._database) as session:
            delete_old(session, self.now())
            reopen_given_up(session, self.now())

    async def _serve(self, job: Job) -> None:
        following: Job | None = job
        while following is not None:
            await self._sender.send(following)
            has_more = following.is_full and not self.is_stopping
            more = partial(self._jobs.read_more, job.row.id)
            following = await asyncio.to_thread(more) if has_more else None
