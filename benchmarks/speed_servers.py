"""Floor and product as processes on one core, and what they take of the machine."""

import os
import pickle
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from app.base.settings import Settings
from benchmarks.speed_floor import Answers

_READY_SECONDS = 300.0
_FIRST_LIST = "/v1/releases?limit=20"


@dataclass(frozen=True)
class Cores:
    """Where servers and load run: two cores where there are two."""

    server: int
    load: int

    @classmethod
    def of_machine(cls) -> "Cores":
        """The first and the last core that this process may use."""
        usable = sorted(os.sched_getaffinity(0))
        return cls(usable[0], usable[-1])


@dataclass(frozen=True)
class Server:
    """A running server; `start_seconds` from the call of the command to the first answer."""

    url: str
    pid: int
    start_seconds: float

    def cpu_seconds(self) -> float:
        """Time on the processor until now, in the program and in the kernel (Linux)."""
        return _cpu_seconds(Path(f"/proc/{self.pid}/stat"))

    def loop_seconds(self) -> float:
        """The same of the main thread alone, in which uvicorn runs its event loop."""
        return _cpu_seconds(Path(f"/proc/{self.pid}/task/{self.pid}/stat"))

    def megabytes(self) -> float:
        """Resident memory now (Linux)."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        found = re.search(r"^VmRSS:\s+(\d+) kB$", status, re.MULTILINE)
        if found is None:
            raise RuntimeError(f"process {self.pid} has ended")
        return int(found[1]) * 1_024 / 1_000_000


def _cpu_seconds(stat: Path) -> float:
    fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


# The Dockerfile sets the same.
AS_IN_THE_IMAGE = {
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_MMAP_THRESHOLD_": "262144",
    "MALLOC_TRIM_THRESHOLD_": "262144",
}


@contextmanager
def product(
    settings: Settings, folder: Path, core: int, *, ready_megabytes: int | None = None
) -> Iterator[Server]:
    """`dateline serve` with one worker; 0 megabytes: nothing is kept ready."""
    port = free_port()
    environment = {
        **AS_IN_THE_IMAGE,
        "DATELINE_DATABASE_URL": settings.database_url,
        "DATELINE_PUBLIC_URL": f"http://127.0.0.1:{port}",
    }
    if ready_megabytes is not None:
        environment["DATELINE_READY_MEGABYTES"] = str(ready_megabytes)
    command = [str(Path(sys.executable).with_name("dateline")), "serve", "--port", str(port)]
    with _running(command, port, _FIRST_LIST, core, folder / "product.log", environment) as server:
        yield server


@contextmanager
def floor(answers: Answers, folder: Path, core: int) -> Iterator[Server]:
    """The floor over `answers`."""
    port = free_port()
    file = folder / "answers.pickle"
    file.write_bytes(pickle.dumps(answers))
    command = [sys.executable, "-m", "benchmarks.speed_floor", str(port), str(file)]
    with _running(command, port, "/health/ready", core, folder / "floor.log", {}) as server:
        yield server


@contextmanager
def _running(
    command: list[str],
    port: int,
    first: str,
    core: int,
    log: Path,
    environment: dict[str, str],
) -> Iterator[Server]:
    began = time.perf_counter()
    with log.open("ab") as output:
        process = subprocess.Popen(
            ["taskset", "--cpu-list", str(core), *command],
            env=os.environ | environment,
            stdout=output,
            stderr=output,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        with httpx.Client(base_url=url, trust_env=False, timeout=_READY_SECONDS) as client:
            while not _answers(client, first):
                waited = time.perf_counter() - began
                if process.poll() is not None or waited > _READY_SECONDS:
                    raise RuntimeError(log.read_text(errors="replace")[-5_000:])
                time.sleep(0.01)
        yield Server(url, process.pid, time.perf_counter() - began)
    finally:
        process.terminate()
        try:
            process.wait(timeout=40)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(client: httpx.Client, path: str) -> bool:
    try:
        return client.get(path).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def free_port() -> int:
    """Returns a port of loopback that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
