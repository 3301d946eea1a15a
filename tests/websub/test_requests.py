"""What the WebSub hub takes and what it refuses, before anybody is called."""

import random
import threading
from datetime import UTC, datetime
from string import ascii_letters
from typing import Any
from urllib.parse import quote

import pytest

from app.websub import requests
from app.websub.requests import SUBSCRIBE, HubRequest, record_request
from tests.newsroom import Newsroom
from tests.partners.subscriber import BASE, TOPIC, ask, rows
from tests.waiting import PATIENCE_SECONDS


@pytest.mark.parametrize(
    ("changes", "parameter"),
    [
        ({"hub.mode": "publish"}, "hub.mode"),
        ({"hub.mode": ""}, "hub.mode"),
        ({"hub.mode": ["subscribe", "subscribe"]}, "hub.mode"),
        ({"hub.topic": "https://other.example/feed"}, "hub.topic"),
        ({"hub.topic": f"{BASE}.evil.example/v1/releases.atom"}, "hub.topic"),
        ({"hub.topic": f"{BASE}/v1/releases"}, "hub.topic"),
        ({"hub.topic": f"{BASE}/v1/editorial/releases"}, "hub.topic"),
        ({"hub.topic": f"{TOPIC}?theme=no-such"}, "hub.topic"),
        ({"hub.topic": f"{TOPIC}?themes=health"}, "hub.topic"),
        ({"hub.topic": f"{TOPIC}?limit=1000"}, "hub.topic"),
        ({"hub.topic": f"{TOPIC}?cursor=x"}, "hub.topic"),
        ({"hub.callback": "ftp://a.example/"}, "hub.callback"),
        ({"hub.callback": "https://user@a.example/"}, "hub.callback"),
        ({"hub.callback": "https://a.example/#x"}, "hub.callback"),
        ({"hub.callback": "https://a.example:99999/"}, "hub.callback"),
        ({"hub.callback": "https://[/"}, "hub.callback"),
        ({"hub.callback": "http://a.example/"}, "hub.callback"),
        ({"hub.callback": "https://169.254.169.254/"}, "hub.callback"),
        ({"hub.callback": "https://localhost/"}, "hub.callback"),
        ({"hub.callback": "https://xn--a.example.org/x"}, "hub.callback"),
        ({"hub.secret": "x" * 200}, "hub.secret"),
        ({"hub.secret": "é" * 100}, "hub.secret"),
        ({"hub.secret": "a\0b"}, "hub.secret"),
        ({"hub.topic": f"{TOPIC}\0"}, "hub.topic"),
        ({"hub.topic": f"{TOPIC}?q=a%00b"}, "hub.topic"),
        ({"hub.lease_seconds": "-1"}, "hub.lease_seconds"),
        ({"hub.lease_seconds": "soon"}, "hub.lease_seconds"),
    ],
)
def test_a_request_that_is_not_right_is_refused(
    newsroom: Newsroom, changes: dict[str, Any], parameter: str
) -> None:
    form = {"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.callback": "https://a.example/"}
    answer = newsroom.api.post("/v1/websub", data={**form, **changes})
    assert answer.status_code == 422
    assert parameter in {error["parameter"] for error in answer.json()["errors"]}
    assert rows(newsroom) == []


def test_what_the_hub_does_not_know_is_ignored(newsroom: Newsroom) -> None:
    more = {"verify": "sync", "verify_token": "x", "lease_seconds": "9" * 18}
    assert ask(newsroom, "subscribe", "https://a.example/", **more).status_code == 202
    most = int(requests.LONGEST_LEASE.total_seconds())
    assert rows(newsroom)[0].wanted_seconds == most


def test_another_body_is_refused(newsroom: Newsroom) -> None:
    assert newsroom.api.post("/v1/websub", json={}).status_code == 415
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert newsroom.api.post("/v1/websub", content=b"\xff", headers=form).status_code == 400
    many = b"&".join(b"a=b" for _ in range(60))
    assert newsroom.api.post("/v1/websub", content=many, headers=form).status_code == 400
    assert newsroom.api.post("/v1/websub", content=b"a" * 30_000, headers=form).status_code == 413


def test_a_host_has_a_bounded_number_of_subscriptions(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requests, "MAX_PER_HOST", 2)
    statuses = [
        ask(newsroom, "subscribe", f"https://{host}.example/{n}").status_code
        for host in ("a", "b")
        for n in range(3)
    ]
    assert statuses == [202, 202, 429] * 2
    assert ask(newsroom, "subscribe", "https://A.example/0").status_code == 429


def test_addresses_too_long_to_be_told_apart_are_refused(newsroom: Newsroom) -> None:
    chance = random.Random(7)  # letters that no database makes shorter
    callback = f"https://a.example/{''.join(chance.choices(ascii_letters, k=1_900))}"
    words = "".join(chr(chance.randrange(0x4E00, 0x9000)) for _ in range(180))
    assert (
        ask(newsroom, "subscribe", callback, topic=f"{TOPIC}?q={quote(words[:60])}").status_code
        == 202
    )
    answer = ask(newsroom, "subscribe", callback, topic=f"{TOPIC}?q={quote(words)}")
    assert answer.status_code == 422
    assert [fault["parameter"] for fault in answer.json()["errors"]] == ["hub.callback"]


def test_the_same_request_twice_at_once_is_one_subscription(newsroom: Newsroom) -> None:
    request = HubRequest(SUBSCRIBE, TOPIC, "https://a.example/", 3_600, None)
    ended: list[str] = []

    def ask_too() -> None:
        with newsroom.database.write() as session:
            record_request(session, request, datetime.now(UTC), 0)
        ended.append("well")

    other = threading.Thread(target=ask_too)
    with newsroom.database.write() as session:
        record_request(session, request, datetime.now(UTC), 0)
        session.flush()
        other.start()
        other.join(0.3)
    other.join(PATIENCE_SECONDS)
    assert ended == ["well"]
    assert [row.asked for row in rows(newsroom)] == [2]
