"""An index that follows the log equals one that was made anew, whatever happened in between."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text, update

from app.base.settings import Settings
from app.changes.log import ChangeKind, Mark
from app.changes.models import ChangeHead
from app.db.database import Database
from app.published.document import DatePrecision, PublicRelease
from app.published.reading.reader import Reader
from app.published.reading.snapshot import Snapshot
from app.published.selection.date_range import FIRST, LAST
from app.published.selection.grammar import Selection
from app.published.selection.parameters import Sort
from app.published.state import PublicState, PublicVersion
from app.published.store import writer
from tests.examples import examples
from tests.factories import PUBLISHED_AT, a_document, a_theme
from tests.published.index.random_acts import UTC_ZONE, acts, notice_of, play, seen


@settings(
    max_examples=examples(at_hand=40, in_ci=500),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(acts=acts, loose=st.sampled_from([0, 1, 1_000]))
def test_following_the_log_gives_what_reading_anew_gives(
    database: Database, acts: list[tuple[Any, ...]], loose: int
) -> None:
    following = Snapshot(UTC_ZONE, loose=loose)
    state: dict[int, PublicRelease | None] = {}
    with database.write() as session:
        seen(Reader(session, following))
        for act in acts:
            play(session, state, act)
            session.flush()
            assert seen(Reader(session, following)) == seen(Reader(session, Snapshot(UTC_ZONE)))
        session.rollback()


def test_an_index_ahead_of_its_reader_makes_the_reader_see_the_newest_state(
    database: Database,
) -> None:
    index = Snapshot(UTC_ZONE)
    with database.read() as late:
        assert Reader(late, Snapshot(UTC_ZONE)).count(Selection()) == 0
        with database.write() as session:
            writer.put(session, a_document(), PUBLISHED_AT, ChangeKind.PUBLISHED)
        with database.read() as session:
            assert Reader(session, index).count(Selection()) == 1
        page = Reader(late, index).page(Selection(), Sort.NEWEST, 5, None)
    assert (len(page.documents), page.total) == (1, 1)


def test_a_read_model_made_anew_is_read_anew(database: Database) -> None:
    index = Snapshot(UTC_ZONE)
    document = a_document(themes=(a_theme("health"),))
    with database.write() as session:
        writer.put(session, document, PUBLISHED_AT, ChangeKind.PUBLISHED)
    with database.read() as session:
        assert Reader(session, index).count_by_theme() == {"health": 1}
    other = document.model_copy(update={"themes": (a_theme("asylum"),)})
    with database.write() as session:
        version = PublicVersion(1, ChangeKind.PUBLISHED, PUBLISHED_AT, None)
        state = PublicState(other, PUBLISHED_AT, None, (version,), ())
        writer.restore_all(session, [state])
    with database.read() as session:
        assert Reader(session, index).count_by_theme() == {"asylum": 1}


@pytest.mark.parametrize(
    ("known", "precision", "months"),
    [
        ("2024-03-31", DatePrecision.DAY, ["2024-03"]),
        ("2024-03", DatePrecision.MONTH, ["2024-03"]),
        ("2024", DatePrecision.YEAR, []),
    ],
)
def test_a_release_counts_in_its_year_and_in_its_month_where_that_is_known(
    database: Database, known: str, precision: DatePrecision, months: list[str]
) -> None:
    first = date.fromisoformat(f"{known}-01-01"[:10])
    at = datetime(first.year, first.month, first.day, tzinfo=UTC)
    document = a_document(date=known, date_precision=precision, published_at=at)
    with database.write() as session:
        writer.put(session, document, at, ChangeKind.PUBLISHED)
    with database.read() as session, Reader(session, Snapshot(UTC_ZONE)).steady() as index:
        assert sorted(index.terms("m:")) == [f"m:{month}" for month in months]
        assert list(index.terms("y:")) == ["y:2024"]
        assert list(index.terms("ya:")) == ([] if months else ["ya:2024"])


def test_numbers_of_releases_may_lie_far_apart(database: Database) -> None:
    """A log of many facts about few releases."""
    with database.write() as session:
        writer.put(session, a_document(), PUBLISHED_AT, ChangeKind.PUBLISHED)
        session.execute(update(ChangeHead).values(seq=1_000_000))
        writer.put(session, a_document(), PUBLISHED_AT, ChangeKind.PUBLISHED)
    with database.read() as session:
        assert Reader(session, Snapshot(UTC_ZONE)).count(Selection()) == 2


def test_nothing_is_listed_after_the_only_release_was_withdrawn_unread(database: Database) -> None:
    index = Snapshot(UTC_ZONE)
    with database.read() as session:
        assert Reader(session, index).count(Selection()) == 0
    document = a_document()
    with database.write() as session:
        writer.put(session, document, PUBLISHED_AT, ChangeKind.PUBLISHED)
    with database.write() as session:
        writer.withdraw(session, notice_of(document))
    with database.read() as session:
        assert Reader(session, index).page(Selection(), Sort.NEWEST, 5, None).total == 0


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Kiritimati"])
@pytest.mark.parametrize("at", [FIRST, LAST])
def test_the_ends_of_the_calendar_are_counted_in_every_zone(
    database: Database, zone: str, at: datetime
) -> None:
    with database.write() as session:
        document = a_document(published_at=at)
        writer.put(session, document, at, ChangeKind.PUBLISHED)
    with database.read() as session:
        assert Reader(session, Snapshot(ZoneInfo(zone))).count(Selection()) == 1


def test_readers_who_wait_for_the_index_do_not_keep_others_from_the_database(
    settings: Settings,
) -> None:
    """Some hold a connection when they come to the index, others need one there."""
    few = settings.model_copy(update={"pool_size": 2, "pool_wait_seconds": 30.0})
    index = Snapshot(UTC_ZONE)

    def read(number: int) -> float:
        began = time.monotonic()
        with database.read() as session:
            if number % 2:
                session.execute(text("SELECT 1"))
            Reader(session, index).count(Selection())
        return time.monotonic() - began

    with Database(few) as database, ThreadPoolExecutor(16) as readers:
        assert max(readers.map(read, range(200))) < few.pool_wait_seconds


def test_a_database_that_went_back_is_read_anew(database: Database) -> None:
    index = Snapshot(UTC_ZONE)
    with database.write() as session:
        writer.put(session, a_document(), PUBLISHED_AT, ChangeKind.PUBLISHED)
    index.index.mark = Mark(epoch=0, seq=1_000)
    with database.read() as session:
        assert Reader(session, index).count(Selection()) == 1
