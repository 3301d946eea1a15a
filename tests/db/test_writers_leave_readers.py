"""Writers that wait for one another take no connection from readers."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from sqlalchemy import text

from app.base.settings import Settings
from app.db.database import Database
from tests.waiting import PATIENCE_SECONDS


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_reader_is_served_while_more_writers_wait_than_there_are_connections(
    settings: Settings,
) -> None:
    few = settings.model_copy(update={"pool_size": 2, "pool_wait_seconds": 0.5})
    begun, done = Event(), Event()

    def hold(database: Database) -> None:
        with database.write() as session:
            session.execute(text("SELECT 1"))
            begun.set()
            done.wait(PATIENCE_SECONDS)

    with Database(few) as database, ThreadPoolExecutor(4) as threads:
        writers = [threads.submit(hold, database) for _ in range(2)]
        assert begun.wait(PATIENCE_SECONDS)
        for _ in range(3):
            with database.read() as session:
                assert session.execute(text("SELECT 1")).scalar_one() == 1
        done.set()
        for writer in writers:
            writer.result()
