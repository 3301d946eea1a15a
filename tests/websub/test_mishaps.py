"""What the WebSub hub does after what nobody foresaw, and when it is to stop."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from typing import Any

import pytest
from pydantic import AnyHttpUrl

from app.base.ids import new_id
from app.base.problems import UNAVAILABLE, Invalid, Problem
from app.outbound.client import Answer, CallFailed, Failure
from app.websub import announcing
from app.websub.delivery import Document, Send
from app.websub.hub import Render, WebsubHub
from app.websub.models import WebsubSubscription
from tests.newsroom import Newsroom
from tests.partners.subscriber import TOPIC, ask, rows
from tests.waiting import PATIENCE_SECONDS, until

NOW = datetime.now(UTC)


async def breaking(_method: str, _url: str, _headers: Mapping[str, str], _body: bytes) -> Answer:
    """A call that ends as no call should."""
    raise ZeroDivisionError


async def silent(_method: str, _url: str, _headers: Mapping[str, str], _body: bytes) -> Answer:
    """A call that nobody answers."""
    raise CallFailed(Failure.TIMEOUT)


def a_hub(
    newsroom: Newsroom, send: Send = breaking, render: Render | None = None, **changes: Any
) -> WebsubHub:
    """One for which no time passes."""
    render = render or newsroom.app.state.topics.render
    settings = newsroom.settings.model_copy(update=changes)
    return WebsubHub(newsroom.database, settings, render, send, send, lambda: NOW)


def _subscribed(newsroom: Newsroom, wanted: str | None = None) -> None:
    with newsroom.database.write() as session:
        session.add(
            WebsubSubscription(
                id=new_id(),
                topic=TOPIC,
                callback="https://a.example/",
                host="a.example",
                until=NOW + timedelta(days=1),
                wanted=wanted,
                seen=0,
                due_at=NOW,
            )
        )


def test_a_request_that_cannot_be_verified_is_forgotten(newsroom: Newsroom) -> None:
    assert ask(newsroom, "subscribe", "https://a.example/").status_code == 202
    hub = a_hub(newsroom)
    hub.start()
    until(lambda: not rows(newsroom))
    hub.stop()


@pytest.mark.parametrize("wanted", ["subscribe", "unsubscribe"])
def test_who_is_subscribed_stays_so_when_a_new_request_cannot_be_verified(
    newsroom: Newsroom, wanted: str
) -> None:
    _subscribed(newsroom, wanted)
    hub = a_hub(newsroom)
    hub.start()
    until(lambda: rows(newsroom)[0].wanted is None)
    hub.stop()
    (row,) = rows(newsroom)
    assert (row.wanted, row.until) == (None, NOW + timedelta(days=1))


def test_what_cannot_be_sent_is_a_failure_and_is_tried_later(newsroom: Newsroom) -> None:
    newsroom.published()
    _subscribed(newsroom)
    hub = a_hub(newsroom)
    hub.start()
    until(lambda: rows(newsroom)[0].failures)
    hub.stop()
    (row,) = rows(newsroom)
    assert row.failures == 1
    assert row.due_at > NOW


def _away(_topic: str) -> Document:
    raise Problem(UNAVAILABLE, "The database is away.")


def _no_topic(_topic: str) -> Document:
    raise Invalid.of("There is no such theme.")


@pytest.mark.parametrize(("send", "render"), [(breaking, _away), (silent, _no_topic)])
def test_no_subscription_ends_for_want_of_a_database_or_untold(
    newsroom: Newsroom, send: Send, render: Render
) -> None:
    newsroom.published()
    _subscribed(newsroom)
    hub = a_hub(newsroom, send, render)
    hub.start()
    until(lambda: rows(newsroom)[0].failures)
    hub.stop()
    (row,) = rows(newsroom)
    assert (row.failures, row.until) == (1, NOW + timedelta(days=1))


def test_a_hub_that_stops_finishes_one_call_and_leaves_the_rest(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announcing, "AT_ONCE", 1)
    begun, go_on = Event(), Event()
    bodies: list[bytes] = []

    async def slow(_method: str, _url: str, _headers: Mapping[str, str], body: bytes) -> Answer:
        bodies.append(body)
        begun.set()
        await asyncio.to_thread(go_on.wait, PATIENCE_SECONDS)
        return Answer(204)

    announcing.set_external_hub(newsroom.database, "https://hub.example/", NOW)
    newsroom.published()
    hub = a_hub(newsroom, slow, websub_hub_url=AnyHttpUrl("https://hub.example/"))
    hub.start()
    assert begun.wait(PATIENCE_SECONDS)
    stopping = Thread(target=hub.stop)
    stopping.start()
    stopping.join(0.1)
    go_on.set()
    stopping.join(PATIENCE_SECONDS)
    assert len(bodies) == 1
    (row,) = rows(newsroom)
    assert (row.seen, row.failures, row.claimed_until) == (0, 0, None)
