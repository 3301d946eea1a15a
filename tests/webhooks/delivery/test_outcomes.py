"""What tries mean: when a receiver is left alone, when an event is given up, what is forgotten."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import select

from app.base.ids import new_id
from app.db.database import Database
from app.outbound.backoff import GIVE_UP
from app.outbound.client import Answer
from app.webhooks.delivery.claims import (
    KEPT,
    LEASE,
    claim,
    forget_old,
    give_up,
    renew,
    write_outcomes,
)
from app.webhooks.delivery.outcomes import BREAKER, Outcome, Receiver, Recorder, Tried
from app.webhooks.subscriptions.models import WebhookDelivery, WebhookSubscription
from app.webhooks.subscriptions.states import State, Told

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
        "state": State.ACTIVE,
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


def _answered(status: int) -> Tried:
    return Tried(NOW, Answer(status))


def _state_after(receiver: Receiver, delivery: WebhookDelivery, tried: Tried) -> str:
    outcome = receiver.settle(delivery, tried)
    assert outcome.delivery is not None
    state: str = outcome.delivery["state"]
    return state


def test_a_receiver_that_fails_for_three_days_is_suspended_and_its_events_wait() -> None:
    since = NOW - GIVE_UP
    row = _subscription(state=State.FAILING, failures=20, failing_since=since)
    receiver = Receiver(row, 5)
    waits = _delivery(row, first_tried_at=since, tries=20)
    assert _state_after(receiver, waits, _answered(500)) == Told.WAITING
    assert receiver.state is State.SUSPENDED


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
        assert receiver.state is State.ACTIVE, number
        receiver.settle(_delivery(row), _answered(500))
    assert receiver.state is State.FAILING
    assert not receiver.may_send(NOW)
    assert receiver.may_send(NOW + timedelta(seconds=7))


def test_a_receiver_that_asks_for_less_is_sent_nothing_until_then() -> None:
    row = _subscription()
    receiver = Receiver(row, 5)
    receiver.settle(_delivery(row), Tried(NOW, Answer(429, {"retry-after": "600"})))
    assert not receiver.may_send(NOW + timedelta(seconds=599))
    assert receiver.may_send(NOW + timedelta(seconds=600))


def test_a_challenge_that_is_never_answered_ends_the_subscription() -> None:
    row = _subscription(state=State.UNVERIFIED, failing_since=NOW - GIVE_UP, failures=12)
    receiver = Receiver(row, 5)
    receiver.verified(_answered(204), agreed=False)
    assert receiver.state is State.ENDED


def test_an_address_that_was_set_while_another_was_asked_is_not_verified(
    database: Database,
) -> None:
    row = _subscription(state=State.UNVERIFIED)
    with database.write() as session:
        session.add(row)
    with database.write() as session:
        stored = session.get_one(WebhookSubscription, row.id)
        receiver = Receiver(WebhookSubscription(**stored.model_dump()), 5)
        stored.url = "https://elsewhere.example/h"
    outcome = receiver.verified(_answered(200), agreed=True)
    with database.write() as session:
        write_outcomes(session, (), outcome.changes)
    with database.read() as session:
        assert session.get_one(WebhookSubscription, row.id).state == State.UNVERIFIED


def test_one_process_has_a_subscription_until_its_lease_ends(database: Database) -> None:
    row = _subscription()
    with database.write() as session:
        session.add(row)
        session.flush()
        session.add(_delivery(row))
    first, second = new_id(), new_id()
    assert len(claim(database, first, (), NOW, 10)) == 1
    assert claim(database, second, (), NOW, 10) == []
    renew(database, first, [row.id], NOW + LEASE / 2)
    assert claim(database, second, (), NOW + LEASE, 10) == []
    assert len(claim(database, second, (), NOW + LEASE * 2, 10)) == 1
    give_up(database, second)
    assert len(claim(database, first, (), NOW + LEASE * 2, 10)) == 1


def test_a_claim_that_is_lost_is_not_renewed_and_nothing_is_written_of_it(
    database: Database,
) -> None:
    rows = [_subscription() for _ in range(3)]
    deliveries = [_delivery(row) for row in rows]
    with database.write() as session:
        session.add_all(rows)
        session.flush()
        session.add_all(deliveries)
    me = new_id()
    claim(database, me, (), NOW, 10)
    mine, paused, taken = rows
    with database.write() as session:
        session.get_one(WebhookSubscription, paused.id).state = State.PAUSED
        session.get_one(WebhookSubscription, taken.id).claimed_by = new_id()
    assert renew(database, me, [row.id for row in rows], NOW) == {mine.id}
    _record(database, me, [Receiver(mine, 5).settle(deliveries[0], _answered(204))])
    _record(database, me, [Receiver(taken, 5).settle(deliveries[2], _answered(204))])
    with database.read() as session:
        states = {one.id: one.state for one in session.exec(select(WebhookDelivery))}
        told = {one.id: one.last_success_at for one in session.exec(select(WebhookSubscription))}
    assert [states[one.id] for one in deliveries] == [Told.DELIVERED, Told.WAITING, Told.WAITING]
    assert (told[mine.id], told[taken.id]) == (NOW, None)


def _record(database: Database, me: UUID, outcomes: Sequence[Outcome]) -> None:
    async def in_thread(call: Callable[[], None]) -> None:
        call()

    async def run() -> None:
        recorder = Recorder(database, me, in_thread)
        writing = asyncio.create_task(recorder.run())
        await asyncio.gather(*[recorder.put(one) for one in outcomes])
        writing.cancel()

    asyncio.run(run())


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
    forget_old(database, NOW)
    with database.read() as session:
        assert set(session.exec(select(WebhookDelivery.id))) == expected
