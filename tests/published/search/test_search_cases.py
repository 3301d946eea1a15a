"""Queries that others failed at: Turkish letters, split accents, signs of a query language."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from app.db.database import Database
from app.published.words.text_query import parse_text
from tests.published.search.finding import publish, search, titles

CASES = Path(__file__).parents[2] / "data" / "cases"


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.write() as opened:
        yield opened
        opened.rollback()


def case(name: str) -> Any:
    return json.loads((CASES / name).read_text())


def test_turkish_letters_are_found_however_they_are_typed(session: Session) -> None:
    wanted = case("lang-1.json")
    title_of = {row["key"]: row["title"] for row in wanted["releases"]}
    for title in title_of.values():
        publish(session, title=title, language=wanted["lang"])
    for key, queries in wanted["q_expect"].items():
        for q in queries:
            assert title_of[key] in titles(session, q), q


def test_joined_and_split_accents_find_each_other(session: Session) -> None:
    pairs = case("lang-2.json")["pairs"]
    for pair in pairs:
        for form in pair.values():
            publish(session, title=form)
    for pair in pairs:
        for form in pair.values():
            assert set(titles(session, form)) == set(pair.values())


def test_signs_of_a_query_language_stand_for_themselves(session: Session) -> None:
    wanted = case("query-2.json")
    title_of = {row["key"]: row["title"] for row in wanted["releases"]}
    for title in title_of.values():
        publish(session, title=title)
    for q, keys in wanted["q_must_hold"].items():
        assert {title_of[key] for key in keys} <= set(titles(session, q)), q
    for q in wanted["q_never_5xx"]:
        typed = q if isinstance(q, str) else q["repeat"] * q["times"]
        if parse_text(typed) is not None:
            search(session, typed)


FIGURES = (
    "1,200 left",
    "12.500 Menschen",
    "3\u202f000 personnes",
    "4\u00a0000 gens",
    "5 000 gens",
    "1’500 Leute",
    "٦٬٠٠٠ نازح",
    "1,20,000 saplings",
    "7000 tents",
    "2.5 metres",
    "1,2 km",
)


@pytest.mark.parametrize(
    ("q", "found"),
    [
        *((q, "1,200 left") for q in ("1200", "1,200", "1.200", "1'200", "1\u202f200")),
        ("12500", "12.500 Menschen"),
        ("12,500", "12.500 Menschen"),
        ("3000", "3\u202f000 personnes"),
        ("4,000", "4\u00a0000 gens"),
        ("5000", "5 000 gens"),
        ("5,000", "5 000 gens"),
        ("1500", "1’500 Leute"),
        ("6000", "٦٬٠٠٠ نازح"),
        ("120,000", "1,20,000 saplings"),
        ("7,000", "7000 tents"),
        ("7.000", "7000 tents"),
        ('"1200 left"', "1,200 left"),
        ("2.5", "2.5 metres"),
        ("1,2", "1,2 km"),
        ("25", None),
        ("12", None),
        ("1.25", None),
    ],
)
def test_a_figure_is_found_however_its_thousands_are_parted(
    session: Session, q: str, found: str | None
) -> None:
    for title in FIGURES:
        publish(session, title=title, language="en" if title.isascii() else "fr")
    assert titles(session, q) == ([found] if found else [])


@pytest.mark.parametrize(
    ("text", "q"),
    [
        ("USD1,200 paid", "1200"),
        ("USD1,200 paid", "USD1200"),
        ("USD 1,200 paid", "USD1,200"),
        ("Rs1,20,000 paid", "120000"),
        ("援助约1,200人", "1200"),
        ("約1,200人が避難", "1,200"),
        ("وصول 500 أسرة و1200 نازح", "1200"),
        ("وصول ٥٠٠ أسرة و١٬٢٠٠ نازح", "1200"),
        ("1½ years", "1½"),
    ],
)
def test_a_figure_is_found_beside_letters(session: Session, text: str, q: str) -> None:
    publish(session, title=text)
    assert titles(session, q) == [text]


def test_a_fraction_is_no_other_figure(session: Session) -> None:
    publish(session, title="1½ years, ½ of all")
    assert titles(session, "112") == titles(session, "12") == []


@pytest.mark.parametrize("text", ["25 metres", "12 km", "20200305", "20192020", "1200 tents"])
@pytest.mark.parametrize("q", ["2.5", "1,2", "2020-03-05", "2019-2020", "12.00"])
def test_other_figures_and_dates_are_left_alone(session: Session, text: str, q: str) -> None:
    publish(session, title=text)
    assert titles(session, q) == []


@pytest.mark.parametrize(
    ("parted", "joined", "language"),
    [
        ("e-mail", "email", "en"),
        ("well-being", "wellbeing", "en"),
        ("co\u2010operation", "cooperation", "en"),
        ("COVID\u201119", "covid19", "en"),
        ("O’Brien", "OBrien", "en"),
        ("n'guessan", "nguessan", "fr"),
        ("п’ять", "пять", "uk"),
        ("de-mining", "demining", "sw"),
    ],
)
def test_a_hyphen_or_an_apostrophe_may_be_there_or_not(
    session: Session, parted: str, joined: str, language: str
) -> None:
    for place in ("title", "summary", "body_text"):
        for word in (parted, joined):
            publish(session, **{"title": place, place: f"{place} {word}", "language": language})
    for q in (parted, joined):
        # As it is typed before as it is not, in every place.
        other = joined if q == parted else parted
        found = titles(session, q)
        assert found[:2] == [f"title {q}", f"title {other}"], q
        assert found[2:] == ["summary", "summary", "body_text", "body_text"], q
    assert titles(session, f"-{joined}") == []


@pytest.mark.parametrize(
    ("language", "groups"),
    [
        (
            "ru",
            [
                "беженец беженцы беженцев беженцами",
                "отец отцы отцов",
                "день дни дня дней",
                "рынок рынки рынков",
                "доброволец добровольцы добровольцев",
                "боец бойцы",
                "сириец сирийцев",
                "участок участки",
                "прививок прививки",
                "посол послы",
                "денег деньги",
                "уровень уровня",
            ],
        ),
        (
            "ar",
            [
                "طفل أطفال الأطفال أطفالهم",
                "مدرسة مدارس المدارس",
                "امرأة نساء والنساء",
                "وزير وزراء الوزراء",
                "خيمة خيام",
                "مشروع المشاريع",
            ],
        ),
    ],
)
def test_words_that_change_inside_find_each_other(
    session: Session, language: str, groups: list[str]
) -> None:
    forms = [group.split() for group in groups]
    for group in forms:
        for form in group:
            publish(session, title=form, language=language)
    for group in forms:
        for q in group:
            assert set(titles(session, q)) == set(group), q


def test_a_place_is_found_by_the_name_that_the_text_has_for_it(session: Session) -> None:
    publish(session, title="Storm reaches Cuba")
    publish(session, title="Aid for New Mexico", body_text="Cubans too")
    publish(session, title="Приём беженцев из Украины", language="ru")
    publish(session, title="Lesbos: new shelters")
    publish(session, title="The bank of a river", body_text="Bānk")
    for q, found in {
        "Kuba": "Storm reaches Cuba",
        "storm Kuba": "Storm reaches Cuba",
        "Küba": "Storm reaches Cuba",
        "Nouveau-Mexique": "Aid for New Mexico",
        "Nuevo México": "Aid for New Mexico",
        "Ukraine": "Приём беженцев из Украины",
        "Lesvos": "Lesbos: new shelters",
    }.items():
        assert titles(session, q) == [found], q
    # What some hamlet is called too is not searched for.
    assert titles(session, "may") == []
    assert "Storm reaches Cuba" not in titles(session, "-Kuba")
    assert "cuba" in search(session, "Kuba").names
