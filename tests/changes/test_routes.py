"""What readers get at /v1/changes."""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest

from app.changes import log, routes
from app.changes.log import ChangeKind, Fact
from app.core import ids
from app.core.db import Database
from tests.client import Client
from tests.core.small_app import small_app
from tests.factories import PUBLISHED_AT
from tests.statements import counted

BASE = "https://press.example"


@pytest.fixture
def reader(database: Database) -> Client:
    return Client(small_app(routes.router, database=database))


def record(
    database: Database, kind: ChangeKind, release_id: UUID, version: int = 1, note: Any = None
) -> None:
    at = PUBLISHED_AT + timedelta(minutes=version)
    text = None if note is None else json.dumps(note)
    with database.write() as session:
        log.record(session, Fact(kind, release_id, version, at, text))


def test_facts_are_told_in_order_with_addresses(reader: Client, database: Database) -> None:
    release_id = ids.new_id()
    record(database, ChangeKind.PUBLISHED, release_id)
    record(database, ChangeKind.UPDATED, release_id, 2)
    answer = reader.get("/v1/changes").json()
    assert answer["data"][0] == {
        "seq": 1,
        "kind": "published",
        "release_id": str(release_id),
        "version": 1,
        "at": "2024-05-01T09:01:00Z",
        "note": None,
        "url": f"{BASE}/v1/releases/{release_id}",
    }
    assert [entry["seq"] for entry in answer["data"]] == [1, 2]
    assert answer["meta"] == {"head": 2}


def test_following_next_tells_every_fact_once(reader: Client, database: Database) -> None:
    for _ in range(7):
        record(database, ChangeKind.PUBLISHED, ids.new_id())
    path, seen = "/v1/changes?limit=3", []
    while True:
        answer = reader.get(path)
        links = answer.json()["links"]
        assert f'<{links["next"]}>; rel="next"' in answer.headers["link"]
        parts = urlsplit(links["next"])
        path = f"{parts.path}?{parts.query}"
        if not answer.json()["data"]:
            break
        seen += [entry["seq"] for entry in answer.json()["data"]]
    assert seen == list(range(1, 8))
    record(database, ChangeKind.PUBLISHED, ids.new_id())
    assert [entry["seq"] for entry in reader.get(path).json()["data"]] == [8]


def test_a_withdrawal_is_a_tombstone_with_its_notice(reader: Client, database: Database) -> None:
    """HOOK-2: a mark with time and reason."""
    release_id = ids.new_id()
    record(database, ChangeKind.PUBLISHED, release_id)
    record(database, ChangeKind.WITHDRAWN, release_id, 2, {"text": "Issued in error."})
    mark = reader.get("/v1/changes?since=1").json()["data"][0]
    assert (mark["kind"], mark["release_id"]) == ("withdrawn", str(release_id))
    assert mark["note"] == {"text": "Issued in error."}


def test_a_note_is_not_told_once_its_release_is_withdrawn(
    reader: Client, database: Database
) -> None:
    withdrawn, standing = ids.new_id(), ids.new_id()
    for release_id in (withdrawn, standing):
        record(database, ChangeKind.CORRECTED, release_id, 2, {"note": "Zephyrine, not Zoe."})
    assert reader.get("/v1/changes").text.count("Zephyrine") == 2
    record(database, ChangeKind.WITHDRAWN, withdrawn, 3, {"text": "Issued in error."})
    record(database, ChangeKind.CORRECTED, withdrawn, 5, {"note": "Published again."})
    notes = [entry["note"] for entry in reader.get("/v1/changes").json()["data"]]
    assert notes == [
        None,
        {"note": "Zephyrine, not Zoe."},
        {"text": "Issued in error."},
        {"note": "Published again."},
    ]


@pytest.mark.parametrize(
    "query", ["since=-1", "since=x", "since=1", "since=99999999999999999999", "since=", "limit=0"]
)
def test_a_place_in_the_log_that_cannot_be_is_refused(reader: Client, query: str) -> None:
    answer = reader.get(f"/v1/changes?{query}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == query.split("=", maxsplit=1)[0]


def test_the_log_is_read_in_two_statements(reader: Client, database: Database) -> None:
    for _ in range(5):
        record(database, ChangeKind.PUBLISHED, ids.new_id())
    with counted(database) as statements:
        assert len(reader.get("/v1/changes").json()["data"]) == 5
    assert len(statements) == 2


def test_the_log_changes_its_tag_with_every_fact(reader: Client, database: Database) -> None:
    known = {"If-None-Match": reader.get("/v1/changes").headers["etag"]}
    assert reader.get("/v1/changes", headers=known).status_code == 304
    record(database, ChangeKind.PUBLISHED, ids.new_id())
    assert reader.get("/v1/changes", headers=known).status_code == 200
