"""The files beside the code: what lies at the top, what the lock files pin, what is never named."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.contract.sources import TOP, committed

AT_THE_TOP = {
    ".ci", ".gitignore", "CHANGELOG.md", "CONTRIBUTING.md", "Dockerfile", "LICENSE", "Makefile",
    "README.md", "app", "benchmarks", "clients", "compose.yaml", "docs", "migrations",
    "openapi.json", "pyproject.toml", "requirements-build.lock", "requirements-dev.lock",
    "requirements.lock", "tests", "tools",
}  # fmt: skip
# Broken up, so that this file does not name them either.
REGISTRY_HOSTS = re.compile(
    r"py(?:pi)\.org|python(?:hosted)|registry\.(?:npm)js|registry\.(?:yarn)pkg|deb\.(?:debian)",
    re.IGNORECASE,
)
LOCKS = ("requirements.lock", "requirements-build.lock", "requirements-dev.lock")
PIN = re.compile(r"^([a-z0-9-]+)(?:\[[^\]]+\])?==([^\s;\\]+)", re.MULTILINE)


def _project() -> dict[str, Any]:
    return tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))


def _name(requirement: str) -> str:
    return re.split(r"[\[<>=; ]", requirement, maxsplit=1)[0]


def _pins(lock: str) -> dict[str, str]:
    return dict(PIN.findall((TOP / lock).read_text(encoding="utf-8")))


def _text(path: Path) -> str:
    return (TOP / path).read_bytes().decode("utf-8", "replace")


def test_the_top_holds_only_what_has_its_place_there() -> None:
    assert {path.parts[0] for path in committed()} <= AT_THE_TOP


def test_no_file_names_the_host_of_a_registry() -> None:
    """Whoever installs says where from: a mirror, a cache, or a folder without any network."""
    assert [str(path) for path in committed() if REGISTRY_HOSTS.search(_text(path))] == []


@pytest.mark.parametrize("lock", [*LOCKS, ".ci/requirements.lock"])
def test_every_locked_package_has_its_hashes(lock: str) -> None:
    blocks = re.split(r"\n(?=[a-z0-9])", (TOP / lock).read_text(encoding="utf-8"))
    pinned = [block for block in blocks if not block.startswith("#")]
    assert pinned
    assert [block for block in pinned if "==" not in block or "--hash=sha256:" not in block] == []


def test_the_locks_pin_one_version_of_each_package() -> None:
    everything = _pins("requirements-dev.lock")
    for lock in ("requirements.lock", "requirements-build.lock"):
        assert _pins(lock).items() <= everything.items()


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project = _project()
    runtime = {_name(line) for line in project["project"]["dependencies"]}
    groups = project["dependency-groups"]
    assert runtime <= _pins("requirements.lock").keys()
    assert {_name(line) for line in groups["build"]} <= _pins("requirements-build.lock").keys()
    for group in ("dev", "gazetteer"):
        assert {_name(line) for line in groups[group]} <= _pins("requirements-dev.lock").keys()
    assert {_name(line) for line in groups["contract"]} <= _pins(".ci/requirements.lock").keys()


def test_every_dependency_has_its_reason() -> None:
    project = _project()
    groups = project["dependency-groups"].values()
    asked = {
        _name(line) for lines in [project["project"]["dependencies"], *groups] for line in lines
    }
    rows = re.findall(
        r"^\| `([^`]+)` \| [^|]+ \| [^|]{10,} \|", _text(Path("docs/dependencies.md")), re.M
    )
    npm = re.findall(r'"([@a-z/-]+)": "[0-9.]+"', _text(Path(".ci/package.json")))
    assert sorted(rows) == sorted(asked | set(npm))
