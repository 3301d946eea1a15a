"""What a CDN is told next is kept beside the log: no crash loses any, and nothing is told twice."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from pydantic import AnyHttpUrl
from sqlmodel import select

from app.base.settings import Settings
from app.cdn.models import PurgePosition
from app.cdn.purge import MOST_TAGS, Purges, StaleTags, add_position, advance, stale_since
from app.changes import log
from app.changes.log import ChangeKind, Fact, Mark
from app.db.database import Database
from app.http.cache_tags import release_tag
from app.published.reading.follower import Follower
from app.published.reading.snapshot import Snapshot
from app.releases.schedule.watch import DueWatch

NOW = datetime(2031, 3, 3, 9, tzinfo=UTC)
MADE_BY = "this version"


@pytest.fixture
def told(database: Database) -> Database:
    """A database whose CDN was told of everything."""
    add_position(database, NOW)
    _advance(database, _stale(database).mark)
    return database


def _stale(database: Database) -> StaleTags:
    with database.read() as session:
        return stale_since(session, session.exec(select(PurgePosition)).one(), MADE_BY)


def _advance(database: Database, mark: Mark) -> None:
    with database.write() as session:
        advance(session.exec(select(PurgePosition)).one(), mark, MADE_BY)


def _record(database: Database, *release_ids: UUID) -> None:
    facts = [Fact(ChangeKind.PUBLISHED, release_id, 1, NOW) for release_id in release_ids]
    with database.write() as session:
        log.record_many(session, facts)


def _is_due(database: Database, settings: Settings, now: datetime = NOW) -> bool:
    told = settings.model_copy(update={"purge_url": AnyHttpUrl("http://cdn.example/purge")})
    follower = Follower(database, Snapshot(told.zone), DueWatch(database, told.zone))
    purges = Purges(database, told, follower, lambda: now)
    purges._made_by = MADE_BY
    with database.read() as session:
        return session.exec(purges.due(session)).first() is not None


def test_the_row_is_due_while_the_cdn_may_keep_something_stale(
    told: Database, settings: Settings
) -> None:
    assert not _is_due(told, settings)
    _record(told, uuid4())
    assert _is_due(told, settings)
    _advance(told, _stale(told).mark)
    assert not _is_due(told, settings)
    with told.write() as session:
        log.start_epoch(session)
    assert _is_due(told, settings)
    _advance(told, _stale(told).mark)
    with told.write() as session:
        log.lock(session, words=1)
    assert _is_due(told, settings)
    _advance(told, _stale(told).mark)
    with told.write() as session:
        session.exec(select(PurgePosition)).one().made_by = "another version"
    assert _is_due(told, settings)


def test_nothing_is_told_before_the_pause_is_over(told: Database, settings: Settings) -> None:
    _record(told, uuid4())
    pause = timedelta(seconds=8)
    with told.write() as session:
        session.exec(select(PurgePosition)).one().due_at = NOW + pause
    assert not _is_due(told, settings, NOW + pause / 2)
    assert _is_due(told, settings, NOW + pause)


def test_a_fact_that_comes_during_the_call_is_told_next(told: Database) -> None:
    first, second = uuid4(), uuid4()
    _record(told, first)
    stale = _stale(told)
    _record(told, second)
    _advance(told, stale.mark)
    assert stale.tags == ("releases", release_tag(first))
    assert _stale(told).tags == ("releases", release_tag(second))


def test_releases_that_one_call_cannot_name_are_everything(told: Database) -> None:
    releases = [uuid4() for _ in range(MOST_TAGS - 1)]
    _record(told, *releases, *releases)
    assert len(_stale(told).tags) == MOST_TAGS
    _record(told, uuid4())
    assert _stale(told).tags == ("dateline",)


def test_places_and_themes_by_other_names_are_in_everything(told: Database) -> None:
    with told.write() as session:
        log.lock(session, words=1)
    assert _stale(told).tags == ("dateline",)


def test_begin_leaves_what_is_there(told: Database, settings: Settings) -> None:
    with told.read() as session:
        before = session.exec(select(PurgePosition)).one().seq
    add_position(told, NOW)
    with told.read() as session:
        assert session.exec(select(PurgePosition)).one().seq == before
    assert not _is_due(told, settings)
