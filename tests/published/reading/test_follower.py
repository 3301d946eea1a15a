"""The follower of a process: when the snapshot is current, and who is woken by a fact."""

import asyncio
import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.base import clock
from app.db.database import Database
from app.published.reading import follower as module
from app.published.reading.follower import FRESH_SECONDS, Follower
from app.published.reading.reader import Reader
from app.published.reading.snapshot import Snapshot
from app.published.selection.grammar import Selection
from app.releases.schedule.watch import DueWatch
from tests.newsroom import Newsroom
from tests.waiting import until


def _another(newsroom: Newsroom) -> Follower:
    """A follower as another process has it: no commit of this one is told to it."""
    database = Database(newsroom.settings)
    zone = newsroom.settings.zone
    return Follower(database, Snapshot(zone), DueWatch(database, zone))


def _total(follower: Follower) -> int:
    return Reader(None, follower.snapshot).count(Selection())


def test_what_this_process_commits_is_in_the_snapshot_before_the_next_read(
    newsroom: Newsroom,
) -> None:
    asyncio.run(newsroom.follower.catch_up())
    for number in range(1, 4):
        newsroom.published(title=f"Ferry {number}")
        assert not newsroom.follower.is_current()
        asyncio.run(newsroom.follower.catch_up())
        assert newsroom.follower.is_current()
        assert _total(newsroom.follower) == number


def test_what_another_process_commits_is_seen_when_the_look_is_old(newsroom: Newsroom) -> None:
    other = _another(newsroom)
    asyncio.run(other.catch_up())
    newsroom.published(title="Ferry")
    until(lambda: not other.is_current())
    asyncio.run(other.catch_up())
    assert _total(other) == 1


def test_concurrent_requests_share_an_update(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[float] = []
    update = newsroom.follower.update

    def counted() -> None:
        looks.append(time.monotonic())
        update()

    monkeypatch.setattr(newsroom.follower, "update", counted)

    async def ask() -> None:
        await asyncio.gather(*(newsroom.follower.catch_up() for _ in range(50)))

    asyncio.run(ask())
    assert 1 <= len(looks) <= 2


def test_what_is_due_is_public_before_the_snapshot_is_current(newsroom: Newsroom) -> None:
    draft = newsroom.draft(title="Embargoed")
    at = clock.now() + timedelta(hours=1)
    newsroom.act(draft, "schedule", at=at.isoformat())
    asyncio.run(newsroom.follower.catch_up())
    assert _total(newsroom.follower) == 0
    newsroom.app.state.due.now = lambda: at
    assert not newsroom.follower.is_current()
    asyncio.run(newsroom.follower.catch_up())
    assert _total(newsroom.follower) == 1


def test_a_database_that_cannot_be_asked_makes_nothing_current(newsroom: Newsroom) -> None:
    with newsroom.database.write() as session:
        session.execute(text("ALTER TABLE change_head RENAME TO away"))
    with pytest.raises(SQLAlchemyError):
        asyncio.run(newsroom.follower.catch_up())
    assert not newsroom.follower.is_current()


def test_a_database_that_went_back_is_read_anew(newsroom: Newsroom) -> None:
    newsroom.published(title="Ferry")
    newsroom.follower.update()
    with newsroom.database.write() as session:
        session.execute(text("UPDATE change_head SET seq = 0"))
        session.execute(text("DELETE FROM change"))
        session.execute(text("UPDATE published_release SET listed = false"))
    newsroom.follower.update()
    assert _total(newsroom.follower) == 0


def test_a_thread_a_task_and_a_listener_are_woken_by_a_fact(newsroom: Newsroom) -> None:
    follower, heard = newsroom.follower, threading.Event()
    follower.listen(heard.set)
    follower.start()
    found: list[bool] = []
    waiting = threading.Thread(target=lambda: found.append(follower.wait(0, 30)))
    waiting.start()
    try:
        newsroom.published(title="Ferry")
        asyncio.run(asyncio.wait_for(follower.moved(0), 30))
        waiting.join(30)
        assert found == [True]
        assert heard.wait(30)
        assert not follower.wait(1, 0.01)
    finally:
        follower.unlisten(heard.set)
        follower.stop()


def test_a_fact_of_another_process_wakes_too(newsroom: Newsroom) -> None:
    other = _another(newsroom)
    other.start()
    try:
        newsroom.published(title="Ferry")
        assert other.wait(0, 30)
    finally:
        other.stop()


def test_everybody_goes_when_the_server_ends(newsroom: Newsroom) -> None:
    follower = newsroom.follower

    async def wait() -> None:
        waiting = asyncio.create_task(follower.moved(1_000))
        await asyncio.sleep(0)
        follower.release()
        await asyncio.wait_for(waiting, 30)

    asyncio.run(wait())
    assert follower.is_ending
    assert not follower.wait(1_000, 30)


def test_the_thread_outlives_a_database_that_fails(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "POLL_SECONDS", 0.02)
    with newsroom.database.write() as session:
        session.execute(text("ALTER TABLE change_head RENAME TO away"))
    newsroom.follower.start()
    try:
        time.sleep(FRESH_SECONDS)
        with newsroom.database.write() as session:
            session.execute(text("ALTER TABLE away RENAME TO change_head"))
        until(newsroom.follower.is_current)
    finally:
        newsroom.follower.stop()


def test_the_thread_publishes_what_is_due_unasked(newsroom: Newsroom) -> None:
    draft = newsroom.draft(title="Embargoed")
    at = clock.now() + timedelta(hours=1)
    newsroom.act(draft, "schedule", at=at.isoformat())
    newsroom.app.state.due.now = lambda: at
    newsroom.follower.start()
    try:
        assert newsroom.follower.wait(0, 30)
    finally:
        newsroom.follower.stop()
