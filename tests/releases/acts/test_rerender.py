"""Documents rendered anew: what changed labels do to them, and what stays untouched."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session, select

from app.base import clock
from app.changes import log
from app.http.conditional import plain_tag
from app.media.models import MediaFile
from app.published.store.writer import restore_all
from app.releases.acts.rebuild import public_states
from app.releases.acts.rerender import BATCH, rerender, rerender_using
from app.releases.audit import Actor
from app.releases.models import Release
from app.themes.models import Theme
from tests.files import address, stored
from tests.newsroom import EDITORIAL, Newsroom, checked
from tests.published.read_model import rows
from tests.statements import counted

NOTE = "A theme has a new name."


def rename(session: Session, theme_id: str = "health", label: str = "Health and care") -> None:
    # As every act on a vocabulary does: labels are kept until it changes.
    log.lock(session, words=1)
    theme = session.get_one(Theme, theme_id)
    theme.labels = json.dumps(json.loads(theme.labels) | {"en": label})
    session.add(theme)
    session.flush()


def relabel(newsroom: Newsroom, label: str = "Health and care", **by: Any) -> int:
    """Rename the theme `health` and render every release of the newsroom anew."""
    with newsroom.database.write() as session:
        rename(session, label=label)
        ids = session.exec(select(Release.id)).all()
        at = by.pop("at", None) or clock.now()
        return rerender(session, ids, Actor("tester", at, zone=newsroom.settings.zone), note=NOTE)


def public(newsroom: Newsroom, release: dict[str, Any]) -> dict[str, Any]:
    return checked(newsroom.api.get(f"/v1/releases/{release['id']}"), 200)


def facts(newsroom: Newsroom) -> list[tuple[str, str]]:
    changes = checked(newsroom.api.get("/v1/changes"), 200)["data"]
    return [(change["kind"], change["release_id"]) for change in changes]


def test_a_document_gets_the_label_of_today_and_one_fact(newsroom: Newsroom) -> None:
    release = newsroom.published(themes=["health"])
    newsroom.published(title="Of another theme", themes=["children"])
    before, told = public(newsroom, release), len(facts(newsroom))
    assert relabel(newsroom) == 1
    after = public(newsroom, release)
    assert after["themes"][0]["label"] == "Health and care"
    assert after["version"] == before["version"] + 1
    assert after["modified_at"] > before["modified_at"]
    assert {"themes", "version", "modified_at"} == {
        name for name in before if name != "links" and before[name] != after[name]
    }
    assert facts(newsroom)[told:] == [("updated", release["id"])]
    versions = checked(newsroom.api.get(f"/v1/releases/{release['id']}/versions"), 200)["data"]
    assert [(line["kind"], line["note"]) for line in versions] == [
        ("published", None),
        ("updated", NOTE),
    ]


def test_a_label_of_a_wider_theme_is_one_of_the_document(newsroom: Newsroom) -> None:
    with newsroom.database.write() as session:
        session.get_one(Theme, "children").parent_id = "health"
    release = newsroom.published(themes=["children"])
    assert relabel(newsroom) == 1
    [theme] = public(newsroom, release)["themes"]
    assert theme["ancestors"][0] == {"id": "health", "label": "Health and care"}


def test_newer_edits_stay_unpublished(newsroom: Newsroom) -> None:
    release = newsroom.published(title="As published", themes=["health"])
    newsroom.edit(release, title="Not yet public", themes=["children"])
    assert relabel(newsroom) == 1
    after = public(newsroom, release)
    assert after["title"] == "As published"
    assert [theme["id"] for theme in after["themes"]] == ["health"]


def test_what_is_not_public_stays_untouched(newsroom: Newsroom) -> None:
    members = {"themes": ["health"]}
    tomorrow = (clock.now() + timedelta(days=1)).isoformat()
    kept = newsroom.act(newsroom.published(**members), "withdraw", notice="x", kind="kept")
    untouched = [
        newsroom.draft(**members),
        newsroom.act(newsroom.draft(**members), "schedule", at=tomorrow),
        newsroom.act(newsroom.published(**members), "withdraw", notice="x"),
        kept,
    ]
    told = facts(newsroom)
    with newsroom.database.read() as session:
        before = rows(session)
    assert relabel(newsroom) == 0
    with newsroom.database.read() as session:
        assert rows(session) == before
    assert facts(newsroom) == told
    for release in untouched:
        seen = newsroom.desk.get(f"{EDITORIAL}/{release['id']}")
        assert plain_tag(seen.headers["etag"]) == seen.json()["etag"] == release["etag"]


def test_a_second_time_nothing_is_left_to_do(newsroom: Newsroom) -> None:
    newsroom.published(themes=["health"])
    assert relabel(newsroom) == 1
    assert relabel(newsroom) == 0


def test_modified_at_never_goes_back(newsroom: Newsroom) -> None:
    release = newsroom.published(themes=["health"])
    before = public(newsroom, release)
    assert relabel(newsroom, at=clock.now() - timedelta(days=1)) == 1
    assert public(newsroom, release)["modified_at"] == before["modified_at"]


def test_the_rebuild_gives_the_same_documents(newsroom: Newsroom) -> None:
    members = {"themes": ["health", "children"], "dateline": {"text": "Edirne"}}
    newsroom.published(title="Plain", **members)
    newsroom.edit(newsroom.published(title="Half edited", **members), title="Later")
    newsroom.act(newsroom.published(**members), "withdraw", notice="x", kind="kept")
    newsroom.act(newsroom.published(**members), "withdraw", notice="y")
    corrected = newsroom.edit(newsroom.published(title="Wrong", **members), title="Right")
    newsroom.act(corrected, "correct", note="The title.")
    assert relabel(newsroom) == 3
    with newsroom.database.read() as session:
        grown = rows(session)
    with newsroom.database.write() as session:
        restore_all(session, public_states(session, newsroom.settings.zone))
    with newsroom.database.read() as session:
        assert rows(session) == grown


def test_editing_goes_on_with_a_new_tag_and_a_correction_is_still_told(newsroom: Newsroom) -> None:
    release = newsroom.edit(newsroom.published(title="Wrong", themes=["health"]), title="Right")
    release = newsroom.act(release, "correct", note="The title.")
    relabel(newsroom)
    stale = newsroom.desk.patch(
        f"{EDITORIAL}/{release['id']}",
        headers={"If-Match": release["etag"], "Content-Type": "application/merge-patch+json"},
        json={"title": "Better"},
    )
    assert [change["act"] for change in checked(stale, 412)["changes"]] == ["relabel"]
    assert public(newsroom, release)["correction"]["note"] == "The title."
    fresh = checked(newsroom.desk.get(f"{EDITORIAL}/{release['id']}"), 200)
    updated = newsroom.act(newsroom.edit(fresh, title="Better"), "update")
    assert updated["public_version"] == 4


def test_statements_do_not_grow_with_releases(newsroom: Newsroom) -> None:
    seen = []
    for count in (1, 9):
        for number in range(count):
            newsroom.published(title=f"Release {count} {number}", themes=["health"])
        with counted(newsroom.database) as statements:
            assert relabel(newsroom, f"Health {count}") >= count
        seen.append(len(statements))
    assert seen[0] == seen[1] <= 40


def test_an_id_that_nobody_has_changes_nothing(newsroom: Newsroom) -> None:
    with newsroom.database.write() as session:
        ids = [UUID(int=number) for number in range(BATCH + 1)]
        assert rerender(session, ids, Actor("tester", clock.now())) == 0


def test_what_is_said_of_a_file_anew_is_in_every_public_document_that_shows_it(
    newsroom: Newsroom,
) -> None:
    file = stored(newsroom)
    used = {"media": [{"file": str(file.id)}]}
    shown = newsroom.published(**used)
    own = newsroom.published(media=[{"file": str(file.id), "credit": "Own words"}])
    hidden = newsroom.draft(**used)
    newsroom.act(newsroom.published(**used), "withdraw", notice="x")
    thumb = json.loads(file.renditions)[0]["sha256"]
    before = newsroom.api.get(f"/v1/media/{thumb}.webp")
    assert before.status_code == 200
    with newsroom.database.write() as session:
        row = session.get_one(MediaFile, file.id)
        row.credit, row.lock = "Deniz Example", row.lock + 1
        # As a new focal point makes it: other bytes, at another address.
        made = json.loads(row.renditions)
        made[0]["sha256"] = "12" * 32
        row.renditions = json.dumps(made)
        by = Actor("key:test", clock.now(), zone=newsroom.settings.zone)
        assert rerender_using(session, row, by) == 2
    credits = []
    for release in (shown, own):
        document = checked(newsroom.api.get(f"/v1/releases/{release['id']}"), 200)
        assert document["version"] == 2
        credits.append(document["media"][0]["credit"])
    assert credits == ["Deniz Example", "Own words"]
    assert newsroom.api.get(address(file)).status_code == 200
    assert newsroom.api.get(f"/v1/media/{thumb}.webp").status_code == 404
    assert checked(newsroom.desk.get(f"{EDITORIAL}/{hidden['id']}"), 200)["state"] == "draft"
