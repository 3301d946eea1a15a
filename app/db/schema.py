"""The database schema: applied by Alembic, once, however many processes start at the same time."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, text
from sqlmodel import SQLModel

import app
from app.db.database import Database

MIGRATIONS = Path(__file__).parents[2] / "migrations"
# Any fixed number: processes that start together wait for the one that holds it.
ADVISORY_LOCK = 0x6461_7465


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the schema to `revision` in one transaction. Does nothing when it is there already."""
    with _alone(database) as connection:
        command.upgrade(_config(connection), revision)


def downgrade(database: Database, revision: str) -> None:
    """Take the schema back to `revision`; `base` empties the database."""
    with _alone(database) as connection:
        command.downgrade(_config(connection), revision)


def current(connection: Connection) -> str | None:
    """The revision that the database is at; None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    """The revision that this code needs."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def metadata() -> MetaData:
    """Every table of the product: imports each module named `models`."""
    for module in walk_packages(app.__path__, prefix="app."):
        if module.name.endswith(".models"):
            import_module(module.name)
    return SQLModel.metadata


@contextmanager
def _alone(database: Database) -> Iterator[Connection]:
    options = {"begin": "IMMEDIATE"} if database.is_sqlite else {}
    with database.engine.connect().execution_options(**options) as connection, connection.begin():
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        yield connection


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
