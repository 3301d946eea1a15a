"""Debian's PgBouncer in transaction mode before a PostgreSQL server."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.engine import URL

from tests.postgres_replica import owner_of
from tests.waiting import PATIENCE_SECONDS, until

PROGRAM = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
# Fewer connections to the server than clients have: each transaction gets another one.
SERVER_CONNECTIONS = 3

_SETTINGS = """
[databases]
* = host={host} port={port} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listen}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = {connections}
max_client_conn = 200
"""


@contextmanager
def a_pooler(server: URL) -> Iterator[URL]:
    """The address of a pooler before `server`."""
    assert PROGRAM is not None
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        listen = probe.getsockname()[1]
    with TemporaryDirectory(prefix="dateline-pooler-") as name:
        folder = Path(name)
        settings = folder / "pgbouncer.ini"
        host, port = server.query.get("host", server.host), server.port or 5432
        settings.write_text(
            _SETTINGS.format(host=host, port=port, listen=listen, connections=SERVER_CONNECTIONS)
        )
        # It refuses to run as root, as a server does.
        process = subprocess.Popen(
            [PROGRAM, "--quiet", settings], user=owner_of(folder), cwd="/", stdin=subprocess.DEVNULL
        )
        try:
            until(lambda: _answers(listen))
            yield URL.create(server.drivername, "postgres", host="127.0.0.1", port=listen)
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE_SECONDS)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
