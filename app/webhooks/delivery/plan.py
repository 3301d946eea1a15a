"""Plans deliveries: turns new facts of the log into a row for each subscription that gets them.

The rows and the subscription's position in the log are written in one transaction. So nothing is
lost between a commit and its delivery, however many processes plan, and whenever one is killed.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, exists, insert, update
from sqlalchemy.orm import aliased
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
from app.stream.entries import FactSelector
from app.webhooks.subscriptions import selection as subscription_selection
from app.webhooks.subscriptions.holdings import Holdings
from app.webhooks.subscriptions.models import WebhookDelivery, WebhookSubscription
from app.webhooks.subscriptions.states import SENDING, SubscriptionState, Told

FACTS_AT_ONCE = 200
# Selections are parsed anew after so long, since places and themes are merged and renamed.
FRESH = timedelta(seconds=30)
# How many withdrawals are kept in memory; writing a body finds older ones in the database.
MOST_WITHDRAWN = 10_000
INVALID_SELECTION = "selection-not-valid"
# Due at once, also when a clock is set back.
AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)
# What a receiver failed with that asks for fewer calls.
THROTTLED = ("status-429", "status-503")

Row = WebhookSubscription
Sent = WebhookDelivery
Values = dict[str, Any]

_REPLAYED = ("kind", "state", "tries", "noted_at", "due_at")
_AGAIN = (
    update(Sent)
    .where(col(Sent.id) == bindparam("row_id"))
    .values({name: bindparam(name) for name in _REPLAYED})
    .values(first_tried_at=None, settled_at=None)
)


@dataclass(frozen=True)
class PlannedSubscription:
    """The parts of a subscription that planning needs.

    While its selection cannot be read (None) it stays where it is in the log, and is told ahead of
    that, up to `seen`, what it must hear of the texts that it has.
    """

    id: UUID
    seen: int
    kinds: frozenset[str]
    selection: Selection | None


class Planner:
    """Adds deliveries of new facts. One for a process; one thread at a time may use it."""

    def __init__(self, database: Database, snapshot: Snapshot, zone: ZoneInfo) -> None:
        self._database, self._snapshot, self._zone = database, snapshot, zone
        # The number of the last withdrawal of each release, for the newest withdrawals, in their
        # order: events of that release with a lower number are not sent.
        self.withdrawn: dict[UUID, int] = {}
        self._read_to: int | None = None
        self._parsed: dict[str, Selection | None] = {}
        # How far subscriptions whose selections cannot be read were told ahead.
        self._ahead: dict[UUID, int] = {}
        self._parsed_until: datetime | None = None

    def plan(self, now: datetime) -> int:
        """Go on through the log for every subscription that is behind. Returns how many were."""
        plans: list[tuple[list[PlannedSubscription], int, list[Values]]] = []
        with self._database.read() as session:
            head = log.head(session)
            self._read_withdrawals(session, head)
            behind = select(Row).where(col(Row.state).in_(SENDING), col(Row.seen) < head)
            rows = session.exec(behind).all()
            if not rows:
                return 0
            planned = [one for one in self._planned(session, rows, now) if one.seen < head]
            selector = FactSelector(
                Reader(session, self._snapshot),
                {one.selection for one in planned if one.selection is not None},
            )
            groups: dict[tuple[int, bool], list[PlannedSubscription]] = defaultdict(list)
            for each in planned:
                groups[each.seen, each.selection is None].append(each)
            # Those nearest to the head come first: a replay of years delays no other.
            for (since, _), group in sorted(groups.items(), key=itemgetter(0), reverse=True):
                steps = list_steps(session, since, FACTS_AT_ONCE)
                if steps:
                    selector.load(steps)
                    deliveries = list(_deliveries(session, selector, group, steps, now))
                    plans.append((group, steps[-1].seq, deliveries))
        for group, to, deliveries in plans:
            ids, since = [each.id for each in group], group[0].seen
            if group[0].selection is None:
                self._add_ahead(ids, deliveries)
                self._ahead.update(dict.fromkeys(ids, to))
            else:
                self._add(ids, since, to, deliveries)
        known_invalid = {row.id for row in rows if row.last_failure == INVALID_SELECTION}
        unread = {one.id for one in planned if one.selection is None}
        if new := unread - known_invalid:
            self._flag_invalid(list(new), now)
        return len(planned)

    def _planned(
        self, session: Session, rows: Iterable[Row], now: datetime
    ) -> Iterator[PlannedSubscription]:
        if self._parsed_until is None or now >= self._parsed_until:
            self._parsed, self._parsed_until = {}, now + FRESH
        for row in rows:
            if row.selection not in self._parsed:
                self._parsed[row.selection] = self._parse(session, row.selection)
            selection, seen = self._parsed[row.selection], row.seen
            if selection is None:
                seen = max(seen, self._ahead.get(row.id, 0))
            else:
                self._ahead.pop(row.id, None)
            yield PlannedSubscription(row.id, seen, frozenset(row.kinds.split(" ")), selection)

    def _parse(self, session: Session, text: str) -> Selection | None:
        try:
            return subscription_selection.read(session, text, self._zone)
        except Invalid:
            return None

    def _read_withdrawals(self, session: Session, head: int) -> None:
        """Read new withdrawals from the log itself.

        Another process may have planned the withdrawal of a text that this one is about to send.
        """
        since = head if self._read_to is None else self._read_to
        if since < head:
            asked = (
                select(Change.release_id, Change.seq)
                .where(col(Change.kind) == ChangeKind.WITHDRAWN.value)
                .where(col(Change.seq) > since, col(Change.seq) <= head)
                .order_by(col(Change.seq))
            )
            for release_id, seq in session.exec(asked).all():
                self.withdrawn.pop(release_id, None)
                self.withdrawn[release_id] = seq
            for oldest in list(self.withdrawn)[:-MOST_WITHDRAWN]:
                del self.withdrawn[oldest]
        self._read_to = head

    def _add(self, ids: Sequence[UUID], since: int, to: int, deliveries: list[Values]) -> None:
        """Add deliveries of the facts from `since` to `to`.

        Leaves out subscriptions that another process or their owner has moved meanwhile.
        """
        with writing(self._database) as session:
            lock(session, Row, ids)
            moving = update(Row).where(
                col(Row.id).in_(ids), col(Row.seen) == since, col(Row.state).in_(SENDING)
            )
            moved = set(session.scalars(moving.values(seen=to).returning(col(Row.id))))
            if not moved:
                return
            wanted = [values for values in deliveries if values["subscription_id"] in moved]
            self._write(session, moved, since, to, wanted)
            _send_first(session, wanted)

    def _add_ahead(self, ids: Sequence[UUID], deliveries: list[Values]) -> None:
        """Add deliveries that no process has added yet, and move no subscription."""
        if not deliveries:
            return
        with writing(self._database) as session:
            lock(session, Row, ids)
            standing = col(Row.id).in_(ids), col(Row.state).in_(SENDING)
            sending = set(session.exec(select(Row.id).where(*standing)))
            made = [one["id"] for one in deliveries]
            known = set(session.exec(select(Sent.id).where(col(Sent.id).in_(made))))
            new = [
                one
                for one in deliveries
                if one["id"] not in known and one["subscription_id"] in sending
            ]
            if new:
                session.execute(insert(Sent), new)
                _send_first(session, new)

    def _write(
        self, session: Session, ids: Collection[UUID], since: int, to: int, wanted: list[Values]
    ) -> None:
        """Add deliveries. A replay sends those that stand already once more, under their ids."""
        former = select(Sent.id).where(
            col(Sent.subscription_id).in_(ids), col(Sent.seq) > since, col(Sent.seq) <= to
        )
        known = set(session.exec(former))
        if new := [values for values in wanted if values["id"] not in known]:
            session.execute(insert(Sent), new)
        again = [one for one in wanted if one["id"] in known]
        if again:
            columns = [{name: one[name] for name in _REPLAYED} for one in again]
            rows = [{"row_id": one["id"], **each} for one, each in zip(again, columns, strict=True)]
            session.connection().execute(_AGAIN, rows)

    def _flag_invalid(self, ids: Sequence[UUID], now: datetime) -> None:
        """Show owners that their selections cannot be read, as they name what no longer exists."""
        with writing(self._database) as session:
            lock(session, Row, ids)
            failed = update(Row).where(col(Row.id).in_(ids), col(Row.state).in_(SENDING))
            session.execute(
                failed.where(col(Row.last_failure).is_distinct_from(INVALID_SELECTION)).values(
                    last_failure=INVALID_SELECTION, last_failure_at=now
                )
            )


def _send_first(session: Session, deliveries: Sequence[Values]) -> None:
    """Settle what waits before new withdrawals, and try receivers that are left alone once more."""
    withdrawn = [one for one in deliveries if one["kind"] == ChangeKind.WITHDRAWN.value]
    if not withdrawn:
        return
    now: datetime = withdrawn[0]["noted_at"]
    ids = {one["subscription_id"] for one in withdrawn}
    later = aliased(Sent)
    is_taken_back = exists().where(
        col(later.release_id) == col(Sent.release_id),
        col(later.subscription_id) == col(Sent.subscription_id),
        col(later.seq) > col(Sent.seq),
        col(later.kind) == ChangeKind.WITHDRAWN.value,
    )
    older = update(Sent).where(
        col(Sent.subscription_id).in_(ids),
        col(Sent.release_id).in_({one["release_id"] for one in withdrawn}),
        col(Sent.state) == Told.WAITING,
        is_taken_back,
    )
    session.execute(older.values(state=Told.SUPERSEDED.value, due_at=now, settled_at=now))
    left_alone = update(Row).where(
        col(Row.id).in_(ids),
        col(Row.state) == SubscriptionState.FAILING,
        col(Row.due_at) > now,
        col(Row.last_failure).not_in(THROTTLED),
    )
    session.execute(left_alone.values(due_at=now))


def _deliveries(
    session: Session,
    selector: FactSelector,
    group: Sequence[PlannedSubscription],
    steps: Sequence[Step],
    now: datetime,
) -> Iterator[Values]:
    holdings = Holdings(session, [each.id for each in group], steps)
    for step in steps:
        for each in group:
            kind = selector.kind_of(each.selection, step) if each.selection is not None else None
            if kind not in each.kinds:
                kind = step.kind if holdings.must_hear(each.id, step) else None
            if kind is None:
                continue
            holdings.note(each.id, step, kind)
            yield {
                "id": uuid5(each.id, str(step.seq)),
                "subscription_id": each.id,
                "seq": step.seq,
                "release_id": step.release_id,
                "kind": kind,
                "state": Told.WAITING.value,
                "tries": 0,
                "noted_at": now,
                "due_at": AT_ONCE,
            }
