"""Reports who was sent a release, and which of them have its newest fact."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from app.base.problems import Invalid, NotFound
from app.changes.models import Change
from app.changes.queries import Step, list_steps
from app.published import terms
from app.published.reading.reader import Reader
from app.published.reading.snapshot import Snapshot
from app.published.selection.grammar import Selection
from app.published.selection.matching import Facts
from app.stream.entries import TAKES_AWAY, FactSelector
from app.webhooks.subscriptions import selection as subscription_selection
from app.webhooks.subscriptions.holdings import NEVER_GIVEN_UP, Holdings
from app.webhooks.subscriptions.models import WebhookDelivery, WebhookSubscription
from app.webhooks.subscriptions.queries import next_tries
from app.webhooks.subscriptions.states import OK, SubscriptionState, Told

Row = WebhookSubscription


@dataclass(frozen=True)
class PartnerReach:
    """One subscription that the release concerns.

    `delivered` is the last event that it has, `waiting` the first that it does not have yet, and
    `next_try_at` when that is tried. `is_behind` says that it gets newer facts, for which no
    delivery is planned yet.
    """

    row: Row
    newest: Change
    delivered: WebhookDelivery | None
    waiting: WebhookDelivery | None
    next_try_at: datetime | None
    was_given_text: bool
    is_behind: bool

    @property
    def has_newest(self) -> bool:
        """Whether the newest fact of the release was delivered."""
        return self.delivered is not None and self.delivered.seq == self.newest.seq

    @property
    def is_left_to_tell(self) -> bool:
        """Whether it is to be told something that it was not told yet."""
        waiting = self.waiting
        will_be_tried = waiting is not None and (
            waiting.state == Told.WAITING or waiting.kind in NEVER_GIVEN_UP
        )
        return will_be_tried or (self.is_behind and not self.has_newest)


class FeedReach(Protocol):
    """One subscriber of the built-in WebSub hub, to a feed that the release was in.

    `seen` is the newest fact of the release that was in the feed when it was sent last.
    """

    @property
    def id(self) -> UUID:
        """The id of the hub's subscription."""

    @property
    def host(self) -> str:
        """The host that is called."""

    @property
    def topic(self) -> str:
        """The address of the feed."""

    @property
    def failures(self) -> int:
        """Failures in a row."""

    @property
    def due_at(self) -> datetime:
        """When it is tried next, if it has not the newest fact."""

    @property
    def seen(self) -> Change | None:
        """See the class."""

    @property
    def was_given_text(self) -> bool:
        """Whether a text of the release was in the feed when it was sent."""


def get_newest(session: Session, release_id: UUID, organisation: str | None) -> Change:
    """Returns the newest fact of a release.

    Raises NotFound for a release that was never public, and, where the caller is limited to one
    `organisation`, for a release of another.
    """
    of_one = select(Change).where(col(Change.release_id) == release_id)
    facts = session.exec(of_one.order_by(col(Change.seq).desc())).all()
    if not facts:
        raise NotFound
    known = next((fact.facts for fact in facts if fact.facts is not None), None)
    issuer = None if known is None else terms.issuer_in(Facts.from_json(known).terms)
    if organisation is not None and issuer != organisation.casefold():
        raise NotFound
    return facts[0]


def list_partner_reach(
    session: Session, snapshot: Snapshot, newest: Change, zone: ZoneInfo
) -> Sequence[PartnerReach]:
    """Returns every subscription that the release concerns, the oldest first."""
    rows = session.exec(select(Row).order_by(col(Row.created_at), col(Row.id))).all()
    may_be_behind = [row for row in rows if row.seen < newest.seq and not _is_deleted(row)]
    selections = _selections(session, may_be_behind, zone)
    deliveries = _deliveries(session, newest.release_id)
    read = {selection for selection in selections.values() if selection is not None}
    selector = FactSelector(Reader(session, snapshot), read)
    since = min((row.seen for row in rows if row.id in selections), default=newest.seq)
    steps = _steps(session, newest.release_id, since)
    selector.load(steps)
    holdings = Holdings(session, list(selections), steps)
    behind = {
        row.id
        for row in may_be_behind
        if _concerns(selector, row, selections[row.id], steps, holdings, deliveries)
    }
    concerned = [row for row in rows if row.id in deliveries or row.id in behind]
    waiting = {row.id: _waiting(row, deliveries.get(row.id, [])) for row in concerned}
    tries = next_tries(session, concerned, [one for one in waiting.values() if one is not None])
    return [
        PartnerReach(
            row,
            newest,
            _delivered(own := deliveries.get(row.id, [])),
            first := waiting[row.id],
            tries.get(first.id) if first else None,
            any(one.kind not in TAKES_AWAY and one.last_tried_at is not None for one in own),
            row.id in behind,
        )
        for row in concerned
    ]


def _is_deleted(row: Row) -> bool:
    return row.state == SubscriptionState.DELETED


def _delivered(own: Sequence[WebhookDelivery]) -> WebhookDelivery | None:
    # What is replayed waits again, and was taken when it was sent last.
    replayed = [one for one in own if one.state == Told.WAITING and one.last_status in OK]
    arrived = [one for one in own if one.state == Told.DELIVERED or one in replayed]
    return arrived[-1] if arrived else None


def _waiting(row: Row, own: Sequence[WebhookDelivery]) -> WebhookDelivery | None:
    delivered = _delivered(own)
    # A failed delivery no longer matters once a later one of the release has arrived.
    last = delivered.seq if delivered else 0
    open_ones = [
        one
        for one in own
        if one.state == Told.WAITING or (one.state == Told.FAILED and one.seq > last)
    ]
    return open_ones[0] if open_ones and not _is_deleted(row) else None


def _selections(
    session: Session, rows: Iterable[Row], zone: ZoneInfo
) -> Mapping[UUID, Selection | None]:
    """Returns the selection of each row; None for one that cannot be read any more."""
    found: dict[UUID, Selection | None] = {}
    for row in rows:
        try:
            found[row.id] = subscription_selection.read(session, row.selection, zone)
        except Invalid:
            found[row.id] = None
    return found


def _deliveries(session: Session, release_id: UUID) -> Mapping[UUID, list[WebhookDelivery]]:
    of_one = select(WebhookDelivery).where(col(WebhookDelivery.release_id) == release_id)
    found: dict[UUID, list[WebhookDelivery]] = defaultdict(list)
    for row in session.exec(of_one.order_by(col(WebhookDelivery.seq))):
        found[row.subscription_id].append(row)
    return found


def _steps(session: Session, release_id: UUID, since: int) -> Sequence[Step]:
    of_one = select(Change.seq).where(col(Change.release_id) == release_id, col(Change.seq) > since)
    numbers = session.exec(of_one.order_by(col(Change.seq))).all()
    return [step for number in numbers for step in list_steps(session, number - 1, 1)]


def _concerns(
    selector: FactSelector,
    row: Row,
    selection: Selection | None,
    steps: Sequence[Step],
    holdings: Holdings,
    deliveries: Mapping[UUID, Sequence[WebhookDelivery]],
) -> bool:
    kinds = row.kinds.split(" ")
    # What was told ahead, while the selection could not be read.
    ahead = {one.seq for one in deliveries.get(row.id, ()) if selection is None}
    return any(
        (selection is not None and selector.kind_of(selection, step) in kinds)
        or holdings.must_hear(row.id, step)
        for step in steps
        if step.seq > row.seen and step.seq not in ahead
    )
