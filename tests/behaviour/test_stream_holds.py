"""Who waits at the change stream gets no byte of what is hidden, and what is due at its time."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from app.auth.caller import Scope
from app.auth.keys import mint_key
from app.base import clock
from app.base.settings import Settings
from app.db.database import Database
from tests.behaviour.clock import HOUR, Clock, T, instant
from tests.behaviour.processes.live_server import LiveServer, serving
from tests.behaviour.public_doors import Canary
from tests.newsroom import EDITORIAL, Newsroom, checked
from tests.partners.stream_client import events, path_of
from tests.waiting import PATIENCE_SECONDS

CANARY = Canary()
DOORS = (
    "/v1/changes?since=0",
    f"/v1/changes?language={CANARY.language}",
    f"/v1/changes?organisation={CANARY.organisation}&theme={CANARY.theme}",
    f"/v1/changes?q={CANARY.body}",
    f"/v1/changes?near=38.32,26.30,50&location={CANARY.place_id}",
)


def test_who_waits_gets_no_byte_of_what_is_hidden(newsroom: Newsroom) -> None:
    when = Clock(newsroom.app)
    newsroom.follower.start()

    def edit_hidden(number: int) -> None:
        made = newsroom.draft(**CANARY.members() | {"slug": f"quillon-{number}"})
        hidden = newsroom.act(made, "schedule", at=instant(T + HOUR))
        newsroom.edit(hidden, title="Zephyrine again")
        newsroom.draft(**CANARY.members() | {"slug": f"quillon-draft-{number}"})
        newsroom.edit(newsroom.published(title="Open"), title="Quillon edit, not published")

    async def run() -> None:
        for number, door in enumerate(DOORS):
            page = checked(await asyncio.to_thread(newsroom.api.get, door), 200)
            here = path_of(page["links"]["next"])
            async with events(newsroom.app, here) as stream:
                poll = asyncio.create_task(asyncio.to_thread(newsroom.api.get, f"{here}&wait=1"))
                await asyncio.to_thread(edit_hidden, number)
                waited = await poll
                told = await stream.next() if number == 0 else None
                # The links repeat what was asked for.
                text = f"{told}{stream.so_far()}{checked(waited, 200)['data']}".lower()
                assert ("open" in text) is (number == 0)
                assert not [word for word in CANARY.words if word in text], door

    try:
        assert when.at == T
        asyncio.run(run())
    finally:
        newsroom.follower.stop()


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_who_waits_at_one_process_gets_what_another_one_publishes_at_its_instant(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    """Case HOOK-2 (a): an embargo ends with no request; one event for it, at once."""
    with database.write() as session:
        key = mint_key(session, name="t", scopes=[Scope.PUBLISH], at=clock.now()).text
    with (
        serving(settings, tmp_path, "one") as one,
        serving(settings, tmp_path, "two") as two,
        httpx.Client(trust_env=False, timeout=2 * PATIENCE_SECONDS) as client,
    ):
        draft_id, at = _scheduled(client, one, key)
        # Half as long as who waits would wait at most.
        page = client.get(f"{two.url}/v1/changes?wait=60").json()
        assert 0 <= (clock.now() - at).total_seconds() < 30
        assert [entry["release_id"] for entry in page["data"]] == [draft_id]
        asked = client.stream(
            "GET", f"{two.url}/v1/changes?since=1", headers={"Accept": "text/event-stream"}
        )
        with asked as stream:
            lines = stream.iter_lines()
            assert next(lines).startswith("retry:")
            # An answer without end holds up no end of the server: raises.
            two.stop()
            assert [line for line in lines if line.startswith("data:")] == []


def _scheduled(client: httpx.Client, server: LiveServer, key: str) -> tuple[str, datetime]:
    headers = {"Authorization": f"Bearer {key}"}
    address = f"{server.url}{EDITORIAL}"
    made = client.post(address, json={"title": "Ferry service resumes"}, headers=headers)
    draft = checked(made, 201)
    at = clock.now() + timedelta(seconds=5)
    headers["If-Match"] = draft["etag"]
    body = {"at": instant(at)}
    checked(client.post(f"{address}/{draft['id']}/schedule", json=body, headers=headers), 200)
    return draft["id"], at
