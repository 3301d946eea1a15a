"""Alive is not ready."""

import asyncio
import threading

import httpx
from anyio import to_thread
from sqlalchemy import text

from app.base.settings import Settings
from app.db.database import Database
from app.http.server import health
from tests.client import BASE_URL, Client
from tests.http.small_app import small_app
from tests.waiting import PATIENCE_SECONDS


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


def test_probes_need_none_of_the_threads_that_requests_wait_in(database: Database) -> None:
    app, done = small_app(health.router, database=database), threading.Event()

    async def run() -> None:
        transport = httpx.ASGITransport(app=app)
        limiter = to_thread.current_default_thread_limiter()
        waiting = [
            asyncio.create_task(to_thread.run_sync(done.wait))
            for _ in range(int(limiter.total_tokens) + 1)
        ]
        async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
            while limiter.available_tokens:
                await asyncio.sleep(0)
            try:
                for path in ("/health/live", "/health/ready"):
                    async with asyncio.timeout(PATIENCE_SECONDS):
                        assert (await client.get(path)).status_code == 200
            finally:
                done.set()
        await asyncio.gather(*waiting)

    asyncio.run(run())
