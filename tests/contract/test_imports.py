"""Who may import whom: the contracts of pyproject.toml, and the places that know the web."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from tests.contract.sources import TOP, python_files, tree

WEB = {"fastapi", "starlette"}
# Everywhere else an act must be doable from the command line or a worker as it is over HTTP.
KNOW_THE_WEB = (
    "app/main.py",
    "app/*/routes.py",
    "app/*_routes.py",
    "app/public/*.py",
    "app/auth/deps.py",
    "app/http/server/body_limit.py",
    "app/http/caching.py",
    "app/http/deps.py",
    "app/http/file_answers.py",
    "app/http/json_request.py",
    "app/http/long_answers.py",
    "app/http/server/cached_response.py",
    "app/http/server/connection_guard.py",
    "app/http/server/request_context.py",
    "app/http/server/response_cache.py",
    "app/http/problem_answers.py",
    "app/http/server/metrics.py",
    "app/http/contract/openapi.py",
    "app/webhooks/delivery/events.py",
    "app/http/server/problem_pages.py",
    "app/http/server/reference.py",
    "app/http/routing.py",
    "app/http/server/web_app.py",
    "app/releases/desk/editorial_request.py",
    "app/webhooks/subscriptions/owner_request.py",
    "app/uploads/receiving.py",
    "app/vocabularies/vocabulary_request.py",
    "app/releases/schedule/watch.py",
    "app/stream/answers.py",
)


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (name.name.split(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


def test_imports_keep_the_contracts() -> None:
    # A process of its own: the linter sets logging up anew and switches every other logger off.
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    told = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr


def _contract(name: str) -> dict[str, Any]:
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))
    contracts: list[dict[str, Any]] = project["tool"]["importlinter"]["contracts"]
    return next(contract for contract in contracts if contract["name"] == name)


def _module(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def test_what_calls_itself_pure_is_held_by_the_contract() -> None:
    held = _contract("Pure modules know no web, database or network")["source_modules"]
    pure = [
        _module(path)
        for path in python_files("app")
        if re.search(r"\bpure\b", ast.get_docstring(tree(path)) or "", re.IGNORECASE)
    ]
    assert len(pure) > 20
    assert [name for name in pure if not any(f"{name}.".startswith(f"{of}.") for of in held)] == []


def test_only_the_edge_knows_the_web() -> None:
    strangers = [
        str(path)
        for path in python_files("app")
        if WEB & set(_imported(path))
        and not any(fnmatch(str(path), pattern) for pattern in KNOW_THE_WEB)
    ]
    assert strangers == []


def test_every_place_that_may_know_the_web_does() -> None:
    web = [str(path) for path in python_files("app") if WEB & set(_imported(path))]
    assert [pattern for pattern in KNOW_THE_WEB if not any(fnmatch(n, pattern) for n in web)] == []


def _packages() -> list[str]:
    return [_module(path) for path in python_files("app") if path.name == "__init__.py"]


def test_the_layers_of_every_package_with_packages_in_it_are_named() -> None:
    outer = {name.rpartition(".")[0] for name in _packages() if "." in name}
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))
    named = {
        container
        for contract in project["tool"]["importlinter"]["contracts"]
        if contract.get("exhaustive")
        for container in contract["containers"]
    }
    assert outer - named == set()


def test_folders_with_routes_and_tables_keep_them_apart() -> None:
    held = _contract("Inside a folder: routes, queries, schemas, models")["containers"]
    layers = {"models", "queries", "routes", "schemas"}
    folders = {path.parent for path in python_files("app")}
    layered = [
        folder
        for folder in folders
        if len({p.stem for p in (TOP / folder).glob("*.py")} & layers) > 1
    ]
    assert sorted({".".join(folder.parts) for folder in layered} - set(held)) == []


def test_settings_are_made_at_the_edge() -> None:
    """Everywhere else they are handed in: nothing reads the environment when it is imported."""
    makers = [
        str(path)
        for path in python_files("app")
        if path not in {Path("app/main.py"), Path("app/cli.py")}
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Settings"
    ]
    assert makers == []
