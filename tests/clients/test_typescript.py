"""The TypeScript client: its own tests, run by Node against a running server."""

import json
import re
from pathlib import Path

from tests.clients.commands import run
from tests.clients.node import copy_of_package, needs_compiler, needs_node
from tests.clients.press_room import PressRoom

pytestmark = [needs_node, needs_compiler]


def test_its_own_tests_pass(press_room: PressRoom, tmp_path: Path) -> None:
    told = run(["npm", "test"], copy_of_package(tmp_path), press_room.environment())
    assert re.search(r"^# pass [1-9]\d$", told, re.MULTILINE)
    assert "# fail 0" in told


def test_its_package_holds_what_is_used_and_no_more(tmp_path: Path) -> None:
    (packed,) = json.loads(run(["npm", "pack", "--dry-run", "--json"], copy_of_package(tmp_path)))
    files = {file["path"] for file in packed["files"]}
    assert {"LICENSE", "README.md", "dist/index.js", "dist/index.d.ts"} <= files
    strays = {name for name in files if not name.startswith("dist/")}
    assert strays == {"LICENSE", "README.md", "package.json"}
