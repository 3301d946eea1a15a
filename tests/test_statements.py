"""The counter of statements: what a request sends counts, what watchers send does not."""

import threading
from typing import Any

import pytest
from sqlalchemy import Engine, event

from app.db.database import Database
from app.releases.schedule.due import next_due
from tests.newsroom import EDITORIAL, Newsroom, checked
from tests.statements import counted


@pytest.mark.parametrize("path", [EDITORIAL, "/v1/themes", "/v1/releases", "/v1/releases.rss"])
def test_what_a_request_sends_is_counted(newsroom: Newsroom, path: str) -> None:
    with counted(newsroom.database) as statements:
        assert newsroom.desk.get(path).status_code == 200
    assert statements


def test_what_a_thread_sends_that_no_request_began_is_not_counted(database: Database) -> None:
    def look() -> None:
        with database.read() as session:
            assert next_due(session) is None

    with (
        counted(database) as ours,
        counted(database, by_anybody=True) as everybody,
    ):
        look()
        watcher = threading.Thread(target=look)
        watcher.start()
        watcher.join()
    assert len(ours) == 1
    assert len(everybody) == 2


def test_what_a_request_looks_up_for_everybody_is_not_counted(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked(newsroom.desk.get(EDITORIAL), 200)
    # Known for no moment: as where a machine is so slow that every request has to look.
    monkeypatch.setattr("app.releases.schedule.watch.FRESH_SECONDS", -1.0)
    everybody: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        everybody.append(statement)

    # On all engines: the look has connections of its own.
    event.listen(Engine, "before_cursor_execute", note)
    try:
        with counted(newsroom.database) as ours:
            checked(newsroom.desk.get(EDITORIAL), 200)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    looks = [sql for sql in everybody if "release.scheduled_at" in sql and sql not in ours]
    assert len(looks) == 1
