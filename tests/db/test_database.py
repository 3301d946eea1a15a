"""What the database tells, and who writes when: one at a time, and nobody waits for ever."""

import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from app.base.settings import Settings
from app.db.database import Database, WriterQueue
from tests.waiting import PATIENCE_SECONDS


def test_an_error_does_not_tell_the_values_of_its_statement(database: Database) -> None:
    """They may be a secret or words under embargo, and errors go to the log."""
    with pytest.raises(DBAPIError) as failed, database.write() as session:
        session.execute(text("INSERT INTO nowhere VALUES (:words)"), {"words": "zephyrine"})
    assert "zephyrine" not in str(failed.value)


def test_a_replica_is_one_of_postgresql() -> None:
    with pytest.raises(ValueError, match="DATELINE_READ_DATABASE_URL"):
        Settings(read_database_url="postgresql+psycopg://replica/press")


def test_turns_come_in_the_order_of_asking() -> None:
    queue = WriterQueue()
    queue.take(0)
    order: list[int] = []

    def wait(number: int) -> None:
        assert queue.take(PATIENCE_SECONDS)
        order.append(number)
        queue.release()

    threads = []
    for number in range(5):
        thread = threading.Thread(target=wait, args=(number,))
        thread.start()
        threads.append(thread)
        while queue.waiting <= number:
            time.sleep(0.001)
    queue.release()
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2, 3, 4]
    assert queue.take(0)


def test_who_gave_up_is_passed_over() -> None:
    queue = WriterQueue()
    queue.take(0)
    assert not queue.take(0.01)
    queue.release()
    assert queue.take(0)


def test_eight_threads_write_without_a_pause_between(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path}/turns.db")
    with Database(settings) as database:
        with database.write() as session:
            session.execute(text("CREATE TABLE counted (number INTEGER)"))
            session.execute(text("INSERT INTO counted VALUES (0)"))

        def count() -> None:
            for _ in range(20):
                with database.write() as session:
                    session.execute(text("UPDATE counted SET number = number + 1"))

        threads = [threading.Thread(target=count) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with database.read() as session:
            assert session.execute(text("SELECT number FROM counted")).scalar_one() == 160


def test_a_writer_waits_no_longer_than_the_setting_says(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/turns.db"
    with Database(Settings(database_url=url, sqlite_busy_timeout_ms=50)) as database:
        with database.write() as session:
            session.execute(text("CREATE TABLE held (number INTEGER)"))
            threads = [threading.Thread(target=_refused, args=(database,)) for _ in range(3)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        with database.write() as session:
            session.execute(text("INSERT INTO held VALUES (1)"))


def _refused(database: Database) -> None:
    with pytest.raises(OperationalError, match="locked"), database.write() as session:
        session.execute(text("INSERT INTO held VALUES (1)"))


def test_an_act_that_fails_gives_its_turn_back(tmp_path: Path) -> None:
    with Database(Settings(database_url=f"sqlite:///{tmp_path}/turns.db")) as database:
        with pytest.raises(OperationalError), database.write() as session:
            session.execute(text("INSERT INTO nowhere VALUES (1)"))
        with database.write() as session:
            session.execute(text("CREATE TABLE here (number INTEGER)"))


def test_an_act_whose_commit_fails_keeps_no_transaction_open_for_the_next(tmp_path: Path) -> None:
    with Database(Settings(database_url=f"sqlite:///{tmp_path}/turns.db")) as database:
        with database.write() as session:
            session.execute(text("CREATE TABLE here (number INTEGER PRIMARY KEY)"))
            session.execute(
                text(
                    "CREATE TABLE there (number INTEGER REFERENCES here"
                    " DEFERRABLE INITIALLY DEFERRED)"
                )
            )
        with pytest.raises(IntegrityError), database.write() as session:
            session.execute(text("INSERT INTO there VALUES (1)"))
        with database.write() as session:
            session.execute(text("INSERT INTO here VALUES (2)"))
        with database.read() as session:
            assert session.execute(text("SELECT count(*) FROM there")).scalar_one() == 0
