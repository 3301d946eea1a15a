"""Looking themes up by what people call them, with few statements."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session

from app.db.database import Database
from app.themes import queries, taxonomy


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.write() as writing:
        taxonomy.load(writing, taxonomy.built_in())
    with database.read() as reading:
        yield reading


@pytest.fixture
def statements(session: Session) -> list[str]:
    seen: list[str] = []

    def note(*call: Any) -> None:
        if str(call[2]).startswith("SELECT"):
            seen.append(call[2])

    event.listen(session.get_bind(), "before_cursor_execute", note)
    return seen


@pytest.mark.parametrize(
    ("value", "id"),
    [
        ("children", "children"),
        ("CHILDREN", "children"),
        ("Çocuklar", "children"),
        ("cocuklar", "children"),
        ("Ninos", "children"),
        ("الأطفال", "children"),
        ("medtop:20000790", "children"),
        ("medtop:20000643", "funding"),
        ("medtop:20000634", "migration-governance"),
        ("Migration and displacement", "migration-displacement"),
        ("medtop:20000772", None),
        ("nothing like it", None),
        ("", None),
        ("'; drop table theme --", None),
    ],
)
def test_value_names_its_theme(value: str, id: str | None, session: Session) -> None:
    found = queries.find_themes(session, [value])[value]
    assert (found and found.id) == id


def test_many_values_are_found_with_one_statement(session: Session, statements: list[str]) -> None:
    found = queries.find_themes(session, ["children", "gender", "none"])
    assert {value: theme and theme.id for value, theme in found.items()} == {
        "children": "children",
        "gender": "gender",
        "none": None,
    }
    assert len(statements) == 1


def test_no_values_need_no_statement(session: Session, statements: list[str]) -> None:
    assert queries.find_themes(session, []) == {}
    assert queries.theme_paths(session, []) == {}
    assert statements == []


def test_path_has_the_wider_themes_and_needs_one_statement(
    session: Session, statements: list[str]
) -> None:
    paths = queries.theme_paths(session, ["trafficking-smuggling", "health", "unknown"])
    assert {id: [a.id for a in path.ancestors] for id, path in paths.items()} == {
        "health": ["humanitarian-response"],
        "trafficking-smuggling": ["protection-rights"],
    }
    assert len(statements) == 1


def test_description_has_the_public_shape(session: Session) -> None:
    path = queries.theme_paths(session, ["children"])["children"]
    described = queries.describe(path, "rule", "tr")
    assert described == {
        "id": "children",
        "label": "Çocuklar",
        "labels": {
            "ar": "الأطفال",
            "en": "Children",
            "es": "Niños",
            "fr": "Enfants",
            "tr": "Çocuklar",
        },
        "assigned_by": "rule",
        "iptc": ["medtop:20000790"],
        "ancestors": [{"id": "protection-rights", "label": "Koruma ve insan hakları"}],
    }


def test_label_falls_back_to_the_language_without_territory_then_to_english(
    session: Session,
) -> None:
    path = queries.theme_paths(session, ["children"])["children"]
    assert queries.describe(path, "person", "fr-CA")["label"] == "Enfants"
    assert queries.describe(path, "person", "de")["label"] == "Children"


def test_rules_from_the_table_are_those_of_the_file(session: Session) -> None:
    from_table = queries.keyword_rules(session).hits("Refugees at the border")
    assert from_table == taxonomy.built_in().rules().hits("Refugees at the border")
    assert from_table != []
