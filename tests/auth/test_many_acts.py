"""More acts at one moment than threads: none waits for a thread that a waiting act holds."""

import asyncio
from collections import Counter

import httpx

from app.auth import routes
from app.auth.caller import Scope
from app.auth.keys import mint_key
from app.base import clock
from app.base.settings import Settings
from app.db.database import Database
from tests.http.small_app import small_app

ACTS = 100
BODY = {"name": "Editor", "scopes": ["write"]}


def test_all_of_a_hundred_acts_with_an_idempotency_key_are_done(settings: Settings) -> None:
    patient = settings.model_copy(update={"pool_size": 50, "pool_wait_seconds": 30.0})

    async def act(text: str) -> Counter[int]:
        transport = httpx.ASGITransport(app=small_app(routes.router, database=database))
        headers = {"Authorization": f"Bearer {text}"}
        async with httpx.AsyncClient(
            transport=transport, base_url="http://testserver", headers=headers
        ) as client:
            answers = await asyncio.gather(
                *(
                    client.post("/v1/keys", json=BODY, headers={"Idempotency-Key": f"k{number}"})
                    for number in range(ACTS)
                )
            )
        return Counter(answer.status_code for answer in answers)

    with Database(patient) as database:
        with database.write() as session:
            minted = mint_key(session, name="Admin", scopes=[Scope.ADMIN], at=clock.now())
        assert asyncio.run(act(minted.text)) == {201: ACTS}
