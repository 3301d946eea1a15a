"""The audit log: entries are only ever added; acts on keys leave one; administrators read it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session, col, select

from app.auth import keys
from app.auth.audit import write_entry
from app.auth.caller import Caller, Scope
from app.auth.models import AuditEntry
from app.db.database import Database
from tests.client import Client
from tests.newsroom import Newsroom, checked

AUDIT = "/v1/editorial/audit"
AT = datetime(2026, 11, 3, 9, tzinfo=UTC)


def _write(session: Session, number: int = 0, **members: Any) -> None:
    at, subject = AT + timedelta(minutes=number), ("release", f"r{number}")
    entry: dict[str, Any] = {"at": at, "principal": "key:1", "act": "edit", "subject": subject}
    write_entry(session, **(entry | members))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET act = 'nothing'",
        "DELETE FROM audit_entry",
        "DELETE FROM audit_entry WHERE principal = 'key:1'",
        "TRUNCATE audit_entry",
        "INSERT OR REPLACE INTO audit_entry (id, at, principal, act, subject_kind, subject_id)"
        " SELECT id, at, 'nobody', act, subject_kind, subject_id FROM audit_entry",
    ],
)
def test_the_database_refuses_to_change_or_remove_an_entry(
    database: Database, statement: str
) -> None:
    with database.write() as session:
        _write(session)
    with pytest.raises(DatabaseError), database.write() as session:
        session.execute(text(statement))
    with database.read() as session:
        assert [entry.act for entry in session.exec(select(AuditEntry))] == ["edit"]


def test_every_act_on_a_key_leaves_one_entry_without_its_text(database: Database) -> None:
    by = keys.KeyActor(Caller("key:admin", "Admin", frozenset()), "request-1")
    with database.write() as session:
        first = keys.mint_key(session, name="Desk", scopes=[Scope.WRITE], at=AT, by=by)
        second = keys.rotate_key(session, first.row.id, AT, timedelta(hours=1), by)
        keys.revoke_key(session, second.row.id, AT, by)
        keys.revoke_key(session, second.row.id, AT, by)
    with database.read() as session:
        entries = session.exec(select(AuditEntry).order_by(col(AuditEntry.id))).all()
    assert sorted((entry.act, entry.subject_id) for entry in entries) == sorted(
        [
            ("mint", str(first.row.id)),
            ("rotate", str(first.row.id)),
            ("revoke", str(second.row.id)),
        ]
    )
    assert {(entry.principal, entry.request_id) for entry in entries} == {
        ("key:admin", "request-1")
    }
    secrets = [minted.text.split("_", 2)[2] for minted in (first, second)]
    assert not any(secret in (entry.details or "") for entry in entries for secret in secrets)


def _admin(newsroom: Newsroom) -> Client:
    return newsroom.as_key(Scope.ADMIN)


def test_a_key_made_over_http_names_the_one_who_made_it(newsroom: Newsroom) -> None:
    admin = _admin(newsroom)
    answer = admin.post("/v1/keys", json={"name": "Feed", "scopes": ["read"]})
    made = checked(answer, 201)
    (entry,) = checked(admin.get(f"{AUDIT}?subject={made['id']}"), 200)["data"]
    assert (entry["act"], entry["subject_kind"]) == ("mint", "key")
    assert entry["principal"].startswith("key:")
    assert entry["request_id"] == answer.headers["x-request-id"]
    assert made["key"].split("_", 2)[2] not in str(entry)


def test_entries_are_found_by_who_what_and_when(newsroom: Newsroom) -> None:
    with newsroom.database.write() as session:
        for number in range(4):
            _write(session, number)
        _write(session, 4, principal="schedule", act="publish")
    admin = _admin(newsroom)
    for query, expected in (
        ("principal=key:1", ["r3", "r2", "r1", "r0"]),
        ("act=publish", ["r4"]),
        ("subject=r2", ["r2"]),
        ("principal=key:1&from=2026-11-03T09:01:00Z&to=2026-11-03T09:03:00Z", ["r2", "r1"]),
        ("principal=nobody", []),
    ):
        found = checked(admin.get(f"{AUDIT}?{query}"), 200)["data"]
        assert [entry["subject_id"] for entry in found] == expected


def test_pages_follow_each_other_under_their_filters_only(newsroom: Newsroom) -> None:
    with newsroom.database.write() as session:
        for number in range(5):
            _write(session, number)
    admin = _admin(newsroom)
    found: list[str] = []
    address = f"{AUDIT}?principal=key:1&from=2026-11-03T09:00:00Z&limit=2"
    while address:
        page = checked(admin.get(address), 200)
        found += [entry["subject_id"] for entry in page["data"]]
        following = page["links"].get("next", "")
        if following:
            foreign = following.replace("principal=key%3A1", "principal=key%3A2")
            assert admin.get(foreign).status_code == 422
        address = following
    assert found == ["r4", "r3", "r2", "r1", "r0"]


def test_only_administrators_read_the_whole_log(newsroom: Newsroom) -> None:
    assert newsroom.api.get(AUDIT).status_code == 401
    assert newsroom.desk.get(AUDIT).status_code == 403


def test_an_administrator_of_one_organisation_reads_its_entries_alone(newsroom: Newsroom) -> None:
    admin = newsroom.as_key(Scope.ADMIN, organisation="org-b")
    own = newsroom.published(organisation={"id": "org-b", "name": "Org B"})
    newsroom.published(organisation={"id": "org-a", "name": "Org A"})
    newsroom.published()
    key = checked(admin.post("/v1/keys", json={"name": "Ours", "scopes": ["read"]}), 201)
    entries = checked(admin.get(f"{AUDIT}?limit=3"), 200)
    following = entries["links"]["next"]
    entries["data"] += checked(admin.get(following), 200)["data"]
    assert {entry["subject_id"] for entry in entries["data"]} > {own["id"], key["id"]}
    acts = ["mint", "publish", "create", "add-organisation", "mint"]
    assert [entry["act"] for entry in entries["data"]] == acts
    other = newsroom.as_key(Scope.ADMIN, organisation="org-a")
    assert other.get(following).status_code == 422


def test_an_entry_stays_with_whom_a_deleted_draft_belonged_to(newsroom: Newsroom) -> None:
    draft = newsroom.draft(organisation={"id": "org-b", "name": "Org B"})
    address = f"/v1/editorial/releases/{draft['id']}"
    assert newsroom.desk.delete(address, headers={"If-Match": "*"}).status_code == 204
    for organisation, acts in (("org-b", ["delete", "create"]), ("org-a", [])):
        admin = newsroom.as_key(Scope.ADMIN, organisation=organisation)
        found = checked(admin.get(f"{AUDIT}?subject={draft['id']}"), 200)["data"]
        assert [entry["act"] for entry in found] == acts
