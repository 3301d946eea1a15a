"""Reports which subscriptions have the newest fact of a release, and which do not yet."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from app.base.problems import Invalid, NotFound
from app.changes.log import ChangeKind
from app.changes.models import Change
from app.changes.queries import Step, list_steps
from app.published import terms
from app.published.reading.reader import Reader
from app.published.reading.snapshot import Snapshot
from app.published.selection.grammar import Selection
from app.published.selection.matching import Facts
from app.stream.entries import LEFT, FactSelector
from app.webhooks.subscriptions import selection as subscription_selection
from app.webhooks.subscriptions.models import WebhookDelivery, WebhookSubscription
from app.webhooks.subscriptions.states import Told

Row = WebhookSubscription


@dataclass(frozen=True)
class PartnerReach:
    """One subscription that gets the release.

    `delivered` is the last event that it has, `waiting` the first that it does not have yet.
    `is_behind` says that it gets newer facts, for which no delivery is planned yet.
    """

    row: Row
    delivered: WebhookDelivery | None
    waiting: WebhookDelivery | None
    is_behind: bool

    @property
    def has_newest(self) -> bool:
        """Whether it has every fact of the release."""
        return self.waiting is None and not self.is_behind and self.delivered is not None


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
    issuer = f"{terms.ORGANISATION}{(organisation or '').casefold()}"
    if organisation is not None and (known is None or issuer not in Facts.from_json(known).terms):
        raise NotFound
    return facts[0]


def list_partner_reach(
    session: Session, snapshot: Snapshot, newest: Change, zone: ZoneInfo
) -> Sequence[PartnerReach]:
    """Returns every subscription that the release concerns, the oldest first."""
    rows = session.exec(select(Row).order_by(col(Row.created_at), col(Row.id))).all()
    selections = _selections(session, [row for row in rows if row.seen < newest.seq], zone)
    deliveries = _deliveries(session, newest.release_id)
    selector = FactSelector(Reader(session, snapshot), set(selections.values()))
    since = min((row.seen for row in rows if row.id in selections), default=newest.seq)
    steps = _steps(session, newest.release_id, since)
    selector.load(steps)
    found = []
    for row in rows:
        own = deliveries.get(row.id, [])
        has_text = bool(own) and own[-1].kind != LEFT
        is_behind = row.id in selections and _concerns(
            selector, row, selections[row.id], steps, has_text=has_text
        )
        if own or is_behind:
            found.append(_reach_of(row, own, is_behind=is_behind))
    return found


def _reach_of(row: Row, own: Sequence[WebhookDelivery], *, is_behind: bool) -> PartnerReach:
    delivered = [one for one in own if one.state == Told.DELIVERED]
    # A failed delivery no longer matters once a later one of the release has arrived.
    last = delivered[-1].seq if delivered else 0
    open_ones = [
        one
        for one in own
        if one.state == Told.WAITING or (one.state == Told.FAILED and one.seq > last)
    ]
    return PartnerReach(
        row, delivered[-1] if delivered else None, open_ones[0] if open_ones else None, is_behind
    )


def _selections(session: Session, rows: Iterable[Row], zone: ZoneInfo) -> Mapping[UUID, Selection]:
    found = {}
    for row in rows:
        try:
            found[row.id] = subscription_selection.read(session, row.selection, zone)
        except Invalid:
            continue
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
    selector: FactSelector, row: Row, selection: Selection, steps: Sequence[Step], *, has_text: bool
) -> bool:
    for step in steps:
        if step.seq <= row.seen:
            continue
        kind = selector.kind_of(selection, step)
        if kind in row.kinds.split(" ") or (has_text and step.kind == ChangeKind.WITHDRAWN):
            return True
    return False
