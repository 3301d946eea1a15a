"""Lists, facets and search over a big archive, never asked before, in one process.

Prints the median and the 95th percentile of each, in the server: from the request's arrival at the
application to the last byte of its answer, without a socket. Exits with 1 when a median misses its
bound, or when lists take more than GROWTH times as long over the big archive as over the small one.

    python -m benchmarks.finding [--small 20000] [--big 200000] [--engine sqlite]
"""

import argparse
import asyncio
import random
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from starlette.types import Message

from app.base.settings import Settings
from app.db.database import Database
from app.main import create_app
from benchmarks import archive
from benchmarks.databases import ENGINES, fresh

SELECTIONS = 200
BOUNDS = {"list": 3.0, "facets": 15.0, "search": 15.0}  # ms, at the median over the big archive
GROWTH = 1.5
_CITIES = 200
App = Callable[..., Awaitable[None]]


@dataclass(frozen=True)
class Timed:
    """Milliseconds of many requests."""

    median: float
    high: float

    @classmethod
    def of(cls, seconds: list[float]) -> "Timed":
        """Of what was measured."""
        ordered = sorted(each * 1_000 for each in seconds)
        return cls(statistics.median(ordered), ordered[int(len(ordered) * 0.95)])


def filters(chance: random.Random) -> Iterator[dict[str, str]]:
    """Selections as readers choose them: one to three filters, of every kind and width."""
    places = [*archive.COUNTRIES, "145", "150", "202", "edirne", "damascus", "kharkiv", "bogota"]
    themes = ["health", "children", "protection-rights", "migration-displacement", "education"]
    while True:
        year = chance.randint(2012, 2026)
        every: list[dict[str, str]] = [
            {"location": chance.choice(places)},
            {"theme": chance.choice(themes)},
            {"date": f"{year}-{chance.randint(1, 12):02}"},
            {"date": str(year)},
            {"language": chance.choice(("en", "fr", "ar"))},
            {"kind": chance.choice(("statement", "event"))},
            {"organisation": f"organisation-{chance.randrange(archive.ORGANISATIONS)}"},
            {"near": f"{chance.uniform(-10, 55):.2f},{chance.uniform(-10, 90):.2f},500"},
        ]
        chosen: dict[str, str] = {}
        for each in chance.sample(every, chance.randint(1, 3)):
            chosen |= each
        yield chosen


def requests(kind: str, chance: random.Random) -> Iterator[str]:
    """Addresses of one kind, no two alike."""
    seen = set()
    for chosen in filters(chance):
        asked = dict(chosen)
        if kind == "search":
            # From the hundredth most frequent word on: nobody searches for «the» and «of».
            ranks = [int(100 * 200 ** chance.random()) for _ in range(2)]
            asked["q"] = " ".join(archive.word(rank) for rank in ranks)
        path = "/v1/releases/facets" if kind == "facets" else "/v1/releases"
        address = f"{path}?{urlencode(asked)}"
        if address not in seen:
            seen.add(address)
            yield address


async def ask(app: App, address: str) -> bytes:
    """The body of an answer with 200; all within this task and its threads."""
    path, _, query = address.partition("?")
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"host", b"localhost")],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    parts: list[bytes] = []
    status = 0

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        nonlocal status
        status = message.get("status", status)
        parts.append(message.get("body", b""))

    await app(scope, receive, send)
    if status != 200:
        raise SystemExit(f"{address}: {status} {b''.join(parts)[:500]!r}")
    return b"".join(parts)


async def time_all(app: App, addresses: list[str]) -> Timed:
    """Each address once."""
    seconds = []
    for address in addresses:
        began = time.perf_counter()
        await ask(app, address)
        seconds.append(time.perf_counter() - began)
    return Timed.of(seconds)


async def measure(settings: Settings) -> dict[str, Timed]:
    """The three kinds of requests, after one of each kind that warms nothing but the process."""
    app = create_app(settings)
    chance = random.Random(1)
    found = {}
    for kind in BOUNDS:
        addresses = list(islice(requests(kind, chance), SELECTIONS + 5))
        for address in addresses[:5]:
            await ask(app, address)
        found[kind] = await time_all(app, addresses[5:])
    app.state.database.close()
    return found


def run(engine: str, count: int) -> dict[str, Timed]:
    """Make an archive and measure it."""
    with fresh(engine) as (settings, _):
        database = Database(settings)
        began = time.perf_counter()
        archive.fill(database, count)
        database.close()
        print(f"{count} releases made in {time.perf_counter() - began:.0f} s", flush=True)
        found = asyncio.run(measure(settings))
    for kind, timed in found.items():
        print(
            f"  {kind:8} median {timed.median:7.2f} ms   95 of 100 {timed.high:7.2f} ms", flush=True
        )
    return found


def main() -> int:
    """Answers the exit code."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--small", type=int, default=20_000)
    parser.add_argument("--big", type=int, default=200_000)
    parser.add_argument("--engine", choices=ENGINES, default="sqlite")
    given = parser.parse_args()
    small, big = run(given.engine, given.small), run(given.engine, given.big)
    missed = [kind for kind, bound in BOUNDS.items() if big[kind].median > bound]
    growth = big["list"].median / small["list"].median
    print(f"growth of lists {growth:.2f}; missed: {', '.join(missed) or 'nothing'}")
    return 1 if missed or growth > GROWTH else 0


if __name__ == "__main__":
    sys.exit(main())
