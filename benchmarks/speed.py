"""Speed: the product beside the floor, on one core, under the load of `wrk` on another.

The floor is a bare Starlette application that answers the same bytes from memory, on uvicorn with
the same flags. Every answer is first held against a model. Prints a table, keeps it in
`benchmarks/results/`, and exits with 1 when a goal is missed or an answer is wrong.

    python -m benchmarks.speed [--releases 20000] [--engine sqlite] [--only NAME] [--profile]
"""

import argparse
import shutil
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.base.settings import Settings
from benchmarks.databases import ENGINES
from benchmarks.speed_archive import archive_of
from benchmarks.speed_goals import (
    MEGABYTES,
    MILLION,
    START_SECONDS,
    WRONG,
    Row,
    at_most,
    median_rows,
    publish_row,
    share_row,
)
from benchmarks.speed_growth import measure_growth
from benchmarks.speed_load import press
from benchmarks.speed_model import count, documents, show_all
from benchmarks.speed_operations import NOT_MODIFIED, Operation, conditional, plan
from benchmarks.speed_profile import profiled
from benchmarks.speed_publish import measure_publishing
from benchmarks.speed_report import RESULTS, Run, keep, table
from benchmarks.speed_rounds import CLIENTS, Effort, Measured, measure, next_requests, tags_of
from benchmarks.speed_servers import Cores, Server, product

# From these the questions are drawn; releases of an archive are in no order.
_KNOWN = 20_000
# Whose name `--only` takes beside those of the operations.
GROWTH, PUBLISH = "growth", "publish"


@dataclass
class Bench:
    """One run over one archive."""

    given: argparse.Namespace
    settings: Settings
    folder: Path
    cores: Cores = field(default_factory=Cores.of_machine)
    measured: list[Measured] = field(default_factory=list)
    others: list[Row] = field(default_factory=list)

    @property
    def effort(self) -> Effort:
        """How long and how often."""
        return Effort(self.given.seconds, self.given.rounds)

    def wants(self, name: str) -> bool:
        """Whether `--only` leaves it in."""
        return self.given.only is None or self.given.only.lower() in name.lower()

    def run(self) -> None:
        """All that is wanted, one after the other."""
        known = list(documents(self.settings, _KNOWN))
        planned = plan(known, 20 if self.given.releases <= 50_000 else 6)
        wanted = [each for each in planned.operations if self.wants(each.name)]
        if wanted:
            print("the model looks at every document", flush=True)
            show_all(self.settings, planned.expectations)
        for ready in (True, False):
            some = [each for each in wanted if each.ready is ready]
            if some or (ready and self.wants(NOT_MODIFIED)):
                self._with_server(some, ready=ready, listed=planned.operations[0])
        if self.wants(GROWTH):
            few = Effort(max(1.0, self.given.seconds / 2), self.given.rounds)
            for row in measure_growth(
                self.given.engine, self.settings, known, self.folder, self.cores, few
            ):
                self._tell(row)
        if self.wants(PUBLISH):
            published = measure_publishing(self.given.engine, self.cores, self.effort)
            self._tell(publish_row(published, self.given.engine))

    def _with_server(self, some: list[Operation], *, ready: bool, listed: Operation) -> None:
        megabytes = None if ready else 0
        with product(
            self.settings, self.folder, self.cores.server, ready_megabytes=megabytes
        ) as server:
            big = self.given.releases >= MILLION
            if ready:
                most = START_SECONDS if big else None
                self._tell(at_most("start to first answer", server.start_seconds, most, "s"))
            for operation in some:
                self._measure(operation, server)
            if ready and self.wants(NOT_MODIFIED):
                for operation in conditional(listed, tags_of(listed, server)):
                    self._measure(operation, server)
            if ready:
                name = "resident memory after the mixed load"
                self._tell(at_most(name, server.megabytes(), MEGABYTES if big else None, "MB"))

    def _measure(self, operation: Operation, server: Server) -> None:
        found = measure(operation, server, self.folder, self.cores, self.effort)
        self.measured.append(found)
        row = share_row(found, self.given.engine, self.given.releases)
        cost = f"{row.more[0]} by CPU time" if row.more else ""
        print(f"{row.name:36} {row.figure:>6} {row.goal:8} {cost} {'' if row.held else 'MISSED'}")
        for line in found.wrong[:5]:
            print(f"  WRONG {line}")
        sys.stdout.flush()
        if self.given.profile and not found.wrong:
            seconds = self.given.seconds
            with profiled(server, operation.name, seconds):
                press(
                    server.url,
                    next_requests(operation, seconds + 2),
                    core=self.cores.load,
                    seconds=seconds + 2,
                    clients=CLIENTS,
                )

    def _tell(self, row: Row) -> None:
        self.others.append(row)
        print(f"{row.name}: {row.figure} {row.goal} {'' if row.held else 'MISSED'}", flush=True)

    def rows(self) -> Iterator[Row]:
        """All rows beside those of shares."""
        yield from median_rows(self.measured, self.given.releases)
        yield from self.others


def main() -> int:
    """Answers the exit code."""
    given = _arguments()
    # Whoever ends a run early leaves no server behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if shutil.which("wrk") is None:
        print("This needs wrk: apt-get install wrk", file=sys.stderr)
        return 2
    with archive_of(given.engine, given.releases, given.archive) as (settings, folder):
        given.releases = count(settings)
        bench = Bench(given, settings, folder)
        bench.run()
    shares = [share_row(each, given.engine, given.releases) for each in bench.measured]
    others = list(bench.rows())
    lines = list(table(shares, others))
    print("\n".join(("", *lines)))
    if given.only is None:
        run = Run(given.engine, given.releases, given.seconds, given.rounds)
        print(f"\nkept: {keep(run, lines, given.results)}")
    missed = [
        row.name
        for row in (*shares, *others)
        if not row.held and (given.goals or row.figure == WRONG)
    ]
    print(f"missed: {', '.join(missed) or 'nothing'}")
    return 1 if missed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed")
    parser.add_argument("--releases", type=int, default=20_000)
    parser.add_argument("--engine", choices=ENGINES, default="sqlite")
    parser.add_argument("--archive", type=Path, help="a SQLite file, or a folder with one")
    parser.add_argument("--only", help="a part of an operation's name, or growth, or publish")
    parser.add_argument("--seconds", type=float, default=3.0, help="of each load")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--profile", action="store_true", help="pictures of flames in var/profiles")
    parser.add_argument(
        "--no-goals", dest="goals", action="store_false", help="only wrong answers are a failure"
    )
    parser.add_argument("--results", type=Path, default=RESULTS, help="where the table is kept")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
