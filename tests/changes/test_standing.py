"""What is known of the mark is never older than this process, its clock, or a quarter second."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, event, text

from app.base import clock
from app.base.settings import Settings
from app.changes import log
from app.changes.log import Mark
from app.changes.standing import FRESH_SECONDS, Standing
from app.db.database import Database
from tests.changes.head_looks import looks

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


class Schedule:
    """What is due, in the hand of a test."""

    def __init__(self) -> None:
        self.time = NOON
        self.coming: datetime | None = None
        self.known_until = float("inf")

    def now(self) -> datetime:
        return self.time

    def outlook(self) -> tuple[datetime | None, float]:
        return self.coming, self.known_until


@pytest.fixture
def schedule() -> Schedule:
    return Schedule()


@pytest.fixture
def standing(database: Database, schedule: Schedule) -> Standing:
    return Standing(database, schedule)


def read(standing: Standing) -> Mark | None:
    return asyncio.run(standing.read())


def seq(mark: Mark | None) -> int:
    assert mark is not None
    return mark.seq


def tell(database: Database) -> None:
    with database.write() as session:
        log.record(session, log.Fact(log.ChangeKind.PUBLISHED, uuid4(), 1, clock.now()))


def test_the_mark_is_one_object_while_nothing_changes(standing: Standing) -> None:
    first = read(standing)
    assert first is not None
    time.sleep(FRESH_SECONDS + 0.01)
    assert standing.mark() is None
    assert read(standing) is first is standing.mark()


def test_a_commit_of_this_process_is_seen_by_the_next_who_asks(
    database: Database, standing: Standing
) -> None:
    read(standing)
    tell(database)
    assert standing.mark() is None
    assert seq(read(standing)) == 1


def test_a_commit_of_another_process_is_seen_within_a_quarter_second(
    settings: Settings, standing: Standing
) -> None:
    read(standing)
    with Database(settings) as other:
        tell(other)
    until = time.monotonic() + FRESH_SECONDS
    asked = time.monotonic()
    while standing.mark() is not None:
        assert asked <= until
        time.sleep(0.005)
        asked = time.monotonic()
    assert seq(read(standing)) == 1


def test_a_commit_during_a_look_is_not_taken_for_seen(
    database: Database, standing: Standing
) -> None:
    told: list[bool] = []

    def disturb(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("SELECT change_head") and not told:
            told.append(True)
            tell(database)

    event.listen(Engine, "after_cursor_execute", disturb)
    try:
        assert seq(read(standing)) == 1
    finally:
        event.remove(Engine, "after_cursor_execute", disturb)


def test_many_who_ask_at_once_take_one_look(standing: Standing) -> None:
    async def ask() -> list[Mark | None]:
        return await asyncio.gather(*(standing.read() for _ in range(50)))

    with looks() as seen:
        assert len({id(mark) for mark in asyncio.run(ask())}) == 1
    assert len(seen) == 1


def test_nothing_is_known_from_a_scheduled_instant_on(
    standing: Standing, schedule: Schedule
) -> None:
    schedule.coming = NOON + timedelta(seconds=1)
    assert read(standing) is not None
    schedule.time = schedule.coming
    assert standing.mark() is None
    assert read(standing) is None


def test_nothing_is_known_when_what_is_due_is_not(standing: Standing, schedule: Schedule) -> None:
    schedule.known_until = time.monotonic() - 1
    assert read(standing) is None


def test_nothing_is_known_when_the_database_cannot_be_asked(
    database: Database, standing: Standing
) -> None:
    read(standing)
    with database.write() as session:
        session.execute(text("ALTER TABLE change_head RENAME TO gone"))
    assert read(standing) is None
