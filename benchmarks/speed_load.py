"""The load: `wrk` on a core of its own, with the requests that it is given."""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

_SCRIPT = Path(__file__).with_suffix(".lua")
_PATIENCE = 60  # seconds beyond those of the load itself


@dataclass(frozen=True)
class Request:
    """One request; `target` is path and query."""

    target: str
    headers: tuple[tuple[str, str], ...] = ()
    method: str = "GET"

    def line(self) -> str:
        """As the script of wrk reads it."""
        headers = (f"{name}: {value}" for name, value in self.headers)
        return "\t".join((self.method, self.target, *headers)) + "\n"


@dataclass(frozen=True)
class Load:
    """What wrk saw; `failed` are answers from status 400 on, and connections that broke.

    `server_seconds` is what the server's process spent on the processor meanwhile, where measured.
    """

    requests: int
    seconds: float
    size: int
    failed: int
    median_ms: float
    p99_ms: float
    server_seconds: float = 0.0

    @property
    def cost_us(self) -> float:
        """Microseconds of the server's process for an answer."""
        return self.server_seconds * 1e6 / self.requests

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.requests / self.seconds


def press(
    url: str,
    requests: Sequence[Request],
    *,
    core: int,
    seconds: float,
    clients: int,
    once: bool = False,
) -> Load:
    """Send `requests` in turn for whole `seconds`, from the first again unless `once`.

    Each of the clients has a connection and sends its next request when it has the last answer.
    """
    with NamedTemporaryFile("w", suffix=".tsv") as file:
        file.writelines(request.line() for request in requests)
        file.flush()
        lasting = max(1, round(seconds))
        command = [
            *("taskset", "--cpu-list", str(core), "wrk", "--threads", "1"),
            *("--connections", str(clients), "--duration", f"{lasting}s", "--timeout", "30s"),
            *("--script", str(_SCRIPT), url, "--", file.name, *(["once"] if once else [])),
        ]
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=lasting + _PATIENCE
        )
    for line in done.stdout.splitlines():
        if line.startswith("RESULT "):
            return _read(line)
    raise RuntimeError(f"wrk: {done.stderr[-1_000:]}{done.stdout[-1_000:]}")


def _read(line: str) -> Load:
    requests, microseconds, size, failed, median, p99 = map(float, line.split()[1:])
    return Load(
        int(requests), microseconds / 1e6, int(size), int(failed), median / 1_000, p99 / 1_000
    )
