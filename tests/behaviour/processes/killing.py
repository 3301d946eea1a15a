"""A server that is killed again and again while editors write to it."""

import random
import time
from pathlib import Path

from app.auth.caller import Scope
from app.auth.keys import mint_key
from app.base import clock
from app.base.settings import Settings
from app.db.database import Database
from app.releases.schedule.due import next_due
from tests.behaviour.processes.live_server import serving
from tests.behaviour.processes.write_load import WriteLoad
from tests.waiting import until


def killed_under_load(
    settings: Settings, database: Database, folder: Path, kills: int
) -> WriteLoad:
    """A write load on a server that was killed so often, and then caught up with what was due."""
    with database.write() as session:
        key = mint_key(session, name="load", scopes=[Scope.PUBLISH], at=clock.now()).text
    pause = random.Random(1)
    with serving(settings, folder) as server:
        load = WriteLoad(server.url, key)
        load.start()
        try:
            for _ in range(kills):
                time.sleep(pause.uniform(0.2, 1.2))
                server.kill()
                server.start()
            time.sleep(0.5)
        finally:
            load.stop()
        until(lambda: not _waits(database))
    return load


def _waits(database: Database) -> bool:
    with database.read() as session:
        return next_due(session) is not None
