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
