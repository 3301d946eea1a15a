"""What can be set, asked for, raised or run is in docs/, in the words that the code has for it."""

import re
from pathlib import Path

import pytest

from app.auth.caller import IMPLIED, Scope
from app.base.settings import Settings
from app.changes.log import ChangeKind
from app.stream.entries import LEFT
from tests.contract.sources import TOP, committed
from tests.contract.tables import TABLES, expected, written

LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
PROSE = [path for path in committed() if path.suffix == ".md"]


def _rows(document: str, section: str) -> dict[str, list[str]]:
    """First cell, without its backticks -> other cells, for the rows of one section."""
    text = (TOP / "docs" / document).read_text(encoding="utf-8")
    text = text.split(f"\n## {section}\n", 1)[1].split("\n## ", 1)[0]
    cells = [line[2:-2].split(" | ") for line in re.findall(r"^\| `.* \|$", text, re.MULTILINE)]
    return {first.strip("`"): rest for first, *rest in cells}


@pytest.mark.parametrize(("document", "heading"), TABLES)
def test_tables_say_what_the_code_says(document: str, heading: str) -> None:
    assert written(document, heading) == expected(document, heading), "run `make docs`"


def test_every_setting_says_what_it_does() -> None:
    silent = [name for name, field in Settings.model_fields.items() if not field.description]
    assert silent == []


def test_every_scope_is_in_the_table_with_what_it_implies() -> None:
    rows = _rows("keys.md", "Scopes")
    implied = {name: set(re.findall(r"`(\w+)`", cells[-1])) for name, cells in rows.items()}
    assert implied == {scope.value: {other.value for other in IMPLIED[scope]} for scope in Scope}


def test_every_kind_of_change_is_in_the_table() -> None:
    assert _rows("changes.md", "Kinds").keys() == {*(kind.value for kind in ChangeKind), LEFT}


@pytest.mark.parametrize("document", PROSE, ids=str)
def test_links_inside_the_repository_lead_somewhere(document: Path) -> None:
    text = (TOP / document).read_text(encoding="utf-8")
    targets = [link.split("#")[0] for link in LINK.findall(text) if "://" not in link]
    assert [name for name in targets if name and not (TOP / document.parent / name).exists()] == []


def test_decisions_are_numbered_once() -> None:
    names = sorted(path.name for path in (TOP / "docs" / "decisions").glob("*.md"))
    numbers = [name.split("-")[0] for name in names]
    assert all(re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", name) for name in names)
    assert len(set(numbers)) == len(numbers)
