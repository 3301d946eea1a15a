"""The follower of a process: when the snapshot is current, and who is woken by a fact."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Never

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from app.base import clock
from app.changes import log
from app.changes.log import Mark
from app.db.database import Database
from app.published.index_row import read_changed
from app.published.reading import follower as module
from app.published.reading.follower import FRESH_SECONDS, Follower
from app.published.reading.reader import Reader
from app.published.reading.snapshot import Snapshot
from app.published.selection.grammar import Selection
from app.releases.schedule.watch import DueWatch
from tests.newsroom import Newsroom
from tests.waiting import until


@contextmanager
def _another(newsroom: Newsroom) -> Iterator[Follower]:
    """A follower as another process has it: no commit of this one is told to it."""
    zone = newsroom.settings.zone
    with Database(newsroom.settings) as database:
        yield Follower(database, Snapshot(zone), DueWatch(database, zone))


def _go_back(newsroom: Newsroom) -> None:
    """A backup from before the first release is restored under the process."""
    with newsroom.database.write() as session:
        session.execute(text("UPDATE change_head SET seq = 0"))
        session.execute(text("DELETE FROM change"))
        session.execute(text("UPDATE published_release SET listed = false"))


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


def test_what_another_process_commits_is_seen_when_the_update_is_old(newsroom: Newsroom) -> None:
    with _another(newsroom) as other:
        asyncio.run(other.catch_up())
        newsroom.published(title="Ferry")
        until(lambda: not other.is_current())
        asyncio.run(other.catch_up())
        assert _total(other) == 1


def test_concurrent_requests_share_an_update(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    updates: list[float] = []
    update = newsroom.follower.update

    def counted() -> None:
        updates.append(time.monotonic())
        update()

    monkeypatch.setattr(newsroom.follower, "update", counted)

    async def ask() -> None:
        await asyncio.gather(*(newsroom.follower.catch_up() for _ in range(50)))

    asyncio.run(ask())
    assert 1 <= len(updates) <= 2


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
    _go_back(newsroom)
    newsroom.follower.update()
    assert _total(newsroom.follower) == 0


def test_no_answer_from_before_a_restored_backup_is_given_at_the_same_mark(
    newsroom: Newsroom,
) -> None:
    ferry = newsroom.published(title="Ferry")
    assert newsroom.public_ids() == [ferry["id"]]
    before = newsroom.follower.snapshot.mark
    _go_back(newsroom)
    newsroom.follower.update()
    with newsroom.database.write() as session:
        session.execute(text("UPDATE change_head SET seq = 1"))
    newsroom.follower.update()
    assert newsroom.follower.snapshot.mark == before
    assert newsroom.public_ids() == []


def test_nobody_is_told_of_facts_that_a_restored_backup_does_not_have(newsroom: Newsroom) -> None:
    """Whoever waits after the head of today would be let go for ever, and ask without a pause."""
    newsroom.published(title="Ferry")
    newsroom.follower.update()
    assert newsroom.follower.wait(0, 0.01)
    _go_back(newsroom)
    newsroom.follower.update()
    assert not newsroom.follower.wait(0, 0.01)


def test_while_the_snapshot_is_read_it_is_of_the_state_before(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom.follower.update()
    before, seen = newsroom.follower.snapshot.mark, list[Mark]()

    def watched(*given: Any) -> Any:
        seen.append(newsroom.follower.snapshot.mark)
        return read_changed(*given)

    monkeypatch.setattr("app.published.index.sets.read_changed", watched)
    newsroom.published(title="Ferry")
    newsroom.follower.update()
    assert seen == [before]
    assert newsroom.follower.snapshot.mark > before


def test_a_snapshot_that_was_read_by_half_answers_nobody(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FRESH_SECONDS", 60)
    newsroom.published(title="Ferry")
    newsroom.public_ids()
    with Database(newsroom.settings) as other, other.write() as session:
        log.start_epoch(session)

    def lost(*_given: Any) -> Iterator[Never]:
        raise OperationalError("SELECT", None, ConnectionError())

    with monkeypatch.context() as patched, newsroom.database.read() as session:
        patched.setattr("app.published.index.sets.read_all", lost)
        with pytest.raises(OperationalError):
            Reader(session, newsroom.follower.snapshot).count(Selection())
    assert newsroom.follower.is_current()
    assert len(newsroom.public_ids("limit=7")) == 1


def test_an_update_waits_for_the_snapshot_with_its_connection_in_hand(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Behind a pooler, readers that wait for the snapshot may hold all other connections."""
    follower, begun = newsroom.follower, list[str]()
    follower.update()
    newsroom.published(title="Ferry")
    monkeypatch.setattr(newsroom.app.state.due, "catch_up", lambda: None)

    def note(_connection: Any) -> None:
        begun.append(threading.current_thread().name)

    event.listen(Engine, "begin", note)
    thread = threading.Thread(target=follower.update, name="update")
    try:
        with follower.snapshot.lock:
            thread.start()
            # The mark, and what the snapshot is read from.
            until(lambda: begun.count("update") == 2)
        thread.join(60)
    finally:
        event.remove(Engine, "begin", note)
    assert _total(follower) == 1


class _Stuck:
    """A schedule with something due that cannot be published."""

    def __init__(self) -> None:
        self.ticks = 0
        self.may_end = threading.Event()
        self.may_end.set()

    def now(self) -> datetime:
        return clock.now()

    def catch_up(self) -> None:
        pass

    def tick(self) -> None:
        self.ticks += 1
        self.may_end.wait(60)

    def outlook(self) -> tuple[datetime | None, float]:
        return clock.now() - timedelta(seconds=1), time.monotonic() + 1


def test_what_cannot_be_published_is_not_tried_without_a_pause(newsroom: Newsroom) -> None:
    stuck = _Stuck()
    follower = Follower(newsroom.database, Snapshot(newsroom.settings.zone), stuck)
    follower.start()
    time.sleep(0.5)
    follower.stop()
    assert 0 < stuck.ticks <= 30


def test_no_read_waits_for_what_the_schedule_does_several_times_a_second(
    newsroom: Newsroom,
) -> None:
    busy = _Stuck()
    busy.may_end.clear()
    follower = Follower(newsroom.database, Snapshot(newsroom.settings.zone), busy)
    follower.start()
    try:
        until(lambda: busy.ticks)
        asyncio.run(asyncio.wait_for(follower.catch_up(), 10))
    finally:
        busy.may_end.set()
        follower.stop()


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
    with _another(newsroom) as other:
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
