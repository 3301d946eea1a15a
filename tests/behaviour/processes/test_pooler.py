"""The product behind PgBouncer in transaction mode: no transaction counts on the one before it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy.engine import URL

from app.auth.caller import Scope
from app.auth.keys import mint_key
from app.base import clock
from app.base.settings import Settings
from app.db.database import Database
from app.main import prepare
from tests.behaviour.clock import instant
from tests.behaviour.processes.live_server import serving
from tests.behaviour.processes.worker_clients import one_for_each_worker
from tests.newsroom import EDITORIAL, Newsroom, checked
from tests.pgbouncer import PROGRAM, SERVER_CONNECTIONS, a_pooler
from tests.postgres import address, administer
from tests.system_tools import needs

pytestmark = needs(PROGRAM, "pgbouncer")

AT_ONCE = 2 * SERVER_CONNECTIONS
ROUNDS = 2


@pytest.fixture(params=["postgresql"])
def settings(postgres_url: URL) -> Iterator[Settings]:
    """Settings of a database that is migrated and used through the pooler alone."""
    name = f"dateline_{uuid4().hex}"
    administer(postgres_url, f"CREATE DATABASE {name}")
    with a_pooler(postgres_url) as pooler:
        given = Settings(database_url=address(pooler, name), transaction_pooling=True)
        prepare(given)
        yield given
    administer(postgres_url, f"DROP DATABASE {name} WITH (FORCE)")


def test_many_write_and_read_over_few_connections(settings: Settings) -> None:
    newsroom = Newsroom(settings)

    def work(number: int) -> None:
        for turn in range(ROUNDS):
            release = newsroom.published(title=f"Ferry number {number} in round {turn}")
            newsroom.edit(release, title=f"Ferry number {number} in round {turn}, again")
            checked(newsroom.api.get(f"/v1/releases/{release['slug']}"), 200)
            for query in (f"limit={turn + 1}", f"q=number+{number}", "location=TR&theme=health"):
                checked(newsroom.api.get(f"/v1/releases?{query}"), 200)
            checked(newsroom.api.get(f"/v1/releases/facets?q=round+{turn}"), 200)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(work, range(AT_ONCE)))
    assert len(newsroom.public_ids("limit=100")) == AT_ONCE * ROUNDS
    newsroom.close()


def test_a_key_for_a_repeated_call_holds(settings: Settings) -> None:
    """Its lock is of the transaction; one of the session would stay with somebody else's."""
    newsroom = Newsroom(settings)
    headers = {"Idempotency-Key": "ferry-1"}

    def create(_number: int) -> str:
        made = newsroom.desk.post(EDITORIAL, json={"title": "Ferry"}, headers=headers)
        return str(checked(made, 201)["id"])

    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert len(set(pool.map(create, range(AT_ONCE)))) == 1
    newsroom.close()


def test_workers_publish_what_is_due_through_it(settings: Settings, tmp_path: Path) -> None:
    with Database(settings) as database, database.write() as session:
        key = mint_key(session, name="t", scopes=[Scope.PUBLISH], at=clock.now()).text
    with (
        serving(settings, tmp_path, workers=2) as server,
        one_for_each_worker(server, Authorization=f"Bearer {key}") as clients,
    ):
        one, other = clients.values()
        made = checked(one.post(EDITORIAL, json={"title": "At its instant"}), 201)
        at = {"at": instant(clock.now() + timedelta(seconds=4))}
        tag = {"If-Match": made["etag"]}
        checked(one.post(f"{EDITORIAL}/{made['id']}/schedule", json=at, headers=tag), 200)
        page = checked(other.get("/v1/changes?wait=60"), 200)
        assert [fact["release_id"] for fact in page["data"]] == [made["id"]]
