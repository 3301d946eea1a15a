"""What a try means for its delivery and for its subscription, and how that is written down."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Update, and_, update
from sqlmodel import Session, col

from app.db.database import Database
from app.outbound.backoff import GIVE_UP, asked_pause, pause_after
from app.outbound.client import Answer
from app.webhooks.delivery.claims import lock_mine, write_outcomes, writing
from app.webhooks.subscriptions.models import WebhookDelivery, WebhookSubscription
from app.webhooks.subscriptions.states import SENDING, State, Told

# So many failures in a row, of whatever events, and one at a time is tried from then on.
BREAKER = 5
OK, GONE = range(200, 300), 410
# Statuses by which a receiver asks for less; `Retry-After` then holds for all of its events.
THROTTLING = (429, 503)

Row = WebhookSubscription


@dataclass(frozen=True)
class Tried:
    """One call: what was answered, or why nothing was."""

    at: datetime
    answer: Answer | None
    failure: str | None = None

    @property
    def is_ok(self) -> bool:
        """2xx; a redirection is not followed and is a failure."""
        return self.answer is not None and self.answer.status in OK

    @property
    def is_gone(self) -> bool:
        """The receiver wants nothing any more."""
        return self.answer is not None and self.answer.status == GONE

    @property
    def reason(self) -> str:
        """Why it is none of the good ones; no word of the receiver's is in it."""
        if self.failure is not None or self.answer is None:
            return self.failure or ""
        return f"status-{self.answer.status}"


@dataclass
class Outcome:
    """What is to be written of one try."""

    subscription_id: UUID
    delivery: dict[str, Any] | None = None
    health: dict[str, Any] = field(default_factory=dict)
    changes: list[Update] = field(default_factory=list)


class Receiver:
    """The health of one subscription in the hands of the process that sends for it."""

    def __init__(self, row: Row, first_pause: float) -> None:
        self.row = row
        self.state = State(row.state)
        self._failures, self._failing_since = row.failures, row.failing_since
        self._first_pause = first_pause
        self._due_at = row.due_at

    def may_send(self, now: datetime) -> bool:
        """False once it has ended, is suspended, or is to be left alone for a while."""
        return self.state in SENDING and self._due_at <= now

    def secrets(self, now: datetime) -> tuple[str, ...]:
        """The secrets that sign now, the newest first."""
        former, until = self.row.former_secret, self.row.former_until
        overlaps = former is not None and until is not None and now < until
        return (self.row.secret, former) if overlaps and former else (self.row.secret,)

    def settle(self, delivery: WebhookDelivery, tried: Tried) -> Outcome:
        """What a try of `delivery` means."""
        outcome = Outcome(self.row.id)
        first = delivery.first_tried_at or tried.at
        delivery.tries += 1
        due_at = tried.at
        state = Told.DELIVERED
        if tried.is_ok:
            self._succeed(tried, outcome)
        else:
            due_at += self._fail(tried, outcome, delivery.tries)
            alone = self.state is State.ACTIVE
            state = Told.FAILED if alone and tried.at - first >= GIVE_UP else Told.WAITING
        outcome.delivery = {
            "row_id": delivery.id,
            "state": state.value,
            "tries": delivery.tries,
            "due_at": due_at,
            "first_tried_at": first,
            "last_tried_at": tried.at,
            "last_status": tried.answer.status if tried.answer else None,
            "last_failure": None if tried.is_ok else tried.reason,
            "settled_at": None if state is Told.WAITING else tried.at,
        }
        return outcome

    def supersede(self, delivery: WebhookDelivery, now: datetime) -> Outcome:
        """The release was withdrawn before: that is told, and this is not."""
        values = {
            "row_id": delivery.id,
            "state": Told.SUPERSEDED.value,
            "tries": delivery.tries,
            "due_at": now,
            "first_tried_at": delivery.first_tried_at,
            "last_tried_at": delivery.last_tried_at,
            "last_status": delivery.last_status,
            "last_failure": delivery.last_failure,
            "settled_at": now,
        }
        return Outcome(self.row.id, values)

    def verified(self, tried: Tried, *, agreed: bool) -> Outcome:
        """What a challenge led to; `agreed` when it was answered as it has to be."""
        outcome = Outcome(self.row.id)
        if agreed:
            self._succeed(tried, outcome)
            self._move(outcome, (State.UNVERIFIED,), State.ACTIVE, verified_at=tried.at)
            return outcome
        reason = "challenge-not-answered" if tried.is_ok else tried.reason
        pause = self._note_failure(tried, outcome, reason, self._failures + 1)
        outcome.health["due_at"] = tried.at + pause
        if tried.is_gone or tried.at - (self._failing_since or tried.at) >= GIVE_UP:
            self._move(outcome, (State.UNVERIFIED,), State.ENDED)
        return outcome

    def _succeed(self, tried: Tried, outcome: Outcome) -> None:
        self._failures, self._failing_since = 0, None
        outcome.health = {"failures": 0, "failing_since": None, "last_success_at": tried.at}
        if self.state is State.FAILING:
            self._move(outcome, (State.FAILING,), State.ACTIVE)
            # It is back: whatever waited for its next try goes now.
            waiting = update(WebhookDelivery).where(
                col(WebhookDelivery.subscription_id) == self.row.id,
                col(WebhookDelivery.state) == Told.WAITING,
                col(WebhookDelivery.due_at) > tried.at,
            )
            outcome.changes.append(waiting.values(due_at=tried.at))

    def _fail(self, tried: Tried, outcome: Outcome, tries: int) -> Any:
        """Note a failure; answers how long the event waits after its `tries`."""
        pause = self._note_failure(tried, outcome, tried.reason, tries)
        if tried.is_gone:
            self._move(outcome, (*SENDING, State.PAUSED), State.ENDED)
            return pause
        if tried.answer is not None and tried.answer.status in THROTTLING:
            asked = asked_pause(tried.answer.headers, tried.at)
            if asked is not None:
                self._leave_alone(outcome, tried.at + asked)
        if self._failures >= BREAKER:
            rest = pause_after(self._failures - BREAKER + 1, self._first_pause)
            self._leave_alone(outcome, tried.at + rest)
            self._move(outcome, (State.ACTIVE,), State.FAILING)
            if tried.at - (self._failing_since or tried.at) >= GIVE_UP:
                self._move(outcome, SENDING, State.SUSPENDED)
        return pause

    def _note_failure(self, tried: Tried, outcome: Outcome, reason: str, tries: int) -> Any:
        self._failures += 1
        self._failing_since = self._failing_since or tried.at
        outcome.health = {
            "failures": self._failures,
            "failing_since": self._failing_since,
            "last_failure_at": tried.at,
            "last_failure": reason,
        }
        asked = asked_pause(tried.answer.headers, tried.at) if tried.answer else None
        return pause_after(tries, self._first_pause) if asked is None else asked

    def _leave_alone(self, outcome: Outcome, until: datetime) -> None:
        self._due_at = max(self._due_at, until)
        outcome.health["due_at"] = self._due_at

    def _move(self, outcome: Outcome, before: tuple[State, ...], after: State, **more: Any) -> None:
        """Its owner may have moved it meanwhile: then that stands. What one address answered says
        nothing of another that was set while it did."""
        called = and_(col(Row.id) == self.row.id, col(Row.url) == self.row.url)
        moved = update(Row).where(called, col(Row.state).in_(before))
        outcome.changes.append(moved.values(state=after.value, **more))
        self.state = after


class Recorder:
    """Writes outcomes down, many in one transaction, as they come.

    Of a subscription that `me` lost nothing is written: whoever has it now tries all that anew.
    """

    def __init__(
        self,
        database: Database,
        me: UUID,
        in_thread: Callable[[Callable[[], None]], Awaitable[None]],
    ) -> None:
        self._database, self._me, self._in_thread = database, me, in_thread
        self._waiting: list[tuple[Outcome, asyncio.Future[None]]] = []
        self._some = asyncio.Event()

    def put(self, outcome: Outcome) -> asyncio.Future[None]:
        """Have it written; the answer is done once that is committed."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((outcome, done))
        self._some.set()
        return done

    async def run(self) -> None:
        """Write until cancelled."""
        while True:
            await self._some.wait()
            self._some.clear()
            batch, self._waiting = self._waiting, []
            try:
                await self._in_thread(partial(self._write, batch))
            except Exception as error:  # what is not written is sent again, under the same id
                for _, done in batch:
                    if not done.done():
                        done.set_exception(error)
                continue
            for _, done in batch:
                if not done.done():
                    done.set_result(None)

    def _write(self, batch: list[tuple[Outcome, asyncio.Future[None]]]) -> None:
        with writing(self._database) as session:
            concerned = {outcome.subscription_id for outcome, _ in batch}
            mine = lock_mine(session, self._me, concerned)
            _write(session, [outcome for outcome, _ in batch if outcome.subscription_id in mine])


def _write(session: Session, outcomes: Iterable[Outcome]) -> None:
    health: dict[UUID, dict[str, Any]] = {}
    changes: list[Update] = []
    deliveries = []
    for outcome in outcomes:
        health.setdefault(outcome.subscription_id, {}).update(outcome.health)
        changes += outcome.changes
        if outcome.delivery is not None:
            deliveries.append(outcome.delivery)
    told = [
        update(Row).where(col(Row.id) == each).values(**values)
        for each, values in sorted(health.items())
        if values
    ]
    write_outcomes(session, deliveries, [*told, *changes])
