"""What counts as a line of code, and what is printed of a small tree."""

import json
from pathlib import Path

from tools.code_size import code_lines, function_lengths, operations, report

MODULE = '''"""A docstring
of two lines."""

# A comment.
import os  # with a comment of its own


class Ferry:
    """A docstring."""

    def sail(self) -> str:
        """A docstring
        of two lines."""
        # A comment.
        return """text,

        not a docstring"""

    async def land(self) -> None: ...
'''


def test_code_is_neither_blank_nor_comment_nor_docstring() -> None:
    assert code_lines("") == 0
    assert code_lines('"""Nothing else."""\n') == 0
    # Import, class, def, three lines of text with the blank one in it, async def.
    assert code_lines(MODULE) == 7


def test_a_statement_of_many_lines_counts_each() -> None:
    assert code_lines("x = (\n    1,\n\n    # why\n    2,\n)\n") == 4


def test_functions_are_as_long_as_they_stand_there() -> None:
    assert sorted(function_lengths(MODULE)) == [1, 7]


def test_operations_are_counted_and_nothing_else_of_a_path(tmp_path: Path) -> None:
    paths = {"/a": {"get": {}, "post": {}, "parameters": []}, "/b": {"delete": {}, "summary": "x"}}
    contract = tmp_path / "openapi.json"
    contract.write_text(json.dumps({"paths": paths}))
    assert operations(contract) == 3


def test_the_report_counts_packages_folders_and_lines_for_each_operation(tmp_path: Path) -> None:
    package = tmp_path / "app"
    for name in ("main.py", "ferries/deck.py", "ferries/engine/room.py"):
        path = package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(MODULE)
    contract = tmp_path / "openapi.json"
    contract.write_text(json.dumps({"paths": {"/a": {"get": {}}, "/b": {"put": {}}}}))
    assert report(package, contract).splitlines() == [
        "Lines of code by package",
        "      14  ferries",
        "       7  modules at the top",
        "      21  in total",
        "",
        "Files by folder",
        "       1  app/ferries",
        "       1  app/ferries/engine",
        "       1  app",
        "       3  in total",
        "",
        "Functions: 6, median 4 lines, p90 7",
        "Operations: 2; lines of code for each: 10",
    ]
