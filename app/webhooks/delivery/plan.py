"""From the log to what is to be told: each subscription's place in the log, and a row a delivery.

Place and rows are written in one transaction: nothing is lost between a commit and its delivery,
however many processes do this, and whenever one of them is killed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from sqlalchemy import delete, insert, update
from sqlmodel import Session, col, select

from app.base.problems import Invalid
from app.changes import log
from app.changes.log import ChangeKind
from app.changes.models import Change
from app.changes.queries import Step, list_steps
from app.db.database import Database
from app.outbox.claims import lock, writing
from app.published.reading.reader import Reader
from app.published.reading.snapshot import Snapshot
from app.published.selection.grammar import Selection
from app.stream.entries import LEFT, FactSelector
from app.webhooks.subscriptions import selection as subscription_selection
from app.webhooks.subscriptions.models import WebhookDelivery, WebhookSubscription
from app.webhooks.subscriptions.states import SENDING, Told

FACTS_AT_ONCE = 200
# Names in a selection are looked up anew after so long: places and themes are merged and renamed.
FRESH = timedelta(seconds=30)
# Older ones are seen where a body is made.
MOST_WITHDRAWN = 10_000
INVALID_SELECTION = "selection-not-valid"
# Before any clock that is set back.
AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)

Row = WebhookSubscription
Values = dict[str, Any]


@dataclass(frozen=True)
class PlannedSubscription:
    """A subscription as far as planning needs it."""

    id: UUID
    seen: int
    kinds: frozenset[str]
    selection: Selection


class Planner:
    """Notes what is to be told. One for a process; one thread at a time."""

    def __init__(self, database: Database, snapshot: Snapshot, zone: ZoneInfo) -> None:
        self._database, self._snapshot, self._zone = database, snapshot, zone
        # The last number at which a release was withdrawn lately: what is about to be sent of it
        # from before is not.
        self.withdrawn: dict[UUID, int] = {}
        self._looked: int | None = None
        self._known: dict[str, Selection] = {}
        self._known_until: datetime | None = None

    def plan(self, now: datetime) -> int:
        """Go on through the log for every subscription that is behind; answers how many were."""
        plans: list[tuple[Sequence[UUID], int, int, list[Values]]] = []
        with self._database.read() as session:
            head = log.head(session)
            self._see_withdrawn(session, head)
            behind = select(Row).where(col(Row.state).in_(SENDING), col(Row.seen) < head)
            rows = session.exec(behind).all()
            if not rows:
                return 0
            followers, invalid = self._followers(session, rows, now)
            selector = FactSelector(
                Reader(session, self._snapshot), {one.selection for one in followers}
            )
            groups: dict[int, list[PlannedSubscription]] = defaultdict(list)
            for follower in followers:
                groups[follower.seen].append(follower)
            # Who is nearly there comes first: a replay of years delays nobody.
            for since, group in sorted(groups.items(), key=itemgetter(0), reverse=True):
                steps = list_steps(session, since, FACTS_AT_ONCE)
                if steps:
                    selector.load(steps)
                    told = list(_deliveries(session, selector, group, steps, now))
                    ids: Sequence[UUID] = [follower.id for follower in group]
                    plans.append((ids, since, steps[-1].seq, told))
        for ids, since, to, told in plans:
            self._note(ids, since, to, told)
        if invalid:
            self._blame(invalid, now)
        return len(followers)

    def _followers(
        self, session: Session, rows: Iterable[Row], now: datetime
    ) -> tuple[list[PlannedSubscription], list[UUID]]:
        if self._known_until is None or now >= self._known_until:
            self._known, self._known_until = {}, now + FRESH
        found, invalid = [], []
        for row in rows:
            try:
                if row.selection not in self._known:
                    self._known[row.selection] = subscription_selection.read(
                        session, row.selection, self._zone
                    )
            except Invalid:
                if row.last_failure != INVALID_SELECTION:
                    invalid.append(row.id)
                continue
            kinds = frozenset(row.kinds.split(" "))
            found.append(PlannedSubscription(row.id, row.seen, kinds, self._known[row.selection]))
        return found, invalid

    def _see_withdrawn(self, session: Session, head: int) -> None:
        """Look at the log itself: another process may have planned the withdrawal of a text that
        this one has in hand."""
        since = head if self._looked is None else self._looked
        if since < head:
            asked = (
                select(Change.release_id, Change.seq)
                .where(col(Change.kind) == ChangeKind.WITHDRAWN.value)
                .where(col(Change.seq) > since, col(Change.seq) <= head)
                .order_by(col(Change.seq))
            )
            for release_id, seq in session.exec(asked).all():
                self.withdrawn[release_id] = seq
            for oldest in sorted(self.withdrawn, key=self.withdrawn.__getitem__)[:-MOST_WITHDRAWN]:
                del self.withdrawn[oldest]
        self._looked = head

    def _note(self, ids: Sequence[UUID], since: int, to: int, told: list[Values]) -> None:
        """Write a stretch down, unless another process, or an owner, was there before."""
        with writing(self._database) as session:
            lock(session, Row, ids)
            moving = update(Row).where(
                col(Row.id).in_(ids), col(Row.seen) == since, col(Row.state).in_(SENDING)
            )
            moved = set(session.scalars(moving.values(seen=to).returning(col(Row.id))))
            if not moved:
                return
            # Of a replay: they are told again under the ids that they had.
            former = delete(WebhookDelivery).where(
                col(WebhookDelivery.subscription_id).in_(moved),
                col(WebhookDelivery.seq) > since,
                col(WebhookDelivery.seq) <= to,
            )
            session.execute(former)
            if new := [values for values in told if values["subscription_id"] in moved]:
                session.execute(insert(WebhookDelivery), new)

    def _blame(self, ids: Sequence[UUID], now: datetime) -> None:
        """A selection that names what is no more: its owner has to see that."""
        with writing(self._database) as session:
            lock(session, Row, ids)
            failed = update(Row).where(col(Row.id).in_(ids), col(Row.state).in_(SENDING))
            session.execute(
                failed.where(col(Row.last_failure).is_distinct_from(INVALID_SELECTION)).values(
                    last_failure=INVALID_SELECTION, last_failure_at=now
                )
            )


def _deliveries(
    session: Session,
    selector: FactSelector,
    group: Sequence[PlannedSubscription],
    steps: Sequence[Step],
    now: datetime,
) -> Iterator[Values]:
    had = _told_before(session, group, steps)
    for step in steps:
        for follower in group:
            kind = selector.kind_of(follower.selection, step)
            pair = (follower.id, step.release_id)
            if kind == LEFT:
                had.discard(pair)
            if kind is None and step.kind == ChangeKind.WITHDRAWN and pair in had:
                kind = step.kind
            if kind is not None and kind in follower.kinds:
                yield {
                    "id": uuid5(follower.id, str(step.seq)),
                    "subscription_id": follower.id,
                    "seq": step.seq,
                    "release_id": step.release_id,
                    "kind": kind,
                    "state": Told.WAITING.value,
                    "tries": 0,
                    "noted_at": now,
                    "due_at": AT_ONCE,
                }


def _told_before(
    session: Session, group: Sequence[PlannedSubscription], steps: Sequence[Step]
) -> set[tuple[UUID, UUID]]:
    """Who was told last of a release that is withdrawn here, and not that it left: who has a text,
    under whatever selection it came, has to know of its withdrawal."""
    gone = [step.release_id for step in steps if step.kind == ChangeKind.WITHDRAWN]
    if not gone:
        return set()
    asked = (
        select(WebhookDelivery.subscription_id, WebhookDelivery.release_id, WebhookDelivery.kind)
        .where(
            col(WebhookDelivery.release_id).in_(gone),
            col(WebhookDelivery.subscription_id).in_([follower.id for follower in group]),
        )
        .order_by(col(WebhookDelivery.seq))
    )
    last = {(one, release_id): kind for one, release_id, kind in session.exec(asked) if release_id}
    return {pair for pair, kind in last.items() if kind != LEFT}
