"""The house style, as far as it can be counted. The rest is in CONTRIBUTING.md."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.sources import TOP, functions, python_files, tree

# A file is as long as its thing, mostly 100 to 250 lines; one that outgrows this holds two.
FILE_LINES = 400
# A folder that outgrows this has a family in it that deserves one. `__init__.py` is not counted.
FOLDER_FILES = 20
FUNCTION_LINES = 50
# Names that say nothing, so that everything fits in.
EMPTY_NAMES = {"common", "helpers", "manager", "misc", "service", "services", "util", "utils"}
APP = python_files("app")
# Migrations are left out: one is a list of what it makes, as long as that is.
OURS = python_files("app", "tests", "benchmarks", "tools")


def _lines(path: Path) -> int:
    return len((TOP / path).read_text(encoding="utf-8").splitlines())


def _opening(path: Path) -> str:
    return (ast.get_docstring(tree(path)) or "").split("\n\n", maxsplit=1)[0].strip()


def test_files_are_short() -> None:
    long = {str(path): _lines(path) for path in OURS if _lines(path) > FILE_LINES}
    assert long == {}


def test_folders_hold_few_files() -> None:
    held = Counter(str(path.parent) for path in OURS if path.name != "__init__.py")
    full = {
        folder: files
        for folder, files in held.items()
        if files > FOLDER_FILES and not folder.startswith("benchmarks")
    }
    assert full == {}


def test_functions_are_short() -> None:
    long = {
        f"{path}:{node.lineno} {node.name}": node.end_lineno - node.lineno + 1
        for path in OURS
        for node in functions(path)
        if node.end_lineno is not None and node.end_lineno - node.lineno >= FUNCTION_LINES
    }
    assert long == {}


def test_files_are_named_for_what_they_hold() -> None:
    empty = [str(path) for path in OURS if EMPTY_NAMES & {path.stem, *path.parts}]
    assert empty == []


def test_modules_open_with_a_sentence() -> None:
    silent = [
        str(path)
        for path in APP
        if tree(path).body and not _opening(path).endswith((".", ":", "…", "```"))
    ]
    assert silent == []


def test_imports_stand_at_the_top() -> None:
    hidden = [
        f"{path}:{inner.lineno}"
        for path in APP
        if path != Path("app/cli.py")
        for function in functions(path)
        for inner in ast.walk(function)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def _holds_a_table(path: Path) -> bool:
    return any(keyword.arg == "table" for node in _classes(path) for keyword in node.keywords)


def test_tables_keep_real_annotations() -> None:
    """With postponed annotations SQLModel cannot set up a relation to a list."""
    tables = [path for path in APP if _holds_a_table(path)]
    assert len(tables) > 5
    postponed = [
        str(path)
        for path in tables
        for node in tree(path).body
        if isinstance(node, ast.ImportFrom) and node.module == "__future__"
    ]
    assert postponed == []


def _classes(path: Path) -> Iterator[ast.ClassDef]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef))


def _routers() -> set[str]:
    """Returns the names that routers have, in whichever file they are made."""
    return {
        ast.unparse(target)
        for path in APP
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        for target in node.targets
        if ast.unparse(node.value.func).endswith("Router")
    }


def _is_route(node: ast.FunctionDef | ast.AsyncFunctionDef, routers: set[str]) -> bool:
    """Whether a router's decorator stands over it; a dependency may read a stream."""
    called = [node.func for node in node.decorator_list if isinstance(node, ast.Call)]
    return any(
        isinstance(func, ast.Attribute) and ast.unparse(func.value).split(".")[-1] in routers
        for func in called
    )


def _adds_routes(path: Path) -> bool:
    nodes = ast.walk(tree(path))
    return any(isinstance(node, ast.Attribute) and node.attr == "add_api_route" for node in nodes)


def test_routes_are_plain_functions() -> None:
    """A database call in an `async` route would hold up every other request of the process."""
    routers = _routers()
    routes = [(path, node) for path in APP for node in functions(path) if _is_route(node, routers)]
    assert len(routes) > 80
    assert {path for path, _ in routes} >= {path for path in APP if path.stem.endswith("routes")}
    # Functions that are made for a format are added by a call, without a decorator.
    routes += [(path, node) for path in APP if _adds_routes(path) for node in functions(path)]
    waiting = [
        f"{path} {node.name}" for path, node in routes if isinstance(node, ast.AsyncFunctionDef)
    ]
    # Probes have to be answered while requests hold every thread; what they ask has its own.
    health = "app/http/server/health.py"
    assert waiting == [f"{health} get_liveness", f"{health} get_readiness"]


def _commits(path: Path) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"commit", "rollback"}
    ]


def test_nothing_commits_by_itself() -> None:
    """One request is one transaction, and only `db/database.py` ends it."""
    enders = [path for path in APP if _commits(path)]
    assert enders == [Path("app/db/database.py")]


@pytest.mark.parametrize("call", ["now", "utcnow", "today", "time"])
def test_only_the_clock_reads_the_time(call: str) -> None:
    readers = [
        f"{path}:{node.lineno}"
        for path in APP
        if path != Path("app/base/clock.py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute)
        and node.attr == call
        and isinstance(node.value, ast.Name)
        and node.value.id in {"datetime", "date", "time"}
    ]
    assert readers == []


def test_no_check_is_silenced_without_a_reason() -> None:
    bare = [
        f"{path}:{number}"
        for path in OURS
        for number, line in enumerate((TOP / path).read_text(encoding="utf-8").splitlines(), 1)
        if line.rstrip().endswith(("# noqa", "# type: ignore", "# pragma: no cover"))
    ]
    assert bare == []
