"""The reach of a release among subscribers of the hub."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.base.settings import Settings
from app.websub.hub import WebsubHub
from tests.newsroom import EDITORIAL, Newsroom, checked
from tests.partners.subscriber import TOPIC, Subscriber, ask, rows, send, subscribing
from tests.waiting import until


@pytest.fixture
def newsroom(settings: Settings) -> Iterator[Newsroom]:
    """A service whose hub is at work."""
    opened = Newsroom(settings.model_copy(update={"callbacks_to_private_hosts": True}))
    render = opened.app.state.topics.render
    hub = WebsubHub(opened.database, opened.settings, render, send, send)
    with ExitStack() as ending:
        ending.callback(opened.close)
        ending.callback(hub.stop)
        hub.start()
        yield opened


def _reach(newsroom: Newsroom, release: dict[str, Any]) -> dict[str, Any]:
    return checked(newsroom.desk.get(f"{EDITORIAL}/{release['id']}/reach"), 200)


def _subscribed(newsroom: Newsroom, listening: Subscriber, topic: str) -> None:
    before = len(listening.gets())
    ask(newsroom, "subscribe", f"{listening.url}{before}?token=hidden", topic=topic)
    until(lambda: rows(newsroom) and all(row.until for row in rows(newsroom)))


def test_subscribers_of_feeds_that_had_the_release_are_named_with_what_they_have(
    newsroom: Newsroom,
) -> None:
    early = newsroom.published(themes=["health"])
    with subscribing() as subscriber:
        health = f"{TOPIC}?theme=health"
        for topic in (health, f"{TOPIC}?theme=migration-displacement"):
            _subscribed(newsroom, subscriber, topic)
        release = newsroom.published(themes=["health"])
        until(lambda: _reach(newsroom, release)["meta"] == {"total": 1, "reached": 1, "waiting": 0})
        (told,) = _reach(newsroom, release)["data"]
        assert (told["way"], told["topic"], told["state"]) == ("websub", health, "active")
        assert (told["host"], told["was_given_text"], told["left_to_tell"]) == (
            "127.0.0.1",
            True,
            False,
        )
        assert "hidden" not in str(told)
        # What was public before they subscribed was never sent to them.
        assert _reach(newsroom, early)["data"] == []
        subscriber.statuses = [500] * 20
        newsroom.act(release, "withdraw", notice="Issued in error.")
        until(lambda: _reach(newsroom, release)["data"][0]["state"] == "failing")
    answer = _reach(newsroom, release)
    assert answer["meta"] == {"total": 1, "reached": 0, "waiting": 1}
    (told,) = answer["data"]
    assert (told["delivered_kind"], told["waiting_kind"]) == ("published", "withdrawn")
    assert told["last_failure"] is None
    assert told["next_try_at"] is not None


def test_a_text_from_before_they_subscribed_is_theirs_once_the_feed_was_sent(
    newsroom: Newsroom,
) -> None:
    early = newsroom.published(title="From before", themes=["health"])
    with subscribing() as subscriber:
        _subscribed(newsroom, subscriber, f"{TOPIC}?theme=health")
        newsroom.published(themes=["health"])
        until(subscriber.posts)
        assert b"From before" in subscriber.posts()[0].body
        subscriber.statuses = [500] * 20
        newsroom.act(early, "withdraw", notice="Issued in error.")
        until(lambda: _reach(newsroom, early)["data"][0]["state"] == "failing")
    answer = _reach(newsroom, early)
    assert answer["meta"] == {"total": 1, "reached": 0, "waiting": 1}
    assert answer["data"][0]["was_given_text"] is True


def test_a_text_whose_sending_failed_may_have_been_read(newsroom: Newsroom) -> None:
    with subscribing() as subscriber:
        _subscribed(newsroom, subscriber, TOPIC)
        subscriber.statuses = [500] * 20
        release = newsroom.published(title="Read, and refused")
        until(subscriber.posts)
        assert b"Read, and refused" in subscriber.posts()[0].body
        until(lambda: rows(newsroom)[0].failures == 1)
        newsroom.act(release, "withdraw", notice="Issued in error.")
    (told,) = _reach(newsroom, release)["data"]
    assert (told["was_given_text"], told["left_to_tell"]) == (True, True)


def test_a_lease_that_ended_is_no_reach(newsroom: Newsroom) -> None:
    with subscribing() as subscriber:
        _subscribed(newsroom, subscriber, TOPIC)
        release = newsroom.published()
        until(lambda: _reach(newsroom, release)["meta"]["reached"] == 1)
        later = rows(newsroom)[0].until
        assert later is not None
        of_hub, release_id = newsroom.app.state.hub_reach, UUID(release["id"])
        with newsroom.database.read() as session:
            assert len(of_hub(session, release_id, later - timedelta(seconds=1))) == 1
            assert of_hub(session, release_id, later) == []
