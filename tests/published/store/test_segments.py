"""The full text is put in one piece without changing what is found."""

import threading
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from app.changes.log import ChangeKind
from app.db.database import Database
from app.published.reading.reader import Reader
from app.published.reading.snapshot import Snapshot
from app.published.search import fulltext
from app.published.store import writer
from app.published.store.segments import merge_segments
from app.published.words.text_query import parse_text
from tests.factories import PUBLISHED_AT, a_document


def publish(database: Database, title: str) -> None:
    with database.write() as session:
        document = a_document(title=title, body_text=f"{title} and boats " * 50)
        writer.put(session, document, PUBLISHED_AT, ChangeKind.PUBLISHED)


def found(database: Database, q: str) -> int:
    query = parse_text(q)
    assert query is not None
    with database.read() as session:
        reader = Reader(session, Snapshot(ZoneInfo("UTC")))
        with reader.steady():
            return len(fulltext.find(reader.source, query).numbers)


def pieces(database: Database) -> int:
    with database.read() as session:
        counted = text("SELECT count(DISTINCT segid) FROM published_text_idx")
        return int(session.connection().execute(counted).scalar_one())


@pytest.fixture
def published(database: Database) -> Database:
    for number in range(3):
        publish(database, f"Release{number}")
    return database


def test_the_full_text_becomes_one_piece_and_finds_the_same(published: Database) -> None:
    steps = merge_segments(published, threading.Event())
    assert (steps > 0) is published.is_sqlite
    assert found(published, "boats") == 3
    assert found(published, "release1") == 1
    if published.is_sqlite:
        assert pieces(published) == 1
    assert merge_segments(published, threading.Event()) == 0


def test_what_ends_meanwhile_leaves_the_rest(published: Database) -> None:
    ending = threading.Event()
    ending.set()
    assert merge_segments(published, ending) == 0
    assert found(published, "boats") == 3
