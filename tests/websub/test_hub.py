"""The WebSub hub before real subscribers: intent, leases, what is sent, and what is tried again."""

import hashlib
import hmac
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from urllib.parse import parse_qs

import pytest
from pydantic import AnyHttpUrl
from sqlmodel import select

from app.base.backoff import Backoff
from app.base.settings import Settings
from app.http import deps
from app.outbound.client import Answer, CallFailed, Failure
from app.websub import delivery, requests
from app.websub.announcing import set_external_hub
from app.websub.hub import CALLS, WebsubHub
from app.websub.models import WebsubSubscription
from tests.newsroom import Newsroom
from tests.partners.subscriber import BASE, TOPIC, Got, Subscriber, ask, rows, send, subscribing
from tests.waiting import until

HUB = f"{BASE}/v1/websub"
DAY = timedelta(days=1)


class Time:
    """An instant that a test moves."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def newsroom(settings: Settings) -> Iterator[Newsroom]:
    """The service, whose callbacks may be on this machine."""
    opened = Newsroom(settings.model_copy(update={"callbacks_to_private_hosts": True}))
    yield opened
    opened.close()


@pytest.fixture
def time(newsroom: Newsroom) -> Time:
    """The clock of the hub and of the routes."""
    standing = Time()
    newsroom.app.dependency_overrides[deps.now] = lambda: standing.at
    return standing


@pytest.fixture
def subscriber() -> Iterator[Subscriber]:
    with subscribing() as listening:
        yield listening


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "PAUSES", Backoff(0.01, 5.0, 1.0))


StartHub = Callable[[], WebsubHub]


@pytest.fixture
def start(newsroom: Newsroom, time: Time) -> Iterator[StartHub]:
    """Starts another hub process over the same database; all are stopped at the end."""
    with ExitStack() as stack:

        def begin() -> WebsubHub:
            render = newsroom.app.state.topics.render
            hub = WebsubHub(newsroom.database, newsroom.settings, render, send, send, time)
            hub.start()
            stack.callback(hub.stop)
            return hub

        yield begin


def _active(newsroom: Newsroom) -> bool:
    return any(row.until is not None and row.wanted is None for row in rows(newsroom))


def _failed(newsroom: Newsroom, times: int) -> bool:
    return any(row.failures == times for row in rows(newsroom))


def _subscribed(newsroom: Newsroom, callback: str, **more: str) -> None:
    answer = ask(newsroom, "subscribe", callback, **more)
    assert (answer.status_code, answer.content) == (202, b"")
    until(lambda: _active(newsroom))


def test_a_subscriber_is_asked_and_then_sent_what_the_door_answers(
    newsroom: Newsroom, subscriber: Subscriber, start: StartHub, time: Time
) -> None:
    start()
    _subscribed(
        newsroom, f"{subscriber.url}cb?mine=1&hub.mode=x", lease_seconds="86400", secret="s"
    )
    asked = subscriber.gets()[0]
    assert asked.path.startswith("/cb?mine=1&hub.mode=x&hub.mode=subscribe&")
    assert asked.query["hub.topic"] == TOPIC
    assert asked.query["hub.lease_seconds"] == "86400"
    assert len(asked.query["hub.challenge"]) > 20
    assert rows(newsroom)[0].until == time.at + DAY
    assert subscriber.posts() == []
    newsroom.published(title="Ferries <&> lines")
    until(subscriber.posts)
    got = subscriber.posts()[0]
    door = newsroom.api.get("/v1/releases.atom")
    assert got.body == door.content
    assert got.headers["content-type"] == door.headers["content-type"]
    assert got.headers["link"] == f'<{HUB}>; rel="hub", <{TOPIC}>; rel="self"'
    signature = hmac.new(b"s", got.body, hashlib.sha256).hexdigest()
    assert got.headers["x-hub-signature"] == f"sha256={signature}"
    assert got.path == "/cb?mine=1&hub.mode=x"


def test_corrections_and_withdrawals_are_sent_and_other_selections_are_not(
    newsroom: Newsroom, subscriber: Subscriber, start: StartHub
) -> None:
    start()
    health = f"{TOPIC}?theme=health"
    _subscribed(newsroom, f"{subscriber.url}health", topic=health)
    other = newsroom.published(title="Not of health", themes=["migration-displacement"])
    release = newsroom.published(title="Of health", themes=["health"])
    until(lambda: len(subscriber.posts()) == 1)
    release = newsroom.edit(release, title="Of good health")
    release = newsroom.act(release, "correct", note="The title.", severity="minor", action="update")
    until(lambda: len(subscriber.posts()) == 2)
    newsroom.act(other, "withdraw", notice="Issued in error.")
    newsroom.act(release, "withdraw", notice="Issued in error.")
    until(lambda: len(subscriber.posts()) == 3)
    assert release["id"].encode() in subscriber.posts()[2].body
    assert b"deleted-entry" in subscriber.posts()[2].body
    assert b"Of good health" not in subscriber.posts()[2].body
    assert all(other["id"].encode() not in call.body for call in subscriber.posts())


def test_a_withdrawal_is_sent_to_the_feed_that_the_release_had_left(
    newsroom: Newsroom, subscriber: Subscriber, start: StartHub
) -> None:
    start()
    _subscribed(newsroom, subscriber.url, topic=f"{TOPIC}?theme=health")
    release = newsroom.published(title="Of health", themes=["health"])
    until(lambda: len(subscriber.posts()) == 1)
    moved = newsroom.edit(release, themes=["migration-displacement"])
    release = newsroom.act(moved, "update")
    until(lambda: len(subscriber.posts()) == 2)
    newsroom.act(release, "withdraw", notice="Issued in error.")
    until(lambda: len(subscriber.posts()) == 3)
    assert b"deleted-entry" in subscriber.posts()[2].body
    assert release["id"].encode() in subscriber.posts()[2].body


@pytest.mark.parametrize("answer", [(404, ""), (302, ""), (500, ""), (200, "something else")])
def test_who_does_not_agree_is_not_subscribed(
    newsroom: Newsroom, subscriber: Subscriber, start: StartHub, answer: tuple[int, str]
) -> None:
    subscriber.challenge = lambda value: (answer[0], answer[1] or value)
    start()
    assert ask(newsroom, "subscribe", subscriber.url).status_code == 202
    until(lambda: not rows(newsroom))
    assert [call.query["hub.mode"] for call in subscriber.gets()] == ["subscribe"]


def test_a_renewal_that_is_not_agreed_to_changes_nothing(
    newsroom: Newsroom, subscriber: Subscriber, start: StartHub, time: Time
) -> None:
    start()
    _subscribed(newsroom, subscriber.url, secret="old")
    before = rows(newsroom)[0].until
    subscriber.challenge = lambda _: (404, "")
    time.at += DAY
    ask(newsroom, "subscribe", subscriber.url, secret="new")
    until(lambda: len(subscriber.gets()) == 2 and _active(newsroom))
    assert (rows(newsroom)[0].until, rows(newsroom)[0].secret) == (before, "old")
    ask(newsroom, "unsubscribe", subscriber.url)
    until(lambda: len(subscriber.gets()) == 3 and _active(newsroom))
    subscriber.challenge = lambda value: (200, value)
    _subscribed(newsroom, subscriber.url, secret="new")
    until(lambda: rows(newsroom)[0].secret == "new")
    assert rows(newsroom)[0].until == time.at + requests.DEFAULT_LEASE
    assert len(rows(newsroom)) == 1


def test_who_unsubscribes_is_sent_nothing_more(
    newsroom: Newsroom, subscriber: Subscriber, start: StartHub
) -> None:
    start()
    _subscribed(newsroom, subscriber.url)
    ask(newsroom, "unsubscribe", subscriber.url)
    until(lambda: not rows(newsroom))
    assert "hub.lease_seconds" not in subscriber.gets()[-1].query
    newsroom.published()
    assert ask(newsroom, "unsubscribe", subscriber.url).status_code == 202
    assert subscriber.posts() == []


def test_a_lease_ends(
    newsroom: Newsroom, subscriber: Subscriber, start: StartHub, time: Time
) -> None:
    hub = start()
    _subscribed(newsroom, subscriber.url, lease_seconds="1")
    assert rows(newsroom)[0].until == time.at + requests.SHORTEST_LEASE
    time.at += requests.SHORTEST_LEASE
    newsroom.published()
    hub.wake()
    _subscribed(newsroom, f"{subscriber.url}next")
    until(lambda: [row.callback for row in rows(newsroom)] == [f"{subscriber.url}next"])
    assert subscriber.posts() == []


@pytest.mark.parametrize("status", [500, 302, 429])
def test_what_failed_is_sent_again_after_a_pause(
    newsroom: Newsroom, subscriber: Subscriber, start: StartHub, time: Time, status: int
) -> None:
    hub = start()
    _subscribed(newsroom, subscriber.url)
    subscriber.statuses = [status, status]
    newsroom.published()
    for count in (1, 2):
        until(partial(_failed, newsroom, count))
        assert len(subscriber.posts()) == count
        time.at += timedelta(seconds=1)
        hub.wake()
    until(lambda: len(subscriber.posts()) == 3)
    until(lambda: rows(newsroom)[0].failures == 0)
    assert len({call.body for call in subscriber.posts()}) == 1


def test_gone_ends_a_subscription(
    newsroom: Newsroom, subscriber: Subscriber, start: StartHub
) -> None:
    start()
    _subscribed(newsroom, subscriber.url)
    subscriber.statuses = [410]
    newsroom.published()
    until(lambda: not rows(newsroom))


def test_a_dead_subscriber_delays_no_other(
    newsroom: Newsroom, subscriber: Subscriber, start: StartHub
) -> None:
    start()
    with subscribing() as slow:
        slow.pause_seconds = 1.5
        _subscribed(newsroom, slow.url)
        _subscribed(newsroom, subscriber.url)
        until(lambda: len(rows(newsroom)) == 2 and all(row.until for row in rows(newsroom)))
        newsroom.published()
        until(subscriber.posts)
        assert slow.posts() == []
        until(slow.posts)


def test_a_host_that_hangs_holds_up_few_callers(
    newsroom: Newsroom, subscriber: Subscriber, start: StartHub
) -> None:
    start()
    with subscribing() as slow:
        elsewhere = slow.url.replace("127.0.0.1", "localhost")
        for number in range(CALLS + 4):
            ask(newsroom, "subscribe", f"{elsewhere}{number}")
        until(lambda: all(row.until for row in rows(newsroom)))
        _subscribed(newsroom, subscriber.url)
        until(lambda: all(row.until for row in rows(newsroom)))
        slow.pause_seconds = 1.5
        newsroom.published()
        until(subscriber.posts)
        assert slow.posts() == []


def test_several_processes_send_once(
    newsroom: Newsroom, subscriber: Subscriber, start: StartHub
) -> None:
    for _ in range(3):
        start()
    for number in range(10):
        ask(newsroom, "subscribe", f"{subscriber.url}{number}")
    until(lambda: len([row for row in rows(newsroom) if row.until]) == 10)
    assert len(subscriber.gets()) == 10
    newsroom.published()
    until(lambda: len(subscriber.posts()) >= 10)
    until(lambda: all(row.claimed_until is None for row in rows(newsroom)))
    assert sorted(call.path for call in subscriber.posts()) == [f"/{n}" for n in range(10)]


def test_what_a_killed_process_had_in_hand_is_done_by_another(
    newsroom: Newsroom, subscriber: Subscriber, start: StartHub, time: Time
) -> None:
    start()
    _subscribed(newsroom, subscriber.url)
    with newsroom.database.write() as session:
        row = session.exec(select(WebsubSubscription)).one()
        row.claimed_until = time.at + timedelta(seconds=60)
    newsroom.published()
    hub = start()
    assert subscriber.posts() == []
    time.at += timedelta(seconds=61)
    hub.wake()
    until(subscriber.posts)


def test_a_topic_that_is_none_any_more_is_denied(
    newsroom: Newsroom, subscriber: Subscriber, start: StartHub
) -> None:
    start()
    _subscribed(newsroom, subscriber.url)
    with newsroom.database.write() as session:
        session.exec(select(WebsubSubscription)).one().topic = f"{TOPIC}?theme=no-such-theme"
    newsroom.published()
    until(lambda: not rows(newsroom))
    denied = subscriber.gets()[-1].query
    assert denied["hub.mode"] == "denied"
    assert "no-such-theme" in denied["hub.reason"]


def test_an_embargo_is_sent_when_it_ends_and_not_before(
    newsroom: Newsroom, subscriber: Subscriber, start: StartHub
) -> None:
    start()
    _subscribed(newsroom, subscriber.url)
    at = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    sealed = newsroom.act(newsroom.draft(title="Sealed"), "schedule", at=at)
    newsroom.published(title="Open")
    until(subscriber.posts)
    assert all(b"Sealed" not in call.body for call in subscriber.posts())
    newsroom.act(sealed, "publish")
    until(lambda: len(subscriber.posts()) == 2)
    last: Got = subscriber.posts()[1]
    assert b"Sealed" in last.body


def test_a_hub_elsewhere_is_told_which_feeds_have_changed(
    newsroom: Newsroom, subscriber: Subscriber, time: Time
) -> None:
    elsewhere = f"{subscriber.url}hub"
    newsroom.published(title="Before")
    settings = Settings(
        database_url=newsroom.settings.database_url, websub_hub_url=AnyHttpUrl(elsewhere)
    )
    restarted = Newsroom(settings)
    subscriber.statuses = [503]
    render = restarted.app.state.topics.render
    hub = WebsubHub(restarted.database, settings, render, refuse, send, time)
    hub.start()
    release = restarted.published(themes=["health"], locations=["TR"])
    until(partial(_failed, newsroom, 1))
    first = len(subscriber.posts())
    time.at += timedelta(seconds=1)
    hub.wake()
    until(partial(_failed, newsroom, 0))
    told = [url for call in subscriber.posts()[first:] for url in _told(call)]
    assert {TOPIC, f"{TOPIC}?theme=health", f"{TOPIC}?location=TR"} < set(told)
    assert subscriber.posts()[0].path == "/hub"
    for url in set(told):
        door = restarted.api.get(url.removeprefix(BASE))
        assert f'<{elsewhere}>; rel="hub"' in door.headers["link"]
        assert release["id"] in door.text
    silent = restarted.api.get("/v1/releases.atom?kind=press_release")
    assert 'rel="hub"' not in silent.headers["link"]
    hub.stop()
    restarted.close()


async def refuse(_method: str, _url: str, _headers: Mapping[str, str], _body: bytes) -> Answer:
    """What stands for the guarded client: the hub that an operator set is called by another."""
    raise CallFailed(Failure.ADDRESS)


def _told(call: Got) -> list[str]:
    form = parse_qs(call.body.decode())
    assert form["hub.mode"] == ["publish"]
    return form["hub.url"]


def test_a_hub_that_is_set_no_more_is_told_no_more(
    newsroom: Newsroom, subscriber: Subscriber, start: StartHub
) -> None:
    for address in (f"{subscriber.url}one", f"{subscriber.url}two", None):
        for _ in range(2):
            set_external_hub(newsroom.database, address, datetime.now(UTC))
        told = [] if address is None else [address]
        assert [row.callback for row in rows(newsroom)] == told
    start()
    newsroom.published()
    assert subscriber.calls == []
