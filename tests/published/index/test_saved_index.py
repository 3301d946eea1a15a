"""An index that begins with a saved one equals one made from the releases themselves."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update
from sqlmodel import Session, col

from app.changes import log
from app.changes.log import ChangeKind
from app.db.database import Database
from app.published.document import PublicRelease
from app.published.index import saved_index
from app.published.models import IndexPiece
from app.published.reading.index_keeping import IndexKeeper
from app.published.reading.reader import Reader
from app.published.reading.snapshot import Snapshot
from app.published.selection.date_range import DateRange
from app.published.store import writer
from tests.examples import examples
from tests.factories import PUBLISHED_AT, a_document, a_theme
from tests.published.index.random_acts import UTC_ZONE, acts, play, seen

YEARS = tuple(
    DateRange(
        start=PUBLISHED_AT + timedelta(days=days),
        end=PUBLISHED_AT + timedelta(days=days + 366),
        first_day=(PUBLISHED_AT + timedelta(days=days)).toordinal(),
        last_day=(PUBLISHED_AT + timedelta(days=days + 366)).toordinal(),
    )
    for days in (-800, -366, 0, 366)
)


def all_of(session: Session, index: Snapshot) -> dict[str, Any]:
    """All that an index answers, and its columns by the number of the release."""
    reader = Reader(session, index)
    answers = seen(reader)
    with reader.steady():
        sets = index.index
        columns = {name: sets.columns[name] for name in sets.columns.pack()}
        answers["columns"] = {
            int(columns["number"][ordinal]): {
                name: int(of[ordinal]) for name, of in columns.items()
            }
            for ordinal in sets.listed
        }
        answers["dates"] = [set(sets.numbers(sets.calendar.within(year))) for year in YEARS]
    return answers


def keep(session: Session, index: Snapshot) -> None:
    with Reader(session, index).steady():
        saved_index.write(session, index.index.to_save())


def is_used(session: Session) -> bool:
    return saved_index.read(session, log.mark(session), "UTC") is not None


@settings(
    deadline=None,
    max_examples=examples(at_hand=20, in_ci=40),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(before=acts, after=acts, loose=st.sampled_from([0, 1_000]))
def test_a_saved_index_and_the_facts_after_it_give_what_reading_anew_gives(
    database: Database, before: list[tuple[Any, ...]], after: list[tuple[Any, ...]], loose: int
) -> None:
    following = Snapshot(UTC_ZONE, loose=loose)
    state: dict[int, PublicRelease | None] = {}
    with database.write() as session:
        for act in before:
            play(session, state, act)
            session.flush()
            # Not only one of a fresh index: one with ordinals out of order, and of what is gone.
            all_of(session, following)
        keep(session, following)
        for act in after:
            play(session, state, act)
        session.flush()
        assert is_used(session)
        begun = all_of(session, Snapshot(UTC_ZONE, loose=loose))
        session.execute(delete(IndexPiece))
        assert begun == all_of(session, Snapshot(UTC_ZONE))
        session.rollback()


def put(database: Database, *themes: str) -> PublicRelease:
    document = a_document(themes=tuple(a_theme(theme) for theme in themes))
    with database.write() as session:
        writer.put(session, document, PUBLISHED_AT, ChangeKind.PUBLISHED)
    return document


def read(database: Database, index: Snapshot) -> dict[str, int]:
    with database.read() as session:
        return Reader(session, index).count_by_theme()


def kept(database: Database, index: Snapshot) -> bool:
    read(database, index)
    return IndexKeeper(database, index.index, fewest=0).save()


def test_an_index_is_saved_once_the_log_is_far_ahead_of_the_saved_one(database: Database) -> None:
    index, other = Snapshot(UTC_ZONE), Snapshot(UTC_ZONE)
    put(database, "health")
    assert kept(database, index)
    assert not kept(database, index)
    put(database, "health")
    assert kept(database, other)
    assert not kept(database, index)


def test_a_small_archive_is_read_anew(database: Database) -> None:
    index = Snapshot(UTC_ZONE)
    put(database, "health")
    read(database, index)
    assert not IndexKeeper(database, index.index).save()


def test_an_index_that_has_read_nothing_keeps_nothing(database: Database) -> None:
    put(database, "health")
    assert not IndexKeeper(database, Snapshot(UTC_ZONE).index, fewest=0).save()


def test_the_keeper_saves_the_index_when_it_is_stopped(database: Database) -> None:
    index = Snapshot(UTC_ZONE)
    put(database, "health")
    read(database, index)
    keeper = IndexKeeper(database, index.index, fewest=0)
    keeper.start()
    keeper.stop()
    with database.read() as session:
        assert is_used(session)


def test_a_saved_index_of_another_epoch_is_ignored(database: Database) -> None:
    put(database, "health")
    assert kept(database, Snapshot(UTC_ZONE))
    with database.write() as session:
        log.start_epoch(session)
    with database.read() as session:
        assert not is_used(session)
    assert read(database, Snapshot(UTC_ZONE)) == {"health": 1}
    assert kept(database, Snapshot(UTC_ZONE))
    with database.read() as session:
        assert is_used(session)


def test_an_index_of_an_older_telling_keeps_nothing(database: Database) -> None:
    index = Snapshot(UTC_ZONE)
    put(database, "health")
    read(database, index)
    with database.write() as session:
        log.start_epoch(session)
    assert not IndexKeeper(database, index.index, fewest=0).save()


def test_a_saved_index_of_another_time_zone_is_ignored(database: Database) -> None:
    put(database, "health")
    assert kept(database, Snapshot(ZoneInfo("Pacific/Kiritimati")))
    with database.read() as session:
        assert not is_used(session)
    assert read(database, Snapshot(UTC_ZONE)) == {"health": 1}


@pytest.mark.parametrize("number", [1, None])
def test_a_damaged_saved_index_is_ignored(database: Database, number: int | None) -> None:
    put(database, "health")
    assert kept(database, Snapshot(UTC_ZONE))
    with database.write() as session:
        if number is None:
            session.execute(delete(IndexPiece).where(col(IndexPiece.number) > 0))
        else:
            session.execute(
                update(IndexPiece).where(col(IndexPiece.number) == number).values(data=b"x")
            )
    assert read(database, Snapshot(UTC_ZONE)) == {"health": 1}


def test_a_saved_index_of_another_form_is_ignored(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(database, "health")
    monkeypatch.setattr(saved_index, "FORM", saved_index.FORM + 1)
    assert kept(database, Snapshot(UTC_ZONE))
    monkeypatch.undo()
    with database.read() as session:
        assert not is_used(session)
    assert read(database, Snapshot(UTC_ZONE)) == {"health": 1}
