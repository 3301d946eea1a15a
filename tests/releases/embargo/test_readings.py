"""That a reading does not wait for the audit log, and that none is lost in silence."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlmodel import col, select, text
from structlog.testing import capture_logs

from app.auth.audit import entry
from app.auth.caller import Scope
from app.auth.models import AuditEntry
from app.base import clock
from app.db.database import Database
from app.releases.embargo import readings
from tests.newsroom import EDITORIAL, Newsroom, checked

AT = "2999-01-01T00:00:00Z"


@contextmanager
def locked(database: Database) -> Iterator[None]:
    """While another transaction has what a writer of the audit log needs."""
    with database.write() as session:
        if database.is_sqlite:
            session.execute(text("SELECT 1"))
        else:
            session.execute(text("LOCK TABLE audit_entry IN EXCLUSIVE MODE"))
        yield


def test_a_reading_is_answered_while_the_audit_log_is_locked_and_written_when_it_is_free(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readings, "PATIENCE_SECONDS", 0.05)
    monkeypatch.setattr(readings, "PAUSES", (0.05,) * 400)
    release = newsroom.act(newsroom.draft(), "schedule", at=AT)
    partner = newsroom.as_key(Scope.EMBARGO)
    address = f"/v1/embargoed/releases/{release['id']}"
    statuses: list[int] = []
    reading = threading.Thread(target=lambda: statuses.append(partner.get(address).status_code))
    with locked(newsroom.database):
        # The client of the tests waits for what is done after the answer too.
        reading.start()
        reading.join(0.3)
        assert reading.is_alive()
    reading.join()
    assert statuses == [200]
    with newsroom.database.read() as session:
        asked = select(AuditEntry).where(col(AuditEntry.act) == readings.ACT)
        assert [row.subject_id for row in session.exec(asked)] == [release["id"]]


def test_a_reading_that_cannot_be_written_stands_in_the_servers_log(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readings, "PATIENCE_SECONDS", 0.05)
    monkeypatch.setattr(readings, "PAUSES", (0.01,))
    read = entry(
        at=clock.now(),
        principal="key:one",
        act=readings.ACT,
        subject=("release", "some-release"),
        details={"revision": 3},
    )
    with locked(database), capture_logs() as logs:
        asyncio.run(readings.write_readings(database, [read]))
    (told,) = [line for line in logs if line["event"] == "readings not written"]
    assert told["log_level"] == "error"
    (one,) = told["entries"]
    assert (one["principal"], one["subject_id"]) == ("key:one", "some-release")
    assert one["details"] == '{"revision": 3}'


def test_who_asks_again_causes_no_write(newsroom: Newsroom) -> None:
    release = newsroom.act(newsroom.draft(), "schedule", at=AT)
    partner = newsroom.as_key(Scope.EMBARGO)
    address = f"/v1/embargoed/releases/{release['id']}"
    checked(partner.get(address), 200)
    with locked(newsroom.database):
        checked(partner.get(address), 200)
    assert newsroom.desk.get(f"{EDITORIAL}/{release['id']}/audit").text.count(readings.ACT) == 1
