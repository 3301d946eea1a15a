"""A server process of its own, as an operator starts it: `dateline serve` on a port of loopback."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from app.base.settings import Settings
from app.http.server.web_app import SERVER
from tests.waiting import PATIENCE_SECONDS

# Less than an answer without end would hold up the end of a server.
ENDS_WITHIN_SECONDS = SERVER["timeout_graceful_shutdown"] - 1


class LiveServer:
    """One server over the database that `settings` name; it can be killed and started again."""

    def __init__(self, settings: Settings, log: Path, workers: int = 1) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._environment = os.environ | {
            "DATELINE_DATABASE_URL": settings.database_url,
            "DATELINE_PUBLIC_URL": self.url,
            "DATELINE_TRANSACTION_POOLING": str(settings.transaction_pooling),
        }
        if settings.read_database_url is not None:
            self._environment["DATELINE_READ_DATABASE_URL"] = settings.read_database_url
        self.workers = workers
        self.log = log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it is ready."""
        program = str(Path(sys.executable).with_name("dateline"))
        command = [program, "serve", "--port", str(self.port), "--workers", str(self.workers)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(command, env=self._environment, stdout=log, stderr=log)
        # A process loads all of the program before it answers, and a server may have several.
        until = time.monotonic() + 2 * PATIENCE_SECONDS
        while not self._is_ready():
            if self._process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(self.log.read_text(errors="replace")[-5_000:])
            time.sleep(0.05)

    @property
    def pid(self) -> int:
        """The number of its process."""
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        """End it as `kill -9` does, in the middle of whatever it does."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """End it as an operator does; raises when something holds it up."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(timeout=ENDS_WITHIN_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()
                raise

    def _is_ready(self) -> bool:
        try:
            answer = httpx.get(f"{self.url}/health/ready", timeout=5, trust_env=False)
        except httpx.TransportError:
            return False
        return answer.status_code == httpx.codes.OK


@contextmanager
def serving(
    settings: Settings, folder: Path, name: str = "server", workers: int = 1
) -> Iterator[LiveServer]:
    """A server that is ready, ended at the end; its log is a file in `folder`."""
    server = LiveServer(settings, folder / f"{name}.log", workers)
    try:
        server.start()
        yield server
    finally:
        server.stop()
