"""What the README of each client shows is type-checked and run against a server."""

import os
import sys
from pathlib import Path

from tests.clients.commands import run
from tests.clients.fenced import SERVER, fenced
from tests.clients.node import COMPILER, copy_of_package, needs_compiler, needs_node
from tests.clients.press_room import NOTE, PressRoom
from tests.contract.sources import TOP

PYTHON = TOP / "clients" / "python"


def test_the_python_example_is_typed_and_runs(press_room: PressRoom, tmp_path: Path) -> None:
    (example,) = fenced(PYTHON / "README.md", "python")
    (tmp_path / "example.py").write_text(_here(example, press_room), encoding="utf-8")
    paths = {name: str(PYTHON / "src") for name in ("MYPYPATH", "PYTHONPATH")}
    run([sys.executable, "-m", "mypy", "--strict", "example.py"], tmp_path, paths)
    printed = run([sys.executable, "example.py"], tmp_path, {**paths, "no_proxy": "*"})
    assert_shown(printed)


@needs_node
@needs_compiler
def test_the_typescript_example_is_typed_and_runs(press_room: PressRoom, tmp_path: Path) -> None:
    # Inside of the package its own name leads to what was built.
    package = copy_of_package(tmp_path)
    (example,) = fenced(package / "README.md", "ts")
    (package / "example.ts").write_text(_here(example, press_room), encoding="utf-8")
    run(["npm", "run", "build"], package)
    options = ["--strict", "--target", "es2022", "--module", "nodenext"]
    run([str(COMPILER), *options, "example.ts"], package)
    assert_shown(run(["node", "example.js"], package))


def assert_shown(printed: str) -> None:
    """The list, the problem of a slug that nobody has, and the changes."""
    title = "Death and Desperation on Turkey’s EU Border"
    assert title in printed
    assert f"store {title}" in printed
    assert f"and tell readers {NOTE}" in printed


def _here(example: str, press_room: PressRoom) -> str:
    assert SERVER in example
    # A slug that led to a release once, and a place where something was corrected.
    return example.replace(SERVER, press_room.url).replace("some-slug", press_room.withdrawn)


def test_the_fixture_of_the_guide_starts_a_server(tmp_path: Path) -> None:
    (example,) = fenced(TOP / "docs" / "clients.md", "python")
    (tmp_path / "test_example.py").write_text(example, encoding="utf-8")
    programs = str(Path(sys.executable).parent)
    environment = {
        **{name: str(PYTHON / "src") for name in ("MYPYPATH", "PYTHONPATH")},
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "no_proxy": "*",
    }
    run([sys.executable, "-m", "mypy", "--strict", "test_example.py"], tmp_path, environment)
    run([sys.executable, "-m", "pytest", "-q", "test_example.py"], tmp_path, environment)
