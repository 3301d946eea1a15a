"""The tables of docs/ that say what the code says. `make docs` writes them, a test holds them.

A table is known by its heading row; its rows follow until the first line that is none.
"""

import ast
import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from typer.main import get_command

from app.base.problems import TYPES
from app.base.settings import Settings
from app.cli import app as command_line
from tests.contract.inlined import inlined
from tests.contract.journeys import journeys
from tests.contract.sources import TOP, tree


def expected(document: str, heading: str) -> list[str]:
    """The rows that the table of `document` below `heading` should have."""
    return [_row(*cells) for cells in TABLES[document, heading]()]


def written(document: str, heading: str) -> list[str]:
    """The rows that it has."""
    found = _table(heading).search(_read(document))
    return found[2].splitlines() if found else []


def write() -> None:
    """Put the expected rows into every document."""
    for document, heading in TABLES:
        text = _read(document)
        found = _table(heading).search(text)
        assert found is not None, f"docs/{document} has no table {heading}"
        rows = "".join(f"{row}\n" for row in expected(document, heading))
        text = text[: found.start(2)] + rows + text[found.end(2) :]
        (TOP / "docs" / document).write_text(text, encoding="utf-8")


def _table(heading: str) -> re.Pattern[str]:
    return re.compile(rf"({re.escape(heading)}\n\|[-|]+\|\n)((?:\|.*\n)*)")


def _read(document: str) -> str:
    return (TOP / "docs" / document).read_text(encoding="utf-8")


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _settings() -> Iterator[tuple[str, ...]]:
    for name, field in Settings.model_fields.items():
        value = field.default
        shown = ",".join(value) if isinstance(value, tuple) else value
        default = "none" if shown is None else f"`{shown}`"
        yield f"`DATELINE_{name.upper()}`", default, field.description or ""


def _problems() -> Iterator[tuple[str, ...]]:
    for slug, kind in TYPES.items():
        yield f"`{slug}`", str(kind.status), kind.title, kind.explanation


def _commands() -> Iterator[tuple[str, ...]]:
    waiting = [("dateline", get_command(command_line))]
    while waiting:
        name, command = waiting.pop(0)
        inner = getattr(command, "commands", None)
        if inner is None:
            yield f"`{name}`", command.get_short_help_str(limit=500)
        else:
            waiting[:0] = [(f"{name} {word}", part) for word, part in inner.items()]


# Keyword of JSON Schema: what it says of a value.
LIMITS = {
    "maxLength": "at most {} characters",
    "minItems": "at least {} entries",
    "maxItems": "at most {} entries",
    "minimum": "at least {}",
    "maximum": "at most {}",
}


def _limits() -> Iterator[tuple[str, ...]]:
    contract = inlined(json.loads((TOP / "openapi.json").read_text(encoding="utf-8")))
    shapes = contract["components"]["schemas"]
    named = dict(_parameters(contract))
    for name in sorted(shape for shape in shapes if shape.endswith(("Input", "Create", "Rotate"))):
        for member, schema in _members(shapes, name).items():
            named[f"{name}.{member}"] = _said(schema)
    for what, said in sorted(named.items()):
        if said:
            yield f"`{what}`", ", ".join(said)


def _members(shapes: dict[str, Any], name: str) -> dict[str, Any]:
    """The members of a schema, and of those that it stands on."""
    members: dict[str, Any] = {}
    for base in shapes[name].get("allOf", ()):
        members |= _members(shapes, base["$ref"].rpartition("/")[2])
    members |= shapes[name].get("properties", {})
    return members


def _parameters(contract: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Each parameter once, or by its paths where these have different limits for it."""
    found: dict[str, dict[str, list[str]]] = {}
    for path, operations in contract["paths"].items():
        for operation in operations.values():
            for parameter in operation.get("parameters", ()):
                kind = "header" if parameter["in"] == "header" else "parameter"
                limits = found.setdefault(f"{kind} {parameter['name']}", {})
                limits[path] = _said(parameter["schema"])
    for name, by_path in found.items():
        if len(set(map(tuple, by_path.values()))) == 1:
            yield name, next(iter(by_path.values()))
        else:
            yield from ((f"{path} {name.split()[1]}", said) for path, said in by_path.items())


def _said(schema: dict[str, Any]) -> list[str]:
    """The limits of a schema, or of the one thing beside null that it allows."""
    told = [text.format(f"{schema[word]:,}") for word, text in LIMITS.items() if word in schema]
    for inner in schema.get("anyOf", ()):
        told += _said(inner)
    if "items" in schema:
        told += [f"each {limit}" for limit in _said(schema["items"])]
    return told


def _journey(name: str) -> Iterator[tuple[str, ...]]:
    for step, file in enumerate(journeys()[name], 1):
        held = ast.get_docstring(tree(Path("app") / file)) or ""
        sentence = " ".join(held.split("\n\n", 1)[0].split()).split(". ", 1)[0]
        yield str(step), f"`{file}`", sentence.rstrip(".:")


# Document and heading row -> what makes the rows below it.
TABLES: dict[tuple[str, str], Callable[[], Iterator[tuple[str, ...]]]] = {
    ("architecture.md", "| A public list | File | What it holds |"): partial(_journey, "list"),
    ("architecture.md", "| A publication | File | What it holds |"): partial(
        _journey, "publication"
    ),
    ("architecture.md", "| A search | File | What it holds |"): partial(_journey, "search"),
    ("configuration.md", "| Setting | Default | What it is |"): _settings,
    ("problems.md", "| Type | Status | Title | What it means |"): _problems,
    ("command-line.md", "| Command | What it does |"): _commands,
    ("limits.md", "| What is sent | Limit |"): _limits,
}


if __name__ == "__main__":
    write()
