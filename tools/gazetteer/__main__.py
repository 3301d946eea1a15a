"""Writes the gazetteer file of the product anew: `python -m tools.gazetteer [FILE]`.

`python -m tools.gazetteer --check` writes it elsewhere, and exits with 1 unless each table is that
of the file that ships.
"""

import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.places.gazetteer import DATA
from tools.gazetteer import build


def tables_of(file: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of each table in order; the bytes of a file also hold SQLite's version."""
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
        ).fetchall()
        return {
            name: sorted(connection.execute(f"SELECT * FROM {name}"), key=repr)
            for (name,) in tables
        }


def check() -> int:
    """Return the number of tables that a build of now gives and that do not ship."""
    with TemporaryDirectory() as folder:
        made = Path(folder) / DATA.name
        print(build(made))
        built, shipped = tables_of(made), tables_of(DATA)
    differing = sorted(name for name in built | shipped if built.get(name) != shipped.get(name))
    print("differing tables:", ", ".join(differing) or "none")
    return len(differing)


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        sys.exit(1 if check() else 0)
    print(build(Path(sys.argv[1]) if len(sys.argv) > 1 else DATA))
