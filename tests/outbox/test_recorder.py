"""Outcomes are written together, those of lost claims not at all, and who waits is told."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import true
from sqlmodel import Session, select

from app.base.ids import new_id
from app.db.database import Database
from app.outbox.claims import Claims
from app.outbox.recorder import Recorder, RowChange
from app.websub.models import WebsubSubscription as Row

NOW = datetime(2031, 3, 3, 9, tzinfo=UTC)


@pytest.fixture
def ids(database: Database) -> list[UUID]:
    """Three rows."""
    made = [new_id() for _ in range(3)]
    with database.write() as session:
        for each in made:
            session.add(Row(id=each, topic=str(each), callback="", host="", seen=0, due_at=NOW))
    return made


@pytest.fixture
def claims(database: Database, ids: list[UUID]) -> Claims[Row]:
    """Claims on all of them."""
    made = Claims(database, Row, lasts=true())
    assert len(made.take(lambda _: select(Row), (), NOW, len(ids))) == len(ids)
    return made


def _failed(row: Row) -> bool:
    row.failures += 1
    return True


def _record(recorder: Recorder[Row], changes: Sequence[RowChange[Row]]) -> list[object]:
    async def run() -> list[object]:
        waiting = [recorder.put(one) for one in changes]
        return list(await asyncio.gather(*waiting, return_exceptions=True))

    return asyncio.run(run())


def test_outcomes_are_written_together_save_those_of_lost_claims(
    database: Database, claims: Claims[Row], ids: list[UUID]
) -> None:
    with database.write() as session:
        session.get_one(Row, ids[1]).claimed_by = new_id()
    commits: list[Session] = []
    database.after_commit.append(commits.append)
    changes = [*(RowChange(each, _failed) for each in ids[:2]), RowChange(ids[2], lambda _: False)]
    assert _record(Recorder(database, claims), changes) == [None] * 3
    with database.read() as session:
        failures = {row.id: row.failures for row in session.exec(select(Row))}
    assert failures == {ids[0]: 1, ids[1]: 0}
    assert len(commits) == 1


def test_who_waits_is_told_that_nothing_was_written_and_the_next_is(
    database: Database, claims: Claims[Row], ids: list[UUID]
) -> None:
    def fail(_row: Row) -> bool:
        raise OSError("no room")

    recorder = Recorder(database, claims)
    (told,) = _record(recorder, [RowChange(ids[0], fail)])
    assert isinstance(told, OSError)
    assert _record(recorder, [RowChange(ids[0], _failed)]) == [None]
