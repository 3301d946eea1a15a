"""Lists of one release of each story beside the plain lists under the same filters.

Prints the medians of both, in the server, and their ratio: over filters that let all releases
through, and over such as readers choose. No address is asked twice. Exits with 1 when a ratio is
above BOUND.

    python -m benchmarks.one_per_story [--stories 20000] [--engine sqlite]
"""

import argparse
import asyncio
import random
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from urllib.parse import urlencode

from app.base.settings import Settings
from app.db.database import Database
from app.main import create_app
from benchmarks import archive
from benchmarks.databases import ENGINES, fresh
from benchmarks.finding import SELECTIONS, App, Timed, ask, requests

LANGUAGES = ("en", "tr", "el")
BOUND = 2.0
WARM = 10
CHOSEN = "one_per_story=true&languages=tr,en"


def of_all() -> Iterator[str]:
    """Addresses of lists that hold every release: from different days before the first one."""
    first = date(1990, 1, 1)
    for days in range(SELECTIONS + WARM):
        since = {"date_from": (first + timedelta(days=days)).isoformat()}
        yield f"/v1/releases?{urlencode(since)}"


async def time_both(app: App, addresses: list[str]) -> tuple[Timed, Timed]:
    """The plain list and the one that chooses, in turn, so that both have the machine alike."""
    plain: list[float] = []
    chosen: list[float] = []
    for address in addresses:
        # Whoever asks first looks up what the names of places mean.
        await ask(app, f"{address}&limit=1")
        for asked, seconds in ((address, plain), (f"{address}&{CHOSEN}", chosen)):
            began = time.perf_counter()
            await ask(app, asked)
            seconds.append(time.perf_counter() - began)
    return Timed.of(plain[WARM:]), Timed.of(chosen[WARM:])


async def measure(settings: Settings) -> list[float]:
    """The ratios, each printed with its medians."""
    app = create_app(settings)
    ratios = []
    filtered = islice(requests("list", random.Random(1)), SELECTIONS + WARM)
    for name, addresses in (("all releases", of_all()), ("filtered", filtered)):
        plain, chosen = await time_both(app, list(addresses))
        ratios.append(chosen.median / plain.median)
        print(
            f"  {name:13} plain {plain.median:6.2f} ms   one per story {chosen.median:6.2f} ms"
            f"   {ratios[-1]:.2f} times",
            flush=True,
        )
    app.state.database.close()
    return ratios


def main() -> int:
    """Answers the exit code."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--stories", type=int, default=20_000)
    parser.add_argument("--engine", choices=ENGINES, default="sqlite")
    given = parser.parse_args()
    with fresh(given.engine) as (settings, _):
        database = Database(settings)
        archive.fill(database, given.stories, languages=LANGUAGES)
        database.close()
        ratios = asyncio.run(measure(settings))
    return 1 if max(ratios) > BOUND else 0


if __name__ == "__main__":
    sys.exit(main())
