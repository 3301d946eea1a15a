"""How far the newest fact of a release has got: which subscriptions have it, and which not yet."""

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
class Reached:
    """One subscription that was told of the release, or is to be. `delivered` is the last that it
    has, `waiting` the first that it has not; `is_behind` when it is to be told of newer facts."""

    row: Row
    delivered: WebhookDelivery | None
    waiting: WebhookDelivery | None
    is_behind: bool

    @property
    def has_newest(self) -> bool:
        """Whether it was delivered all that there is to tell."""
        return self.waiting is None and not self.is_behind and self.delivered is not None


def get_newest(session: Session, release_id: UUID, organisation: str | None) -> Change:
    """The newest fact of a release. Raises NotFound for one that was never public, or for one of
    another organisation than the caller is limited to."""
    of_one = select(Change).where(col(Change.release_id) == release_id)
    facts = session.exec(of_one.order_by(col(Change.seq).desc())).all()
    if not facts:
        raise NotFound
    known = next((fact.facts for fact in facts if fact.facts is not None), None)
    issuer = f"{terms.ORGANISATION}{(organisation or '').casefold()}"
    if organisation is not None and (known is None or issuer not in Facts.from_json(known).terms):
        raise NotFound
    return facts[0]


def list_reached(
    session: Session, snapshot: Snapshot, newest: Change, zone: ZoneInfo
) -> Sequence[Reached]:
    """Every subscription that the release concerns, the oldest first."""
    rows = session.exec(select(Row).order_by(col(Row.created_at), col(Row.id))).all()
    selections = _selections(session, [row for row in rows if row.seen < newest.seq], zone)
    deliveries = _deliveries(session, newest.release_id)
    selector = FactSelector(Reader(session, snapshot), set(selections.values()))
    since = min((row.seen for row in rows if row.id in selections), default=newest.seq)
    steps = _steps(session, newest.release_id, since)
    selector.load(steps)
    found = []
    for row in rows:
        told = deliveries.get(row.id, [])
        had = bool(told) and told[-1].kind != LEFT
        is_behind = row.id in selections and _concerns(
            selector, row, selections[row.id], steps, had=had
        )
        if told or is_behind:
            found.append(_reached(row, told, is_behind=is_behind))
    return found


def _reached(row: Row, told: Sequence[WebhookDelivery], *, is_behind: bool) -> Reached:
    delivered = [one for one in told if one.state == Told.DELIVERED]
    # What failed before a later one was delivered is made up for.
    last = delivered[-1].seq if delivered else 0
    open_ones = [
        one
        for one in told
        if one.state == Told.WAITING or (one.state == Told.FAILED and one.seq > last)
    ]
    return Reached(
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
    selector: FactSelector, row: Row, selection: Selection, steps: Sequence[Step], *, had: bool
) -> bool:
    for step in steps:
        if step.seq <= row.seen:
            continue
        kind = selector.kind_of(selection, step)
        if kind in row.kinds.split(" ") or (had and step.kind == ChangeKind.WITHDRAWN):
            return True
    return False
