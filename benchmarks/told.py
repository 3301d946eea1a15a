"""2,000 random histories of releases and webhooks, against a model of who must be told what.

`python -m benchmarks.told [histories]`, on each database. Exits with 1 when a receiver that was
sent a text was not told of its correction or withdrawal, was told late or in a wrong order, or when
the reach of a release says anything else than what the receiver has.
"""

import logging
import sys
import time

from app.db.database import Database
from benchmarks.databases import ENGINES, fresh
from tests.partners.told import told

HISTORIES = 2_000
# Histories in one world share its releases.
SUBSCRIPTIONS, TICKS = 10, 12
# The first seeds are those of the suite.
FIRST_SEED = 100


def main() -> int:
    """Live through them on each database; 0 when everybody was told."""
    histories = int(sys.argv[1]) if len(sys.argv) > 1 else HISTORIES
    logging.disable(logging.WARNING)
    missed = 0
    for engine in ENGINES:
        with fresh(engine) as (settings, _), Database(settings) as database:
            begun = time.monotonic()
            worlds = range(FIRST_SEED, FIRST_SEED + histories // SUBSCRIPTIONS)
            faults = told(database, worlds, SUBSCRIPTIONS, TICKS)
        took = time.monotonic() - begun
        print(f"{engine}: {histories} histories in {took:.0f} s; {len(faults)} faults")
        for fault in faults[:20]:
            print(f"  {fault[:1_000]}")
        missed += bool(faults)
    return missed


if __name__ == "__main__":
    sys.exit(main())
