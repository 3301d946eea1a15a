"""Documents in memory: bounded by bytes, and never of another state than the index."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from app.changes.standing import look
from app.db.database import Database
from app.db.no_wait import KNOWN, NoWaitSession, WouldWait
from app.published.index.sets import Index
from app.published.reading.kept_documents import KeptDocuments
from app.published.reading.queries import match_places
from app.published.reading.reader import Page, Reader
from app.published.selection.grammar import Selection
from app.published.selection.parameters import Sort
from app.published.stored_document import Document
from app.published.words.text_query import parse_text
from tests.newsroom import Newsroom
from tests.statements import counted


def _document(size: int = 1_000) -> Document:
    return Document(uuid4(), b"x" * size)


def test_what_was_used_longest_ago_goes_first() -> None:
    kept = KeptDocuments(most_bytes=6_000)
    documents = {number: _document() for number in range(1, 4)}
    kept.keep(documents)
    assert kept.known([1, 2, 3]) == documents
    kept.known([1])
    kept.keep({4: _document()})
    assert set(kept.known([1, 2, 3, 4])) == {1, 3, 4}
    kept.keep({5: _document(size=9_000)})
    assert not kept.known(range(9))


def test_what_is_dropped_makes_room() -> None:
    kept = KeptDocuments(most_bytes=4_000)
    for _ in range(100):
        kept.keep({1: _document(), 2: _document()})
        kept.drop([1, 2, 3])
    kept.keep({1: _document(), 2: _document()})
    assert set(kept.known([1, 2])) == {1, 2}
    kept.clear()
    assert kept.known([1, 2]) == {}


def _page(session: Session, index: Index) -> Page:
    return Reader(session, index).page(Selection(), Sort.NEWEST, 20, None)


def _told(page: Page) -> dict[UUID, int]:
    return {each.id: json.loads(each.text)["version"] for each in page.documents}


@contextmanager
def _held_elsewhere(index: Index) -> Iterator[None]:
    """Another thread has the lock of `index`."""
    has_it, may_go = threading.Event(), threading.Event()

    def hold() -> None:
        with index.lock:
            has_it.set()
            may_go.wait(60)

    thread = threading.Thread(target=hold)
    thread.start()
    has_it.wait(60)
    try:
        yield
    finally:
        may_go.set()
        thread.join()


@pytest.fixture
def index(newsroom: Newsroom) -> Index:
    return Index(newsroom.settings.zone)


def test_a_page_reads_a_document_once_and_a_changed_one_again(
    newsroom: Newsroom, index: Index
) -> None:
    database: Database = newsroom.database
    releases = [newsroom.published(title=f"Ferry {number}") for number in range(3)]
    for _ in range(2):
        with database.read() as session:
            assert set(_told(_page(session, index)).values()) == {1}
    with counted(database) as statements, database.read() as session:
        _page(session, index)
    (statement,) = statements
    assert "document" not in statement
    changed = newsroom.desk.get(f"/v1/editorial/releases/{releases[1]['id']}").json()
    newsroom.act(changed, "withdraw", notice="It was wrong.")
    newsroom.published(title="Ferry 3")
    for _ in range(2):
        with database.read() as session:
            page = _page(session, index)
            assert (len(_told(page)), page.total) == (3, 3)
            assert UUID(releases[1]["id"]) not in _told(page)


def test_a_session_that_does_not_wait_shows_the_known_state_or_nothing(
    newsroom: Newsroom, index: Index
) -> None:
    database: Database = newsroom.database
    newsroom.published(title="Ferry")
    session = NoWaitSession(database, look)
    with database.engine.connect() as connection:
        session.info[KNOWN] = look(connection)
    # The index was never read, which takes its time.
    with pytest.raises(WouldWait):
        _page(session, index)
    for _ in range(2):
        with database.read() as patient:
            _page(patient, index)
    assert len(_told(_page(session, index))) == 1
    assert not session.in_transaction()
    newsroom.published(title="Another")
    assert len(_told(_page(session, index))) == 1
    with database.read() as patient:
        _page(patient, index)
    with pytest.raises(WouldWait):
        _page(session, index)
    session.close_for_good()


def test_nobody_waits_for_an_index_that_another_thread_is_at(
    newsroom: Newsroom, index: Index
) -> None:
    database: Database = newsroom.database
    newsroom.published(title="Ferry")
    with database.read() as patient:
        _page(patient, index)
    session = NoWaitSession(database, look)
    session.info[KNOWN] = index.mark
    with _held_elsewhere(index), pytest.raises(WouldWait):
        _page(session, index)
    session.close_for_good()


def test_a_whole_selection_is_never_read_without_waiting(newsroom: Newsroom, index: Index) -> None:
    newsroom.published(title="Ferry")
    with newsroom.database.read() as patient:
        _page(patient, index)
    session = NoWaitSession(newsroom.database, look)
    session.info[KNOWN] = index.mark
    with pytest.raises(WouldWait):
        next(Reader(session, index).stream(Selection(), Sort.NEWEST))
    session.close_for_good()


def test_words_are_looked_up_in_the_known_state_or_not_at_all(
    newsroom: Newsroom, index: Index
) -> None:
    newsroom.published(title="Ferry to Çanakkale")
    with newsroom.database.read() as patient:
        _page(patient, index)
    session = NoWaitSession(newsroom.database, look)
    session.info[KNOWN] = index.mark
    of_words = Selection(text=parse_text("ferry"))
    if newsroom.database.is_sqlite:
        page = Reader(session, index).page(of_words, Sort.RELEVANCE, 20, None)
        assert (page.total, len(page.documents)) == (1, 1)
        assert session.in_transaction()
        session.close()
    newsroom.published(title="Another ferry")
    # The index and what is known are of before, the database is not.
    with pytest.raises(WouldWait):
        Reader(session, index).page(Selection(text=parse_text("another")), Sort.RELEVANCE, 20, None)
    session.close_for_good()


def test_documents_of_words_are_of_the_known_state_or_not_read(
    newsroom: Newsroom, index: Index
) -> None:
    newsroom.published(title="Ferry to Çanakkale")
    of_words = Selection(text=parse_text("ferry"))
    with newsroom.database.read() as patient:
        Reader(patient, index).page(of_words, Sort.RELEVANCE, 20, None)
    session = NoWaitSession(newsroom.database, look)
    session.info[KNOWN] = index.mark
    index.documents.clear()
    if newsroom.database.is_sqlite:
        page = Reader(session, index).page(of_words, Sort.RELEVANCE, 20, None)
        assert len(page.documents) == 1
        session.close()
    index.documents.clear()
    newsroom.published(title="Another ferry")
    with pytest.raises(WouldWait):
        Reader(session, index).page(of_words, Sort.RELEVANCE, 20, None)
    session.close_for_good()


def test_the_nearest_known_place_is_looked_for_by_who_may_wait(newsroom: Newsroom) -> None:
    session = NoWaitSession(newsroom.database, look)
    with newsroom.database.engine.connect() as connection:
        session.info[KNOWN] = look(connection)
    if newsroom.database.is_sqlite:
        assert match_places(session, ["edirne"])["edirne"].id
    with pytest.raises(WouldWait):
        match_places(session, ["edirne", "edirrne"])
    session.close_for_good()
    with newsroom.database.read() as patient:
        assert match_places(patient, ["edirrne"])["edirrne"].suggestion == "edirne"
