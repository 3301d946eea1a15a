"""Publishing what is due: bulk, once, without losing what cannot be public; zones that move."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, text
from sqlmodel import Session, col

from app.base import clock
from app.base.ids import new_id
from app.base.settings import Settings
from app.changes.models import Change
from app.db.database import Database
from app.published.models import PublishedRelease
from app.releases.acts import workflow
from app.releases.acts.queries import get_for_change
from app.releases.audit import Actor
from app.releases.content import Content, ThemeAssignment
from app.releases.models import PublicAct, Release
from app.releases.schedule.due import next_due, publish_due, refresh_zones
from app.releases.schedule.watch import FRESH_SECONDS, NEAR, DueWatch
from app.releases.states import State
from tests.statements import counted

T = datetime(2031, 3, 3, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
ZONE = ZoneInfo("UTC")
BY = Actor("key:test", T - HOUR)


def scheduled(session: Session, at: datetime = T, content: Content | None = None) -> Release:
    words = content or Content(title="Ferry service resumes", body_html="<p>Daily.</p>")
    release = workflow.draft(session, new_id(), words, BY)
    workflow.schedule(session, release, at, BY)
    return release


def broken(session: Session) -> Release:
    """A release that cannot be rendered: one of its themes is not known."""
    release = scheduled(session)
    content = Content(title="Broken", themes=(ThemeAssignment(id="no-such-theme"),))
    workflow.edit(session, release, content, BY)
    return release


def public_ids(database: Database) -> Sequence[UUID]:
    with database.read() as session:
        return session.scalars(select(col(PublishedRelease.id))).all()


def state(database: Database, release_id: UUID) -> Release:
    with database.read() as session:
        return session.get_one(Release, release_id)


def test_what_is_due_becomes_public_in_the_order_of_its_instants(database: Database) -> None:
    with database.write() as session:
        later, sooner, not_yet = (scheduled(session, at).id for at in (T, T - HOUR / 2, T + HOUR))
    with database.write() as session:
        assert publish_due(session, T, ZONE) == 2
    with database.read() as session:
        facts = session.scalars(select(Change).order_by(col(Change.seq))).all()
        acts = session.scalars(select(PublicAct).order_by(col(PublicAct.seq))).all()
        assert [fact.release_id for fact in facts] == [sooner, later]
        assert [(act.author, act.at, act.due_at) for act in acts] == [
            ("schedule", T, T - HOUR / 2),
            ("schedule", T, T),
        ]
        assert next_due(session) == T + HOUR
    assert state(database, not_yet).state == State.SCHEDULED


def test_fifty_take_as_many_statements_as_two(database: Database) -> None:
    counts = []
    for number in (2, 50):
        with database.write() as session:
            for _ in range(number):
                scheduled(session)
        with counted(database) as statements, database.write() as session:
            assert publish_due(session, T, ZONE) == number
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_one_that_cannot_be_public_stops_no_other_and_is_not_lost(database: Database) -> None:
    with database.write() as session:
        good = {scheduled(session).id for _ in range(5)}
        bad = broken(session).id
        good |= {scheduled(session).id for _ in range(4)}
    with database.write() as session:
        assert publish_due(session, T, ZONE) == 10
    assert set(public_ids(database)) == good
    held = state(database, bad)
    assert held.state == State.SCHEDULED
    assert held.scheduled_at == T
    assert held.held_back
    with database.write() as session:
        assert next_due(session) is None
        assert publish_due(session, T + HOUR, ZONE) == 0


def test_an_edit_lets_a_release_that_was_held_back_be_tried_again(database: Database) -> None:
    with database.write() as session:
        bad = broken(session).id
    with database.write() as session:
        publish_due(session, T, ZONE)
    with database.write() as session:
        release = get_for_change(session, bad)
        workflow.edit(session, release, Content(title="Mended"), BY)
    with database.write() as session:
        assert next_due(session) == T
        publish_due(session, T + HOUR, ZONE)
    assert public_ids(database) == [bad]
    assert state(database, bad).held_back is None


def test_unscheduling_and_scheduling_anew_forget_why_it_was_held_back(database: Database) -> None:
    with database.write() as session:
        bad = broken(session).id
    for act in ("unschedule", "schedule"):
        with database.write() as session:
            publish_due(session, T, ZONE)
        with database.write() as session:
            release = get_for_change(session, bad)
            if act == "unschedule":
                workflow.unschedule(session, release, BY)
            workflow.schedule(session, release, T, BY)
            assert release.held_back is None
        with database.read() as session:
            assert next_due(session) == T


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
def test_what_an_editor_has_in_hand_is_left_for_the_next_call(
    settings: Settings, database: Database
) -> None:
    """SQLite has one writer: there an editor's transaction ends before this one begins."""
    with database.write() as session:
        free, taken = scheduled(session).id, scheduled(session).id
    other = Database(settings)
    with other.write() as editor:
        get_for_change(editor, taken)
        with database.write() as session:
            session.execute(text("SET LOCAL lock_timeout = '2s'"))
            assert publish_due(session, T, ZONE) == 1
        assert public_ids(database) == [free]
    with database.write() as session:
        assert publish_due(session, T, ZONE) == 1
    assert set(public_ids(database)) == {free, taken}
    other.close()


def by_wall_clock(session: Session, local: str, zone: str, at: datetime) -> UUID:
    release = workflow.draft(session, new_id(), Content(title="Actor the clock"), BY)
    workflow.schedule(session, release, at, BY, local_time=local, zone=zone)
    return release.id


def test_changed_zone_rules_move_the_instant(database: Database) -> None:
    """The stored instant is what older rules gave: one hour off."""
    right = datetime(2031, 6, 1, 6, tzinfo=UTC)
    with database.write() as session:
        moved = by_wall_clock(session, "2031-06-01T09:00", "Europe/Istanbul", right + HOUR)
        kept = scheduled(session, right + HOUR).id
    with database.write() as session:
        assert refresh_zones(session, T) == 1
        assert refresh_zones(session, T) == 0
        assert next_due(session) == right
    assert state(database, kept).scheduled_at == right + HOUR
    row = state(database, moved)
    assert (row.scheduled_at, row.scheduled_local) == (right, "2031-06-01T09:00")


def test_the_log_is_locked_before_releases_are_by_all_that_act_on_several(
    database: Database,
) -> None:
    """Publications that are written together hold the log and wait for rows."""
    with database.write() as session, counted(database) as statements:
        refresh_zones(session, T)
    assert statements[0].startswith("UPDATE change_head")


def test_a_wall_clock_time_that_is_skipped_now_keeps_its_instant(database: Database) -> None:
    at = datetime(2031, 3, 30, 1, 30, tzinfo=UTC)
    with database.write() as session:
        release_id = by_wall_clock(session, "2031-03-30T02:30", "Europe/Berlin", at)
    with database.write() as session:
        assert refresh_zones(session, T) == 0
    assert state(database, release_id).scheduled_at == at


def test_a_quiet_watch_asks_the_database_nothing(database: Database) -> None:
    watch = DueWatch(database, ZONE, now=lambda: T - HOUR)
    with database.write() as session:
        scheduled(session)
    watch.catch_up()
    with counted(database, by_anybody=True) as statements:
        for _ in range(10):
            assert watch.is_quiet()
            watch.catch_up()
    assert statements == []


def test_a_watch_knows_at_once_what_its_own_process_scheduled(database: Database) -> None:
    watch = DueWatch(database, ZONE, now=lambda: T)
    watch.catch_up()
    assert watch.is_quiet()
    with database.write() as session:
        release_id = scheduled(session).id
    assert not watch.is_quiet()
    watch.catch_up()
    assert public_ids(database) == [release_id]
    assert watch.is_quiet()


def test_a_failing_publication_costs_readers_one_attempt(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.write() as session:
        release_id = scheduled(session).id
        session.execute(text("ALTER TABLE public_act RENAME TO away"))
    watch = DueWatch(database, ZONE, now=lambda: T)
    watch.catch_up()
    with counted(database, by_anybody=True) as statements:
        watch.catch_up()
    assert not any("published" in statement for statement in statements)
    assert public_ids(database) == []
    with database.write() as session:
        session.execute(text("ALTER TABLE away RENAME TO public_act"))
    monkeypatch.setattr(watch, "_calm_until", 0.0)
    watch.catch_up()
    assert public_ids(database) == [release_id]


def test_scheduling_at_short_notice_is_answered_when_every_process_knows(
    database: Database,
) -> None:
    DueWatch(database, ZONE).begin()

    def seconds(ahead: timedelta) -> float:
        by = Actor("key:test", clock.now())
        started = time.monotonic()
        with database.write() as session:
            release = workflow.draft(session, new_id(), Content(title="Soon"), by)
            workflow.schedule(session, release, by.at + ahead, by)
        return time.monotonic() - started

    assert seconds(NEAR - timedelta(seconds=1)) >= FRESH_SECONDS
    # The least of some: a busy machine may make one of them wait.
    assert min(seconds(NEAR + timedelta(seconds=30)) for _ in range(5)) < FRESH_SECONDS
