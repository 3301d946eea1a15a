"""docs/architecture.md draws the tiers that pyproject.toml declares, and names files that exist."""

import re
import tomllib

from tests.contract.sources import TOP

PAGE = (TOP / "docs" / "architecture.md").read_text(encoding="utf-8")
FILE = re.compile(r"`([a-z_]+(?:/[a-z_]+)*/[a-z_]+\.py)`")
FOLDER = re.compile(r"`([a-z_]+(?:/[a-z_]+)*)/`")


def _tiers() -> list[str]:
    contracts = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))
    for contract in contracts["tool"]["importlinter"]["contracts"]:
        if contract.get("containers") == ["app"]:
            return list(contract["layers"])
    raise AssertionError("no contract has the tiers of app")


def test_the_drawing_shows_the_tiers_in_their_order() -> None:
    drawing = PAGE.split("```", 2)[1]
    # A line: in whose service the tiers are, a tier, and what it holds.
    cells = [re.split(r" {2,}", line.strip()) for line in drawing.splitlines()]
    drawn = [cell for line in cells for cell in line[:2] if cell in _tiers()]
    assert drawn == _tiers()


def test_every_package_has_its_row() -> None:
    packages = {name for tier in _tiers() for name in tier.split(" | ")} - {"cli", "main"}
    table = PAGE.split("| Package |", 1)[1].split("\n\n", 1)[0]
    first_cells = "".join(re.findall(r"^\| ([^|]*)\|", table, re.MULTILINE))
    assert packages - set(FOLDER.findall(first_cells)) == set()


def test_every_folder_of_a_package_stands_in_its_row() -> None:
    table = PAGE.split("| Package |", 1)[1].split("\n\n", 1)[0]
    missing, seen = [], 0
    for packages, folders in re.findall(r"^\| ([^|]*)\|([^|]*)\|", table, re.MULTILINE):
        for package in FOLDER.findall(packages):
            inner = {path.parent.name for path in (TOP / "app" / package).glob("*/__init__.py")}
            missing += [f"{package}/{name}" for name in inner - set(FOLDER.findall(folders))]
            seen += len(inner)
    assert seen > 30
    assert missing == []


def test_named_files_and_folders_exist() -> None:
    folders = {path.name for path in (TOP / "app").rglob("*") if path.is_dir()}
    files = [name for name in FILE.findall(PAGE) if not (TOP / "app" / name).exists()]
    gone = [
        name
        for name in FOLDER.findall(PAGE)
        if not ((TOP / "app" / name).is_dir() or (TOP / name).is_dir() or name in folders)
    ]
    assert len(FILE.findall(PAGE)) > 30
    assert files + gone == []
