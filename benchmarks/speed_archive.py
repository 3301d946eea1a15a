"""Where the archive of a run comes from: one that is there already, a kept one, or a new one."""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from app.base.settings import Settings
from app.db.database import Database
from app.main import prepare
from benchmarks import archive
from benchmarks.databases import fresh

# Not in the repository; a million releases take about as long to make as to measure.
_TOP = Path(__file__).parents[1]
KEPT = _TOP / "var" / "benchmarks"
# What decides how an archive is stored.
_MAKERS = (
    "migrations/versions/*.py",
    "benchmarks/archive.py",
    "app/published/document.py",
    "app/published/models.py",
    "app/published/store/*.py",
    "app/published/terms.py",
    "app/published/words/*.py",
)


@contextmanager
def archive_of(engine: str, releases: int, given: Path | None) -> Iterator[tuple[Settings, Path]]:
    """An archive to read, and a folder for what a run leaves behind.

    `given` is a SQLite file, or a folder with one. Without it, an archive on SQLite is made once
    and kept; one on PostgreSQL is new, in a server of its own.
    """
    if engine != "sqlite":
        with fresh(engine) as (settings, folder):
            _fill(settings, releases)
            yield settings, folder
        return
    with TemporaryDirectory(prefix="dateline-bench-", ignore_cleanup_errors=True) as name:
        yield _settings(_found(given) if given else _kept(releases)), Path(name)


def _settings(file: Path) -> Settings:
    return Settings(database_url=f"sqlite:///{file}")


def _found(given: Path) -> Path:
    if given.is_file():
        return given.resolve()
    files = sorted(given.glob("*.db"))
    if len(files) != 1:
        raise SystemExit(f"{given} has {len(files)} files *.db; name the one that is meant.")
    return files[0].resolve()


def _kept(releases: int) -> Path:
    KEPT.mkdir(parents=True, exist_ok=True)
    file = KEPT / f"{releases}-{_form()}.db"
    if file.exists():
        return file
    for old in KEPT.glob(f"{releases}-*.db*"):
        old.unlink()
    # Under another name until it is complete.
    with TemporaryDirectory(prefix="making-", dir=KEPT) as folder:
        making = Path(folder) / "dateline.db"
        settings = _settings(making)
        prepare(settings)
        _fill(settings, releases)
        making.rename(file)
    return file


def _form() -> str:
    """Another text when archives are made otherwise: a kept one would be of an old form."""
    made_by = hashlib.sha256()
    for pattern in _MAKERS:
        for file in sorted(_TOP.glob(pattern)):
            made_by.update(file.read_bytes())
    return made_by.hexdigest()[:8]


def _fill(settings: Settings, releases: int) -> None:
    began = time.perf_counter()
    # Closed at the end: SQLite then leaves one file alone.
    with Database(settings) as database:
        archive.fill(database, releases)
    print(f"{releases:,} releases made in {time.perf_counter() - began:.0f} s", flush=True)
