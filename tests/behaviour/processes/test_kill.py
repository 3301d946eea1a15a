"""A server that is killed with `kill -9` under a write load loses nothing that it answered.

`python -m benchmarks.kill` does the same fifty times on each engine, in CI too.
"""

from pathlib import Path

from app.base.settings import Settings
from app.db.database import Database
from app.releases.schedule.due import next_due
from tests.behaviour.processes.killing import killed_under_load
from tests.behaviour.processes.wreckage import differs_from_its_rebuild, halves, lost, public_count
from tests.examples import examples

KILLS = examples(at_hand=1, in_ci=3)


def test_answered_saves_survive_kill_9(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    load = killed_under_load(settings, database, tmp_path, KILLS)
    assert load.faults == []
    assert len(load.answers) > KILLS
    with database.write() as session:
        assert list(lost(session, load.answers)) == []
        assert list(halves(session)) == []
        assert next_due(session) is None
        assert public_count(session) > 0
        assert not differs_from_its_rebuild(session, settings)
