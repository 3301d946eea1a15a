"""Who may import whom: the contracts of pyproject.toml, and the places that know the web."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from tests.contract.sources import TOP, python_files, tree

WEB = {"fastapi", "starlette"}
# Everywhere else an act must be doable from the command line or a worker as it is over HTTP.
KNOW_THE_WEB = (
    "app/main.py",
    "app/*/routes.py",
    "app/*/*_routes.py",
    "app/public/*.py",
    "app/auth/deps.py",
    "app/auth/once.py",
    "app/core/answer_headers.py",
    "app/core/at_once.py",
    "app/core/body_limit.py",
    "app/core/caching.py",
    "app/core/capture.py",
    "app/core/deps.py",
    "app/core/direct.py",
    "app/core/envelope.py",
    "app/core/handlers.py",
    "app/core/health.py",
    "app/core/metrics.py",
    "app/core/middleware.py",
    "app/core/negotiation.py",
    "app/core/openapi.py",
    "app/core/openapi_examples.py",
    "app/core/plain_request.py",
    "app/core/parameters.py",
    "app/core/plans.py",
    "app/core/problem_pages.py",
    "app/core/ready.py",
    "app/core/quick_http.py",
    "app/core/reference.py",
    "app/core/routing.py",
    "app/core/web_app.py",
    "app/core/spooled.py",
    "app/published/deps.py",
    "app/releases/desk.py",
    "app/syndication/*desk.py",
    "app/vocabularies/*desk.py",
    "app/releases/publish_first.py",
    "app/syndication/stream_answers.py",
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


def test_only_the_edge_knows_the_web() -> None:
    strangers = [
        str(path)
        for path in python_files("app")
        if WEB & set(_imported(path))
        and not any(fnmatch(str(path), pattern) for pattern in KNOW_THE_WEB)
    ]
    assert strangers == []


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
