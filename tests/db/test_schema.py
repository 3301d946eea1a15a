"""The migrations: equal to the models, reversible, applied once."""

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from ipaddress import ip_address
from pathlib import Path
from threading import Timer
from typing import Any
from uuid import UUID

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError
from sqlmodel import select

from app.auth.caller import Scope
from app.auth.models import AuditEntry
from app.base import clock
from app.base.ids import new_id
from app.base.settings import Settings
from app.db import schema
from app.db.database import Database
from app.main import prepare
from app.outbound.client import GuardedClient
from app.published.document import PublicRelease
from app.published.store import writer
from app.releases.acts.rebuild import public_states
from app.releases.models import Revision
from app.webhooks.subscriptions.models import WebhookDelivery, WebhookSubscription
from app.webhooks.subscriptions.states import Told
from tests.files import stored
from tests.newsroom import Newsroom, checked

PUBLIC = ip_address("1.1.1.1")


def is_of_models(name: str | None, kind: str, _parents: object) -> bool:
    """The full text is no table that a model can describe; SQLite keeps it in several."""
    return kind != "table" or name is None or not name.startswith("published_text")


def test_models_and_migrations_agree(database: Database) -> None:
    with database.engine.connect() as connection:
        opts = {"compare_type": True, "include_name": is_of_models}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, schema.metadata()) == []


def test_every_migration_goes_down_and_up_again(database: Database) -> None:
    revisions = list(ScriptDirectory(str(schema.MIGRATIONS)).walk_revisions())
    for revision in revisions:
        schema.downgrade(database, str(revision.down_revision or "base"))
    left = set(inspect(database.engine).get_table_names()) - {"alembic_version"}
    assert left == set()
    for revision in reversed(revisions):
        schema.upgrade(database, revision.revision)
    with database.engine.connect() as connection:
        assert schema.current(connection) == schema.newest()


def test_an_upgrade_says_whom_subscriptions_belong_to_and_leaves_entries_alone(
    newsroom: Newsroom,
) -> None:
    newsroom.app.state.callbacks = GuardedClient(resolve=lambda _host, _port: [PUBLIC])
    for organisation in ("org-a", None):
        owner = newsroom.as_key(Scope.SYNDICATE, organisation=organisation)
        checked(owner.post("/v1/subscriptions", json={"url": "https://partner.example/"}), 201)
    schema.downgrade(newsroom.database, "0002")
    schema.upgrade(newsroom.database)
    with newsroom.database.read() as session:
        belongs = {row.organisation for row in session.exec(select(WebhookSubscription))}
        entries = {entry.organisation for entry in session.exec(select(AuditEntry))}
    assert (belongs, entries) == ({"org-a", None}, {None})
    with pytest.raises(DatabaseError), newsroom.database.write() as session:
        session.execute(text("UPDATE audit_entry SET act = 'x'"))


def test_an_upgrade_puts_undated_releases_after_the_dated_ones(newsroom: Newsroom) -> None:
    placed = {"date_precision": "unknown", "sort_at": "2020-05-01T00:00:00Z"}
    made = [
        newsroom.published(date="2019"),
        newsroom.published(date_precision="unknown"),
        newsroom.published(**placed),
        newsroom.published(date="2021"),
        newsroom.published(date_precision="unknown"),
    ]
    oldest, first, between, newest, second = (each["id"] for each in made)
    expected = [newest, between, oldest, second, first]
    assert newsroom.public_ids() == expected
    places = text("SELECT id, sort_at FROM published_release ORDER BY id")
    with newsroom.database.read() as session:
        before = session.execute(places).all()
    schema.downgrade(newsroom.database, "0003")
    with newsroom.database.read() as session:
        former = session.execute(places).all()
    schema.upgrade(newsroom.database)
    with newsroom.database.read() as session:
        assert session.execute(places).all() == before
    assert sum(now != then for now, then in zip(before, former, strict=True)) == 2
    with newsroom.database.write() as session:
        writer.restore_all(session, public_states(session, newsroom.settings.zone))
    with newsroom.database.read() as session:
        assert session.execute(places).all() == before
    assert newsroom.public_ids() == expected


def test_a_downgrade_leaves_no_subscription_in_a_state_that_was_not_known(
    newsroom: Newsroom,
) -> None:
    newsroom.app.state.callbacks = GuardedClient(resolve=lambda _host, _port: [PUBLIC])
    owner = newsroom.as_key(Scope.SYNDICATE)
    made = [
        checked(owner.post("/v1/subscriptions", json={"url": "https://partner.example/"}), 201)
        for _ in range(2)
    ]
    now = clock.now()
    with newsroom.database.write() as session:
        for each in made:
            delivery = WebhookDelivery(
                id=new_id(),
                subscription_id=UUID(each["id"]),
                seq=1,
                release_id=new_id(),
                kind="published",
                state=Told.DELIVERED,
                noted_at=now,
                due_at=now,
                last_tried_at=now,
            )
            session.add(delivery)
    address = f"/v1/subscriptions/{made[0]['id']}"
    assert owner.delete(address, headers={"If-Match": made[0]["etag"]}).status_code == 204
    schema.downgrade(newsroom.database, "0002")
    with newsroom.database.read() as session:
        left = session.execute(text("SELECT state FROM webhook_subscription")).scalars().all()
        told = session.execute(text("SELECT count(*) FROM webhook_delivery")).scalar()
    assert (left, told) == (["unverified"], 1)


def test_processes_that_start_together_migrate_once(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'dateline.db'}")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(prepare, [settings] * 4))
    database = Database(settings)
    with database.engine.connect() as connection:
        assert schema.current(connection) == schema.newest()
    database.close()


def test_a_new_file_that_another_process_is_writing_is_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "dateline.db"
    with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        done = Timer(0.3, other.execute, ("COMMIT",))
        done.start()
        settings = Settings(database_url=f"sqlite:///{file}")
        with Database(settings) as database, database.engine.connect() as connection:
            mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
        done.join()
    assert mode == "wal"


def test_preparing_a_second_time_changes_nothing(settings: Settings, database: Database) -> None:
    with database.read() as session:
        before = session.connection().exec_driver_sql("SELECT * FROM installation").all()
    assert len(before) == 1
    prepare(settings)
    with database.read() as session:
        assert session.connection().exec_driver_sql("SELECT * FROM installation").all() == before


def test_an_upgrade_makes_rows_of_organisations_by_name_and_loses_none(newsroom: Newsroom) -> None:
    issuer = {"organisation": {"id": "iom", "name": "Migration Office"}}
    made = [
        newsroom.published(title="First", **issuer),
        newsroom.published(title="Second", language="tr", **issuer),
        newsroom.published(title="Third"),
    ]
    newsroom.act(newsroom.published(title="Kept", **issuer), "withdraw", kind="kept", notice="N")
    newsroom.draft(title="Hidden", organisation={"name": "Hidden Office"})
    newsroom.as_key(Scope.READ, organisation="keyed-office")
    documents = text("SELECT id, document FROM published_release ORDER BY id")
    acts = text("SELECT release_id, kept FROM public_act WHERE kept IS NOT NULL")
    with newsroom.database.read() as session:
        before = session.execute(documents).all(), session.execute(acts).all()
    assert before[1]
    schema.downgrade(newsroom.database, "0006")
    with newsroom.database.write() as session:
        former = session.execute(documents).all()
        assert all('"partners"' not in row.document for row in former)
        # An older revision called it otherwise, in two languages.
        revisions = session.exec(select(Revision)).all()
        for name, each in zip(("Former Office", "Göç Ofisi"), made, strict=False):
            for revision in revisions:
                if str(revision.release_id) == each["id"]:
                    revision.content = revision.content.replace("Migration Office", name)
    schema.upgrade(newsroom.database)
    rows = {each["id"]: each for each in _organisations(newsroom)}
    assert set(rows) == {"iom", "hidden-office", "keyed-office"}
    assert rows["iom"]["name"] == "Migration Office"
    assert rows["iom"]["names"] == {"en": "Migration Office", "tr": "Göç Ofisi"}
    assert rows["iom"]["other_names"] == ["Former Office"]
    public = {organisation_id: row["public"] for organisation_id, row in rows.items()}
    assert public == {"iom": True, "hidden-office": False, "keyed-office": False}
    with newsroom.database.read() as session:
        upgraded = session.execute(documents).all()
    shown = {str(row.id): _read(row.document) for row in upgraded}
    with newsroom.database.write() as session:
        writer.restore_all(session, public_states(session, newsroom.settings.zone))
    with newsroom.database.read() as session:
        rebuilt = {str(row.id): _read(row.document) for row in session.execute(documents)}
    assert rebuilt == shown
    names = {each["id"]: each["organisation"] for each in _public(newsroom)}
    assert names[made[1]["id"]]["name"] == "Göç Ofisi"
    assert names[made[2]["id"]] is None


def _read(document: str) -> PublicRelease:
    return PublicRelease.model_validate_json(document)


def _organisations(newsroom: Newsroom) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = checked(newsroom.desk.get("/v1/editorial/organisations"), 200)[
        "data"
    ]
    return listed


def _public(newsroom: Newsroom) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = checked(newsroom.api.get("/v1/releases?lang=tr"), 200)["data"]
    return listed


def test_a_downgrade_shows_no_release_of_groups_to_all_keys(newsroom: Newsroom) -> None:
    far = "2999-01-01T00:00:00Z"
    for_all = newsroom.act(newsroom.draft(), "schedule", at=far)
    for_none = newsroom.act(newsroom.draft(), "schedule", at=far, embargo_groups=[])
    schema.downgrade(newsroom.database, "0006")
    schema.upgrade(newsroom.database)
    address = "/v1/editorial/releases"
    kept = checked(newsroom.desk.get(f"{address}/{for_all['id']}"), 200)
    drawn_back = checked(newsroom.desk.get(f"{address}/{for_none['id']}"), 200)
    assert (kept["state"], kept["scheduled_at"]) == ("scheduled", far)
    assert (drawn_back["state"], drawn_back["scheduled_at"]) == ("draft", None)


def test_a_downgrade_leaves_no_text_that_a_server_of_before_cannot_read(newsroom: Newsroom) -> None:
    file = stored(newsroom)
    partners = {"name": "Deniz Example", "email": "deniz@relief.example", "audience": "partners"}
    everybody = {"name": "Press office", "email": "press@relief.example"}
    made = newsroom.published(contacts=[partners, everybody], media=[{"file": str(file.id)}])
    story = {"story_id": made["story_id"], "media": [{"file": str(file.id)}]}
    other = newsroom.published(language="tr", title="Vapur", **story)
    third = newsroom.published(language="el", title="Kept", **story)
    newsroom.act(third, "withdraw", kind="kept", notice="Old.")
    schema.downgrade(newsroom.database, "0006")
    texts = {
        "content": "SELECT content FROM revision",
        "document": "SELECT document FROM published_release",
        "kept": "SELECT kept FROM public_act WHERE kept IS NOT NULL",
    }
    with newsroom.database.read() as session:
        found = {
            name: [json.loads(each) for each in session.execute(text(asked)).scalars()]
            for name, asked in texts.items()
        }
    # Servers of before refuse words with members that they do not know.
    new = {"partners", "media", "translation_of", "based_on_revision"}
    assert all(new.isdisjoint(words) for words in found["content"])
    assert [[one["name"] for one in words["contacts"]] for words in found["content"]] == [
        ["Press office"],
        [],
        [],
    ]
    documents = [*found["document"], *found["kept"]]
    assert len(documents) == 4
    assert all(document["media"] == [] for document in documents)
    assert all("translations" not in document for document in documents)
    schema.upgrade(newsroom.database)
    assert set(newsroom.public_ids()) == {made["id"], other["id"]}
