"""Nothing is lost and nothing comes out of order, though receivers misbehave and servers die."""

from pathlib import Path

import pytest

from app.base.settings import Settings
from app.db.database import Database
from tests.examples import examples
from tests.partners.storm import ENVIRONMENT, Size, raged


@pytest.mark.timeout(180)
def test_every_change_arrives_in_order_though_the_server_is_killed_twice(
    settings: Settings, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    changes = examples(at_hand=60, in_ci=150)
    storm = raged(settings, database, tmp_path, Size(changes=changes, subscriptions=8))
    assert storm.faults() == []
    assert len(storm.arrivals) > 8 * changes / 2
