"""A fresh, migrated database on each engine, and a folder for what belongs to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from app.base.settings import Settings
from app.main import prepare
from tests.postgres import a_server, address, administer

ENGINES = ("sqlite", "postgresql")


@contextmanager
def fresh(engine: str) -> Iterator[tuple[Settings, Path]]:
    """Settings with a database of their own behind them, and a folder; both go at the end."""
    with TemporaryDirectory(prefix="dateline-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if engine == "sqlite":
            yield _prepared(f"sqlite:///{folder / 'dateline.db'}"), folder
            return
        with a_server(durable=True) as server:
            database = f"dateline_{uuid4().hex}"
            administer(server, f"CREATE DATABASE {database}")
            yield _prepared(address(server, database)), folder
            administer(server, f"DROP DATABASE {database} WITH (FORCE)")


def _prepared(url: str) -> Settings:
    settings = Settings(database_url=url)
    prepare(settings)
    return settings
