"""Writing the read model: one document, its index rows, its history, and one fact of the log."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlmodel import Session, SQLModel, col, select

from app.base import ids
from app.base.problems import Invalid
from app.changes import log
from app.changes.log import ChangeKind
from app.changes.models import Change
from app.db.database import Database
from app.published.document import (
    Correction,
    DatePrecision,
    Notice,
    NoticeKind,
    PlaceRole,
    PublicRelease,
)
from app.published.models import PublishedRelease, PublishedSlug, PublishedVersion
from app.published.store import writer
from tests.factories import PUBLISHED_AT, a_document, a_theme, edirne
from tests.statements import counted

LATER = PUBLISHED_AT + timedelta(hours=1)


def put(database: Database, document: PublicRelease, kind: ChangeKind | None = None) -> None:
    act = kind or (ChangeKind.PUBLISHED if document.version == 1 else ChangeKind.UPDATED)
    with database.write() as session:
        writer.put(session, document, document.published_at or PUBLISHED_AT, act)


def a_notice(release_id: UUID, kind: NoticeKind = NoticeKind.GONE, **changes: object) -> Notice:
    base: dict[str, object] = {
        "release_id": release_id,
        "kind": kind,
        "text": "Issued in error.",
        "withdrawn_at": LATER,
        "version": 2,
        "replaced_by": None,
    }
    return Notice.model_validate({**base, **changes})


def rows(session: Session, table: type[SQLModel]) -> int:
    return len(session.exec(select(table)).all())


def test_put_stores_the_document_as_readers_get_it(database: Database) -> None:
    document = a_document(title="Çeşme, «Western» Türkiye")
    put(database, document)
    with database.read() as session:
        row = session.get_one(PublishedRelease, document.id)
        assert row.document == document.model_dump_json()
        assert "Çeşme" in row.document
        assert row.listed


def test_put_finds_a_release_by_every_place_that_contains_its_own(database: Database) -> None:
    document = a_document(locations=(edirne(PlaceRole.DATELINE),))
    put(database, document)
    with database.read() as session:
        terms = session.get_one(PublishedRelease, document.id).terms.split()
    places = ("geonames:747712", "TR-22", "TR", "145", "001")
    assert {f"{kind}:{place}" for kind in "wd" for place in places} <= set(terms)
    assert not any(term.startswith("a:") for term in terms)


def test_put_takes_away_what_the_new_version_lacks(database: Database) -> None:
    first = a_document(locations=(edirne(),), themes=(a_theme("asylum", "protection"),))
    put(database, first)
    put(database, first.model_copy(update={"version": 2, "locations": (), "themes": ()}))
    with database.read() as session:
        terms = session.get_one(PublishedRelease, first.id).terms.split()
        assert not any(term.startswith(("w:", "d:", "a:", "t:", "@")) for term in terms)
        assert rows(session, PublishedVersion) == 2


@pytest.mark.parametrize("version", [1, 2])
def test_put_refuses_a_version_that_is_not_higher(database: Database, version: int) -> None:
    document = a_document(version=2)
    put(database, document)
    with pytest.raises(writer.OutdatedDocument):
        put(database, document.model_copy(update={"version": version, "title": "Older"}))
    with database.read() as session:
        assert log.head(session) == 1
        assert "Older" not in (session.get_one(PublishedRelease, document.id).document or "")


def test_every_act_is_one_fact_of_the_log(database: Database) -> None:
    document = a_document()
    correction = Correction(note="1,200", severity="major", action="replace", corrected_at=LATER)
    put(database, document)
    put(
        database,
        document.model_copy(update={"version": 2, "correction": correction, "modified_at": LATER}),
        ChangeKind.CORRECTED,
    )
    with database.write() as session:
        writer.withdraw(session, a_notice(document.id, version=3))
    with database.read() as session:
        facts = session.exec(select(Change).order_by(col(Change.seq))).all()
    assert [(fact.kind, fact.version) for fact in facts] == [
        ("published", 1),
        ("corrected", 2),
        ("withdrawn", 3),
    ]
    assert facts[1].note == correction.model_dump_json()
    assert Notice.model_validate_json(facts[2].note or "").text == "Issued in error."


@pytest.mark.parametrize(
    ("precision", "written", "first", "last"),
    [
        (DatePrecision.DAY, "2024-02-29", "2024-02-29", "2024-02-29"),
        (DatePrecision.MONTH, "2024-02", "2024-02-01", "2024-02-29"),
        (DatePrecision.MONTH, "9999-12", "9999-12-01", "9999-12-31"),
        (DatePrecision.YEAR, "2019", "2019-01-01", "2019-12-31"),
    ],
)
def test_put_keeps_the_span_of_days_of_a_date_known_less_exactly(
    database: Database, precision: DatePrecision, written: str, first: str, last: str
) -> None:
    document = a_document(date=written, date_precision=precision)
    put(database, document)
    with database.read() as session:
        row = session.get_one(PublishedRelease, document.id)
    assert row.instant is None
    days = [datetime.fromisoformat(day).toordinal() for day in (first, last)]
    assert [row.first_day, row.last_day] == days


def test_an_unknown_date_is_no_span(database: Database) -> None:
    document = a_document(published_at=None)
    put(database, document)
    with database.read() as session:
        row = session.get_one(PublishedRelease, document.id)
    assert (row.instant, row.first_day, row.last_day) == (None, None, None)


def test_a_slug_that_comes_back_is_live_again(database: Database) -> None:
    """SLUG-1: a, then b, then a."""
    document = a_document(slug="a")
    put(database, document)
    put(database, document.model_copy(update={"version": 2, "slug": "b"}))
    put(database, document.model_copy(update={"version": 3, "slug": "a"}))
    with database.read() as session:
        assert session.exec(select(PublishedSlug.slug)).all() == ["b"]


def test_a_live_slug_wins_over_a_remembered_one(database: Database) -> None:
    """SLUG-1: C takes the slug that A had."""
    document = a_document(slug="a")
    put(database, document)
    put(database, document.model_copy(update={"version": 2, "slug": "b"}))
    put(database, a_document(slug="a"))
    with database.read() as session:
        assert rows(session, PublishedSlug) == 0


def test_a_slug_that_one_leaves_and_another_takes_in_one_write_is_not_remembered(
    database: Database,
) -> None:
    """SLUG-1: A goes from a to b while C becomes public as a."""
    first, second = a_document(slug="a"), a_document(slug="a")
    put(database, first)
    moved = first.model_copy(update={"version": 2, "slug": "b"})
    with database.write() as session:
        changes = [(moved, ChangeKind.UPDATED), (second, ChangeKind.PUBLISHED)]
        writer.put_many(
            session, [writer.Publication(each, PUBLISHED_AT, kind) for each, kind in changes]
        )
    with database.read() as session:
        assert rows(session, PublishedSlug) == 0
        live = session.exec(select(PublishedRelease.slug, PublishedRelease.id)).all()
    assert dict(live) == {"a": second.id, "b": first.id}


@pytest.mark.parametrize("kind", [NoticeKind.GONE, NoticeKind.REPLACED])
def test_withdraw_leaves_nothing_of_the_text(database: Database, kind: NoticeKind) -> None:
    document = a_document(title="Zephyrine", locations=(edirne(),), themes=(a_theme(),))
    successor = a_document()
    put(database, document)
    put(database, successor)
    replaced_by = successor.id if kind is NoticeKind.REPLACED else None
    with database.write() as session:
        writer.withdraw(session, a_notice(document.id, kind, replaced_by=replaced_by))
    with database.read() as session:
        row = session.get_one(PublishedRelease, document.id)
        assert "Zephyrine" not in row.model_dump_json()
        assert not row.listed
        assert row.terms == ""


def test_withdraw_keeps_the_document_under_a_notice_of_the_kind_kept(database: Database) -> None:
    document = a_document()
    kept = document.model_copy(update={"version": 2, "usable": False, "modified_at": LATER})
    put(database, document)
    with database.write() as session:
        writer.withdraw(session, a_notice(document.id, NoticeKind.KEPT), kept)
    with database.read() as session:
        row = session.get_one(PublishedRelease, document.id)
    assert row.document == kept.model_dump_json()
    assert not row.listed


def test_withdraw_refuses_a_successor_that_is_not_public(database: Database) -> None:
    document = a_document()
    put(database, document)
    for successor in (None, ids.new_id(), document.id):
        notice = a_notice(document.id, NoticeKind.REPLACED, replaced_by=successor)
        with pytest.raises(Invalid), database.write() as session:
            writer.withdraw(session, notice)


def test_withdraw_refuses_a_release_that_was_never_public(database: Database) -> None:
    with pytest.raises(writer.OutdatedDocument), database.write() as session:
        writer.withdraw(session, a_notice(ids.new_id()))


def test_a_withdrawn_release_can_be_published_again(database: Database) -> None:
    document = a_document()
    put(database, document)
    with database.write() as session:
        writer.withdraw(session, a_notice(document.id))
    put(database, document.model_copy(update={"version": 3}), ChangeKind.PUBLISHED)
    with database.read() as session:
        row = session.get_one(PublishedRelease, document.id)
    assert row.listed
    assert row.notice is None


def test_put_takes_as_many_statements_for_many_places_as_for_none(database: Database) -> None:
    plain = a_document()
    placed = a_document(locations=(edirne(),), themes=(a_theme("a", "b"), a_theme("c", "d")))
    put(database, plain)
    put(database, placed)
    with counted(database) as without:
        put(database, plain.model_copy(update={"version": 2, "slug": "other"}))
    with counted(database) as with_places:
        put(database, placed.model_copy(update={"version": 2, "slug": "another"}))
    assert len(with_places) - len(without) <= 2
    assert len(with_places) <= 16
