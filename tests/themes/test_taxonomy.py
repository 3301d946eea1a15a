"""The taxonomy file, and its way into the table."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import delete, select

from app.db.database import Database
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
        (
            json.dumps(
                {"terms": [term("t0"), *(term(f"t{n}", f"t{n - 1}") for n in range(1, 13))]}
            ).encode(),
            "'t12' is on level 13; 12 are the most",
        ),
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
        assert taxonomy.load(session, taxonomy.built_in()).added == 25
    with empty.write() as session:
        assert taxonomy.load(session, taxonomy.built_in()).unchanged == 25


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
        loaded = taxonomy.load(session, file(term("a", labels={"en": "Other"})))
        assert loaded == taxonomy.LoadReport(updated=1, retired=1, shown={"a"})
    with empty.write() as session:
        assert {t.id: t.retired for t in session.exec(select(Theme))} == {"a": False, "b": True}
        assert taxonomy.load(session, file(term("a"), term("b", "a"))).updated == 2


def test_what_editors_changed_is_theirs_and_the_rest_follows_the_file(empty: Database) -> None:
    with empty.write() as session:
        taxonomy.load(session, file(term("a"), term("b", "a"), term("c"), term("d")))
    with empty.write() as session:
        renamed, left = session.get_one(Theme, "a"), session.get_one(Theme, "d")
        renamed.labels, renamed.edited, left.edited = '{"en": "Ours"}', True, True
    with empty.write() as session:
        newer = file(term("a"), term("b", "a", labels={"en": "New"}), term("c"))
        assert taxonomy.load(session, newer) == taxonomy.LoadReport(
            updated=1, unchanged=1, kept=2, shown={"b"}
        )
    with empty.read() as session:
        labels = {theme.id: theme.labels for theme in session.exec(select(Theme))}
        assert labels["a"] == '{"en": "Ours"}'
        assert labels["b"] == '{"en": "New"}'
        assert not session.get_one(Theme, "d").retired


def test_a_parent_that_editors_merged_stands_for_the_other(empty: Database) -> None:
    with empty.write() as session:
        taxonomy.load(session, file(term("a"), term("b"), term("c", "a")))
    with empty.write() as session:
        merged = session.get_one(Theme, "a")
        merged.merged_into, merged.retired, merged.edited = "b", True, True
        session.get_one(Theme, "c").parent_id = "b"
    with empty.write() as session:
        loaded = taxonomy.load(session, file(term("a"), term("b"), term("c", "a")))
        assert loaded == taxonomy.LoadReport(unchanged=2, kept=1)


def test_a_file_makes_no_circle_with_what_editors_moved(empty: Database) -> None:
    with empty.write() as session:
        taxonomy.load(session, file(term("a"), term("b")))
    with empty.write() as session:
        moved = session.get_one(Theme, "b")
        moved.parent_id, moved.edited = "a", True
    with empty.write() as session:
        taxonomy.load(session, file(term("b"), term("a", "b")))
        assert session.get_one(Theme, "a").parent_id is None
