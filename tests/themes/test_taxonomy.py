"""The taxonomy file, and its way into the table."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import delete, select

from app.core.db import Database
from app.themes import taxonomy
from app.themes.models import Theme
from app.themes.taxonomy import BadTaxonomy


def term(id: str, parent: str | None = None, **more: Any) -> dict[str, Any]:
    return {"id": id, "parent": parent, "order": 1, "labels": {"en": id.title()}, **more}


def file(*terms: dict[str, Any]) -> taxonomy.Taxonomy:
    return taxonomy.parse(json.dumps({"terms": terms}).encode(), "test")


def test_built_in_tree_has_25_themes_in_7_branches_and_5_languages() -> None:
    tree = taxonomy.built_in()
    assert len(tree.terms) == 25
    assert sum(term.parent is None for term in tree.terms) == 7
    assert all(set(term.labels) == {"en", "fr", "es", "ar", "tr"} for term in tree.terms)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xff", "not UTF-8: byte 0"),
        (b"{", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "file: "),
        (b'{"terms": []}', "terms: "),
        (json.dumps({"terms": [term("Not a slug")]}).encode(), "'not-a-slug' would be one"),
        (json.dumps({"terms": [term("a"), term("a")]}).encode(), "'a' is there twice"),
        (json.dumps({"terms": [term("health"), term("b", "healht")]}).encode(), "'health' is near"),
        (json.dumps({"terms": [term("a", "b"), term("b", "a")]}).encode(), "its own ancestor"),
        (json.dumps({"terms": [term("a", labels={"en": " "})]}).encode(), "label of 'a' is empty"),
        (json.dumps({"terms": [term("a", iptc=[{"qcode": "x"}])]}).encode(), "qcode"),
    ],
)
def test_bad_file_is_refused_with_its_fault(data: bytes, message: str) -> None:
    with pytest.raises(BadTaxonomy, match=message):
        taxonomy.parse(data, "test")


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadTaxonomy, match="cannot be read"):
        taxonomy.read(tmp_path / "none.json")


def test_file_with_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "themes.json"
    path.write_text(json.dumps({"terms": [term("a")]}), encoding="utf-8-sig")
    assert [term.id for term in taxonomy.read(path).terms] == ["a"]


@pytest.fixture
def empty(database: Database) -> Database:
    """A database without the built-in themes."""
    with database.write() as session:
        session.execute(delete(Theme))
    return database


def test_loading_twice_changes_nothing(empty: Database) -> None:
    with empty.write() as session:
        assert taxonomy.load(session, taxonomy.built_in())["added"] == 25
    with empty.write() as session:
        assert taxonomy.load(session, taxonomy.built_in())["unchanged"] == 25


def test_child_that_stands_before_its_parent_in_the_file_is_loaded(empty: Database) -> None:
    with empty.write() as session:
        taxonomy.load(session, file(term("b", "a"), term("a")))
    with empty.read() as session:
        assert session.get(Theme, "b") is not None


def test_theme_that_left_the_file_is_retired_and_comes_back_under_its_id(
    empty: Database,
) -> None:
    with empty.write() as session:
        taxonomy.load(session, file(term("a"), term("b", "a")))
    with empty.write() as session:
        counts = taxonomy.load(session, file(term("a", labels={"en": "Other"})))
        assert counts == {"added": 0, "updated": 1, "retired": 1, "unchanged": 0}
    with empty.write() as session:
        assert {t.id: t.retired for t in session.exec(select(Theme))} == {"a": False, "b": True}
        assert taxonomy.load(session, file(term("a"), term("b", "a")))["updated"] == 2
