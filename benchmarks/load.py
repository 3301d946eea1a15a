"""Everybody at once on one SQLite file: two servers, 20 writers, an import, ten readers.

Prints how long writers and readers waited; exits with 1 when a POST was answered by anything but
201, or 503 with Retry-After, when a release is missing or there is one too many, when a reader had
an error, or when readers waited longer than their bound.
"""

import os
import statistics
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

import httpx
from sqlmodel import func, select

from app.auth.caller import Scope
from app.auth.keys import mint_key
from app.base import clock
from app.base.settings import Settings
from app.db.database import Database
from app.releases.models import Release
from benchmarks.databases import fresh
from benchmarks.import_page import RELEASES_OF_SAMPLE, page
from tests.behaviour.processes.live_server import serving

ROUNDS = 3
SERVERS = 2
WRITERS, POSTS = 20, 25
READERS = 10
COPIES = 63
IMPORTED = COPIES * RELEASES_OF_SAMPLE
MOST_SECONDS = 1.0  # for 95 of 100 readings
LISTS = ("/v1/releases", "/v1/releases?location=TR&limit=100", "/v1/changes?since=0")


@dataclass
class Round:
    """What was seen in one round; times in seconds."""

    urls: list[str]
    key: str
    wrong: list[str] = field(default_factory=list)
    made: int = 0
    refused: int = 0
    writing: list[float] = field(default_factory=list)
    reading: list[float] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def write(self, number: int) -> None:
        """One writer's releases, without a pause."""
        url = self.urls[number % len(self.urls)]
        headers = {"Authorization": f"Bearer {self.key}"}
        with httpx.Client(base_url=url, headers=headers, trust_env=False, timeout=60) as client:
            for post in range(POSTS):
                body = {"title": f"Release {number} {post}", "body_text": "Blankets. " * 200}
                began = time.perf_counter()
                answer = client.post("/v1/editorial/releases", json=body)
                self.count(answer, time.perf_counter() - began)

    def count(self, answer: httpx.Response, seconds: float) -> None:
        """Note the answer to one POST."""
        with self.lock:
            self.writing.append(seconds)
            if answer.status_code == httpx.codes.CREATED:
                self.made += 1
            elif answer.status_code == httpx.codes.SERVICE_UNAVAILABLE and (
                answer.headers.get("retry-after", "").isdigit()
            ):
                self.refused += 1
            else:
                self.wrong.append(f"POST: {answer.status_code} {answer.text[:200]}")

    def read(self, number: int) -> None:
        """One reader's lists, until the writers are through."""
        url = self.urls[number % len(self.urls)]
        with httpx.Client(base_url=url, trust_env=False, timeout=60) as client:
            for address in cycle(LISTS):
                if self.over.is_set():
                    return
                began = time.perf_counter()
                answer = client.get(address)
                with self.lock:
                    self.reading.append(time.perf_counter() - began)
                    if answer.status_code != httpx.codes.OK:
                        self.wrong.append(f"GET {address}: {answer.status_code}")


def import_page(settings: Settings, folder: Path) -> str | None:
    """Import and publish a page beside the servers; answers what went wrong."""
    source = folder / "page.txt"
    source.write_text(page(COPIES), encoding="utf-8")
    done = subprocess.run(
        [Path(sys.executable).with_name("dateline"), "import", "page", source, "--publish"],
        env=os.environ | {"DATELINE_DATABASE_URL": settings.database_url},
        capture_output=True,
        text=True,
        check=False,
    )
    return None if done.returncode == 0 else f"import: {done.stderr[-500:]}"


def run(settings: Settings, folder: Path, urls: list[str], key: str) -> Round:
    """One round over an empty database."""
    seen = Round(urls, key)
    readers = ThreadPoolExecutor(READERS)
    reading = [readers.submit(seen.read, number) for number in range(READERS)]
    with ThreadPoolExecutor(WRITERS + 1) as writers:
        importing = writers.submit(import_page, settings, folder)
        writing = [writers.submit(seen.write, number) for number in range(WRITERS)]
    seen.over.set()
    readers.shutdown()
    for future in (*reading, *writing):
        if error := future.exception():
            seen.wrong.append(repr(error))
    if wrong := importing.result():
        seen.wrong.append(wrong)
    return seen


def measure() -> bool:
    """Whether one round held."""
    with fresh("sqlite") as (settings, folder), ExitStack() as stack:
        servers = [
            stack.enter_context(serving(settings, folder, f"server-{number}"))
            for number in range(SERVERS)
        ]
        database = Database(settings)
        with database.write() as session:
            scopes = [Scope.WRITE]
            key = mint_key(session, name="load", scopes=scopes, at=clock.now()).text
        seen = run(settings, folder, [server.url for server in servers], key)
        with database.read() as session:
            rows = session.exec(select(func.count()).select_from(Release)).one()
        database.close()
    late = statistics.quantiles(seen.reading, n=20)[-1]
    print(
        f"  POSTs: {seen.made} made, {seen.refused} told to come back,"
        f" slowest {max(seen.writing):.2f} s\n"
        f"  releases: {rows} of {seen.made + IMPORTED}\n"
        f"  readings: {len(seen.reading)}, 95 of 100 within {late:.2f} s"
        f" (at most {MOST_SECONDS:.0f} s)"
    )
    for line in seen.wrong[:10]:
        print(f"  WRONG {line}")
    return not seen.wrong and rows == seen.made + IMPORTED and late <= MOST_SECONDS


def main() -> int:
    """All rounds."""
    held = True
    for number in range(1, ROUNDS + 1):
        print(f"round {number}")
        held = measure() and held
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
