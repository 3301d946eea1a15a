"""A busy database is 503 with a time to come back; every other fault of ours is 500."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text
from starlette.exceptions import HTTPException

from app.base.settings import Settings
from app.db.database import Database
from app.http.deps import WriteSession
from app.http.routing import Router
from tests.client import Client
from tests.http.small_app import small_app
from tests.waiting import PATIENCE_SECONDS

router = Router()


@router.post("/things")
def create_thing(session: WriteSession) -> int:
    """Ask the database."""
    return int(session.execute(text("SELECT 1")).scalar_one())


@router.get("/teapot")
def get_teapot() -> None:
    """Raise a status that has no type."""
    raise HTTPException(418, "short and stout")


@contextmanager
def held(database: Database) -> Iterator[None]:
    """Every connection of the pool, and on SQLite the write lock, in other hands."""
    taken, done = threading.Event(), threading.Event()

    def hold() -> None:
        with database.write() as session:
            session.execute(text("SELECT 1"))
            taken.set()
            done.wait(PATIENCE_SECONDS)

    thread = threading.Thread(target=hold)
    thread.start()
    assert taken.wait(PATIENCE_SECONDS)
    yield
    done.set()
    thread.join()


def test_full_pool_is_503_with_retry_after(settings: Settings) -> None:
    small = settings.model_copy(update={"pool_size": 1, "pool_wait_seconds": 0.1})
    database = Database(small)
    with held(database):
        got = Client(small_app(router, database=database)).post("/things")
    database.close()
    assert (got.status_code, got.headers["retry-after"]) == (503, "2")
    assert got.json()["type"] == "https://press.example/problems/unavailable"


def test_held_sqlite_write_lock_is_503(tmp_path: Path) -> None:
    database = Database(
        Settings(database_url=f"sqlite:///{tmp_path}/held.db", sqlite_busy_timeout_ms=50)
    )
    with held(database):
        got = Client(small_app(router, database=database)).post("/things")
    database.close()
    assert got.status_code == 503


def test_database_that_is_away_is_503() -> None:
    away = "postgresql+psycopg://nobody@127.0.0.1:9/none"
    database = Database(Settings(database_url=away))
    got = Client(small_app(router, database=database)).post("/things")
    database.close()
    assert got.status_code == 503


def test_status_without_a_type_of_its_own_is_a_fault_of_ours() -> None:
    got = Client(small_app(router)).get("/teapot")
    assert (got.status_code, got.json()["status"]) == (500, 500)
