"""2,000 changes for 50 subscriptions whose receivers misbehave; the server is killed twice.

`python -m benchmarks.webhook_storm [changes] [subscriptions]`, on each database. Exits with 1 when
an event is lost, comes out of order within its release, is not signed, or has two ids.
"""

import os
import sys
from pathlib import Path

from app.base.settings import Settings
from app.db.database import Database
from benchmarks.databases import ENGINES, fresh
from tests.partners.storm import ENVIRONMENT, Size, raged

CHANGES, SUBSCRIPTIONS = 2_000, 50
PATIENCE_SECONDS = 1_200.0


def main() -> int:
    """Let it rage on each database; 0 when all was as promised."""
    changes, subscriptions = (
        int(sys.argv[place]) if len(sys.argv) > place else default
        for place, default in ((1, CHANGES), (2, SUBSCRIPTIONS))
    )
    os.environ.update(ENVIRONMENT)
    size = Size(changes, subscriptions, patience_seconds=PATIENCE_SECONDS)
    missed = 0
    for engine in ENGINES:
        with fresh(engine) as (settings, folder):
            missed += _rage(settings, folder, size)
    return missed


def _rage(settings: Settings, folder: Path, size: Size) -> int:
    with Database(settings) as database:
        storm = raged(settings, database, folder, size)
    faults = storm.faults()
    engine = settings.database_url.partition(":")[0]
    accepted = sum(one.is_accepted for one in storm.arrivals)
    print(
        f"{engine}: {size.changes} changes, {size.subscriptions} subscriptions, killed"
        f" {size.kills} times: {len(storm.arrivals)} arrivals, {accepted} accepted,"
        f" {storm.duplicates} of them twice, in {storm.seconds:.0f} s; {len(faults)} faults"
    )
    for fault in faults[:20]:
        print(f"  {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
