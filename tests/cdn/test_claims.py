"""What a CDN is told next is kept beside the log: one process tells it, no crash loses any."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from app.cdn.claims import CLAIM, MOST_TAGS, Stale, begin, claim, put_off, settle
from app.cdn.models import PurgePosition
from app.changes import log
from app.changes.log import ChangeKind, Fact
from app.changes.tags import release_tag
from app.db.database import Database

NOW = datetime(2031, 3, 3, 9, tzinfo=UTC)
MADE_BY = "this version"


@pytest.fixture
def told(database: Database) -> Database:
    """A database whose CDN was told of everything."""
    begin(database, NOW)
    settle(database, _claimed(database), MADE_BY)
    return database


def _claimed(database: Database, now: datetime = NOW) -> Stale:
    stale = claim(database, MADE_BY, now)
    assert stale is not None
    return stale


def _record(database: Database, *release_ids: UUID) -> None:
    facts = [Fact(ChangeKind.PUBLISHED, release_id, 1, NOW) for release_id in release_ids]
    with database.write() as session:
        log.record_many(session, facts)


def _row(database: Database) -> PurgePosition:
    with database.read() as session:
        return session.exec(select(PurgePosition)).one()


def test_only_one_process_has_what_is_to_be_told(told: Database) -> None:
    _record(told, uuid4())
    assert claim(told, MADE_BY, NOW) is not None
    assert claim(told, MADE_BY, NOW + CLAIM / 2) is None


def test_what_a_killed_process_had_in_hand_is_told_by_another(told: Database) -> None:
    _record(told, uuid4())
    first = _claimed(told)
    assert _claimed(told, NOW + CLAIM) == first


def test_a_late_answer_does_not_take_the_position_back(told: Database) -> None:
    _record(told, uuid4())
    late = _claimed(told)
    _record(told, uuid4())
    settle(told, _claimed(told, NOW + CLAIM), MADE_BY)
    settle(told, late, MADE_BY)
    assert claim(told, MADE_BY, NOW + 2 * CLAIM) is None


def test_a_fact_that_comes_during_the_call_is_told_next(told: Database) -> None:
    first, second = uuid4(), uuid4()
    _record(told, first)
    stale = _claimed(told)
    _record(told, second)
    settle(told, stale, MADE_BY)
    assert stale.tags == ("releases", release_tag(first))
    assert _claimed(told).tags == ("releases", release_tag(second))


def test_nothing_is_told_before_the_pause_is_over_and_then_all_of_it(told: Database) -> None:
    _record(told, uuid4())
    stale, pause = _claimed(told), timedelta(seconds=8)
    assert put_off(told, lambda failures: NOW + failures * pause) == 1
    assert claim(told, MADE_BY, NOW + pause / 2) is None
    assert _claimed(told, NOW + pause).tags == stale.tags
    assert put_off(told, lambda failures: NOW + failures * pause) == 2
    assert _row(told).due_at == NOW + 2 * pause
    settle(told, stale, MADE_BY)
    assert _row(told).failures == 0


def test_releases_that_one_call_cannot_name_are_everything(told: Database) -> None:
    releases = [uuid4() for _ in range(MOST_TAGS - 1)]
    _record(told, *releases, *releases)
    assert len(_claimed(told).tags) == MOST_TAGS
    _record(told, uuid4())
    assert _claimed(told, NOW + CLAIM).tags == ("dateline",)


def test_places_and_themes_by_other_names_are_in_lists(told: Database) -> None:
    with told.write() as session:
        log.lock(session, words=1)
    assert _claimed(told).tags == ("releases",)


def test_nothing_to_tell_takes_no_write_lock(told: Database) -> None:
    committed: list[object] = []
    told.after_commit.append(committed.append)
    assert claim(told, MADE_BY, NOW) is None
    assert committed == []


def test_begin_leaves_what_is_there(told: Database) -> None:
    before = _row(told).seq
    begin(told, NOW)
    assert _row(told).seq == before
    assert claim(told, MADE_BY, NOW) is None
