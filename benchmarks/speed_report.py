"""The table of a run, and the file that keeps it with the machine it was measured on."""

import os
import platform
import re
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.speed_goals import Row

RESULTS = Path(__file__).parent / "results"
_PACKAGES = ("fastapi", "starlette", "uvicorn", "uvloop", "httptools", "pyroaring", "sqlalchemy")
_HEAD = (
    "of the floor", "goal", "by CPU time", "product/s", "floor/s",
    "median ms", "99th ms", "99th ms, 8 clients", "bytes / floor's",
)  # fmt: skip


@dataclass(frozen=True)
class Run:
    """What was asked for."""

    engine: str
    releases: int
    seconds: float
    rounds: int


def table(shares: Iterable[Row], others: Iterable[Row]) -> Iterator[str]:
    """Both parts of the table in Markdown: operations beside the floor, then everything else."""
    yield _line("operation", *_HEAD)
    yield _line(*["---"] * (len(_HEAD) + 1))
    for row in shares:
        yield _line(row.name, row.figure, _goal(row), *row.more)
    yield ""
    yield _line("what", "figure", "goal")
    yield _line("---", "---", "---")
    for row in others:
        yield _line(row.name, row.figure, _goal(row))


def keep(run: Run, lines: Iterable[str], folder: Path = RESULTS) -> Path:
    """Write the file of a run; a second one of the same day replaces the first."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{datetime.now(UTC):%Y-%m-%d}-{run.engine}-{run.releases}.md"
    head = (
        f"# {run.releases:,} releases on {run.engine}",
        "",
        f"{run.rounds} rounds of {run.seconds:g} s; {'; '.join(machine())}.",
        "",
    )
    file.write_text("\n".join((*head, *lines, "")), encoding="utf-8")
    return file


def machine() -> Iterator[str]:
    """The machine and the versions that count, nothing that tells whose it is."""
    yield f"{_processor()}, {os.cpu_count()} cores, {_memory_gb():.0f} GB"
    yield f"{platform.system()} {platform.release().split('-')[0]}"
    yield f"Python {platform.python_version()}"
    yield ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    told = subprocess.run(["wrk", "--version"], capture_output=True, text=True, check=False)
    yield " ".join((told.stdout + told.stderr).split()[:2])


def _processor() -> str:
    text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    found = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return found[1] if found else platform.machine()


def _memory_gb() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9


def _goal(row: Row) -> str:
    return row.goal if row.held else f"**missed** {row.goal}"


def _line(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
