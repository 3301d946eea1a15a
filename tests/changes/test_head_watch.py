"""Whoever waits for a public fact is woken by it: in threads, in event loops, on both engines."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from sqlalchemy import text

from app.base import clock
from app.base.settings import Settings
from app.changes import log
from app.changes.head_watch import POLL_SECONDS, HeadWatch
from app.db.database import Database
from tests.changes.head_looks import looks
from tests.waiting import PATIENCE_SECONDS


@pytest.fixture
def watch(database: Database) -> Iterator[HeadWatch]:
    watch = HeadWatch(database)
    watch.start()
    yield watch
    watch.stop()


def tell(database: Database) -> int:
    with database.write() as session:
        fact = log.Fact(log.ChangeKind.PUBLISHED, uuid4(), 1, clock.now())
        return log.record(session, fact)


@contextmanager
def soon(call: Callable[..., object], *given: object) -> Iterator[None]:
    """Do something in a tenth of a second; at the end of the block it is over.

    A connection that is given back after its database was closed is closed by nobody.
    """
    timer = threading.Timer(0.1, call, given)
    timer.start()
    try:
        yield
    finally:
        timer.join()


def test_a_thread_is_woken_by_a_fact_of_this_process(database: Database, watch: HeadWatch) -> None:
    with soon(tell, database):
        assert watch.wait(0, PATIENCE_SECONDS)


def test_a_thread_is_woken_by_a_fact_of_another_process(
    settings: Settings, watch: HeadWatch
) -> None:
    with Database(settings) as other, soon(tell, other):
        assert watch.wait(0, PATIENCE_SECONDS)


def test_what_was_told_before_is_no_reason_to_wait(database: Database, watch: HeadWatch) -> None:
    number = tell(database)
    assert watch.wait(number - 1, PATIENCE_SECONDS)
    assert not watch.wait(number, 0.05)


def test_a_thousand_coroutines_are_woken_with_one_look_at_a_time(
    database: Database, watch: HeadWatch
) -> None:
    async def wait_for_one() -> float:
        waiters = [asyncio.create_task(watch.moved(0)) for _ in range(1_000)]
        await asyncio.sleep(0.1)
        with soon(tell, database):
            async with asyncio.timeout(PATIENCE_SECONDS):
                await asyncio.gather(*waiters)
        return time.monotonic()

    began = time.monotonic()
    with looks() as seen:
        ended = asyncio.run(wait_for_one())
    assert 1 <= len(seen) <= 3 + (ended - began) / POLL_SECONDS


def test_coroutines_of_several_loops_are_woken(database: Database, watch: HeadWatch) -> None:
    async def wait() -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await watch.moved(0)

    threads = [threading.Thread(target=asyncio.run, args=(wait(),)) for _ in range(3)]
    for thread in threads:
        thread.start()
    time.sleep(0.1)
    tell(database)
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
        assert not thread.is_alive()


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_the_database_is_not_asked_while_nobody_waits(watch: HeadWatch) -> None:
    watch.wait(0, 0.01)
    time.sleep(POLL_SECONDS * 2)
    with looks() as seen:
        time.sleep(POLL_SECONDS * 3)
    assert seen == []


def test_listeners_are_called_after_each_fact(database: Database, watch: HeadWatch) -> None:
    called = threading.Event()
    watch.listen(called.set)
    for _ in range(3):
        tell(database)
        assert called.wait(PATIENCE_SECONDS)
        called.clear()
    watch.unlisten(called.set)


def test_without_its_thread_it_sees_the_facts_of_this_process(database: Database) -> None:
    watch = HeadWatch(database)
    with soon(tell, database):
        assert watch.wait(0, PATIENCE_SECONDS)


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
def test_a_lost_connection_is_made_anew(database: Database, watch: HeadWatch) -> None:
    assert not watch.wait(0, 0.05)
    with database.write() as session:
        session.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    with soon(tell, database):
        assert watch.wait(0, PATIENCE_SECONDS)


def test_the_end_lets_everybody_go(watch: HeadWatch) -> None:
    async def wait() -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await watch.moved(0)

    with soon(watch.stop):
        asyncio.run(wait())
    assert not watch.wait(0, PATIENCE_SECONDS)
    assert watch.is_ending
