"""`kill -9` of a server under a write load, fifty times on each engine.

Exits with 1 unless every answered save is there, no release is written by half, and the read model
equals its rebuild.
"""

import sys
import time

from app.db.database import Database
from benchmarks.databases import ENGINES, fresh
from tests.behaviour.processes.killing import killed_under_load
from tests.behaviour.processes.wreckage import differs_from_its_rebuild, halves, lost, public_count

KILLS = 50


def measure(engine: str) -> bool:
    """Whether everything held on `engine`."""
    started = time.perf_counter()
    with fresh(engine) as (settings, folder):
        database = Database(settings)
        load = killed_under_load(settings, database, folder, KILLS)
        with database.write() as session:
            gone, broken = list(lost(session, load.answers)), list(halves(session))
            public = public_count(session)
            differs = differs_from_its_rebuild(session, settings)
        database.close()
    seconds = time.perf_counter() - started
    print(f"{engine}: {KILLS} kills in {seconds:.0f} s, {len(load.answers)} answered saves,")
    print(f"  {public} public releases, {len(load.faults)} unexpected answers;")
    print(f"  lost: {len(gone)}, written by half: {len(broken)}, differs from rebuild: {differs}")
    for line in (*load.faults[:5], *gone[:5], *broken[:5]):
        print(f"  {line}")
    return not (load.faults or gone or broken or differs)


if __name__ == "__main__":
    held = {engine: measure(engine) for engine in ENGINES}
    sys.exit(0 if all(held.values()) else 1)
