"""A database as the server of schema 0006 filled it, brought to today's schema.

`tests/data/schema-0006.json` holds its rows: drafts, scheduled releases, public ones in every
state, translations, organisations by name, contacts as printed.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Boolean, Column, Connection, MetaData, Uuid, text

from app.base.ids import story_of
from app.base.settings import Settings
from app.db import schema
from app.db.database import Database
from app.published.document import PublicRelease
from app.published.store.writer import restore_all
from app.releases.acts.rebuild import public_states
from tests.newsroom import EDITORIAL, Newsroom, checked
from tests.published.read_model import rows

ROWS: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parents[1] / "data" / "schema-0006.json").read_text(encoding="utf-8")
)
DOCUMENTS = "SELECT id, document FROM published_release WHERE document IS NOT NULL"


@pytest.fixture
def upgraded(settings: Settings) -> Iterator[Newsroom]:
    """A newsroom over the old database, at today's schema."""
    database = Database(settings)
    schema.downgrade(database, "base")
    schema.upgrade(database, "0006")
    with database.engine.begin() as connection:
        _fill(connection)
    schema.upgrade(database)
    database.close()
    opened = Newsroom(settings)
    yield opened
    opened.close()


def _fill(connection: Connection) -> None:
    tables = MetaData()
    tables.reflect(connection)
    for table in tables.sorted_tables:
        if rows := ROWS.get(table.name):
            connection.execute(table.delete())
            values = [
                {name: _value(table.c[name], value) for name, value in row.items()} for row in rows
            ]
            connection.execute(table.insert(), values)


def _value(column: Column[Any], value: Any) -> Any:
    if value is not None and isinstance(column.type, Boolean):
        return bool(value)
    return UUID(value) if value is not None and isinstance(column.type, Uuid) else value


def _hex(value: Any) -> str:
    return UUID(str(value)).hex


def _documents(newsroom: Newsroom) -> dict[str, str]:
    with newsroom.database.read() as session:
        return {_hex(row.id): row.document for row in session.execute(text(DOCUMENTS))}


def _id_of(slug: str) -> str:
    return next(str(row["id"]) for row in ROWS["release"] if row["slug"] == slug)


def test_nothing_that_was_saved_is_lost(upgraded: Newsroom) -> None:
    with upgraded.database.read() as session:
        for table in ("revision", "release", "public_act", "published_version", "change"):
            found = session.execute(text(f"SELECT * FROM {table}")).mappings().all()
            assert _plain(found, ROWS[table]) == _plain(ROWS[table], ROWS[table]), table
        stories = session.execute(text("SELECT id, story_id FROM release")).all()
    former = {row["id"]: story_of(UUID(row["story_id"])).hex for row in ROWS["release"]}
    assert {_hex(id): _hex(story) for id, story in stories} == former


def test_documents_are_those_of_a_rebuild_but_for_what_was_not_told(upgraded: Newsroom) -> None:
    before = _documents(upgraded)
    with upgraded.database.write() as session:
        restore_all(session, public_states(session, upgraded.settings.zone))
    after = _documents(upgraded)
    assert before.keys() == after.keys()
    for release_id, stored in before.items():
        rebuilt = PublicRelease.model_validate_json(after[release_id])
        told = {"translations": ()}
        assert PublicRelease.model_validate_json(stored) == rebuilt.model_copy(update=told)
    original, translation = map(_id_of, ("published", "yayimlandi"))
    (named,) = PublicRelease.model_validate_json(after[original]).translations
    assert (named.id.hex, named.language) == (translation, "tr")


def test_a_second_rebuild_changes_nothing(upgraded: Newsroom) -> None:
    states = []
    for _ in range(2):
        with upgraded.database.write() as session:
            restore_all(session, public_states(session, upgraded.settings.zone))
        states.append(_documents(upgraded))
    assert states[0] == states[1]


def test_every_door_answers_at_once(upgraded: Newsroom) -> None:
    listed = {_hex(row["id"]) for row in ROWS["published_release"] if row["listed"]}
    assert set(map(_hex, upgraded.public_ids("limit=100"))) == listed
    lines = upgraded.api.get("/v1/releases.ndjson").text.splitlines()
    assert {_hex(json.loads(line)["id"]) for line in lines} == listed
    changes = checked(upgraded.api.get("/v1/changes?since=0&limit=100"), 200)["data"]
    assert len(changes) == len(ROWS["change"])
    for row in ROWS["published_release"]:
        for ending in ("", ".html", ".atom", ".jsonld", ".ninjs", ".newsml", ".txt", ".zip"):
            answer = upgraded.api.get(f"/v1/releases/{UUID(row['id'])}{ending}")
            assert answer.status_code < 500, (row["slug"], ending, answer.text)
    relief = [row for row in ROWS["release"] if row["organisation_id"] == "relief"]
    public = [row["id"] for row in relief if row["id"] in listed]
    assert set(map(_hex, upgraded.public_ids("organisation=relief"))) == set(public)
    both = {_id_of("published"), _id_of("yayimlandi")}
    story = str(UUID(_id_of("published")))
    assert set(map(_hex, upgraded.public_ids(f"story={story}"))) == both
    told = checked(upgraded.api.get(f"/v1/changes?since=0&story={story}"), 200)["data"]
    assert {_hex(change["release_id"]) for change in told} == both


def test_every_release_of_before_can_go_on(upgraded: Newsroom) -> None:
    for row in ROWS["release"]:
        address = f"{EDITORIAL}/{UUID(row['id'])}"
        release = checked(upgraded.desk.get(address), 200)
        edited = upgraded.edit(release, subtitle="Said later.")
        assert edited["revision"] == row["revision"] + 1
        act = {"published": "update"}.get(row["state"], "publish")
        upgraded.act(edited, act)
    with upgraded.database.write() as session:
        grown = rows(session)
        restore_all(session, public_states(session, upgraded.settings.zone))
        assert rows(session) == grown


def _plain(rows: Any, like: list[dict[str, Any]]) -> set[str]:
    """Rows with the columns of before; documents, ids of stories and terms are compared apart."""
    names = sorted(like[0].keys() - {"kept", "story_id", "facts"})
    return {json.dumps([_text(row[name]) for name in names]) for row in rows}


def _text(value: Any) -> Any:
    if isinstance(value, UUID):
        return value.hex
    return int(value) if isinstance(value, bool) else value


def test_old_rows_are_found_as_new_ones_are(upgraded: Newsroom) -> None:
    asked = text("SELECT id, story_id, terms, files FROM published_release ORDER BY id")
    with upgraded.database.read() as session:
        before = session.execute(asked).all()
    with upgraded.database.write() as session:
        restore_all(session, public_states(session, upgraded.settings.zone))
    with upgraded.database.read() as session:
        assert session.execute(asked).all() == before
