"""The repository as the checks of this folder see it: its files, and its Python files as trees."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

TOP = Path(__file__).parents[2]
# Below these addresses everything asks for a key; nothing else does.
KEYED = (
    *("/metrics", "/v1/editorial", "/v1/embargoed", "/v1/keys", "/v1/subscriptions"),
    "/v1/releases/{release_id}/contacts",
)


@cache
def committed() -> tuple[Path, ...]:
    """Every file that git knows, relative to the top."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=TOP, check=True, capture_output=True, text=True
    )
    return tuple(Path(name) for name in listed.stdout.split("\0") if name and (TOP / name).exists())


def python_files(*folders: str) -> list[Path]:
    """The Python files below `folders`, relative to the top."""
    return [
        path.relative_to(TOP) for folder in folders for path in sorted((TOP / folder).rglob("*.py"))
    ]


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a file of the repository."""
    return ast.parse((TOP / path).read_text(encoding="utf-8"), str(path))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of the file, inner ones and methods included."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
