"""More readers at once than there are threads or connections: each waits its turn."""

import asyncio
from collections import Counter

import httpx

from app.base.settings import Settings
from app.changes.log import ChangeKind
from app.db.database import Database
from app.public import releases
from app.published.store import writer
from tests.factories import PUBLISHED_AT, a_document
from tests.http.small_app import small_app

READERS = 200


def test_a_crowd_is_answered_over_few_connections(settings: Settings) -> None:
    few = settings.model_copy(update={"pool_size": 2, "pool_wait_seconds": 5.0})

    async def ask() -> Counter[int]:
        transport = httpx.ASGITransport(app=small_app(releases.collection, database=database))
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            answers = await asyncio.gather(
                *(client.get("/v1/releases?location=TR") for _ in range(READERS))
            )
        return Counter(answer.status_code for answer in answers)

    with Database(few) as database:
        with database.write() as session:
            writer.put(session, a_document(), PUBLISHED_AT, ChangeKind.PUBLISHED)
        assert asyncio.run(ask()) == {200: READERS}


def test_a_full_pool_sends_everybody_away_in_time(settings: Settings) -> None:
    """Also those for whom there is no thread at once: they wait for one, and are told then."""
    full = settings.model_copy(update={"pool_size": 2, "pool_wait_seconds": 0.2})

    async def ask(path: str) -> Counter[tuple[int, str, str | None]]:
        transport = httpx.ASGITransport(app=small_app(releases.collection, database=database))
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            async with asyncio.timeout(20):
                answers = await asyncio.gather(*(client.get(path) for _ in range(READERS)))
        return Counter(
            (each.status_code, each.headers["content-type"], each.headers.get("retry-after"))
            for each in answers
        )

    with Database(full) as database:
        with database.write() as session:
            writer.put(session, a_document(), PUBLISHED_AT, ChangeKind.PUBLISHED)
        with database.read() as one, database.read() as two:
            one.connection()
            two.connection()
            sent_away = asyncio.run(ask("/v1/releases?location=TR"))
        assert sent_away == {(503, "application/problem+json", "2"): READERS}
        few = settings.model_copy(update={"pool_size": 2})
    with Database(few) as database:
        assert asyncio.run(ask("/v1/releases")) == {(200, "application/json", None): READERS}
