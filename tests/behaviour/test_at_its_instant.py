"""A real server that nobody calls publishes at the instant, by the real clock."""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import httpx
from sqlmodel import select

from app.auth.caller import Scope
from app.auth.keys import mint_key
from app.base import clock
from app.base.settings import Settings
from app.changes.models import Change
from app.db.database import Database
from app.releases.models import Release
from tests.behaviour.processes.live_server import serving
from tests.behaviour.public_doors import Canary
from tests.newsroom import EDITORIAL
from tests.waiting import until

CANARY = Canary()
AHEAD = timedelta(seconds=3)
DOORS = (
    "/v1/releases?language=cy",
    f"/v1/releases/{CANARY.slug}",
    "/v1/changes",
    f"/v1/locations/{CANARY.place_id}",
    f"/v1/themes/{CANARY.theme}",
)


def test_with_no_request_in_between_it_is_public_within_a_second_and_not_before(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    """Case HOOK-2 (a), as far as readers can tell."""
    with database.write() as session:
        key = mint_key(session, name="t", scopes=[Scope.PUBLISH], at=clock.now()).text
    with (
        serving(settings, tmp_path) as server,
        httpx.Client(base_url=server.url, trust_env=False, timeout=30) as client,
    ):
        before = [_shown(client, door) for door in DOORS]
        at = _schedule(client, key)
        assert [_shown(client, door) for door in DOORS] == before
        early = (at - clock.now()).total_seconds() - 0.1
        time.sleep(max(0.0, early))
        early_facts = _facts(database)
        assert early_facts == [] or clock.now() >= at
        # Nobody asks the server anything until it must be public.
        until(lambda: _facts(database))
        with database.read() as session:
            fact = session.exec(select(Change)).one()
            release = session.exec(select(Release)).one()
        assert at <= fact.at <= at + timedelta(seconds=1)
        assert release.first_public_at == fact.at
        after = [_shown(client, door) for door in DOORS]
    for door, early_answer, late in zip(DOORS, before, after, strict=True):
        assert late[0] == 200, door
        assert late != early_answer, door


def _shown(client: httpx.Client, door: str) -> tuple[int, bytes]:
    """Status and content; a problem names its request, so that no two are alike."""
    answer = client.get(door)
    return answer.status_code, answer.content if answer.status_code == 200 else b""


def _facts(database: Database) -> Sequence[Change]:
    with database.read() as session:
        return session.exec(select(Change)).all()


def _schedule(client: httpx.Client, key: str) -> datetime:
    headers = {"Authorization": f"Bearer {key}"}
    made = client.post(EDITORIAL, json=CANARY.members(), headers=headers)
    at = clock.now() + AHEAD
    answer = client.post(
        f"{EDITORIAL}/{made.json()['id']}/schedule",
        json={"at": at.isoformat()},
        headers=headers | {"If-Match": made.json()["etag"]},
    )
    assert answer.status_code == 200, answer.text
    return at
