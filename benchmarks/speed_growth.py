"""Growth: the same lists and single reads over 1,000 releases and over a big archive, in turn."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median

import httpx

from app.base.settings import Settings
from benchmarks.speed_archive import archive_of
from benchmarks.speed_goals import GROWTH, Row, at_most
from benchmarks.speed_load import Request, press
from benchmarks.speed_model import Document, documents
from benchmarks.speed_operations import Operation, growing
from benchmarks.speed_questions import LIST
from benchmarks.speed_rounds import Effort, next_requests
from benchmarks.speed_servers import Cores, Server, product

SMALL = 1_000
# Page 5,000 of 20 begins here.
_DEEP = 100_000 - 20
_STEP = 100


def measure_growth(
    engine: str,
    settings: Settings,
    known: Sequence[Document],
    folder: Path,
    cores: Cores,
    effort: Effort,
) -> Iterator[Row]:
    """How many times as long each takes over the archive of `settings` as over the small one."""
    with ExitStack() as stack:
        small, beside = stack.enter_context(archive_of(engine, SMALL, None))
        few = list(documents(small))
        both: list[tuple[Server, list[Operation]]] = []
        for each, some, place in ((small, few, beside), (settings, known, folder)):
            server = stack.enter_context(product(each, place, cores.server, ready_megabytes=0))
            both.append((server, growing(some, deep_page(server))))
        for at in range(len(both[0][1])):
            times: list[list[float]] = [[], []]
            for _ in range(effort.rounds):
                for (server, operations), seen in zip(both, times, strict=True):
                    seen.append(_median_ms(server, operations[at], cores, effort))
            less, more = map(median, times)
            name = f"{both[0][1][at].name}: {less:.2f} ms over {SMALL:,}, {more:.2f} ms; growth"
            yield at_most(name, more / less, GROWTH, "times")


def deep_page(server: Server) -> Request:
    """Page 5,000 of 20, or the last whole page of a smaller archive."""
    with httpx.Client(base_url=server.url, trust_env=False, timeout=60) as client:
        page = client.get(LIST, params={"limit": 1, "fields": "id"}).json()
        left = min(page["meta"]["total"] - 20, _DEEP)
        cursor = None
        while left > 0:
            asked = {"limit": str(min(left, _STEP)), "fields": "id"}
            if cursor:
                asked["cursor"] = cursor
            page = client.get(LIST, params=asked).json()
            cursor = httpx.URL(page["links"]["next"]).params["cursor"]
            left -= _STEP
    return Request(f"{LIST}?limit=20&cursor={cursor}" if cursor else f"{LIST}?limit=20")


def _median_ms(server: Server, operation: Operation, cores: Cores, effort: Effort) -> float:
    load = press(
        server.url,
        next_requests(operation, effort.seconds),
        core=cores.load,
        seconds=effort.seconds,
        clients=1,
    )
    if load.failed:
        raise SystemExit(f"{operation.name}: {load.failed} requests failed")
    return load.median_ms
