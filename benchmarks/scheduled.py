"""1,000 releases for one instant and three server processes: each public once, in time, none early.

Asks all three for the total of their lists without a pause. Prints when the first and the last
release was seen; exits with 1 when one was seen before the instant, when not all were there 2 s
after it, or when one became public twice.
"""

import sys
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx
from sqlmodel import select

from app.base import clock
from app.base.ids import new_id
from app.base.settings import Settings
from app.changes.models import Change
from app.db.database import Database
from app.releases.acts import workflow
from app.releases.audit import Actor
from app.releases.content import Content, ThemeAssignment
from app.releases.models import PublicAct, Release
from benchmarks.databases import ENGINES, fresh
from tests.behaviour.processes.live_server import LiveServer, serving

RELEASES = 1_000
SERVERS = 3
AHEAD = timedelta(seconds=6)
MOST_SECONDS = 2.0
WATCHED = timedelta(seconds=6)
WORDS = "<p>Blankets and heaters for 1,200 people were handed out in Edirne this week.</p>" * 20


@dataclass
class Sightings:
    """What one server's list told: moments, counted in seconds from the instant, and totals."""

    at: datetime
    seen: list[tuple[float, int]] = field(default_factory=list)

    def watch(self, server: LiveServer) -> None:
        """Ask for the total until well after the instant."""
        address = f"{server.url}/v1/releases?limit=1"
        with httpx.Client(trust_env=False, timeout=60) as client:
            while (now := clock.now()) < self.at + WATCHED:
                total = client.get(address).json()["meta"]["total"]
                self.seen.append(((clock.now() - self.at).total_seconds(), total))
                if total == RELEASES:
                    return
                time.sleep(0.02 if now > self.at - timedelta(seconds=1) else 0.1)

    @property
    def early(self) -> int:
        """The most that was told before the instant."""
        return max((total for at, total in self.seen if at < 0), default=0)

    def when(self, total: int) -> float:
        """When so many were told first; for ever when they never were."""
        return min((at for at, told in self.seen if told >= total), default=float("inf"))


def schedule(database: Database, at: datetime) -> None:
    """Put all releases into the database, scheduled for `at`."""
    by = Actor("bench", clock.now())
    with database.write() as session:
        for number in range(RELEASES):
            content = Content(
                title=f"Winter supplies, part {number}",
                body_html=WORDS,
                locations=("geonames:747712",),
                themes=(ThemeAssignment(id="health"),),
            )
            release = workflow.draft(session, new_id(), content, by)
            workflow.schedule(session, release, at, by)


def measure(settings: Settings, servers: list[LiveServer]) -> bool:
    """Whether everything held."""
    database = Database(settings)
    at = clock.now() + timedelta(minutes=10)
    started = time.perf_counter()
    schedule(database, at)
    print(f"  {RELEASES} scheduled in {time.perf_counter() - started:.1f} s")
    at = clock.now() + AHEAD
    move(database, at)
    sightings = [Sightings(at) for _ in servers]
    threads = [
        threading.Thread(target=sighting.watch, args=(server,))
        for sighting, server in zip(sightings, servers, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    first = min(sighting.when(1) for sighting in sightings)
    last = max(sighting.when(RELEASES) for sighting in sightings)
    early = max(sighting.early for sighting in sightings)
    once = published_once(database)
    database.close()
    polls = sum(len(sighting.seen) for sighting in sightings)
    print(f"  first seen {first:+.3f} s, all seen on all servers {last:+.3f} s, {polls} polls")
    print(f"  seen before the instant: {early}; each once: {'yes' if once else 'NO'}")
    return early == 0 and last <= MOST_SECONDS and once


def move(database: Database, at: datetime) -> None:
    """Give all releases the instant `at`: filling the database took a while of its own."""
    by = Actor("bench", clock.now())
    with database.write() as session:
        for release in session.exec(select(Release)):
            workflow.move_instant(session, release, at, by)


def published_once(database: Database) -> bool:
    """Whether the log and the history have each release once."""
    with database.read() as session:
        facts = list(session.exec(select(Change.release_id)))
        acts = list(session.exec(select(PublicAct.release_id)))
    return all(len(rows) == len(set(rows)) == RELEASES for rows in (facts, acts))


def main() -> int:
    """Both engines, one after the other."""
    held = True
    for engine in ENGINES:
        print(engine)
        with fresh(engine) as (settings, folder), ExitStack() as stack:
            servers = [
                stack.enter_context(serving(settings, folder, f"server-{number}"))
                for number in range(SERVERS)
            ]
            held = measure(settings, servers) and held
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
