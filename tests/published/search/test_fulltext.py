"""Words find releases, the same on both engines; who leaves the public leaves the full text too."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyroaring import BitMap
from sqlalchemy import event, text
from sqlmodel import Session

from app.changes.log import ChangeKind
from app.db.database import Database
from app.published.document import Notice, NoticeKind, PlaceRole, PublicRelease
from app.published.reading.snapshot import Snapshot
from app.published.search.postings import read_numbers
from app.published.store import fulltext_storage, writer
from app.published.words.analysis import GAP, TextFields, analyse
from app.published.words.lexeme_query import LexemeQuery, plan_clause
from app.published.words.text_query import parse_text
from tests.examples import examples
from tests.factories import PUBLISHED_AT, a_theme, edirne
from tests.published.search.finding import UTC_ZONE, publish, search, titles


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.write() as opened:
        yield opened
        opened.rollback()


def test_words_phrases_exclusions_and_prefixes(session: Session) -> None:
    boats = publish(session, title="Boats with migrants").title
    supplies = publish(
        session, title="One migrant lands", body_text="Supplies of the boatless."
    ).title
    barco = publish(session, title="Un barco llega", language="es").title
    for q, found in {
        "migrants": {boats, supplies},
        '"migrants"': {boats},
        "boats migrants": {boats},
        '"with migrants"': {boats},
        '"migrants with"': set(),
        "migrants -boat": {supplies},
        "-migrants": {barco},
        "migr*": {boats, supplies},
        "barcos": {barco},
        "BARCO": {barco},
        "supplies": {supplies},
        "sup* mig*": {supplies},
        "zebra": set(),
    }.items():
        assert set(titles(session, q)) == found, q


def test_no_phrase_reaches_from_field_to_field(session: Session) -> None:
    publish(session, title="winter supplies", summary="blankets came", body_text="for all")
    assert titles(session, '"supplies blankets"') == []
    assert titles(session, '"came for"') == []
    assert titles(session, "supplies blankets for") == ["winter supplies"]


def test_title_beats_summary_beats_body_and_exact_beats_stemmed(session: Session) -> None:
    publish(session, title="5", body_text="One boat.")
    publish(session, title="4", body_text="Two boats.")
    publish(session, title="3 in summary", summary="A boat.")
    publish(session, title="2 Boat")
    publish(session, title="1 Boats")
    publish(session, title="0 Boats", body_text="Boats and boats.")
    assert [title[0] for title in titles(session, "boats")] == ["0", "1", "2", "3", "4", "5"]


def test_words_together_in_the_title_are_better(session: Session) -> None:
    publish(session, title="Sea of the Aegean")
    publish(session, title="Aegean Sea")
    assert titles(session, "aegean sea") == ["Aegean Sea", "Sea of the Aegean"]


def test_a_number_may_be_joined_to_its_word(session: Session) -> None:
    for title in ("COVID-19", "COVID 19", "Covid19"):
        publish(session, title=title)
    for q in ("covid-19", "COVID19", "Covid-19"):
        assert set(titles(session, q)) == {"COVID-19", "COVID 19", "Covid19"}
    assert set(titles(session, "covid 19")) == {"COVID-19", "COVID 19"}


SCRIPTS: tuple[tuple[str, str, list[str]], ...] = (
    (
        "zh",
        "土耳其难民营",
        ["土耳其", "难民", "营", "土耳其 难民", '"难民营"', "土*", "土耳其的难民营"],
    ),
    ("ja", "ギリシャの難民", ["ギリシャ", "難民", "ｷﾞﾘｼｬ"]),
    ("th", "ผู้ลี้ภัยในกรีซ", ["ผู้ลี้ภัย", "กรีซ"]),
    ("ko", "터키에서 온 난민", ["터키", "난민"]),
    ("ar", "وصول المهاجرين إلى أثينا", ["مهاجرين", "اثينا", "الى", "المهاجرون", "مهاجر*"]),
    ("ru", "Помощь мигрантам", ["мигранты", "помощи", "ПОМОЩЬ"]),
    ("fr", "L’aide aux réfugiés", ["aide", "refugie", "l'aide", "RÉFUGIÉS"]),
    ("tr", "Türkiye’deki göçmenler", ["Türkiye", "gocmen", "türkiye'de", "GÖÇMENLER"]),
)


def test_every_script_is_found(session: Session) -> None:
    for language, title, _ in SCRIPTS:
        publish(session, title=title, language=language)
    for _, title, queries in SCRIPTS:
        for q in queries:
            assert title in titles(session, q), q
    assert titles(session, '"难民营"') == [SCRIPTS[0][1]]


def test_a_name_in_any_language_finds_the_place_and_the_theme(session: Session) -> None:
    publish(session, title="Border", locations=(edirne(PlaceRole.DATELINE),))
    publish(session, title="Doctors", themes=(a_theme("health"),))
    publish(session, title="Turchia and salute, in the text alone")
    both = {"Border", "Turchia and salute, in the text alone"}
    assert set(titles(session, "Turchia")) == both
    assert titles(session, "Turchia")[0] == "Turchia and salute, in the text alone"
    assert set(titles(session, "Türkiye'de")) == {"Border"}
    assert set(titles(session, "土耳其")) == {"Border"}
    assert set(titles(session, "Asia occidental")) == {"Border"}
    assert "Doctors" in titles(session, "Salud")
    assert titles(session, "-Turchia") == ["Doctors"]
    assert search(session, "Turchia").names.index("Türkiye") >= 0


def test_a_place_that_no_release_has_names_nothing(session: Session) -> None:
    publish(session, title="Border", locations=(edirne(),))
    assert titles(session, "Francia") == []


def test_the_index_follows_what_is_written(session: Session) -> None:
    index = Snapshot(UTC_ZONE)
    first = publish(session, title="Boats", body_text="at sea")
    assert titles(session, "boat", index) == ["Boats"]
    assert titles(session, '"at sea"', index) == ["Boats"]
    assert titles(session, "boa*", index) == ["Boats"]
    publish(session, title="More boats", body_text="at sea")
    assert set(titles(session, "boa*", index)) == {"Boats", "More boats"}
    assert set(titles(session, "boat", index)) == {"Boats", "More boats"}
    assert len(titles(session, '"at sea"', index)) == 2
    later = first.model_copy(update={"title": "Ships", "version": 2})
    writer.put(session, later, PUBLISHED_AT, ChangeKind.UPDATED)
    assert titles(session, "boat", index) == ["More boats"]
    assert titles(session, "ship", index) == ["Ships"]
    writer.withdraw(session, notice_of(later))
    assert titles(session, "ship", index) == []
    assert titles(session, '"at sea"', index) == ["More boats"]


def notice_of(document: PublicRelease, kind: NoticeKind = NoticeKind.GONE) -> Notice:
    return Notice(
        release_id=document.id,
        kind=kind,
        text="Issued in error.",
        withdrawn_at=PUBLISHED_AT,
        version=document.version + 1,
        replaced_by=None,
    )


@pytest.mark.parametrize("kind", [NoticeKind.GONE, NoticeKind.KEPT])
def test_no_word_of_a_withdrawn_release_stays(session: Session, kind: NoticeKind) -> None:
    document = publish(session, title="Zephyrine boats", body_text="quixotic")
    publish(session, title="Boats")
    kept = document.model_copy(update={"version": 2}) if kind is NoticeKind.KEPT else None
    writer.withdraw(session, notice_of(document, kind), kept)
    assert titles(session, "zephyrine") == titles(session, "quix*") == []
    words = session.connection().execute(text("SELECT word, releases FROM published_word"))
    assert {tuple(row) for row in words} == {("boats", 1)}


def test_what_was_taken_away_leaves_an_empty_full_text(session: Session) -> None:
    texts = [(number, TextFields(f"Boats {number}", "", "çok uzun", "tr")) for number in range(9)]
    fulltext_storage.write(session, texts)
    fulltext_storage.write(session, texts)
    fulltext_storage.remove(session, range(20))
    connection = session.connection()
    tables = ["published_word", "published_text"]
    if connection.dialect.name == "sqlite":
        # What FTS5 keeps of a term that no document has: the record of its structure alone.
        connection.execute(text("INSERT INTO published_text(published_text) VALUES ('optimize')"))
        tables = ["published_word", "published_text_kept", "published_text_idx"]
    for table in tables:
        assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0


# Letters that make words of one text meet those of another.
letters = st.text("ab ab İı'-\"*.土耳1", max_size=24)
documents = st.tuples(letters, letters, letters, st.sampled_from(["tr", "en", "zh"]))


@settings(
    max_examples=examples(at_hand=30, in_ci=60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(texts=st.lists(documents, min_size=1, max_size=6), queries=st.lists(letters, max_size=8))
def test_both_engines_find_what_a_plain_reading_finds(
    database: Database, texts: list[tuple[str, str, str, str]], queries: list[str]
) -> None:
    fields = {number: TextFields(*text) for number, text in enumerate(texts, 1)}
    with database.write() as session:
        fulltext_storage.write(session, list(fields.items()))
        for q in queries:
            query = parse_text(q)
            for clause in (*query.words, *query.phrases, *query.excluded) if query else ():
                wanted = plan_clause(clause, ["en", "tr"])
                sets = [some for _, some in wanted.levels() if some]
                for lexemes, found in zip(sets, read_numbers(session, sets), strict=True):
                    assert found.tolist() == [
                        number for number, some in fields.items() if holds(some, lexemes)
                    ]
        session.rollback()


def test_a_word_and_its_exclusion_part_all_releases(session: Session) -> None:
    index = Snapshot(UTC_ZONE)
    publish(session, title="Boats at sea", locations=(edirne(),))
    publish(session, title="Türkiye'de deniz", language="tr")
    publish(session, title="Health", themes=(a_theme("health"),))
    every = search(session, "-nothing", index).numbers
    assert len(every) == 3
    for word in ("boat", "Turchia", "deniz", "sa*", "health", "salud", '"at sea"', "türkiye'nin"):
        wanted = search(session, word, index).numbers
        assert search(session, f"-{word}", index).numbers == every - wanted, word
        assert search(session, f"{word} -{word}", index).numbers == BitMap(), word


def holds(fields: TextFields, queries: Collection[LexemeQuery]) -> bool:
    parts = analyse(fields)
    streams = [f" {' '.join((*part.ordered, GAP, *part.unordered))} " for part in parts]
    wanted = [f" {' '.join(query.lexemes)}{'' if query.is_prefix else ' '}" for query in queries]
    return any(one in stream for one in wanted for stream in streams)


@pytest.mark.parametrize(
    "body",
    [
        "a b " * 60_000,
        " ".join(f"w{number}" for number in range(120_000)),
        "\U0001d4d0" * 10_000,
        " ".join("\U00011680" * 64 + str(number) for number in range(5_000)),
        "the sea " * 2_000 + "calm",
        "\0 \x1f 'quoted' \\ : & | ! <-> (",
    ],
)
def test_no_text_is_too_much(session: Session, body: str) -> None:
    publish(session, title="Endless", body_text=body)
    assert titles(session, "endless") == ["Endless"]


def test_statements_do_not_grow_with_the_batch(session: Session) -> None:
    counts = []
    for size in (1, 50):
        numbers = range(size, 2 * size)
        with counted(session) as statements:
            for title in ("Boats", "Ships"):
                fields = TextFields(title, "", "Çığlık ğğğğ", "tr")
                fulltext_storage.write(session, [(number, fields) for number in numbers])
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 14


def test_a_text_that_did_not_change_is_left_as_it_is(session: Session) -> None:
    texts = [(number, TextFields("Boats", "", "", "en")) for number in range(3)]
    fulltext_storage.write(session, texts)
    with counted(session) as statements:
        fulltext_storage.write(session, texts)
    assert len(statements) == 1


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    statements: list[str] = []
    connection = session.connection()

    def count(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        statements.append(statement)

    event.listen(connection, "before_cursor_execute", count)
    yield statements
    event.remove(connection, "before_cursor_execute", count)
