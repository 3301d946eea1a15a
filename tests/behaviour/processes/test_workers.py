"""One address, several server processes: nobody can tell which one answers."""

import os
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import httpx
import pytest

from app.auth.caller import Scope
from app.auth.keys import mint_key
from app.base import clock
from app.base.settings import Settings
from app.db.database import Database
from app.published.reading.follower import FRESH_SECONDS
from tests.behaviour.clock import instant
from tests.behaviour.processes.live_server import LiveServer, serving
from tests.behaviour.processes.worker_clients import one_for_each_worker, workers_of
from tests.conftest import ENGINES, a_database
from tests.newsroom import EDITORIAL, checked
from tests.waiting import PATIENCE_SECONDS, until

WORKERS = 2


@pytest.fixture(scope="module", params=ENGINES)
def settings(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Settings]:
    """Settings with a migrated database behind them, for all tests of an engine."""
    with a_database(request.param, request, tmp_path_factory.mktemp("workers")) as given:
        yield given


@pytest.fixture
def key(database: Database) -> str:
    """A key that may publish."""
    with database.write() as session:
        minted = mint_key(session, name="t", scopes=[Scope.PUBLISH], at=clock.now())
    return f"Bearer {minted.text}"


@pytest.fixture(scope="module")
def server(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server of several processes, ended by the last test or at the end."""
    with serving(settings, tmp_path_factory.mktemp("server"), workers=WORKERS) as started:
        yield started


def publish(client: httpx.Client, title: str, at: str | None = None) -> dict[str, Any]:
    made = checked(client.post(EDITORIAL, json={"title": title}), 201)
    act, body = ("publish", None) if at is None else ("schedule", {"at": at})
    answer = client.post(
        f"{EDITORIAL}/{made['id']}/{act}", json=body, headers={"If-Match": made["etag"]}
    )
    return checked(answer, 200)


def ids(client: httpx.Client) -> list[str]:
    return [each["id"] for each in checked(client.get("/v1/releases"), 200)["data"]]


def test_workers_see_what_another_has_written_and_publish_what_is_due_once(
    server: LiveServer, key: str
) -> None:
    with one_for_each_worker(server, Authorization=key) as clients:
        one, two = clients.values()
        for writer, reader in ((one, two), (two, one)):
            release = publish(writer, "Ferry service resumes")
            assert ids(writer)[0] == release["id"]
            checked(reader.get(f"/v1/releases/{release['slug']}"), 200)
            time.sleep(FRESH_SECONDS)
            assert ids(reader) == ids(writer)
        at = clock.now() + timedelta(seconds=4)
        due = publish(one, "At its instant", instant(at))
        early = ids(one) + ids(two)
        assert due["id"] not in early or clock.now() >= at
        time.sleep(max(0, (at - clock.now()).total_seconds()))
        assert due["id"] in ids(two)
        assert due["id"] in ids(one)
        facts = checked(two.get("/v1/changes?since=0&limit=100"), 200)["data"]
        assert [fact["release_id"] for fact in facts].count(due["id"]) == 1
    # What has to be done once is done before there are several.
    assert server.log.read_text().count("Dateline serves") == 1


def test_a_worker_that_dies_is_replaced_while_the_others_answer(server: LiveServer) -> None:
    with one_for_each_worker(server) as clients:
        dead, other = clients
        listed = ids(clients[other])
        os.kill(dead, signal.SIGKILL)
        assert ids(clients[other]) == listed
    until(lambda: dead not in workers_of(server) and len(workers_of(server)) == WORKERS)
    with one_for_each_worker(server) as clients:
        assert [ids(client) for client in clients.values()] == [listed] * WORKERS


@contextmanager
def held_writer(settings: Settings) -> Iterator[None]:
    """A writer that keeps its transaction open, with something written."""
    writer = sqlite3.connect(settings.database_url.removeprefix("sqlite:///"), isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("UPDATE change_head SET seq = seq + 1")
    try:
        yield
    finally:
        writer.execute("ROLLBACK")
        writer.close()


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_the_one_writer_of_sqlite_makes_no_reader_wait(
    settings: Settings, server: LiveServer, key: str
) -> None:
    with one_for_each_worker(server, Authorization=key) as clients:
        release = publish(next(iter(clients.values())), "Ferry service resumes")
        time.sleep(FRESH_SECONDS)
        doors = (f"releases/{release['slug']}", "releases.rss", "releases/facets",
                 "themes", "changes?since=0", "editorial/releases")  # fmt: skip
        with held_writer(settings):
            began = time.monotonic()
            for client in clients.values():
                for limit in range(1, 20):
                    checked(client.get(f"/v1/releases?limit={limit}"), 200)
                for door in doors:
                    assert client.get(f"/v1/{door}").status_code == 200, door
            # A reader who waited would have waited for ten seconds.
            assert time.monotonic() - began < settings.sqlite_busy_timeout_ms / 1_000


# The last one, for it ends the server.
def test_they_end_together_with_what_is_under_way(server: LiveServer, key: str) -> None:
    with one_for_each_worker(server, Authorization=key) as clients:
        begun: list[int] = []
        ended: list[str] = []

        def follow(client: httpx.Client) -> None:
            headers = {"Accept": "text/event-stream"}
            with client.stream("GET", "/v1/changes?since=0", headers=headers) as stream:
                begun.append(stream.status_code)
                ended.append("".join(stream.iter_lines()))

        threads = [threading.Thread(target=follow, args=[each]) for each in clients.values()]
        for thread in threads:
            thread.start()
        until(lambda: len(begun) == WORKERS)
        server.stop()
        for thread in threads:
            thread.join(timeout=PATIENCE_SECONDS)
        assert begun == [200] * WORKERS
        assert len(ended) == WORKERS
    assert "Traceback" not in server.log.read_text()
