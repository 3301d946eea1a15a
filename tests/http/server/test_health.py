"""Alive is not ready."""

from sqlalchemy import text

from app.base.settings import Settings
from app.db.database import Database
from app.http.server import health
from tests.client import Client
from tests.http.small_app import small_app


def test_migrated_database_is_ready(database: Database) -> None:
    client = Client(small_app(health.router, database=database))
    for path in ("/health/live", "/health/ready"):
        got = client.get(path)
        assert (got.status_code, got.json()) == (200, {"status": "ok"})
        assert got.headers["cache-control"] == "no-store"


def test_database_of_another_version_is_not_ready(database: Database) -> None:
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    got = Client(small_app(health.router, database=database)).get("/health/ready")
    assert (got.status_code, got.headers["retry-after"]) == (503, "2")
    assert "dateline migrate" in got.json()["detail"]


def test_database_that_is_away_is_not_ready_and_the_process_lives() -> None:
    away = Database(Settings(database_url="postgresql+psycopg://nobody@127.0.0.1:9/none"))
    client = Client(small_app(health.router, database=away))
    assert client.get("/health/ready").status_code == 503
    assert client.get("/health/live").status_code == 200
    away.close()
