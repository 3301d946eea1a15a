"""Lists never asked before, by one worker and by two: what a second process adds on two cores.

Needs Linux, two cores and `wrk`. The servers may run on all cores, and so may the load, which is
small beside them. Prints lists a second for each number of workers and their ratio, and exits with
1 when the ratio is below `LEAST`.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import httpx

from app.base.settings import Settings
from benchmarks.speed_archive import archive_of
from benchmarks.speed_load import Request, press
from benchmarks.speed_model import documents
from benchmarks.speed_questions import LIST, Questions, to
from benchmarks.speed_servers import AS_IN_THE_IMAGE, Cores, free_port

LEAST = 1.7
CLIENTS = 16
# Releases that selections are drawn from.
_KNOWN = 2_000
# More lists than any machine answers in a second.
_A_SECOND = 4_000
_START_SECONDS = 60.0


@contextmanager
def serving(settings: Settings, folder: Path, workers: int) -> Iterator[str]:
    """`dateline serve --workers` on a free port, until every worker has answered."""
    port = free_port()
    command = [str(Path(sys.executable).with_name("dateline")), "serve", "--port", str(port)]
    with (folder / f"workers-{workers}.log").open("ab") as output:
        process = subprocess.Popen(
            [*command, "--workers", str(workers)],
            env={
                **os.environ,
                **AS_IN_THE_IMAGE,
                "DATELINE_DATABASE_URL": settings.database_url,
                "DATELINE_PUBLIC_URL": f"http://127.0.0.1:{port}",
            },
            stdout=output,
            stderr=output,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait(url)
            yield url
        finally:
            process.terminate()
            process.wait(timeout=60)


def _wait(url: str) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        try:
            if httpx.get(f"{url}{LIST}", trust_env=False).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise RuntimeError("the server does not answer")


def lists(questions: Iterator[dict[str, str]], seconds: float) -> list[Request]:
    """Returns enough lists for `seconds`, none of them asked before."""
    return [to(LIST, given) for given in islice(questions, int(seconds * _A_SECOND))]


def main() -> int:
    """Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.workers")
    parser.add_argument("--releases", type=int, default=20_000)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each load")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    core = Cores.of_machine().load
    rates: dict[int, list[float]] = {1: [], 2: []}
    with archive_of("sqlite", given.releases, None) as (settings, folder):
        known = list(islice(documents(settings, _KNOWN), _KNOWN))
        for turn in range(given.rounds):
            for workers, found in rates.items():
                with serving(settings, folder, workers) as url:
                    # The first second wakes every worker.
                    loads = [
                        press(
                            url,
                            lists(Questions(known, seed=turn * 10 + workers).filters(), seconds),
                            core=core,
                            seconds=seconds,
                            clients=CLIENTS,
                            once=True,
                        )
                        for seconds in (1.0, given.seconds)
                    ]
                    found.append(loads[-1].rate)
                    print(f"{workers} workers: {loads[-1].rate:,.0f} lists a second", flush=True)
    one, two = (statistics.median(found) for found in rates.values())
    print(f"two workers answer {two / one:.2f} times what one does; at least {LEAST} is wanted")
    return 0 if two / one >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main())
