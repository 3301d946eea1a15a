"""The WebSub hub of one process: an outbox in which each attempt serves one subscription."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

import sqlalchemy as sa
import structlog
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.base import clock
from app.base.settings import Settings
from app.changes import log
from app.db.database import Database
from app.outbox.claims import writing
from app.outbox.outbox import Attempt, Outbox
from app.outbox.recorder import RowChange
from app.websub.announcing import NO_TOPIC, set_external_hub
from app.websub.delivery import Change, Document, Send, SubscriberClient, postpone
from app.websub.models import WebsubSubscription

# Calls at the same time, to all hosts and to one: a slow host holds up few of them.
CALLS, CALLS_EACH_HOST = 16, 4

# Returns the document of a topic. Raises Problem for a topic that no longer exists.
Render = Callable[[str], Document]
Row = WebsubSubscription

events = structlog.get_logger("dateline.websub")


class WebsubHub(Outbox[Row]):
    """Verifies requests, sends topics that have changed, and tells an external hub."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        render: Render,
        send: Send,
        send_to_hub: Send,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        super().__init__("websub", database, Row, now, concurrency=CALLS)
        self._settings, self._render = settings, render
        self._subscribers = SubscriberClient(database, settings, send, send_to_hub, now)

    def start(self) -> None:
        """Begin serving. Commits of this process wake it; it polls for those of others."""
        external = None if self._settings.websub_hub_url is None else self._settings.hub_url
        set_external_hub(self._database, external, self.now())
        super().start()

    def due(self, session: Session) -> SelectOfScalar[Row]:
        """Returns a statement for due rows: subscribers before requests, few of each host."""
        now = self.now()
        behind = sa.and_(col(Row.until) > now, col(Row.seen) < log.head(session))
        is_due = sa.or_(col(Row.wanted).is_not(None), sa.and_(behind, col(Row.due_at) <= now))
        is_claimed = col(Row.claimed_until) > now
        order = (col(Row.wanted).is_not(None), col(Row.due_at), col(Row.id))
        place = sa.func.row_number().over(
            partition_by=col(Row.host), order_by=(sa.case((is_claimed, 0), else_=1), *order)
        )
        placed = sa.select(col(Row.id), place.label("place")).where(is_claimed | is_due).subquery()
        first = sa.select(placed.c.id).where(placed.c.place <= CALLS_EACH_HOST)
        return select(Row).where(col(Row.id).in_(first), is_due).order_by(*order)

    def attempts(self, rows: Sequence[Row]) -> Sequence[Attempt]:
        """Returns an attempt for each row. Each topic is rendered once for all its subscribers."""
        with self._database.read() as session:
            head = log.head(session)
        topics = {row.topic for row in rows} - {NO_TOPIC}
        documents = {topic: self._rendered(topic) for topic in sorted(topics)}
        return [partial(self._attempt, row, documents.get(row.topic), head) for row in rows]

    def sweep(self) -> None:
        """Delete subscriptions whose lease has ended."""
        ended = sa.and_(col(Row.until) <= self.now(), col(Row.wanted).is_(None))
        unlocked = select(col(Row.id)).where(ended).with_for_update(skip_locked=True)
        with writing(self._database) as session:
            session.execute(sa.delete(Row).where(col(Row.id).in_(unlocked)))

    def _rendered(self, topic: str) -> Document | Exception:
        try:
            return self._render(topic)
        except Exception as error:  # each attempt of this topic handles it
            return error

    async def _attempt(self, row: Row, document: Document | Exception | None, head: int) -> None:
        try:
            change = await self._change_of(row, document, head)
        except Exception as error:  # an unforeseen error; the next try may succeed
            events.error("a subscription could not be served", exc_info=error)
            change = postpone(row, self.now())
        await self.recorder.put(RowChange(row.id, change))

    async def _change_of(
        self, row: Row, document: Document | Exception | None, head: int
    ) -> Change:
        if document is None:
            return await self._subscribers.announce(row, lambda: self.is_stopping)
        if row.wanted is None:
            return await self._subscribers.deliver(row, document, head)
        return await self._subscribers.verify(row, document, head)
