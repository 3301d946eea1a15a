"""Bodies and addresses that break others (case WRITE-2), sent to a real server of the whole app."""

import gzip
import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from app.base.settings import Settings
from app.importers.loading.run import import_page_bytes
from app.importers.loading.writing import PageSource
from tests.http.small_app import served
from tests.newsroom import EDITORIAL, Newsroom
from tests.resident_memory import resident_kilobytes
from tests.waiting import PATIENCE_SECONDS

CASE = json.loads((Path(__file__).parents[1] / "data/cases/write-2.json").read_text())
MEGABYTE = 1_000_000
ANSWERS = 3
# The names that the case uses -> those of this API.
NAMES = {"body": "body_text", "theme": "themes"}
ADDRESSES = {
    "/search": "/v1/releases",
    "/releases/by-slug/": "/v1/releases/",
    "/releases": "/v1/releases",
}


@pytest.fixture
def server(newsroom: Newsroom) -> Iterator[SimpleNamespace]:
    """The service behind uvicorn, `.post` with a key that may publish."""
    key = newsroom.desk.headers["Authorization"]
    with (
        served(newsroom.app) as running,
        httpx.Client(base_url=running.url, trust_env=False, timeout=PATIENCE_SECONDS) as client,
    ):

        def post(body: Any, path: str = EDITORIAL, **headers: str) -> httpx.Response:
            sent = {"Authorization": key, "Content-Type": "application/json", **headers}
            return client.post(path, content=body, headers=sent)

        yield SimpleNamespace(url=running.url, port=running.port, post=post, get=client.get)


def _ours(body: dict[str, Any]) -> dict[str, Any]:
    return {NAMES.get(name, name): value for name, value in body.items()}


def test_a_zero_byte_is_422_and_names_its_field(server: SimpleNamespace) -> None:
    places = []
    for body in CASE["bodies"]:
        answer = server.post(json.dumps(_ours(body)))
        assert answer.status_code == 422
        assert "\x00" not in answer.text
        places.append(answer.json()["errors"][0]["pointer"])
    assert places == ["#/title", "#/body_text", "#/themes/0"]


@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_a_zero_byte_is_422_in_every_change(newsroom: Newsroom, method: str) -> None:
    release = newsroom.draft()
    for body in CASE["bodies"]:
        answer = newsroom.desk.request(
            method,
            f"{EDITORIAL}/{release['id']}",
            headers={"If-Match": release["etag"], "Content-Type": "application/json"},
            content=json.dumps(_ours(body)),
        )
        assert answer.status_code == 422


@pytest.mark.parametrize("address", CASE["urls"])
def test_a_zero_byte_in_an_address_finds_nothing(server: SimpleNamespace, address: str) -> None:
    for theirs, ours in ADDRESSES.items():
        if address.startswith(theirs):
            address = address.replace(theirs, ours, 1)
            break
    answer = server.get(address)
    assert answer.status_code == (404 if "?" not in address else 422)
    assert answer.headers["content-type"] == "application/problem+json"


def test_50_megabytes_are_413_with_and_without_a_length(server: SimpleNamespace) -> None:
    chunk = b"x" * MEGABYTE
    declared = server.post(b'{"title": "' + chunk * 50)
    assert (declared.status_code, declared.json()["limit_bytes"]) == (413, 2 * MEGABYTE)
    assert server.post(chunk for _ in range(50)).status_code == 413
    # Again, now that all pools are warm: the server reads from the same process.
    before = resident_kilobytes()
    assert server.post(chunk for _ in range(50)).status_code == 413
    assert resident_kilobytes() - before < 2 * declared.json()["limit_bytes"] / 1_000


def test_a_packed_body_is_refused_unopened(server: SimpleNamespace) -> None:
    packed = gzip.compress(b"\x00" * 100 * MEGABYTE)
    answer = server.post(packed, **{"Content-Encoding": "gzip"})
    assert answer.status_code == 415
    assert answer.headers["accept-encoding"] == "identity"


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_100000_brackets_are_400(server: SimpleNamespace, opening: str) -> None:
    assert server.post(opening * 100_000).status_code == 400


def test_a_million_themes_are_refused(server: SimpleNamespace) -> None:
    short = json.dumps({"title": "x", "themes": ["t"] * 300_000})
    long = json.dumps({"title": "x", "themes": ["t"] * 1_000_000})
    assert server.post(short).status_code == 422
    assert server.post(long).status_code == 413


def test_others_are_answered_while_large_bodies_come_in(server: SimpleNamespace) -> None:
    body = json.dumps({"title": "x", "themes": ["t"] * 300_000})
    answered, refused = threading.Event(), []

    def send() -> None:
        while not answered.is_set():
            refused.append(server.post(body).status_code)

    senders = [threading.Thread(target=send) for _ in range(4)]
    for sender in senders:
        sender.start()
    for _ in range(ANSWERS):
        assert server.get("/v1/releases").status_code == 200
    answered.set()
    for sender in senders:
        sender.join()
    assert set(refused) == {422}
    # One turn for each sender is about what an answer takes, however fast the machine is.
    assert len(refused) <= len(senders) * (3 * ANSWERS + 1)


def test_a_length_and_then_silence_is_answered_in_time(newsroom: Newsroom) -> None:
    impatient = Newsroom(newsroom.settings.model_copy(update={"body_timeout_seconds": 0.5}))
    key = newsroom.desk.headers["Authorization"]
    head = (
        f"POST {EDITORIAL} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        f"Authorization: {key}\r\nContent-Length: 1000000\r\n\r\n"
    )
    started = time.monotonic()
    with (
        served(impatient.app) as running,
        socket.create_connection(
            ("127.0.0.1", running.port), timeout=PATIENCE_SECONDS
        ) as connection,
    ):
        connection.sendall(head.encode() + b'{"title"')
        received = connection.recv(65_536)
    impatient.close()
    assert re.match(rb"HTTP/1.1 408", received)
    # Far from the limit of a server that was told nothing.
    assert time.monotonic() - started < Settings().body_timeout_seconds


def test_a_page_with_a_zero_byte_is_imported_without_it_and_says_so(newsroom: Newsroom) -> None:
    page = (Path(__file__).parents[1] / "data/sample/press-releases.txt").read_bytes()
    broken = page.replace(b"Humanitarian", b"Humani\x00tarian", 1)
    report = import_page_bytes(
        newsroom.settings, broken, PageSource(organisation="Test Agency"), publish=True
    )
    assert not report.lost
    assert re.search(r"control character|U\+0000|NUL", report.as_text())
    titles = [one["title"] for one in newsroom.api.get("/v1/releases").json()["data"]]
    assert any("Humanitarian" in title for title in titles)
    assert "\x00" not in "".join(titles)
