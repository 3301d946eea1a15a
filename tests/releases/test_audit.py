"""Every editorial act leaves one entry, in its transaction, that holds no words of the release."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import Session, select

from app.auth.caller import Scope
from app.auth.models import AuditEntry
from app.base.ids import new_id
from app.db.database import Database
from app.published.document import NoticeKind
from app.releases.acts import workflow
from app.releases.audit import Actor
from app.releases.content import Content
from app.releases.models import Release
from app.releases.states import Act, NotInThisState
from tests.contract.sources import TOP
from tests.newsroom import EDITORIAL, Newsroom, checked

AT = datetime(2026, 11, 3, 9, tzinfo=UTC)
LATER = datetime(2026, 11, 4, 9, tzinfo=UTC)
BY = Actor("key:1", AT, request_id="request-1")
SECRET = "zebracorn"
CONTENT = Content(title=f"{SECRET} title", body_html=f"<p>{SECRET}</p>", internal_note=SECRET)
EDITED = CONTENT.model_copy(update={"subtitle": SECRET})


def _do(session: Session, release: Release, act: Act) -> None:
    workflow_of: dict[Act, Any] = {
        Act.EDIT: lambda: workflow.edit(session, release, EDITED, BY, note=SECRET),
        Act.DELETE: lambda: workflow.discard(session, release, BY),
        Act.SCHEDULE: lambda: workflow.schedule(session, release, LATER, BY),
        Act.UNSCHEDULE: lambda: workflow.unschedule(session, release, BY),
        Act.PUBLISH: lambda: workflow.publish(session, release, BY),
        Act.UPDATE: lambda: workflow.update(session, release, BY),
        Act.CORRECT: lambda: workflow.correct(
            session, release, BY, note=SECRET, severity="minor", action="update"
        ),
        Act.WITHDRAW: lambda: workflow.withdraw(
            session, release, BY, kind=NoticeKind.GONE, notice=SECRET
        ),
    }
    workflow_of[act]()


WAYS: dict[Act, tuple[Act, ...]] = {
    Act.EDIT: (),
    Act.DELETE: (),
    Act.SCHEDULE: (),
    Act.UNSCHEDULE: (Act.SCHEDULE,),
    Act.PUBLISH: (),
    Act.UPDATE: (Act.PUBLISH, Act.EDIT),
    Act.CORRECT: (Act.PUBLISH, Act.EDIT),
    Act.WITHDRAW: (Act.PUBLISH,),
}


@pytest.mark.parametrize("act", list(Act))
def test_every_act_leaves_one_entry_without_words(database: Database, act: Act) -> None:
    release_id = new_id()
    with database.write() as session:
        release = workflow.draft(session, release_id, CONTENT, BY, note=SECRET)
        for step in (*WAYS[act], act):
            _do(session, release, step)
    with database.read() as session:
        entries = session.exec(select(AuditEntry)).all()
    assert sorted(entry.act for entry in entries) == sorted(["create", *WAYS[act], act])
    assert {entry.subject_id for entry in entries} == {str(release_id)}
    assert {(entry.principal, entry.request_id) for entry in entries} == {("key:1", "request-1")}
    assert all(SECRET not in (entry.details or "") for entry in entries)


def test_an_act_that_is_refused_leaves_none(database: Database) -> None:
    with database.write() as session:
        release = workflow.draft(session, new_id(), CONTENT, BY)
    with pytest.raises(NotInThisState), database.write() as session:
        workflow.withdraw(
            session, session.merge(release), BY, kind=NoticeKind.GONE, notice="Never public."
        )
    with database.read() as session:
        assert [entry.act for entry in session.exec(select(AuditEntry))] == ["create"]


@pytest.mark.parametrize(("origin", "act"), [("import", "import"), ("restore", "restore")])
def test_where_words_came_from_names_the_save(database: Database, origin: str, act: str) -> None:
    by = Actor("import:page", AT, origin=origin)
    with database.write() as session:
        release = workflow.draft(session, new_id(), CONTENT, BY)
        workflow.edit(session, release, EDITED, by, source=1)
    with database.read() as session:
        entries = session.exec(select(AuditEntry)).all()
    assert sorted(entry.act for entry in entries) == sorted(["create", act])


def _acts(newsroom: Newsroom, release: dict[str, Any]) -> list[str]:
    answer = newsroom.desk.get(f"{EDITORIAL}/{release['id']}/audit?limit=100")
    return [entry["act"] for entry in checked(answer, 200)["data"]]


def test_a_release_tells_who_did_what_to_it(newsroom: Newsroom) -> None:
    release = newsroom.act(newsroom.edit(newsroom.draft(), title="Two"), "publish")
    newsroom.act(release, "withdraw", notice="Issued in error.")
    assert _acts(newsroom, release) == ["withdraw", "publish", "edit", "create"]
    answer = newsroom.desk.get(f"{EDITORIAL}/{release['id']}/audit?limit=1")
    (entry,) = checked(answer, 200)["data"]
    assert entry["details"] == {
        "lock": 4,
        "state": "withdrawn",
        "revision": 2,
        "version": 2,
        "notice": "gone",
    }
    following = checked(newsroom.desk.get(answer.json()["links"]["next"]), 200)
    assert [entry["act"] for entry in following["data"]] == ["publish"]


def test_an_act_in_a_batch_names_its_request(newsroom: Newsroom) -> None:
    answer = newsroom.desk.post(
        f"{EDITORIAL}:batch", json={"acts": [{"act": "create", "release": {"title": "One"}}]}
    )
    assert answer.status_code == 200, answer.text
    admin = newsroom.as_key(Scope.ADMIN)
    (entry,) = checked(admin.get("/v1/editorial/audit?act=create"), 200)["data"]
    assert entry["request_id"] == answer.headers["x-request-id"]


def test_a_deleted_draft_leaves_its_entries(newsroom: Newsroom) -> None:
    draft = newsroom.draft()
    address = f"{EDITORIAL}/{draft['id']}"
    assert newsroom.desk.delete(address, headers={"If-Match": draft["etag"]}).status_code == 204
    assert newsroom.desk.get(f"{address}/audit").status_code == 404
    admin = newsroom.as_key(Scope.ADMIN)
    found = checked(admin.get(f"/v1/editorial/audit?subject={draft['id']}"), 200)["data"]
    assert [entry["act"] for entry in found] == ["delete", "create"]


def test_a_releases_log_is_for_those_who_may_read_it(newsroom: Newsroom) -> None:
    address = f"{EDITORIAL}/{newsroom.draft()['id']}/audit"
    assert newsroom.api.get(address).status_code == 401
    assert newsroom.as_key(Scope.EMBARGO).get(address).status_code == 403
    assert newsroom.as_key(Scope.READ, organisation="theirs").get(address).status_code == 404


def test_every_act_is_documented() -> None:
    text = (TOP / "docs" / "audit.md").read_text(encoding="utf-8")
    rows = set(re.findall(r"^\| `([a-z-]+)` \| \w+ \|", text, re.MULTILINE))
    by_others = {"create", "import", "restore", "hold-back", "read-embargoed"}
    on_keys, on_previews = {"mint", "rotate", "revoke"}, {"preview", "revoke-preview"}
    on_themes = {f"{act}-theme" for act in ("add", "edit", "merge", "retire", "reinstate")}
    on_places = {f"{act}-place" for act in ("add", "edit", "merge")}
    on_groups = {
        *(f"{act}-group" for act in ("add", "edit", "delete", "lose")),
        *("add-member", "remove-member"),
    }
    on_subscriptions = {
        *("subscribe", "unsubscribe", "rotate-secret", "replay"),
        *(f"{act}-subscription" for act in ("edit", "verify", "pause", "resume")),
    }
    on_issuers = {f"{act}-organisation" for act in ("add", "edit", "delete")}
    on_vocabularies = {"relabel", "name-translations"} | on_themes | on_places | on_issuers
    on_vocabularies |= on_groups | {f"{act}-file" for act in ("add", "change", "remove")}
    elsewhere = by_others | on_keys | on_previews | on_vocabularies | on_subscriptions
    assert rows == {act.value for act in Act} | elsewhere
