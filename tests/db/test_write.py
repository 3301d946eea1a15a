"""A statement that is given to the driver does what SQLAlchemy would have it do."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, bindparam, event, insert, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlmodel import Session, SQLModel, col, select

from app.auth.models import AuditEntry
from app.base.settings import Settings
from app.db.database import Database
from app.db.driver import execute
from app.db.write import Write
from tests.statements import counted

AT = datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC)
ENTRIES = SQLModel.metadata.tables["audit_entry"]
ADD = Write(insert(ENTRIES))
WORDS = SQLModel.metadata.tables["published_word"]
COUNT = Write(insert(WORDS))
FORGET = Write(
    update(WORDS)
    .where(WORDS.c.head == "a", WORDS.c.word == bindparam("known"))
    .values(releases=bindparam("left"))
)


def _row(number: int) -> dict[str, object]:
    return {
        **{"id": UUID(int=number), "at": AT, "principal": f"p{number}", "act": "publish"},
        **{"subject_kind": "release", "subject_id": "s", "request_id": None, "details": "100 %"},
    }


def _told(session: Session) -> list[tuple[UUID, datetime, str, str | None, str | None]]:
    rows = session.exec(select(AuditEntry).order_by(col(AuditEntry.id)))
    return [(row.id, row.at, row.principal, row.request_id, row.details) for row in rows]


def test_values_are_stored_as_the_types_of_the_columns_say(database: Database) -> None:
    with database.write() as session:
        assert ADD.run(session.connection(), [_row(1)]) == 1
        assert ADD.run(session.connection(), [_row(2), _row(3)]) == 2
    with database.read() as session:
        assert _told(session) == [(UUID(int=at), AT, f"p{at}", None, "100 %") for at in (1, 2, 3)]


def test_rows_that_were_changed_are_counted(database: Database) -> None:
    with database.write() as session:
        words = [
            {"word": word, "form": word, "head": word[0], "size": 3, "releases": 5}
            for word in ("ant", "ape", "bee")
        ]
        COUNT.run(session.connection(), words)
        asked = [{"known": word["word"], "left": 0} for word in words]
        assert FORGET.run(session.connection(), asked) == 2
        assert FORGET.run(session.connection(), [{"known": "elk", "left": 0}]) == 0


def test_many_rows_are_one_statement(database: Database) -> None:
    with counted(database) as statements, database.write() as session:
        ADD.run(session.connection(), [_row(at) for at in range(1, 9)])
    assert len(statements) == 1


def test_error_of_the_driver_is_one_of_sqlalchemy_without_values(database: Database) -> None:
    with database.write() as session:
        ADD.run(session.connection(), [_row(1)])
    with pytest.raises(IntegrityError) as raised, database.write() as session:
        ADD.run(session.connection(), [_row(1)])
    assert "p1" not in str(raised.value)


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
def test_connection_that_was_lost_is_told_as_one_and_let_go(settings: Settings) -> None:
    def lose(connection: Connection) -> None:
        own = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with database.engine.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": own})

    with Database(settings) as database:
        with database.write() as session:
            lose(session.connection())
            with pytest.raises(DBAPIError) as raised:
                ADD.run(session.connection(), [_row(1)])
            session.rollback()
        assert raised.value.connection_invalidated
        with database.write() as session:
            ADD.run(session.connection(), [_row(1)])


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_lock_of_another_process_is_an_operational_error(settings: Settings) -> None:
    hasty = settings.model_copy(update={"sqlite_busy_timeout_ms": 10})
    with Database(hasty) as one, Database(hasty) as other, other.write() as holding:
        ADD.run(holding.connection(), [_row(1)])
        with pytest.raises(OperationalError, match="locked"), one.read() as session:
            ADD.run(session.connection(), [_row(2)])


def test_whoever_listens_is_told(database: Database) -> None:
    heard: list[str] = []

    def hear(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        heard.append(statement)

    with database.write() as session:
        event.listen(session.connection().engine, "before_cursor_execute", hear)
        ADD.run(session.connection(), [_row(1)])
    assert [statement.split(" ")[0] for statement in heard] == ["INSERT"]


def test_a_row_that_fails_is_told_as_sqlalchemy_tells_it(database: Database) -> None:
    failing = {
        "sqlite": "SELECT 1 UNION ALL SELECT abs(-9223372036854775808)",
        "postgresql": "SELECT 1 / (2 - number) FROM generate_series(1, 2) AS number",
    }
    with database.read() as session, pytest.raises(DBAPIError):
        execute(session.connection(), failing[database.engine.dialect.name], ())


def test_a_connection_that_was_closed_is_told_as_sqlalchemy_tells_it(database: Database) -> None:
    with database.read() as session:
        connection = session.connection()
        driver: Any = connection.connection.driver_connection
        driver.close()
        with pytest.raises(DBAPIError):
            execute(connection, "SELECT 1", ())
