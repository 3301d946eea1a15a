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
    "app/*_routes.py",
    "app/public/*.py",
    "app/auth/deps.py",
    "app/http/answer_headers.py",
    "app/http/server/at_once.py",
    "app/http/server/body_limit.py",
    "app/http/caching.py",
    "app/http/server/capture.py",
    "app/http/deps.py",
    "app/http/server/direct.py",
    "app/http/server/request_context.py",
    "app/http/problem_answers.py",
    "app/http/server/health.py",
    "app/http/server/metrics.py",
    "app/http/server/middleware.py",
    "app/http/negotiation.py",
    "app/http/contract/openapi.py",
    "app/http/contract/openapi_examples.py",
    "app/http/server/plain_request.py",
    "app/http/server/parameters.py",
    "app/http/server/plans.py",
    "app/http/server/problem_pages.py",
    "app/http/server/ready.py",
    "app/http/server/quick_http.py",
    "app/http/server/reference.py",
    "app/http/routing.py",
    "app/http/server/web_app.py",
    "app/http/spooled.py",
    "app/published/reading/deps.py",
    "app/releases/desk/editorial_request.py",
    "app/webhooks/subscriptions/desk.py",
    "app/vocabularies/*/desk.py",
    "app/releases/schedule/publish_first.py",
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
