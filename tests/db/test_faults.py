"""What passes by itself is told from what is broken; a full disk is noticed, and that it passed."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.base.settings import Settings
from app.db.database import Database
from app.db.faults import is_full, is_locked, is_passing, name_of
from tests.newsroom import EDITORIAL, Newsroom
from tests.waiting import PATIENCE_SECONDS


def _sqlite(code: int) -> OperationalError:
    error = sqlite3.OperationalError("locked")
    error.sqlite_errorcode = code
    return OperationalError("", {}, error)


def _postgresql(kind: type[psycopg.Error]) -> DBAPIError:
    return OperationalError("", {}, kind())


@pytest.mark.parametrize(
    ("error", "passing", "full"),
    [
        (_sqlite(sqlite3.SQLITE_BUSY), True, False),
        (_sqlite(sqlite3.SQLITE_BUSY_SNAPSHOT), True, False),
        (_sqlite(sqlite3.SQLITE_LOCKED), True, False),
        (_sqlite(sqlite3.SQLITE_PROTOCOL), True, False),
        (_sqlite(sqlite3.SQLITE_FULL), True, True),
        (_sqlite(sqlite3.SQLITE_READONLY), True, True),
        (_sqlite(sqlite3.SQLITE_READONLY_DBMOVED), True, True),
        (_sqlite(sqlite3.SQLITE_IOERR_FSYNC), True, True),
        (_sqlite(sqlite3.SQLITE_CANTOPEN), True, True),
        (_sqlite(sqlite3.SQLITE_ERROR), False, False),
        (_sqlite(sqlite3.SQLITE_CORRUPT), False, False),
        (_postgresql(psycopg.errors.SerializationFailure), True, False),
        (_postgresql(psycopg.errors.LockNotAvailable), True, False),
        (_postgresql(psycopg.errors.TooManyConnections), True, False),
        (_postgresql(psycopg.errors.QueryCanceled), True, False),
        (_postgresql(psycopg.errors.AdminShutdown), True, False),
        (_postgresql(psycopg.errors.IdleInTransactionSessionTimeout), True, False),
        (_postgresql(psycopg.errors.DiskFull), True, True),
        (_postgresql(psycopg.errors.IoError), True, True),
        (_postgresql(psycopg.errors.ReadOnlySqlTransaction), True, True),
        (_postgresql(psycopg.OperationalError), True, False),
        (ProgrammingError("", {}, psycopg.errors.UndefinedTable()), False, False),
    ],
)
def test_only_what_may_pass_by_itself_is_passing(
    error: DBAPIError, passing: bool, full: bool
) -> None:
    assert (is_passing(error), is_full(error)) == (passing, full)


def test_other_errors_do_not_pass_and_have_a_name() -> None:
    assert is_passing(PoolTimeout())
    assert not is_passing(ValueError())
    assert is_locked(_postgresql(psycopg.errors.LockNotAvailable))
    assert name_of(_postgresql(psycopg.errors.LockNotAvailable)) == "55P03"
    assert name_of(ValueError()) == "ValueError"


@pytest.fixture
def office(sqlite_template: Path, tmp_path: Path) -> Iterator[Newsroom]:
    """The whole service over a SQLite file."""
    path = tmp_path / "dateline.db"
    path.write_bytes(sqlite_template.read_bytes())
    opened = Newsroom(Settings(database_url=f"sqlite:///{path}"))
    yield opened
    opened.close()


def _limit_pages(database: Database, pages: int) -> None:
    """Have SQLite find its disk full; it lets no file be shorter than it is."""
    with database.writer.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute(f"PRAGMA max_page_count = {pages}")


def test_a_full_disk_is_503_and_not_ready_until_there_is_room(office: Newsroom) -> None:
    before = office.published(title="Before the disk was full")
    _limit_pages(office.database, 1)
    body = {"title": "x", "body_text": "word " * 20_000}
    answer = office.desk.post(EDITORIAL, json=body)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert office.public_ids() == [before["id"]]
    assert len(office.desk.get(EDITORIAL).json()["data"]) == 1
    # A row in its place needs no room: what has room is not kept from being written.
    assert office.database.is_full
    _limit_pages(office.database, 2**30)
    assert office.api.get("/health/ready").status_code == 200
    assert not office.database.is_full
    assert office.desk.post(EDITORIAL, json=body).status_code == 201


def test_a_read_only_file_is_503_and_not_ready(office: Newsroom) -> None:
    office.draft()
    with office.database.writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
    answer = office.desk.post(EDITORIAL, json={"title": "x"})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    ready = office.api.get("/health/ready")
    assert ready.status_code == 503
    assert ready.json()["detail"] == "The database cannot be written (SQLITE_READONLY)."
    assert office.api.get("/v1/releases").status_code == 200


def test_a_file_that_cannot_be_opened_is_503_at_once(tmp_path: Path) -> None:
    with Database(Settings(database_url=f"sqlite:///{tmp_path}/none/dateline.db")) as database:
        with pytest.raises(OperationalError) as raised, database.read() as session:
            session.execute(text("SELECT 1"))
        assert is_passing(raised.value)


def test_a_wait_in_the_queue_counts_as_a_wait_for_the_writer(office: Newsroom) -> None:
    patience = office.settings.sqlite_busy_timeout_ms
    begun = threading.Event()

    def hold(database: Database) -> None:
        with database.write() as session:
            session.execute(text("SELECT 1"))
            begun.set()
            time.sleep(0.3)

    with Database(office.settings) as database:
        holder = threading.Thread(target=hold, args=(database,))
        holder.start()
        assert begun.wait(PATIENCE_SECONDS)
        with database.write() as session:
            left = session.execute(text("PRAGMA busy_timeout")).scalar_one()
        holder.join()
    assert 0 < left < patience - 200
