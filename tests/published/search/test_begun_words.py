"""A search while somebody types: the last word is only begun."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session

from app.db.database import Database
from app.published.reading.reader import Reader
from app.published.reading.snapshot import Snapshot
from app.published.search import fulltext
from app.published.search.spelling import suggest
from app.published.words.highlights import Highlighter
from app.published.words.text_query import TextQuery, parse_text
from tests.published.search.finding import publish

TITLES = {
    "water": "Water reaches Kilis",
    "watch": "A watch on the crossing",
    "crossings": "Crossings by boat",
    "land and sea": "By land and sea to Lesvos",
    "email": "Write an e-mail",
    "covid": "COVID-19 in camps",
    "winter": "Winter supplies",
    "wintering": "Wintering birds",
    "难民": "联合国难民署支持边境社区",
    "نازحون": "وصول النازحين إلى المدينة",
    "storm": "Winter storm",
}


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.write() as opened:
        for title in TITLES.values():
            language = "ar" if "ا" in title else "zh" if "民" in title else "en"
            publish(opened, title=title, language=language)
        yield opened
        opened.rollback()


def query_of(q: str, *, begun: bool = True) -> TextQuery:
    query = parse_text(q, begun=begun)
    assert query is not None
    return query


def found(session: Session, query: TextQuery) -> set[str]:
    reader = Reader(session, Snapshot(ZoneInfo("UTC")))
    with reader.steady() as index:
        numbers = index.ordinals(fulltext.find(reader.source, query).numbers)
        shown = index.columns["number"][list(numbers)].tolist()
    texts = [document.text for document in reader.documents(shown)]
    return {name for name, title in TITLES.items() if any(f'"{title}"' in text for text in texts)}


@pytest.mark.parametrize(
    ("q", "names"),
    [
        ("wat", {"water", "watch"}),
        ("WAT", {"water", "watch"}),
        ("wat kilis", set()),
        ("kilis wat", {"water"}),
        # In any form too, as without.
        ("crossing", {"watch", "crossings"}),
        ("crossings", {"watch", "crossings"}),
        # A blank or a stop ends a word; so does the quote that closes a phrase.
        ("wat ", set()),
        ("winter ", {"winter", "wintering", "storm"}),
        ("wat.", set()),
        ('"land and se"', set()),
        ('"land and se', {"land and sea"}),
        ('"wat', {"water", "watch"}),
        # One letter says nothing yet.
        ("winter s", {"winter", "wintering", "storm"}),
        ("winter st", {"storm"}),
        # What is excluded has to be there as a whole.
        ("winter -stor", {"winter", "wintering", "storm"}),
        ("winter -storm", {"winter", "wintering"}),
        ("e-ma", {"email"}),
        ("emai", {"email"}),
        ("emai*", {"email"}),
        ("e-mai*", {"email"}),
        ("covid-", {"covid"}),
        ("covid-1", {"covid"}),
        ("covid1", {"covid"}),
        ("难", {"难民"}),
        ("难民", {"难民"}),
        ("难民支", set()),
        ("难民署支", {"难民"}),
        ("نازح", {"نازحون"}),
        ("الناز", {"نازحون"}),
    ],
)
def test_the_last_word_finds_what_begins_so(session: Session, q: str, names: set[str]) -> None:
    assert found(session, query_of(q)) == names


@pytest.mark.parametrize("q", ["s", " s", "-", "ا", '"s', "*", "…", ""])
def test_a_letter_alone_asks_for_nothing(q: str) -> None:
    assert parse_text(q, begun=True) is None


@pytest.mark.parametrize("q", [*TITLES, "e-mail", "COVID-19", "النازحين", "crossings boat"])
def test_a_begun_word_finds_all_that_the_whole_word_finds(session: Session, q: str) -> None:
    whole = found(session, query_of(q, begun=False))
    assert whole <= found(session, query_of(q))
    assert whole


@pytest.mark.parametrize("q", ["2.5", "5", "1,200"])
def test_a_figure_is_whole_as_it_stands(q: str) -> None:
    assert parse_text(q, begun=True) == parse_text(q)


def test_a_begun_word_and_a_whole_one_are_two_selections() -> None:
    begun, whole, starred = query_of("wat"), query_of("wat "), query_of("wat*")
    assert len({each.canonical() for each in (begun, whole, starred)}) == 3


@pytest.mark.parametrize(
    ("q", "better"),
    [
        ("wintr", "winter"),
        ("wintre", "winter"),
        ("wintr*", "winter*"),
        ("storm wintr", "storm winter"),
        ("crosing", "crossing"),
        ("supli", "supplies"),
        ("wat", None),
        ("zzzzzz", None),
    ],
)
def test_a_begun_word_is_corrected(session: Session, q: str, better: str | None) -> None:
    reader, query = Reader(session, Snapshot(ZoneInfo("UTC"))), query_of(q)
    with reader.steady():
        assert suggest(reader.source, query, 0) == better


@pytest.mark.parametrize(
    ("q", "shown"),
    [
        ("wat", "<mark>Water</mark> reaches Kilis"),
        ("reache", "Water <mark>reaches</mark> Kilis"),
        ("kilis rea", "Water <mark>reaches</mark> <mark>Kilis</mark>"),
    ],
)
def test_a_begun_word_is_marked_to_its_end(q: str, shown: str) -> None:
    assert Highlighter(query_of(q)).whole(TITLES["water"], "en") == shown


def test_one_word_in_several_parts_is_marked_by_its_beginning() -> None:
    marked = Highlighter(query_of("ema")).whole(TITLES["email"], "en")
    assert marked == "Write an <mark>e-mail</mark>"
