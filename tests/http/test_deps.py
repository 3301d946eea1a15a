"""A write is committed before its answer leaves."""

from fastapi import Response
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from app.db.database import Database
from app.db.models import Installation
from app.http.deps import AppSettings, Now, ReadSession, WriteSession
from app.http.routing import Router
from tests.client import Client
from tests.http.small_app import small_app

router = Router()


@router.post("/things", status_code=201)
def create_thing(session: WriteSession) -> dict[str, int]:
    """Change something."""
    row = session.exec(select(Installation)).one()
    row.secret = "changed"
    return {"id": row.id}


@router.post("/refused", status_code=201)
def create_refused(session: WriteSession) -> Response:
    """Change something, then fail."""
    session.exec(select(Installation)).one().secret = "half"
    session.flush()
    raise RuntimeError


@router.get("/things")
def get_thing(session: ReadSession, settings: AppSettings, now: Now) -> dict[str, str]:
    """Read something."""
    secret = session.exec(select(Installation)).one().secret
    return {"secret": secret, "url": settings.base_url, "year": str(now.year)}


def test_write_is_there_when_the_answer_is(database: Database) -> None:
    client = Client(small_app(router, database=database))
    assert client.post("/things").status_code == 201
    read = client.get("/things").json()
    assert (read["secret"], read["url"]) == ("changed", "https://press.example")


def test_commit_that_fails_is_never_told_as_success(database: Database) -> None:
    def fail(_connection: object) -> None:
        raise OperationalError("COMMIT", {}, Exception("disk I/O error"))

    event.listen(database.writer, "commit", fail)
    got = Client(small_app(router, database=database)).post("/things")
    event.remove(database.writer, "commit", fail)
    assert got.status_code == 500
    assert got.headers["content-type"] == "application/problem+json"


def test_fault_after_a_change_undoes_it(database: Database) -> None:
    client = Client(small_app(router, database=database))
    assert client.post("/refused").status_code == 500
    assert client.get("/things").json()["secret"] != "half"
