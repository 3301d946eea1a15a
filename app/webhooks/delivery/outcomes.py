"""Decides what the answer to a call means for its delivery and its subscription."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Case, bindparam, case, type_coerce, update
from sqlmodel import Session, col

from app.base.backoff import Backoff
from app.outbound.client import Answer
from app.outbound.retry_after import retry_after
from app.outbox.recorder import AttemptOutcome
from app.webhooks.subscriptions.models import WebhookDelivery, WebhookSubscription
from app.webhooks.subscriptions.states import OK, SENDING, SubscriptionState, Told

# From the first pause, a setting: 5 s, 15 s, 45 s, 2 min, 7 min, 20 min, 1 h, 3 h, 9 h, 12 h, ...
GROWTH = 3.0
LONGEST_PAUSE = timedelta(hours=12)
# An event that fails for so long is given up, a receiver is suspended.
GIVE_UP = timedelta(days=3)
# After so many failures in a row, of whatever events, one event at a time is tried (a circuit
# breaker).
BREAKER = 5
GONE = 410
# Statuses by which a receiver asks for fewer calls: `Retry-After` then holds for all its events.
THROTTLING = (429, 503)

Row = WebhookSubscription


@dataclass(frozen=True)
class CallResult:
    """One call: the answer, or why there is none."""

    at: datetime
    answer: Answer | None
    failure: str | None = None

    @property
    def is_ok(self) -> bool:
        """Whether the status is 2xx. A redirect is not followed, and is a failure."""
        return self.answer is not None and self.answer.status in OK

    @property
    def is_gone(self) -> bool:
        """Whether the receiver wants no more events (410)."""
        return self.answer is not None and self.answer.status == GONE

    @property
    def reason(self) -> str:
        """Returns why the call failed, without any words of the receiver."""
        if self.failure is not None or self.answer is None:
            return self.failure or ""
        return f"status-{self.answer.status}"


_COLUMNS = (
    "state",
    "tries",
    "due_at",
    "first_tried_at",
    "last_tried_at",
    "last_status",
    "last_failure",
    "settled_at",
)


def _unless_superseded(name: str) -> Case[Any]:
    column = getattr(WebhookDelivery, name)
    is_superseded = col(WebhookDelivery.state) == Told.SUPERSEDED
    return case((is_superseded, column), else_=bindparam(name, type_=column.type))


# A failure leaves an event settled that a withdrawal has replaced while it was under way.
_SETTLING = ("state", "due_at", "settled_at")
_DELIVERY = update(WebhookDelivery).where(col(WebhookDelivery.id) == bindparam("row_id"))
_DELIVERED = _DELIVERY.values({name: bindparam(name) for name in _COLUMNS})
_UNDELIVERED = _DELIVERED.values({name: _unless_superseded(name) for name in _SETTLING})


@dataclass(frozen=True)
class StateChange:
    """A new state that follows from what `url` answered, and the columns that change with it."""

    url: str
    before: tuple[SubscriptionState, ...]
    columns: dict[str, Any]

    def apply(self, row: Row) -> None:
        """Change the state, unless the owner changed the state or the address meanwhile."""
        if row.url == self.url and row.state in self.before:
            row.sqlmodel_update(self.columns)


@dataclass
class DeliveryOutcome(AttemptOutcome[Row]):
    """The columns to write after one call: of the subscription `row_id`, and of a delivery."""

    row_id: UUID
    delivery: dict[str, Any] | None = None
    health: dict[str, Any] = field(default_factory=dict)
    state_changes: list[StateChange] = field(default_factory=list)
    revival: "Revival | None" = None

    def write(self, session: Session, row: Row) -> None:
        """Write the columns."""
        row.sqlmodel_update(self.health)
        for change in self.state_changes:
            change.apply(row)
        if self.revival is not None:
            self.revival.write(session, self.row_id)
        if self.delivery is not None:
            is_delivered = self.delivery["state"] == Told.DELIVERED
            statement = _DELIVERED if is_delivered else _UNDELIVERED
            session.connection().execute(statement, self.delivery)


@dataclass(frozen=True)
class Revival:
    """A receiver takes events again: what failed before is tried sooner.

    It is due at once after a run of failures that began at `since`, or with a new challenge (None).
    Without a run, it is due `pause` times its number of tries after the last one.
    """

    at: datetime
    pause: timedelta
    is_back: bool = False
    since: datetime | None = None

    def write(self, session: Session, subscription_id: UUID) -> None:
        """Bring forward what waits for the subscription."""
        failed = update(WebhookDelivery).where(
            col(WebhookDelivery.subscription_id) == subscription_id,
            col(WebhookDelivery.state) == Told.WAITING,
            col(WebhookDelivery.first_tried_at).is_not(None),
        )
        due_at = col(WebhookDelivery.due_at)
        if not self.is_back:
            tried = type_coerce(col(WebhookDelivery.last_tried_at), BigInteger)
            step = int(self.pause / timedelta(microseconds=1))
            sooner = tried + col(WebhookDelivery.tries) * step
            session.execute(
                failed.where(type_coerce(due_at, BigInteger) > sooner).values(due_at=sooner)
            )
            return
        session.execute(failed.where(due_at > self.at).values(due_at=self.at))
        # Three days of a receiver that was away are no reason to give an event up.
        first = col(WebhookDelivery.first_tried_at)
        in_run = failed if self.since is None else failed.where(first >= self.since)
        session.execute(in_run.values(first_tried_at=None))


class Receiver:
    """The health of one subscription, as the process that has claimed it counts it."""

    def __init__(self, row: Row, first_pause: float) -> None:
        self.row = row
        self.state = SubscriptionState(row.state)
        self._failures, self._failing_since = row.failures, row.failing_since
        self._first_pause = timedelta(seconds=first_pause)
        self._pauses = Backoff(first_pause, GROWTH, LONGEST_PAUSE.total_seconds())
        self._due_at = row.due_at

    def may_send(self, now: datetime) -> bool:
        """Whether events may be sent now: it is active or failing, and no pause is running."""
        return self.state in SENDING and self._due_at <= now

    def secrets(self, now: datetime) -> tuple[str, ...]:
        """Returns the secrets that sign now, the newest first."""
        former, until = self.row.former_secret, self.row.former_until
        overlaps = former is not None and until is not None and now < until
        return (self.row.secret, former) if overlaps and former else (self.row.secret,)

    def outcome_of(self, delivery: WebhookDelivery, result: CallResult) -> DeliveryOutcome:
        """Count a call with `delivery`, and return the outcome to write."""
        outcome = DeliveryOutcome(self.row.id)
        delivery.tries += 1
        delivery.first_tried_at = delivery.first_tried_at or result.at
        delivery.last_tried_at = delivery.due_at = result.at
        delivery.last_status = result.answer.status if result.answer else None
        delivery.last_failure = None if result.is_ok else result.reason
        delivery.state = Told.DELIVERED
        if result.is_ok:
            self._succeed(result, outcome)
        else:
            delivery.due_at += self._fail(result, outcome, delivery.tries)
            # While the whole receiver fails, no single event is given up.
            is_active = self.state is SubscriptionState.ACTIVE
            is_over = is_active and result.at - delivery.first_tried_at >= GIVE_UP
            delivery.state = Told.FAILED if is_over else Told.WAITING
        delivery.settled_at = None if delivery.state == Told.WAITING else result.at
        outcome.delivery = _columns_of(delivery)
        return outcome

    def supersede(self, delivery: WebhookDelivery, now: datetime) -> DeliveryOutcome:
        """Returns the outcome for an event that the withdrawal of its release replaces."""
        delivery.state, delivery.due_at, delivery.settled_at = Told.SUPERSEDED, now, now
        return DeliveryOutcome(self.row.id, _columns_of(delivery))

    def verified(self, result: CallResult, *, agreed: bool) -> DeliveryOutcome:
        """Returns the outcome of a challenge; `agreed` when the receiver answered it rightly."""
        outcome = DeliveryOutcome(self.row.id)
        unverified = (SubscriptionState.UNVERIFIED,)
        if agreed:
            self._succeed(result, outcome)
            outcome.revival = Revival(result.at, self._first_pause, is_back=True)
            self._change_state(outcome, unverified, SubscriptionState.ACTIVE, verified_at=result.at)
            return outcome
        reason = "challenge-not-answered" if result.is_ok else result.reason
        pause = self._note_failure(result, outcome, reason, self._failures + 1)
        outcome.health["due_at"] = result.at + pause
        if result.is_gone or self._has_failed_too_long(result.at):
            self._change_state(outcome, unverified, SubscriptionState.ENDED)
        return outcome

    def _succeed(self, result: CallResult, outcome: DeliveryOutcome) -> None:
        is_back = self.state is SubscriptionState.FAILING
        if self._failures:
            since = self._failing_since
            outcome.revival = Revival(result.at, self._first_pause, is_back=is_back, since=since)
        self._failures, self._failing_since = 0, None
        outcome.health = {"failures": 0, "failing_since": None, "last_success_at": result.at}
        if is_back:
            self._change_state(outcome, (SubscriptionState.FAILING,), SubscriptionState.ACTIVE)

    def _fail(self, result: CallResult, outcome: DeliveryOutcome, tries: int) -> timedelta:
        """Count a failure. Returns how long the event waits after so many tries."""
        pause = self._note_failure(result, outcome, result.reason, tries)
        if result.is_gone:
            before = (*SENDING, SubscriptionState.PAUSED)
            self._change_state(outcome, before, SubscriptionState.ENDED)
            return pause
        if result.answer is not None and result.answer.status in THROTTLING:
            asked = retry_after(result.answer.headers, result.at)
            if asked is not None:
                self._hold_off(outcome, result.at + asked)
        if self._failures >= BREAKER:
            rest = self._pause_after(self._failures - BREAKER + 1)
            self._hold_off(outcome, result.at + rest)
            self._change_state(outcome, (SubscriptionState.ACTIVE,), SubscriptionState.FAILING)
            if self._has_failed_too_long(result.at):
                self._change_state(outcome, SENDING, SubscriptionState.SUSPENDED)
        return pause

    def _note_failure(
        self, result: CallResult, outcome: DeliveryOutcome, reason: str, tries: int
    ) -> timedelta:
        self._failures += 1
        self._failing_since = self._failing_since or result.at
        outcome.health = {
            "failures": self._failures,
            "failing_since": self._failing_since,
            "last_failure_at": result.at,
            "last_failure": reason,
        }
        asked = retry_after(result.answer.headers, result.at) if result.answer else None
        return self._pause_after(tries) if asked is None else asked

    def _pause_after(self, failures: int) -> timedelta:
        return timedelta(seconds=self._pauses.after(failures))

    def _has_failed_too_long(self, at: datetime) -> bool:
        return at - (self._failing_since or at) >= GIVE_UP

    def _hold_off(self, outcome: DeliveryOutcome, until: datetime) -> None:
        self._due_at = max(self._due_at, until)
        outcome.health["due_at"] = self._due_at

    def _change_state(
        self,
        outcome: DeliveryOutcome,
        before: tuple[SubscriptionState, ...],
        after: SubscriptionState,
        **more: Any,
    ) -> None:
        columns = {"state": after.value, **more}
        outcome.state_changes.append(StateChange(self.row.url, before, columns))
        self.state = after


def _columns_of(delivery: WebhookDelivery) -> dict[str, Any]:
    return {"row_id": delivery.id, **{name: getattr(delivery, name) for name in _COLUMNS}}
