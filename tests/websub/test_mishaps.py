"""What the WebSub hub does after what nobody foresaw, and when it is to stop."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from threading import Event, Thread

import pytest

from app.base.ids import new_id
from app.outbound.client import Answer
from app.websub import announcing
from app.websub.delivery import Send
from app.websub.hub import WebsubHub
from app.websub.models import WebsubSubscription
from tests.newsroom import Newsroom
from tests.partners.subscriber import TOPIC, ask, rows
from tests.waiting import PATIENCE_SECONDS, until

NOW = datetime.now(UTC)


def breaking(_method: str, _url: str, _headers: Mapping[str, str], _body: bytes) -> Answer:
    """A call that ends as no call should."""
    raise ZeroDivisionError


def a_hub(newsroom: Newsroom, send: Send = breaking) -> WebsubHub:
    """One that is not started: a test does its rounds."""
    render = newsroom.app.state.topics.render
    return WebsubHub(newsroom.database, newsroom.settings, render, send, send, lambda: NOW)


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
    assert hub.round() == 1
    until(lambda: not rows(newsroom))
    hub.stop()


@pytest.mark.parametrize("wanted", ["subscribe", "unsubscribe"])
def test_who_is_subscribed_stays_so_when_a_new_request_cannot_be_verified(
    newsroom: Newsroom, wanted: str
) -> None:
    _subscribed(newsroom, wanted)
    hub = a_hub(newsroom)
    assert hub.round() == 1
    until(lambda: rows(newsroom)[0].claimed_until is None)
    hub.stop()
    (row,) = rows(newsroom)
    assert (row.wanted, row.until) == (None, NOW + timedelta(days=1))


def test_what_cannot_be_sent_is_a_failure_and_is_tried_later(newsroom: Newsroom) -> None:
    newsroom.published()
    _subscribed(newsroom)
    hub = a_hub(newsroom)
    assert hub.round() == 1
    until(lambda: rows(newsroom)[0].claimed_until is None)
    assert hub.round() == 0
    hub.stop()
    (row,) = rows(newsroom)
    assert row.failures == 1
    assert row.due_at > NOW


def test_a_hub_that_stops_finishes_one_call_and_leaves_the_rest(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announcing, "AT_ONCE", 1)
    begun, go_on = Event(), Event()
    bodies: list[bytes] = []

    def slow(_method: str, _url: str, _headers: Mapping[str, str], body: bytes) -> Answer:
        bodies.append(body)
        begun.set()
        go_on.wait(PATIENCE_SECONDS)
        return Answer(204)

    announcing.follow(newsroom.database, "https://hub.example/", NOW)
    newsroom.published()
    hub = a_hub(newsroom, slow)
    assert hub.round() == 1
    assert begun.wait(PATIENCE_SECONDS)
    stopping = Thread(target=hub.stop)
    stopping.start()
    stopping.join(0.1)
    go_on.set()
    stopping.join(PATIENCE_SECONDS)
    assert len(bodies) == 1
    (row,) = rows(newsroom)
    assert (row.seen, row.failures, row.claimed_until) == (0, 0, None)
