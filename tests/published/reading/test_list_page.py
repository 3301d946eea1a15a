"""A list equals what a plain reading of the documents gives: rows, order, total, every page."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from app.changes.log import ChangeKind
from app.db.database import Database
from app.published.document import Notice, NoticeKind, PublicRelease
from app.published.index.ordering import Position
from app.published.reading.reader import Page, Reader
from app.published.reading.snapshot import Snapshot
from app.published.selection.grammar import Selection
from app.published.selection.parameters import Sort
from app.published.store import writer
from tests.examples import examples
from tests.factories import PUBLISHED_AT, a_document, known_by_day
from tests.published.model import (
    Model,
    accepted,
    asked_parameters,
    documents,
    fill,
    select,
    sort_key,
)
from tests.statements import counted

SORTS = tuple(sort for sort in Sort if sort is not Sort.RELEVANCE)


def list_page(
    session: Session, selection: Selection, sort: Sort, limit: int, position: Position | None
) -> Page:
    """A page as a process shows it that has read nothing before."""
    return Reader(session, Snapshot(ZoneInfo("UTC"))).page(selection, sort, limit, position)


def walk(
    session: Session,
    selection: Selection,
    sort: Sort,
    limit: int,
    follow: Callable[[Page], Position | None] = lambda page: page.next,
    position: Position | None = None,
) -> Iterator[Page]:
    while True:
        page = list_page(session, selection, sort, limit, position)
        yield page
        position = follow(page)
        if position is None:
            return


def ids(pages: Sequence[Page]) -> list[Any]:
    return [document.id for page in pages for document in page.documents]


@settings(
    max_examples=examples(at_hand=100, in_ci=500),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    released=st.lists(documents, min_size=3, max_size=12),
    asked=asked_parameters.map(accepted),
    sort=st.sampled_from(SORTS),
    limit=st.integers(1, 4),
)
def test_any_selection_gives_what_a_plain_reading_of_the_documents_gives(
    database: Database,
    released: list[PublicRelease],
    asked: dict[str, Any],
    sort: Sort,
    limit: int,
) -> None:
    def key(document: PublicRelease) -> tuple[bool, datetime, Any]:
        by_change = sort in (Sort.LAST_CHANGED, Sort.FIRST_CHANGED)
        is_last = sort is Sort.OLDEST and document.date is None
        at = document.modified_at if by_change else sort_key(document)
        return is_last, at, document.id

    model, selection = Model(asked), select(asked)
    matching = [document for document in released if model.matches(document)]
    expected = sorted(matching, key=key, reverse=sort.value.startswith("-"))
    with database.write() as session:
        fill(session, released)
        pages = list(walk(session, selection, sort, limit))
        session.rollback()
    assert ids(pages) == [document.id for document in expected]
    assert {page.total for page in pages} == {len(expected)}
    assert all(len(page.documents) == limit for page in pages[:-1])


@pytest.mark.parametrize("limit", [1, 3])
@pytest.mark.parametrize("sort", SORTS)
def test_going_back_shows_the_same_pages_as_going_on(
    database: Database, sort: Sort, limit: int
) -> None:
    with database.write() as session:
        fill(session, [a_document() for _ in range(7)])
    with database.read() as session:
        forth = list(walk(session, Selection(), sort, limit))
        back = list(walk(session, Selection(), sort, limit, lambda page: page.prev, forth[-1].prev))
    assert forth[0].prev is None
    assert all(page.prev for page in forth[1:])
    assert all(page.next for page in back)
    assert [page.documents for page in back] == [page.documents for page in forth[-2::-1]]
    assert back[-1].next == forth[0].next


@pytest.mark.parametrize("sort", [Sort.NEWEST, Sort.OLDEST])
@pytest.mark.parametrize("limit", [4, 7])
def test_releases_of_one_instant_come_once_while_others_are_published_and_withdrawn(
    database: Database, sort: Sort, limit: int
) -> None:
    """PAGE-1, with a title changed between pages, one release published and one withdrawn."""
    steady = [a_document() for _ in range(25)]
    doomed = a_document()
    with database.write() as session:
        fill(session, [*steady, doomed])
    seen: list[Any] = []
    position: Position | None = None
    changed = 0
    while True:
        with database.read() as session:
            page = list_page(session, Selection(), sort, limit, position)
        seen += ids([page])
        position = page.next
        if position is None:
            break
        changed += 1
        with database.write() as session:
            document = steady[changed].model_copy(update={"version": 2, "title": "Other"})
            writer.put(session, document, sort_key(document), ChangeKind.UPDATED)
            fill(session, [a_document()])
            if changed == 1:
                writer.withdraw(session, notice_of(doomed))
    assert len(seen) == len(set(seen))
    assert {document.id for document in steady} <= set(seen)
    if sort is Sort.NEWEST:
        assert set(seen) <= {document.id for document in [*steady, doomed]}


def notice_of(document: PublicRelease) -> Notice:
    return Notice(
        release_id=document.id,
        kind=NoticeKind.GONE,
        text="Issued in error.",
        withdrawn_at=PUBLISHED_AT,
        version=document.version + 1,
        replaced_by=None,
    )


def test_a_position_survives_the_row_that_it_names(database: Database) -> None:
    released = [a_document() for _ in range(4)]
    with database.write() as session:
        fill(session, released)
    with database.read() as session:
        first = list_page(session, Selection(), Sort.OLDEST, 2, None)
    with database.write() as session:
        writer.withdraw(session, notice_of(released[1]))
    with database.read() as session:
        rest = list_page(session, Selection(), Sort.OLDEST, 2, first.next)
    assert ids([rest]) == [document.id for document in released[2:]]


def test_a_page_beyond_the_last_row_still_has_the_total(database: Database) -> None:
    with database.write() as session:
        fill(session, [a_document()])
    with database.read() as session:
        nowhere = Position(datetime(1990, 1, 1, tzinfo=UTC), a_document().id)
        page = list_page(session, Selection(), Sort.NEWEST, 5, nowhere)
    assert page == Page((), 1, None, None)


def test_both_engines_order_releases_of_one_instant_by_id(database: Database) -> None:
    released = [a_document() for _ in range(9)]
    with database.write() as session:
        fill(session, released[::-1])
    with database.read() as session:
        page = list_page(session, Selection(), Sort.OLDEST, 9, None)
    assert ids([page]) == sorted(document.id for document in released)


@pytest.mark.parametrize("limit", [1, 50])
def test_a_page_and_its_total_are_two_statements(database: Database, limit: int) -> None:
    with database.write() as session:
        fill(session, [a_document() for _ in range(limit)])
    asked = {"kind": ["press_release"], "location.not": ["CH"], "theme.not": ["health"]}
    with database.read() as session:
        index = Snapshot(ZoneInfo("UTC"))
        Reader(session, index).count(Selection())
        with counted(database) as statements:
            Reader(session, index).page(select(asked), Sort.NEWEST, limit, None)
    # Where the log stands, and the documents of the page.
    assert len(statements) == 2


def test_a_release_known_by_its_day_is_in_that_day_in_every_zone(database: Database) -> None:
    """TIME-1."""
    document = known_by_day(date(2024, 3, 31))
    with database.write() as session:
        fill(session, [document])
    with database.read() as session:
        for zone in ("UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"):
            asked = {"date": ["2024-03-31"], "tz": zone}
            page = list_page(session, select(asked), Sort.NEWEST, 5, None)
            assert ids([page]) == [document.id]


def test_a_page_and_its_documents_are_of_one_state(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the two another request sees that a release was withdrawn."""
    shared, released = Snapshot(ZoneInfo("UTC")), [a_document() for _ in range(3)]
    with database.write() as session:
        fill(session, released)
    read_documents = Reader.documents

    def late(reader: Reader, numbers: Sequence[int]) -> tuple[Any, ...]:
        with database.write() as session:
            writer.withdraw(session, notice_of(released[0]))
        with database.read() as session:
            assert Reader(session, shared).count(Selection()) == 2
        return read_documents(reader, numbers)

    monkeypatch.setattr(Reader, "documents", late)
    with database.read() as session:
        page = Reader(session, shared).page(Selection(), Sort.NEWEST, 5, None)
    assert page.total == len(page.documents) == 3
    assert all(document.raw for document in page.documents)
