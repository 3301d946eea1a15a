"""Readers are served from a replica, and cannot tell: over a real one that is held and ended."""

import gc
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.engine import URL, make_url

from app.base import clock
from app.base.settings import Settings
from app.db import replica as core_replica
from app.published.reading.follower import FRESH_SECONDS
from app.published.reading.reader import Reader
from app.published.selection.grammar import Selection
from tests.conftest import a_database
from tests.newsroom import EDITORIAL, Newsroom, checked
from tests.postgres_replica import Replica, a_replica
from tests.statements import counted
from tests.waiting import until


@pytest.fixture(scope="module")
def replica(postgres_url: URL) -> Iterator[Replica]:
    """A replica of the whole server."""
    with a_replica(postgres_url) as made:
        yield made


@pytest.fixture(params=["postgresql"])
def replicated(
    request: pytest.FixtureRequest, replica: Replica, tmp_path: Path
) -> Iterator[Settings]:
    """Settings of a migrated database that the replica has too."""
    with a_database(request.param, request, tmp_path) as settings:
        name = make_url(settings.database_url).database
        address = replica.url.set(database=name).render_as_string(hide_password=False)
        yield settings.model_copy(update={"read_database_url": address})


@pytest.fixture
def office(replicated: Settings) -> Iterator[Newsroom]:
    """The whole service over a database with a replica."""
    opened = Newsroom(replicated)
    yield opened
    opened.close()


def _forget_documents(office: Newsroom) -> None:
    """Have the next answer read them: for what is in memory no database is asked."""
    with office.follower.snapshot.lock:
        office.follower.snapshot.documents.clear()


def is_from_replica(office: Newsroom, url: str) -> bool:
    """Whether the answer of `url`, which is no kept one, is made from what the replica has."""
    assert office.database.replica is not None
    _forget_documents(office)
    with counted(office.database.replica) as asked:
        answer = office.api.get(url)
    assert answer.status_code == 200
    # One of them asks how far the replica is.
    return len(asked) > 1


def test_readers_are_served_from_the_replica(office: Newsroom, replica: Replica) -> None:
    slug = office.published()["slug"]
    replica.catch_up()
    for url in ("/v1/releases", f"/v1/releases/{slug}", "/v1/themes", "/v1/releases.rss"):
        assert is_from_replica(office, url), url


def test_editors_and_the_log_are_read_from_the_primary(office: Newsroom, replica: Replica) -> None:
    release = office.published()
    replica.catch_up()
    assert office.database.replica is not None
    with counted(office.database.replica) as asked:
        checked(office.desk.get(f"{EDITORIAL}/{release['id']}"), 200)
        checked(office.desk.get(EDITORIAL), 200)
        checked(office.api.get("/v1/changes"), 200)
    assert asked == []


def test_who_has_published_reads_it_before_the_replica_has_it(
    office: Newsroom, replica: Replica
) -> None:
    office.published(title="The first of all")
    replica.catch_up()
    before = office.api.get("/v1/releases")
    with replica.held():
        release = office.published()
        checked(office.api.get(f"/v1/releases/{release['slug']}"), 200)
        assert release["id"] in office.public_ids("limit=7")
        assert not is_from_replica(office, "/v1/releases?limit=8")
        tag = before.headers["etag"]
        again = office.api.get("/v1/releases", headers={"If-None-Match": tag})
        assert (again.status_code, again.headers["etag"] == tag) == (200, False)
    replica.catch_up()
    assert is_from_replica(office, "/v1/releases?limit=9")
    assert office.public_ids("limit=9") == office.public_ids("limit=7")


def test_a_withdrawal_is_true_at_once(office: Newsroom, replica: Replica) -> None:
    release = office.published()
    replica.catch_up()
    assert office.public_ids() == [release["id"]]
    with replica.held():
        office.act(release, "withdraw", notice="It was sent to the wrong list.")
        assert office.api.get(f"/v1/releases/{release['slug']}").status_code == 410
        assert office.public_ids() == office.public_ids("limit=7") == []


def test_what_is_due_is_public_at_its_instant(office: Newsroom, replica: Replica) -> None:
    at = clock.now() + timedelta(hours=1)
    release = office.act(office.draft(), "schedule", at=at.isoformat())
    replica.catch_up()
    assert office.public_ids() == []
    with replica.held():
        office.app.state.due.now = lambda: at
        assert office.public_ids() == office.public_ids("limit=7") == [release["id"]]


def test_what_another_process_has_published_is_read_before_the_replica_has_it(
    office: Newsroom, replicated: Settings, replica: Replica
) -> None:
    replica.catch_up()
    assert office.public_ids() == []
    other = Newsroom(replicated)
    with replica.held():
        release = other.published()
        time.sleep(FRESH_SECONDS)
        assert office.public_ids() == office.public_ids("limit=7") == [release["id"]]
    other.close()


def test_the_index_never_goes_back_to_what_the_replica_has(
    office: Newsroom, replicated: Settings, replica: Replica
) -> None:
    index = office.app.state.follower.snapshot
    office.published()
    replica.catch_up()
    other = Newsroom(replicated)
    with replica.held():
        for limit in range(1, 6):
            release = other.published()
            # As the change stream does, which is ahead of what readers have to know.
            with office.database.read() as session:
                assert Reader(session, index).count(Selection()) == limit + 1
            reached = index.mark
            assert office.public_ids(f"limit={limit}")[0] == release["id"]
            assert index.mark == reached
    other.close()


# psycopg warns of a connection that was never closed: the server ended it, as the test asks.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_replica_that_is_away_costs_no_reader_an_answer(
    office: Newsroom, replica: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core_replica, "CALM_SECONDS", 0.1)
    release = office.published()
    replica.catch_up()
    assert is_from_replica(office, "/v1/releases?limit=1")
    replica.stop()
    try:
        for limit in range(2, 6):
            _forget_documents(office)
            assert office.public_ids(f"limit={limit}") == [release["id"]]
        gc.collect()
    finally:
        replica.start()
    limits = iter(range(6, 100))
    until(lambda: is_from_replica(office, f"/v1/releases?limit={next(limits)}"))


def test_a_replica_without_the_schema_is_no_help(office: Newsroom) -> None:
    """As while the primary is brought up to date, and its replica is another database's."""
    assert office.settings.read_database_url is not None
    elsewhere = make_url(office.settings.read_database_url).set(database="postgres")
    address = elsewhere.render_as_string(hide_password=False)
    lost = Newsroom(office.settings.model_copy(update={"read_database_url": address}))
    assert lost.public_ids() == []
    lost.close()
