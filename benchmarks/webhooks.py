"""From publish to receipt: how long one event takes to 100 receivers, with a real server.

`python -m benchmarks.webhooks`. Publishes 20 releases one after the other over HTTP and measures,
for each of the 2,000 events, from the request of the publication to the arrival at the receiver.
Prints the median and the 99th percentile; exits with 1 when they miss 300 ms and 1 s.
"""

import os
import statistics
import sys
import time
from multiprocessing import Process, Queue
from pathlib import Path
from typing import Any

import httpx

from app.auth.caller import Scope
from app.auth.keys import mint_key
from app.base import clock
from app.base.settings import Settings
from app.db.database import Database
from benchmarks.databases import ENGINES, fresh
from tests.behaviour.processes.live_server import serving
from tests.newsroom import EDITORIAL
from tests.partners.storm import ENVIRONMENT
from tests.partners.storm_receiver import StormReceiver

SUBSCRIPTIONS, RELEASES = 100, 20
MEDIAN_SECONDS, SLOWEST_SECONDS = 0.3, 1.0
WORDS = "<p>Blankets and heaters for 1,200 people were handed out in Edirne this week.</p>" * 20
PATIENCE_SECONDS = 60.0


def receive(told: "Queue[int]", arrived: "Queue[list[tuple[str, float]]]", total: int) -> None:
    """Another process: takes `total` events, then tells when each arrived."""
    receiver = StormReceiver()
    receiver.is_checking = False
    with receiver.receiving():
        told.put(receiver.port)
        end = time.monotonic() + PATIENCE_SECONDS
        while len(receiver.arrivals) < total and time.monotonic() < end:
            time.sleep(0.05)
    arrived.put([(one.release_id, one.at) for one in receiver.arrivals])


def measure(settings: Settings, folder: Path) -> bool:
    """Whether the bounds held on one database."""
    told: Queue[int] = Queue()
    arrived: Queue[list[tuple[str, float]]] = Queue()
    total = SUBSCRIPTIONS * RELEASES
    process = Process(target=receive, args=(told, arrived, total))
    process.start()
    port = told.get(timeout=30)
    with Database(settings) as database, database.write() as session:
        scopes = [Scope.SYNDICATE, Scope.PUBLISH]
        key = mint_key(session, name="bench", scopes=scopes, at=clock.now()).text
    with serving(settings, folder) as server:
        headers = {"Authorization": f"Bearer {key}"}
        with httpx.Client(
            base_url=server.url, headers=headers, timeout=60, trust_env=False
        ) as client:
            _subscribe(client, port)
            published = _publish(client)
        found = arrived.get(timeout=PATIENCE_SECONDS + 10)
    process.join()
    return _report(settings, published, found, total)


def _subscribe(client: httpx.Client, port: int) -> None:
    for number in range(SUBSCRIPTIONS):
        url = f"http://127.0.0.1:{port}/{number}"
        client.post("/v1/subscriptions", json={"url": url}).raise_for_status()
    while {one["state"] for one in client.get("/v1/subscriptions").json()["data"]} != {"active"}:
        time.sleep(0.2)


def _publish(client: httpx.Client) -> dict[str, float]:
    """When the publication of each release was asked for."""
    published = {}
    for number in range(RELEASES):
        given = {"title": f"Winter supplies, part {number}", "body_html": WORDS}
        made: dict[str, Any] = client.post(EDITORIAL, json=given).json()
        tag = {"If-Match": made["etag"]}
        published[made["id"]] = time.time()
        client.post(f"{EDITORIAL}/{made['id']}/publish", headers=tag).raise_for_status()
        time.sleep(1.0)
    return published


def _report(
    settings: Settings,
    published: dict[str, float],
    found: list[tuple[str, float]],
    total: int,
) -> bool:
    took = sorted(at - published[release_id] for release_id, at in found)
    median = statistics.median(took)
    slowest = took[int(len(took) * 0.99)]
    engine = settings.database_url.partition(":")[0]
    print(
        f"{engine}: {len(took)} of {total} events, from publish to receipt: median"
        f" {median * 1000:.0f} ms, 99th percentile {slowest * 1000:.0f} ms"
    )
    return len(took) == total and median < MEDIAN_SECONDS and slowest < SLOWEST_SECONDS


def main() -> int:
    """Measure on each database; 0 when every bound held."""
    os.environ.update(ENVIRONMENT)
    held = True
    for engine in ENGINES:
        with fresh(engine) as (settings, folder):
            held = measure(settings, folder) and held
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
