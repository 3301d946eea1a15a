"""With PostgreSQL away, killed, frozen or locked every door says 503 soon, and is back with it."""

import asyncio
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from sqlalchemy import text

from app.auth.caller import Scope
from app.base.settings import Settings
from app.db.database import Database
from app.http.routing import AT_ONCE
from app.main import prepare
from tests.client import BASE_URL, Client
from tests.newsroom import EDITORIAL, Newsroom
from tests.postgres_outage import Server, a_mortal_server
from tests.waiting import PATIENCE_SECONDS, until

UNKNOWN = "019ab8c2-7a10-7c3e-9d57-0b1f6f6f2a11"
METHODS = ("get", "put", "post", "patch", "delete")
# They say nothing that the database knows.
STEADY = {
    "/.well-known/api-catalog",
    "/docs",
    f"/docs/{UNKNOWN}",
    "/health/live",
    "/problems",
    f"/problems/{UNKNOWN}",
    "/robots.txt",
    "/v1/openapi.json",
}
TO_THE_HUB = {
    "hub.mode": "subscribe",
    "hub.topic": f"{Settings().base_url}/v1/releases.atom",
    "hub.callback": "https://partner.example/websub/17",
}
# Doors of each way to an answer: from memory, in a thread, with a key, an act, a stream, a probe.
FEW = (
    ("get", "/v1/releases"),
    ("get", "/v1/releases?limit=3"),
    ("get", "/v1/releases.ndjson"),
    ("get", "/v1/changes"),
    ("get", EDITORIAL),
    ("post", EDITORIAL),
    ("get", "/health/ready"),
)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server that may be stopped."""
    with a_mortal_server() as made:
        prepare(_settings(made))
        yield made


def _settings(server: Server) -> Settings:
    # Short waits, and few connections: all of them are old when the server goes away.
    address = server.url.render_as_string(hide_password=False)
    return Settings(database_url=address, pool_size=4, pool_wait_seconds=2, statement_seconds=1)


@pytest.fixture
def office(server: Server) -> Iterator[Newsroom]:
    """The whole service over that server, with something public."""
    opened = Newsroom(_settings(server))
    opened.published(title="Before it went away")
    opened.api.get("/v1/releases")
    yield opened
    opened.close()


def _operations(office: Newsroom) -> list[tuple[str, str]]:
    paths = office.app.openapi()["paths"]
    return [
        (method, re.sub(r"\{[^}]+\}", UNKNOWN, path))
        for path, item in paths.items()
        for method in METHODS
        if method in item
    ]


def _ask(client: Client, method: str, path: str) -> httpx.Response:
    if path == "/v1/websub":
        return client.post(path, data=TO_THE_HUB)
    body = {"title": "Ferry service resumes"} if path == EDITORIAL and method == "post" else None
    return client.request(method, path, json=body, follow_redirects=False)


def _assert_unavailable(answer: httpx.Response) -> None:
    where = f"{answer.request.method} {answer.request.url}: {answer.text[:300]}"
    assert answer.status_code == 503, where
    assert answer.headers["retry-after"], where
    assert answer.headers["content-type"] == "application/problem+json", where


def _is_back(desk: Client) -> bool:
    return all(_ask(desk, method, path).is_success for method, path in FEW)


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_every_door_says_503_while_the_server_is_away(
    office: Newsroom, server: Server, mode: str, capfd: pytest.CaptureFixture[str]
) -> None:
    desk = office.as_key(*Scope)
    server.stop(mode)
    try:
        for method, path in _operations(office):
            answer = _ask(desk, method, path)
            if path in STEADY:
                assert answer.status_code < 500, path
            else:
                _assert_unavailable(answer)
    finally:
        server.start()
    assert "Traceback" not in "".join(capfd.readouterr())
    until(lambda: _is_back(desk))


def test_what_is_under_way_when_the_server_goes_away_is_503(
    office: Newsroom, server: Server, capfd: pytest.CaptureFixture[str]
) -> None:
    desk = office.as_key(*Scope)
    doors = [door for door in FEW for _ in range(20)]
    with ThreadPoolExecutor(8) as threads:
        begun = [threads.submit(_ask, desk, *door) for door in doors]
        server.stop("immediate")
        answers = [each.result() for each in begun]
    server.start()
    for answer in answers:
        if not answer.is_success:
            _assert_unavailable(answer)
    assert "Traceback" not in "".join(capfd.readouterr())
    until(lambda: _is_back(desk))


def test_a_frozen_server_is_503_within_the_waits_of_the_settings(
    office: Newsroom, server: Server, capfd: pytest.CaptureFixture[str]
) -> None:
    desk = office.as_key(*Scope)
    with server.frozen(), ThreadPoolExecutor(len(FEW)) as threads:
        for answer in threads.map(lambda door: _ask(desk, *door), FEW):
            _assert_unavailable(answer)
        assert office.api.get("/health/live").status_code == 200
    assert "Traceback" not in "".join(capfd.readouterr())
    until(lambda: _is_back(desk))


def test_a_lock_on_the_write_side_holds_no_reader_and_no_act_for_long(
    office: Newsroom, server: Server
) -> None:
    desk = office.as_key(*Scope)
    with Database(_settings(server)) as other, other.engine.begin() as connection:
        connection.execute(text("LOCK TABLE release IN ACCESS EXCLUSIVE MODE"))
        for limit in range(1, 30):
            assert office.api.get(f"/v1/releases?limit={limit}").status_code == 200
        # More than there are threads and connections, and a reader behind them.
        refused, answer = asyncio.run(_crowd(office, desk))
        for each in refused:
            _assert_unavailable(each)
        assert answer.status_code == 200
    until(lambda: _is_back(desk))


async def _crowd(office: Newsroom, desk: Client) -> tuple[list[httpx.Response], httpx.Response]:
    transport = httpx.ASGITransport(app=office.app)
    async with (
        httpx.AsyncClient(transport=transport, base_url=BASE_URL, headers=desk.headers) as client,
        asyncio.timeout(PATIENCE_SECONDS),
    ):
        asked = [asyncio.create_task(client.get(EDITORIAL)) for _ in range(AT_ONCE + 20)]
        asked.append(asyncio.create_task(client.post(EDITORIAL, json={"title": "Ferry"})))
        await asyncio.sleep(0.1)
        answer = await client.get("/v1/releases?limit=99")
        return list(await asyncio.gather(*asked)), answer
