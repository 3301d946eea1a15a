"""Postings of words equal what the full text says, read at once or followed change by change."""

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from pyroaring import BitMap
from sqlmodel import Session

from app.changes.log import ChangeKind
from app.db.database import Database
from app.published.document import Notice, NoticeKind, PublicRelease
from app.published.index.columns import array_of
from app.published.reading.reader import Reader
from app.published.reading.snapshot import Snapshot
from app.published.search import fulltext
from app.published.search.postings import Posting, Postings, Word, build, lexeme_sets, read_numbers
from app.published.store import writer
from app.published.words.lexeme_query import Level, plan_clause
from app.published.words.text_query import Clause, parse_text
from tests.factories import PUBLISHED_AT, a_document

LANGUAGES = ("en",)
QUERIES = ("boats", "boat*", "aid", '"aid by sea"', "e-mail", "土耳其地震", "地震", "nobody")


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.write() as opened:
        yield opened
        opened.rollback()


def publish(session: Session, **members: Any) -> PublicRelease:
    document = a_document(**{"summary": None, "body_text": "", **members})
    writer.put(session, document, PUBLISHED_AT, ChangeKind.PUBLISHED)
    return document


def clause(q: str) -> Clause:
    query = parse_text(q)
    assert query is not None
    return (*query.words, *query.phrases)[0]


WORDS = [Word(clause(q), LANGUAGES) for q in QUERIES]


def told(posting: Posting) -> dict[int, int]:
    return dict(zip(posting.numbers, posting.flags.tolist(), strict=True))


def kept(session: Session, index: Snapshot) -> list[dict[int, int]]:
    reader = Reader(session, index)
    with reader.steady():
        found = index.postings.of(reader.connect, WORDS)
    return [told(found[word]) for word in WORDS]


def test_postings_follow_what_is_written(session: Session) -> None:
    index = Snapshot(ZoneInfo("UTC"))
    first = publish(session, title="Boats", summary="Aid by sea", body_text="e-mail boating")
    second = publish(session, title="土耳其叙利亚地震", language="zh", body_text="aid by sea")
    before = kept(session, index)
    assert before == kept(session, Snapshot(ZoneInfo("UTC")))
    publish(session, title="Aid, aid, aid: a boat", body_text="email")
    publish(session, title="土耳其大地震", language="zh")
    later = first.model_copy(update={"title": "Aid by sea", "version": 2})
    writer.put(session, later, PUBLISHED_AT, ChangeKind.UPDATED)
    writer.withdraw(
        session,
        Notice(
            release_id=second.id,
            kind=NoticeKind.GONE,
            text="Issued in error.",
            withdrawn_at=PUBLISHED_AT,
            version=second.version + 1,
            replaced_by=None,
        ),
    )
    after = kept(session, index)
    assert after == kept(session, Snapshot(ZoneInfo("UTC")))
    assert after != before


def test_the_bound_of_bytes_is_kept(session: Session) -> None:
    publish(session, title="Boats", body_text="aid by sea")
    postings = Postings(most_bytes=4_000)
    for _ in range(2):
        for word in WORDS:
            found = postings.of(lambda: session, [word])[word]
            assert told(found) == told(read(session, word))
            assert 0 < postings.size <= 4_000
    postings.forget()
    assert postings.size == 0


def read(session: Session, word: Word) -> Posting:
    wanted = word.plan()
    return build(wanted, read_numbers(session, lexeme_sets(wanted)))


def test_flags_say_where_a_release_has_a_word(session: Session) -> None:
    publish(session, title="Boats at sea", summary="A boat", body_text="boats")
    publish(session, title="Aid", body_text="A boat")
    index = Snapshot(ZoneInfo("UTC"))
    with Reader(session, index).steady():
        posting = read(session, Word(clause("boat"), ("en",)))
    first, second = posting.flags.tolist()
    everywhere = Level.EXACT | Level.OTHER | Level.OFTEN | Level.OTHER_TITLE
    assert Level(first) == everywhere | Level.EXACT_SUMMARY | Level.OTHER_SUMMARY
    assert Level(second) == Level.EXACT | Level.OTHER
    asked = np.array([*posting.numbers, 1_000], np.uint32)
    assert posting.scores(asked).tolist() == [4 + 2 + 5 + 16 + 8 + 3, 4 + 2, 0]
    assert posting.of(posting.numbers, Level.OFTEN) == BitMap([min(posting.numbers)])


def test_a_release_is_put_where_its_number_stands() -> None:
    wanted = plan_clause(clause("boat"), ["en"])
    empty = [np.zeros(0, np.uint32) for _ in lexeme_sets(wanted)]
    posting = build(wanted, empty)
    for number in (5, 2, 9, 2):
        posting = posting.replaced(number, Level(number))
    assert told(posting) == {2: 2, 5: 5, 9: 9}
    assert told(posting.replaced(5, None).replaced(7, None)) == {2: 2, 9: 9}


def test_both_words_in_a_title_are_better_next_to_one_another(session: Session) -> None:
    publish(session, title="Sea of boats")
    publish(session, title="Boats, sea")
    query = parse_text("boats sea")
    assert query is not None
    reader = Reader(session, Snapshot(ZoneInfo("UTC")))
    with reader.steady():
        hits = fulltext.find(reader.source, query)
        apart, together = hits.scores(array_of(hits.numbers))
    assert together == apart + 12
