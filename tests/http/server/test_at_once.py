"""An answer at once is the answer of the app, or none; it waits for nothing."""

import threading
from typing import Any

import pytest
from fastapi import FastAPI, Request, Response
from pydantic import BaseModel
from sqlalchemy import Connection, select
from sqlmodel import col

from app.base.problems import Gone
from app.db.database import Database
from app.db.installation import read_installation
from app.db.models import Installation
from app.db.no_wait import NoWaitSession
from app.http.answer_headers import AnswerHeaders
from app.http.caching import CachePolicy, answer
from app.http.deps import PublicSession
from app.http.routing import Router
from app.http.server.at_once import MOST_SECONDS, AtOnce
from app.http.server.paces import Pace, Paces
from app.http.server.plans import Plans
from tests.client import Client
from tests.http.small_app import small_app

router = Router(prefix="/v1/things")


@router.get("")
def read_secret(request: Request, session: PublicSession) -> Response:
    """What only the database knows; made in which thread."""
    request.app.state.threads.add(threading.get_ident())
    secret = read_installation(session).secret
    return answer(request, secret.encode(), "text/plain", CachePolicy.PUBLIC)


@router.get("/{name}")
def read_name(request: Request, name: str) -> Response:
    """What needs no database; some of it fails."""
    if name == "gone":
        raise Gone({"note": "It was."})
    if name == "broken":
        raise RuntimeError("password=hunter2")
    request.app.state.threads.add(threading.get_ident())
    return answer(request, name.encode(), "text/plain", CachePolicy.PUBLIC)


class Desk:
    """An app, its ordinary client, and what answers at once."""

    def __init__(self, database: Database) -> None:
        self.app: FastAPI = small_app(router, database=database)
        self.app.state.threads = set()
        self.client = Client(self.app)
        self.session = NoWaitSession(database, _state)
        settings = self.app.state.settings
        self.at_once = AtOnce(self.app, AnswerHeaders(settings), self.session)

    def ask(self, path: str, known: object = None, **more: Any) -> Response | None:
        """What is answered at once in the state `known`, or else in the present one."""
        headers = [(b"host", b"press.example")]
        scope = {
            **{"type": "http", "method": "GET", "scheme": "http", "http_version": "1.1"},
            **{"path": path, "raw_path": path.encode(), "query_string": b"", "root_path": ""},
            **{"headers": headers, "state": {}, **more},
        }
        if known is None:
            with self.app.state.database.read() as session:
                known = _state(session.connection())
        return self.at_once.answer(scope, known)

    def pace(self, path: str) -> Pace:
        """What is known of how long the function takes."""
        plan, _ = Plans.of(self.app).find(path)
        assert plan is not None
        return plan.paces.of({})

    def known_as_quick(self, path: str) -> None:
        """As after many quick calls, on however slow a machine."""
        self.pace(path).seconds = 0.0


def _state(connection: Connection) -> object:
    return connection.execute(select(col(Installation.secret))).scalar_one()


def _change(database: Database, secret: str) -> None:
    with database.write() as session:
        read_installation(session).secret = secret


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


def test_a_quick_answer_is_made_in_the_thread_that_asks_and_is_the_app_s(desk: Desk) -> None:
    usual = desk.client.get("/v1/things/a")
    assert desk.ask("/v1/things/a") is None
    desk.known_as_quick("/v1/things/a")
    desk.app.state.threads.clear()
    made = desk.ask("/v1/things/a")
    assert made is not None
    assert desk.app.state.threads == {threading.get_ident()}
    del usual.headers["x-request-id"]
    assert (made.body, dict(made.headers)) == (usual.content, dict(usual.headers))


def test_over_sqlite_the_database_is_read_and_over_postgresql_another_way_is_taken(
    desk: Desk,
) -> None:
    desk.known_as_quick("/v1/things")
    made = desk.ask("/v1/things")
    assert (made is not None) is desk.app.state.database.is_sqlite


def test_what_was_committed_since_the_known_state_is_not_answered_at_once(desk: Desk) -> None:
    database: Database = desk.app.state.database
    desk.known_as_quick("/v1/things")
    _change(database, "a")
    made = desk.ask("/v1/things", known="a")
    assert (made and made.body) == (b"a" if database.is_sqlite else None)
    _change(database, "b")
    assert desk.ask("/v1/things", known="a") is None
    # Nothing of the attempt is left: the next one sees what is newest.
    desk.known_as_quick("/v1/things")
    again = desk.ask("/v1/things", known="b")
    assert (again and again.body) == (b"b" if database.is_sqlite else None)


@pytest.mark.parametrize("path", ["/v1/things/gone", "/v1/things/broken", "/v1/nothing"])
def test_what_fails_or_is_not_there_is_left_to_the_app(desk: Desk, path: str) -> None:
    desk.known_as_quick("/v1/things/a")
    assert desk.ask(path) is None


def test_a_function_is_called_at_once_while_its_calls_are_quick(desk: Desk) -> None:
    pace = desk.pace("/v1/things/a")
    called = 0
    while desk.ask("/v1/things/a") is None:
        pace.took(0.0)
        called += 1
    # Once is not enough, and a hundred times are too many.
    assert 5 < called < 20
    pace.seconds = 0.0
    for _ in range(12):
        pace.took(1.0)
    assert desk.ask("/v1/things/a") is None


def test_a_function_that_often_finds_nothing_at_once_is_called_in_a_thread(desk: Desk) -> None:
    pace = desk.pace("/v1/things")
    desk.known_as_quick("/v1/things")
    for _ in range(3):
        assert desk.ask("/v1/things", known="another state") is None
    assert pace.seconds > MOST_SECONDS


class Wanted(BaseModel):
    """Parameters, of which any may be left out."""

    words: str | None = None
    limit: int | None = None


def test_what_is_quick_to_list_may_take_long_to_search() -> None:
    paces = Paces()
    listing, search = Wanted(limit=3), Wanted(limit=3, words="ferry")
    paces.of({"given": listing}).seconds = 0.0
    assert paces.of({"given": Wanted(limit=9), "name": "a"}).seconds == 0.0
    assert paces.of({"given": search}).seconds > 0.0
    assert paces.of({}).seconds > 0.0


def test_two_threads_never_share_the_session(desk: Desk) -> None:
    desk.known_as_quick("/v1/things/a")
    with desk.at_once._lock:
        assert desk.ask("/v1/things/a") is None
    assert desk.ask("/v1/things/a") is not None
