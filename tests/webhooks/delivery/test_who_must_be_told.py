"""Whoever was sent a text is told what becomes of it, at once, whatever happens between."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from app.changes.log import ChangeKind
from app.db.database import Database
from app.published.document import PublicRelease
from app.webhooks.subscriptions import acts
from app.webhooks.subscriptions.models import WebhookDelivery, WebhookSubscription
from app.webhooks.subscriptions.queries import backlogs, next_tries
from app.webhooks.subscriptions.schemas import SubscriptionPatch
from app.webhooks.subscriptions.states import Kind, SubscriptionState, Told
from tests.examples import examples
from tests.factories import a_document, a_theme
from tests.partners.listener import Listener, listening
from tests.partners.told import KINDS, UNREADABLE, Sending, World, told

HEALTH, FUNDING = {"themes": (a_theme("health"),)}, {"themes": (a_theme("funding"),)}
ALL, PUBLISHED = KINDS[0], ["published"]
# Sixty histories on each database in CI, of so many subscriptions in a world, and 200 more by
# `benchmarks.told` there.
SUBSCRIPTIONS, TICKS = 10, 12


@pytest.fixture
def world(database: Database) -> Iterator[World]:
    """One in which nothing happens by itself."""
    with listening() as (url, at):
        yield World(database, 0, url, at)


def _published(world: World, **members: Any) -> PublicRelease:
    document = a_document(**members)
    world.put(document, ChangeKind.PUBLISHED)
    return document


def _next(document: PublicRelease, **members: Any) -> PublicRelease:
    return document.model_copy(update={**members, "version": document.version + 1})


def _subscribed(world: World, selection: str = "", kinds: list[str] = ALL) -> Listener:
    listener = world.subscribe(selection, kinds)
    world.sending.settle()
    return listener


def _failed(world: World, listener: Listener) -> PublicRelease:
    """A release whose event a receiver refused four times; it is well by now."""
    document = a_document()
    listener.poison = {str(document.id)}
    world.put(document, ChangeKind.PUBLISHED)
    for minutes in (3, 3, 3, 1):
        world.sending.settle()
        world.sending.at += timedelta(minutes=minutes)
    listener.poison = set()
    return document


def _patched(world: World, listener: Listener, **members: Any) -> None:
    with world.owner() as (session, by):
        row = session.get_one(WebhookSubscription, listener.subscription_id)
        acts.change(session, row, SubscriptionPatch(**members), by)


def _acted(world: World, listener: Listener, act: Any, *given: Any) -> None:
    with world.owner() as (session, by):
        act(session, session.get_one(WebhookSubscription, listener.subscription_id), *given, by)


def _kinds(listener: Listener) -> list[str]:
    return [one.kind for one in listener.arrivals if one.is_taken]


@pytest.mark.parametrize("first", [0, 2, 110])
def test_who_was_sent_a_text_is_told_of_its_corrections_and_withdrawal(
    database: Database, first: int
) -> None:
    worlds = range(first, first + examples(at_hand=1, in_ci=2))
    assert told(database, worlds, SUBSCRIPTIONS, TICKS) == []


@pytest.mark.parametrize("act", [acts.pause, None])
def test_a_text_that_left_untold_is_withdrawn_in_the_same_stretch(world: World, act: Any) -> None:
    listener = _subscribed(world, "theme=health", PUBLISHED)
    document = _published(world, **HEALTH)
    world.sending.settle()
    if act is not None:
        _acted(world, listener, act)
    moved = _next(document, **FUNDING)
    world.put(moved, ChangeKind.UPDATED)
    world.withdraw(moved)
    assert not world.reach(document.id)[listener.subscription_id].has_newest
    if act is not None:
        _acted(world, listener, acts.resume)
    world.sending.settle()
    assert _kinds(listener) == ["published", "withdrawn"]
    assert world.reach(document.id)[listener.subscription_id].has_newest


def test_a_text_that_came_left_and_was_withdrawn_in_one_stretch_is_taken_back(
    world: World,
) -> None:
    listener = _subscribed(world, "theme=health", PUBLISHED)
    document = _published(world, **HEALTH)
    moved = _next(document, **FUNDING)
    world.put(moved, ChangeKind.UPDATED)
    world.sending.settle()
    world.withdraw(moved)
    world.sending.settle()
    assert _kinds(listener) == ["published", "withdrawn"]


def test_a_replay_under_another_selection_forgets_nobody(world: World) -> None:
    listener = _subscribed(world, "theme=health")
    document = _published(world, **HEALTH)
    world.sending.settle()
    _patched(world, listener, selection="theme=funding")
    _acted(world, listener, acts.replay_since, world.sending.at - timedelta(days=4_000))
    world.sending.settle()
    assert world.reach(document.id)[listener.subscription_id].has_newest
    world.withdraw(document)
    world.sending.settle()
    assert _kinds(listener) == ["published", "withdrawn"]


def test_who_has_a_text_is_told_though_the_selection_cannot_be_read_any_more(world: World) -> None:
    listener = _subscribed(world, "theme=health", PUBLISHED)
    first, second = _published(world, **HEALTH), _published(world, **HEALTH)
    world.sending.settle()
    with world.owner() as (session, _):
        row = session.get_one(WebhookSubscription, listener.subscription_id)
        row.selection = UNREADABLE
    missed = _published(world, **HEALTH)
    world.put(_next(second), ChangeKind.CORRECTED)
    world.withdraw(first)
    assert world.reach(first.id)[listener.subscription_id].is_left_to_tell
    world.sending.settle()
    assert sorted(_kinds(listener)) == ["corrected", "published", "published", "withdrawn"]
    told = world.reach(first.id)[listener.subscription_id]
    assert (told.has_newest, told.is_left_to_tell) == (True, False)
    # Another process tells nothing twice.
    Sending(world.database, world.snapshot).settle()
    assert len(listener.arrivals) == 4
    # Nothing is left out once it can be read again.
    _patched(world, listener, selection="theme=health")
    world.sending.settle()
    assert str(missed.id) in {one.release_id for one in listener.arrivals}


@pytest.mark.parametrize(
    "members", [{"selection": "theme=funding"}, {"kinds": [Kind.PUBLISHED]}, {"kinds": [Kind.LEFT]}]
)
def test_a_correction_is_told_whatever_the_owner_has_changed(
    world: World, members: dict[str, Any]
) -> None:
    listener = _subscribed(world, "theme=health")
    document = _published(world, **HEALTH)
    world.sending.settle()
    _patched(world, listener, **members)
    corrected = _next(document, title="Blankets reach Edirne")
    world.put(corrected, ChangeKind.CORRECTED)
    assert world.reach(document.id)[listener.subscription_id].is_left_to_tell
    world.sending.settle()
    assert _kinds(listener) == ["published", "corrected"]
    assert listener.arrivals[-1].has_text
    updated = _next(corrected, subtitle="By lorry")
    world.put(updated, ChangeKind.UPDATED)
    world.sending.settle()
    assert _kinds(listener) == ["published", "corrected"]
    reach = world.reach(document.id)[listener.subscription_id]
    assert (reach.has_newest, reach.is_left_to_tell) == (False, False)


def test_a_withdrawal_does_not_wait_for_an_older_event_of_its_release(
    database: Database, world: World
) -> None:
    listener = _subscribed(world)
    document = _failed(world, listener)
    world.withdraw(document)
    world.sending.settle()
    assert _kinds(listener) == ["withdrawn"]
    with database.read() as session:
        states = session.exec(select(WebhookDelivery.state).order_by(col(WebhookDelivery.seq)))
        assert states.all() == [Told.SUPERSEDED, Told.DELIVERED]


def test_a_withdrawal_is_tried_though_its_receiver_is_left_alone(world: World) -> None:
    listener = _subscribed(world)
    document = _published(world)
    world.sending.settle()
    listener.status = 500
    for _ in range(6):
        _published(world)
    world.sending.settle()
    listener.status = 204
    world.withdraw(document)
    world.sending.settle()
    assert _kinds(listener)[:2] == ["published", "withdrawn"]


def test_a_receiver_that_asks_for_less_is_left_in_peace_even_then(world: World) -> None:
    listener = _subscribed(world)
    document = _published(world)
    world.sending.settle()
    listener.status, listener.headers = 503, {"Retry-After": "600"}
    _published(world)
    world.sending.settle()
    listener.status = 204
    world.withdraw(document)
    world.sending.settle()
    assert _kinds(listener) == ["published"]
    world.sending.at += timedelta(seconds=600)
    world.sending.settle()
    assert sorted(_kinds(listener)) == ["published", "published", "withdrawn"]


def test_a_success_brings_forward_what_failed_before(database: Database, world: World) -> None:
    listener = _subscribed(world)
    _failed(world, listener)
    with database.read() as session:
        row = session.get_one(WebhookSubscription, listener.subscription_id)
        waits = backlogs(session, [row.id])[row.id]
    assert waits.due_at is not None
    assert waits.due_at > world.sending.at
    _published(world)
    world.sending.settle()
    assert _kinds(listener) == ["published", "published"]


def test_the_next_try_is_that_of_the_event_that_the_others_wait_for(
    database: Database, world: World
) -> None:
    listener = _subscribed(world)
    document = a_document()
    listener.poison = {str(document.id)}
    world.put(document, ChangeKind.PUBLISHED)
    world.sending.settle()
    world.put(_next(document), ChangeKind.UPDATED)
    world.sending.settle()
    with database.read() as session:
        row = session.get_one(WebhookSubscription, listener.subscription_id)
        deliveries = session.exec(select(WebhookDelivery)).all()
        tries = next_tries(session, [row], deliveries)
        backlog = backlogs(session, [row.id])[row.id]
    assert len(deliveries) == backlog.count == 2
    assert backlog.due_at is not None
    assert backlog.due_at > world.sending.at
    assert set(tries.values()) == {backlog.due_at}
    _acted(world, listener, acts.pause)
    with database.read() as session:
        row = session.get_one(WebhookSubscription, listener.subscription_id)
        assert next_tries(session, [row], deliveries) == {}


def test_what_failed_is_due_again_once_a_receiver_is_verified_anew(world: World) -> None:
    listener = _subscribed(world)
    listener.status = 410
    document = _published(world)
    world.sending.settle()
    world.sending.at += timedelta(days=4)
    listener.status = 204
    reach = world.reach(document.id)[listener.subscription_id]
    assert reach.row.state == SubscriptionState.ENDED
    assert (reach.next_try_at, reach.is_left_to_tell) == (None, True)
    _acted(world, listener, acts.verify)
    world.sending.settle()
    assert _kinds(listener) == ["published"]


def test_a_subscription_that_was_deleted_is_called_no_more_and_named_by_reach(
    database: Database, world: World
) -> None:
    listener, idle = _subscribed(world), _subscribed(world, "theme=funding")
    document = _published(world, **HEALTH)
    world.sending.settle()
    for each in (listener, idle):
        _acted(world, each, acts.unsubscribe)
    world.withdraw(document)
    world.sending.settle()
    assert _kinds(listener) == ["published"]
    (reach,) = world.reach(document.id).values()
    assert reach.row.state == SubscriptionState.DELETED
    assert (reach.has_newest, reach.was_given_text, reach.is_left_to_tell) == (False, True, False)
    with database.read() as session:
        (kept,) = session.exec(select(WebhookSubscription)).all()
    assert (kept.id, kept.url, kept.secret) == (listener.subscription_id, "", "")


def test_who_never_had_a_text_has_nothing_to_take_down(world: World) -> None:
    listener = world.subscribe("", ALL)
    document = _published(world)
    world.withdraw(document)
    reach = world.reach(document.id)[listener.subscription_id]
    assert reach.row.state == SubscriptionState.UNVERIFIED
    assert (reach.has_newest, reach.was_given_text, reach.next_try_at) == (False, False, None)
