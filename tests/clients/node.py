"""Node and what the TypeScript client is built with: tests that need them are skipped without."""

import shutil
from pathlib import Path

from tests.contract.sources import TOP
from tests.system_tools import needs

FOLDER = TOP / "clients" / "typescript"
COMPILER = FOLDER / "node_modules" / ".bin" / "tsc"

needs_node = needs(shutil.which("npm"), "nodejs, npm")
needs_compiler = needs(COMPILER.exists(), "TypeScript (`make install-clients`)")


def copy_of_package(folder: Path) -> Path:
    """Returns a copy of the client's package to build in: tests that run at once each have one."""
    copy = folder / "package"
    made = shutil.ignore_patterns("node_modules", "dist", "build")
    shutil.copytree(FOLDER, copy, ignore=made)
    (copy / "node_modules").symlink_to(FOLDER / "node_modules")
    return copy
