"""Many processes and many readers at one instant: each release becomes public once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier
from typing import TypeVar

import pytest
from sqlmodel import Session, select

from app.base.ids import new_id
from app.base.settings import Settings
from app.changes.models import Change
from app.db.database import Database
from app.published.models import PublishedRelease
from app.releases.acts import workflow
from app.releases.audit import Actor
from app.releases.content import Content
from app.releases.models import PublicAct
from app.releases.schedule.due import publish_due
from app.releases.schedule.watch import DueWatch
from tests.behaviour.clock import HOUR, Clock, T, instant
from tests.newsroom import EDITORIAL, Newsroom
from tests.waiting import PATIENCE_SECONDS

PROCESSES = 10
RELEASES = 40
Result = TypeVar("Result")


def schedule(session: Session, count: int) -> None:
    by = Actor("key:test", T - HOUR)
    for number in range(count):
        content = Content(title=f"Number {number}", body_html="<p>Words.</p>")
        workflow.schedule(session, workflow.draft(session, new_id(), content, by), T, by)


def at_once(works: list[Callable[[], Result]]) -> list[Result]:
    """The results of all, begun at the same moment in a thread each."""
    start = Barrier(len(works))

    def begin(work: Callable[[], Result]) -> Result:
        start.wait(timeout=PATIENCE_SECONDS)
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(begin, works))


def test_ten_that_publish_at_once_publish_each_release_once(
    settings: Settings, database: Database
) -> None:
    with database.write() as session:
        schedule(session, RELEASES)
    processes = [Database(settings) for _ in range(PROCESSES)]

    def publish(process: Database) -> int:
        with process.write() as session:
            return publish_due(session, T, settings.zone)

    counts = at_once([partial(publish, process) for process in processes])
    assert sorted(counts) == [0] * (PROCESSES - 1) + [RELEASES]
    with database.read() as session:
        facts, acts = session.exec(select(Change)).all(), session.exec(select(PublicAct)).all()
        public = session.exec(select(PublishedRelease)).all()
    assert len(public) == RELEASES
    for rows in (facts, acts):
        assert len(rows) == len({row.release_id for row in rows}) == RELEASES
    for process in processes:
        process.close()


def test_readers_of_ten_processes_all_see_what_is_due(
    settings: Settings, database: Database
) -> None:
    with database.write() as session:
        schedule(session, RELEASES)
    processes = [Database(settings) for _ in range(PROCESSES)]

    def read(process: Database) -> int:
        # A reader of a slow machine gives up after a second, and is right to: here all must wait.
        DueWatch(process, settings.zone, lambda: T, PATIENCE_SECONDS).catch_up()
        with process.read() as session:
            return len(session.exec(select(PublishedRelease.id)).all())

    counts = at_once([partial(read, process) for process in processes])
    assert counts == [RELEASES] * PROCESSES
    for process in processes:
        process.close()


@pytest.mark.parametrize("tag", [None, "*"])
def test_of_two_who_publish_at_once_one_wins_and_one_is_told_why(
    newsroom: Newsroom, tag: str | None
) -> None:
    draft = newsroom.draft()
    address = f"{EDITORIAL}/{draft['id']}/publish"
    headers = {"If-Match": tag or draft["etag"]}
    answers = at_once([lambda: newsroom.desk.post(address, headers=headers)] * 2)
    won, told = sorted(answers, key=lambda answer: answer.status_code)
    assert (won.status_code, told.status_code) == (200, 409)
    assert told.json()["state"] == "published"
    assert "cannot publish" in told.json()["detail"]
    assert len(newsroom.api.get("/v1/changes").json()["data"]) == 1


def test_who_publishes_by_hand_at_the_instant_and_the_schedule_do_not_both(
    newsroom: Newsroom,
) -> None:
    clock = Clock(newsroom.app)
    planned = newsroom.act(newsroom.draft(), "schedule", at=instant(T + HOUR))
    clock.at = T + HOUR + timedelta(seconds=1)
    address = f"{EDITORIAL}/{planned['id']}/publish"
    headers = {"If-Match": planned["etag"]}
    at_once(
        [
            lambda: newsroom.desk.post(address, headers=headers),
            lambda: newsroom.api.get("/v1/releases"),
            lambda: newsroom.api.get("/v1/changes"),
        ]
    )
    facts = newsroom.api.get("/v1/changes").json()["data"]
    assert [fact["kind"] for fact in facts] == ["published"]
