"""An outbox attempts what is due, some rows at a time, and survives attempts that go wrong."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from uuid import UUID

import pytest
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.base import clock
from app.base.ids import new_id
from app.db.database import Database
from app.outbox import outbox
from app.outbox.outbox import Attempt, Outbox
from app.outbox.recorder import RowChange
from app.websub.models import WebsubSubscription as Row
from tests.waiting import until


class Failures(Outbox[Row]):
    """Attempts `work` for each row without a failure, and counts one when that is done."""

    def __init__(self, database: Database, work: Callable[[Row], Awaitable[None]]) -> None:
        super().__init__("failures", database, Row, clock.now, concurrency=2)
        self._work = work

    def due(self, _session: Session) -> SelectOfScalar[Row]:
        return select(Row).where(col(Row.failures) == 0).order_by(col(Row.id))

    def attempts(self, rows: Sequence[Row]) -> Sequence[Attempt]:
        return [partial(self._attempt, row) for row in rows]

    async def _attempt(self, row: Row) -> None:
        await self._work(row)
        await self.recorder.put(RowChange(row.id, _count))


def _count(row: Row) -> bool:
    row.failures += 1
    return True


@pytest.fixture
def ids(database: Database) -> list[UUID]:
    made = [new_id() for _ in range(5)]
    with database.write() as session:
        for each in made:
            due_at = clock.now()
            session.add(Row(id=each, topic=str(each), callback="", host="", seen=0, due_at=due_at))
    return made


Start = Callable[[Callable[[Row], Awaitable[None]]], Failures]


@pytest.fixture
def start(database: Database) -> Iterator[Start]:
    """Starts a process; all are stopped at the end."""
    with ExitStack() as ending:

        def begin(work: Callable[[Row], Awaitable[None]]) -> Failures:
            made = Failures(database, work)
            made.start()
            ending.callback(made.stop)
            return made

        yield begin


def _rows(database: Database) -> list[Row]:
    with database.read() as session:
        return list(session.exec(select(Row)))


def _all_done(database: Database) -> bool:
    return all(row.failures and row.claimed_by is None for row in _rows(database))


def test_all_is_attempted_once_by_several_processes_a_few_at_a_time(
    database: Database, ids: list[UUID], start: Start
) -> None:
    attempted: list[UUID] = []
    running, most = [0, 0], [0, 0]

    async def work(number: int, row: Row) -> None:
        attempted.append(row.id)
        running[number] += 1
        most[number] = max(most[number], running[number])
        await asyncio.sleep(0.05)
        running[number] -= 1

    for number in range(2):
        start(partial(work, number))
    until(lambda: _all_done(database))
    assert sorted(attempted) == sorted(ids)
    assert max(most) <= 2


@pytest.mark.usefixtures("ids")
def test_an_attempt_that_breaks_off_is_made_again_and_not_at_once(
    database: Database, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "BROKEN_SECONDS", 0.3)
    begun: dict[UUID, list[float]] = {}

    async def work(row: Row) -> None:
        tries = begun.setdefault(row.id, [])
        tries.append(asyncio.get_running_loop().time())
        if len(tries) == 1:
            raise ZeroDivisionError

    start(work)
    until(lambda: _all_done(database))
    assert all(second - first >= 0.3 for first, second in begun.values())


def test_an_attempt_ends_when_its_claim_is_lost(
    database: Database, ids: list[UUID], start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "RENEW_SECONDS", 0.05)
    ended: list[UUID] = []
    begun = threading.Event()

    async def work(row: Row) -> None:
        begun.set()
        try:
            await asyncio.sleep(600)
        finally:
            ended.append(row.id)

    start(work)
    begun.wait()
    with database.write() as session:
        session.get_one(Row, ids[0]).claimed_by = new_id()
    until(lambda: ended)
    assert ended == ids[:1]


@pytest.mark.usefixtures("ids")
def test_a_stop_waits_a_moment_and_releases_all_claims(
    database: Database, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "GRACE_SECONDS", 0.5)
    begun: list[UUID] = []

    async def work(row: Row) -> None:
        begun.append(row.id)
        await asyncio.sleep(0.1 if len(begun) == 1 else 600)

    process = start(work)
    until(lambda: len(begun) == 2)
    process.stop()
    rows = {row.id: row for row in _rows(database)}
    assert [rows[each].failures for each in begun[:2]] == [1, 0]
    assert all(row.claimed_by is None for row in rows.values())
