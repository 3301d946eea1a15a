"""A statement alone answers what it would in a session, and leaves the connection as it was."""

from collections.abc import Iterator

import pytest
from sqlalchemy import bindparam, select, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col

from app.base.settings import Settings
from app.db.database import Database
from app.db.installation import read_installation
from app.db.look import ALONE, Held, Look, as_text
from app.db.models import Installation
from tests.statements import counted

SECRET = Look(
    select(col(Installation.secret)).where(
        col(Installation.id) == bindparam("id"), col(Installation.secret) != "x"
    )
)


@pytest.fixture
def over_one(settings: Settings) -> Iterator[Database]:
    """A database over one connection: what is not given back is missed at once."""
    with Database(settings.model_copy(update={"pool_size": 1, "pool_wait_seconds": 1.0})) as opened:
        yield opened


def _secret(session: Session) -> str:
    ((secret,),) = SECRET.rows(session, {"id": 1})
    return as_text(secret)


def _change(database: Database, secret: str) -> None:
    with database.write() as session:
        read_installation(session).secret = secret


def _change_and_fail(database: Database) -> None:
    with database.write() as session:
        read_installation(session).secret = "half"
        session.flush()
        raise ZeroDivisionError


def test_one_statement_answers_what_is_newest(database: Database) -> None:
    with database.read() as session:
        for secret in ("a", "b"):
            _change(database, secret)
            with counted(database) as statements:
                assert _secret(session) == secret
            assert len(statements) == 1
        assert not session.in_transaction()


def test_session_that_has_begun_goes_on_seeing_its_own_state(database: Database) -> None:
    _change(database, "a")
    with database.read() as session:
        assert read_installation(session).secret == "a"
        _change(database, "b")
        assert _secret(session) == "a"


def test_session_of_another_kind_is_asked_in_its_transaction(database: Database) -> None:
    _change(database, "a")
    with Session(database.engine) as session:
        assert _secret(session) == "a"
        assert session.in_transaction()


def test_connection_is_given_back_as_it_was(over_one: Database) -> None:
    database = over_one
    _change(database, "a")
    with database.read() as session:
        assert _secret(session) == "a"
    with pytest.raises(ZeroDivisionError):
        _change_and_fail(database)
    with database.read() as session:
        assert _secret(session) == "a"


def test_failure_is_told_as_everywhere(over_one: Database) -> None:
    database = over_one
    broken = Look(text("SELECT secret FROM nowhere"))
    for _ in range(3):
        with pytest.raises(DBAPIError), database.read() as session:
            broken.rows(session, {})
    with database.read() as session:
        assert len(_secret(session)) > 0


def test_on_a_held_connection_a_statement_runs_alone_only_when_it_is_of_what_is_newest(
    over_one: Database,
) -> None:
    _change(over_one, "a")
    statement = select(col(Installation.secret)).where(col(Installation.id) == bindparam("id"))
    engine = over_one.apart()
    held = Held(engine)
    with Session(engine, info={ALONE: held}) as session:
        ((newest,),) = Look(statement, of_newest=True).rows(session, {"id": 1})
        assert not session.in_transaction()
        ((seen,),) = Look(statement).rows(session, {"id": 1})
        assert session.in_transaction()
    assert as_text(newest) == as_text(seen) == "a"
    held.close()
    ((again,),) = held.rows("SELECT 1", ()) or [(0,)]
    assert again == 1
    held.close()
