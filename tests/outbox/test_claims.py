"""One process at a time works on a row, for as long as it renews its claim."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import true
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.base.ids import new_id
from app.db.database import Database
from app.outbox.claims import LEASE, Claims
from app.websub.models import WebsubSubscription as Row

NOW = datetime(2031, 3, 3, 9, tzinfo=UTC)


@pytest.fixture
def ids(database: Database) -> list[UUID]:
    """Three rows that are due, the first ones first."""
    made = [new_id() for _ in range(3)]
    with database.write() as session:
        for number, each in enumerate(made):
            due_at = NOW + timedelta(microseconds=number)
            session.add(Row(id=each, topic=str(each), callback="", host="", seen=0, due_at=due_at))
    return made


def _due(_session: Session) -> SelectOfScalar[Row]:
    return select(Row).order_by(col(Row.due_at))


def _claims(database: Database) -> Claims[Row]:
    return Claims(database, Row, lasts=true())


def _taken(claims: Claims[Row], now: datetime = NOW, limit: int = 10) -> list[UUID]:
    return [row.id for row in claims.take(_due, (), now, limit)]


def test_a_row_has_one_process_until_its_lease_ends(database: Database, ids: list[UUID]) -> None:
    first, second = _claims(database), _claims(database)
    assert _taken(first, limit=2) == ids[:2]
    assert _taken(second) == ids[2:]
    assert first.renew(ids, NOW + LEASE / 2) == set(ids[:2])
    assert _taken(second, NOW + LEASE) == ids[2:]
    assert _taken(second, NOW + LEASE * 2) == ids


def test_what_is_finished_or_given_up_is_free_at_once(database: Database, ids: list[UUID]) -> None:
    first, second = _claims(database), _claims(database)
    assert _taken(first) == ids
    assert first.take(_due, ids[:1], NOW, 0) == []
    assert _taken(second) == ids[:1]
    first.release_all()
    assert _taken(second) == ids[1:]


def test_a_claim_that_was_lost_is_neither_renewed_nor_released(
    database: Database, ids: list[UUID]
) -> None:
    first, second = _claims(database), _claims(database)
    _taken(first)
    assert _taken(second, NOW + LEASE) == ids
    assert first.renew(ids, NOW + LEASE) == set()
    first.take(_due, ids, NOW + LEASE, 0)
    first.release_all()
    with database.write() as session:
        assert first.lock_mine(session, ids) == {}
        assert second.lock_mine(session, ids).keys() == set(ids)


def test_a_claim_lasts_while_its_row_is_as_it_has_to_be(
    database: Database, ids: list[UUID]
) -> None:
    claims = Claims(database, Row, lasts=col(Row.failures) == 0)
    _taken(claims)
    with database.write() as session:
        session.get_one(Row, ids[1]).failures = 1
    assert claims.renew(ids, NOW) == {ids[0], ids[2]}


def test_nothing_to_do_takes_no_write_lock(database: Database) -> None:
    committed: list[object] = []
    database.after_commit.append(committed.append)
    assert _taken(_claims(database)) == []
    assert committed == []
