"""What tries mean: when a receiver is left alone, when an event is given up, what is forgotten."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import select

from app.base.ids import new_id
from app.db.database import Database
from app.outbound.client import Answer
from app.webhooks.delivery.outcomes import (
    BREAKER,
    GIVE_UP,
    LONGEST_PAUSE,
    CallResult,
    Receiver,
)
from app.webhooks.delivery.queries import KEPT, delete_old
from app.webhooks.subscriptions.models import WebhookDelivery, WebhookSubscription
from app.webhooks.subscriptions.states import SubscriptionState, Told

NOW = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)


def _subscription(**members: Any) -> WebhookSubscription:
    given: dict[str, Any] = {
        "id": new_id(),
        "owner": "key:1",
        "url": "https://partner.example/h",
        "selection": "",
        "kinds": "published withdrawn",
        "format": "json",
        "description": None,
        "created_at": NOW,
        "state": SubscriptionState.ACTIVE,
        "secret": "whsec_AAAA",
        "seen": 0,
        "due_at": NOW,
    }
    return WebhookSubscription(**given | members)


def _delivery(row: WebhookSubscription, **members: Any) -> WebhookDelivery:
    given: dict[str, Any] = {
        "id": new_id(),
        "subscription_id": row.id,
        "seq": 1,
        "release_id": new_id(),
        "kind": "published",
        "state": Told.WAITING,
        "noted_at": NOW,
        "due_at": NOW,
    }
    return WebhookDelivery(**given | members)


def _answered(status: int) -> CallResult:
    return CallResult(NOW, Answer(status))


def _state_after(receiver: Receiver, delivery: WebhookDelivery, result: CallResult) -> str:
    outcome = receiver.outcome_of(delivery, result)
    assert outcome.delivery is not None
    state: str = outcome.delivery["state"]
    return state


def test_a_receiver_that_fails_for_three_days_is_suspended_and_its_events_wait() -> None:
    since = NOW - GIVE_UP
    row = _subscription(state=SubscriptionState.FAILING, failures=20, failing_since=since)
    receiver = Receiver(row, 5)
    waits = _delivery(row, first_tried_at=since, tries=20)
    assert _state_after(receiver, waits, _answered(500)) == Told.WAITING
    assert receiver.state is SubscriptionState.SUSPENDED


def test_an_event_that_fails_for_three_days_alone_is_given_up() -> None:
    row = _subscription()
    alone = _delivery(row, first_tried_at=NOW - GIVE_UP, tries=12)
    assert _state_after(Receiver(row, 5), alone, _answered(500)) == Told.FAILED
    young = _delivery(row, first_tried_at=NOW - DAY, tries=9)
    assert _state_after(Receiver(row, 5), young, _answered(500)) == Told.WAITING


def test_after_a_run_of_failures_a_receiver_is_left_alone() -> None:
    row = _subscription()
    receiver = Receiver(row, 5)
    for number in range(BREAKER):
        assert receiver.may_send(NOW)
        assert receiver.state is SubscriptionState.ACTIVE, number
        receiver.outcome_of(_delivery(row), _answered(500))
    assert receiver.state is SubscriptionState.FAILING
    assert not receiver.may_send(NOW)
    assert receiver.may_send(NOW + timedelta(seconds=7))


def test_a_receiver_that_asks_for_less_is_sent_nothing_until_then() -> None:
    row = _subscription()
    receiver = Receiver(row, 5)
    receiver.outcome_of(_delivery(row), CallResult(NOW, Answer(429, {"retry-after": "600"})))
    assert not receiver.may_send(NOW + timedelta(seconds=599))
    assert receiver.may_send(NOW + timedelta(seconds=600))


def test_a_challenge_that_is_never_answered_ends_the_subscription() -> None:
    row = _subscription(
        state=SubscriptionState.UNVERIFIED, failing_since=NOW - GIVE_UP, failures=12
    )
    receiver = Receiver(row, 5)
    receiver.verified(_answered(204), agreed=False)
    assert receiver.state is SubscriptionState.ENDED


def test_three_days_are_a_bounded_number_of_tries() -> None:
    row = _subscription()
    delivery, tries = _delivery(row), 0
    at = NOW
    while at - NOW < GIVE_UP:
        tries += 1
        Receiver(row, 5).outcome_of(delivery, CallResult(at, Answer(500)))
        assert delivery.due_at - at <= LONGEST_PAUSE
        at = delivery.due_at
    assert 10 <= tries <= 20


def test_an_address_that_was_set_while_another_was_asked_is_not_verified(
    database: Database,
) -> None:
    row = _subscription(state=SubscriptionState.UNVERIFIED)
    with database.write() as session:
        session.add(row)
    with database.write() as session:
        stored = session.get_one(WebhookSubscription, row.id)
        receiver = Receiver(WebhookSubscription(**stored.model_dump()), 5)
        stored.url = "https://elsewhere.example/h"
    outcome = receiver.verified(_answered(200), agreed=True)
    with database.write() as session:
        outcome.write(session, session.get_one(WebhookSubscription, row.id))
    with database.read() as session:
        assert session.get_one(WebhookSubscription, row.id).state == SubscriptionState.UNVERIFIED


def test_what_was_settled_long_ago_is_forgotten_save_the_last_of_a_release(
    database: Database,
) -> None:
    row, release_id, long_ago = _subscription(), new_id(), NOW - KEPT - DAY
    old = {"state": Told.DELIVERED, "settled_at": long_ago}
    kept = [
        _delivery(row, seq=2, release_id=release_id, **old),
        _delivery(row, seq=3),
        _delivery(row, seq=4, state=Told.DELIVERED, settled_at=NOW),
    ]
    gone = [
        _delivery(row, seq=1, release_id=release_id, **old),
        _delivery(row, seq=0, release_id=None, kind="test", **old),
    ]
    expected = {one.id for one in kept}
    with database.write() as session:
        session.add(row)
        session.flush()
        session.add_all([*kept, *gone])
    with database.write() as session:
        delete_old(session, NOW)
    with database.read() as session:
        assert set(session.exec(select(WebhookDelivery.id))) == expected
