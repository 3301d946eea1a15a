"""A CDN that keeps public answers is told what every fact makes stale: soon, once, and surely."""

import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from pydantic import AnyHttpUrl, SecretStr
from sqlmodel import select

from app.base import clock
from app.base.backoff import JITTER
from app.base.settings import Settings
from app.cdn.models import PurgePosition
from app.cdn.purge import GATHER_SECONDS, Purges
from app.changes import log
from app.http.cache_tags import release_tag
from app.outbox import outbox
from app.outbox.outbox import POLL_SECONDS
from tests.newsroom import EDITORIAL, Newsroom, checked
from tests.partners.cdn import Cdn, purging
from tests.partners.receiver import closed_port
from tests.waiting import until

# What a busy machine may take longer.
SLACK = 12.0


@pytest.fixture
def cdn() -> Iterator[Cdn]:
    """A CDN's API that answers."""
    with purging() as answering:
        yield answering


def _told(settings: Settings, url: str, **changes: Any) -> Settings:
    return settings.model_copy(
        update={"purge_url": AnyHttpUrl(url), "purge_token": SecretStr("s3cret")} | changes
    )


@contextmanager
def _process(settings: Settings) -> Iterator[Newsroom]:
    """A process that serves, watches the log and purges."""
    newsroom = Newsroom(settings)
    purges = Purges(newsroom.database, settings, newsroom.follower)
    with ExitStack() as ending:
        ending.callback(newsroom.close)
        newsroom.follower.start()
        ending.callback(newsroom.follower.stop)
        purges.start()
        ending.callback(purges.stop)
        yield newsroom


@pytest.fixture
def newsroom(settings: Settings, cdn: Cdn) -> Iterator[Newsroom]:
    """The service, with a CDN that was told of everything up to now."""
    with _process(_told(settings, cdn.url)) as serving:
        until(lambda: cdn.calls)
        yield serving


def _wait_for(cdn: Cdn, calls: int) -> None:
    until(lambda: len(cdn.calls) >= calls)


def _tag(release: Mapping[str, Any]) -> str:
    return release_tag(UUID(release["id"]))


@pytest.mark.usefixtures("newsroom")
def test_first_start_purges_everything_that_was_kept_before(cdn: Cdn) -> None:
    time.sleep(POLL_SECONDS + GATHER_SECONDS)
    assert [call.tags for call in cdn.calls] == [["dateline"]]


def test_call_has_the_forms_of_cloudflare_and_of_fastly(newsroom: Newsroom, cdn: Cdn) -> None:
    release = newsroom.published()
    _wait_for(cdn, 2)
    call = cdn.calls[1]
    assert call.path == "/zones/press/purge_cache"
    assert call.tags == ["releases", _tag(release)]
    assert call.headers["authorization"] == "Bearer s3cret"
    assert call.headers["fastly-key"] == "s3cret"
    assert call.headers["content-type"] == "application/json"


def test_every_fact_is_told_soon(newsroom: Newsroom, cdn: Cdn) -> None:
    def publish(draft: dict[str, Any]) -> dict[str, Any]:
        return newsroom.act(draft, "publish")

    def correct(release: dict[str, Any]) -> dict[str, Any]:
        edited = newsroom.edit(release, title="Ferry service resumed")
        return newsroom.act(edited, "correct", note="Done by now.")

    def withdraw(release: dict[str, Any]) -> dict[str, Any]:
        return newsroom.act(release, "withdraw", kind="gone", notice="In error.")

    release = newsroom.draft()
    for count, act in enumerate((publish, correct, withdraw), start=2):
        release = act(release)
        committed = time.monotonic()
        _wait_for(cdn, count)
        assert cdn.calls[-1].tags == ["releases", _tag(release)]
        assert cdn.calls[-1].at - committed < 1 + SLACK


def test_a_scheduled_release_is_told_of_at_its_minute_and_not_before(
    newsroom: Newsroom, cdn: Cdn
) -> None:
    at = clock.now() + timedelta(seconds=4)
    release = newsroom.act(newsroom.draft(), "schedule", at=at.isoformat())
    time.sleep(POLL_SECONDS + GATHER_SECONDS)
    assert len(cdn.calls) == 1
    while clock.now() < at:
        time.sleep(0.05)
    newsroom.app.state.due.catch_up()
    until(lambda: _tag(release) in cdn.purged)
    assert cdn.calls[1].tags == ["releases", _tag(release)]


def test_facts_that_come_together_go_in_one_call(newsroom: Newsroom, cdn: Cdn) -> None:
    drafts = [newsroom.draft(title=f"Ferry {number}") for number in range(20)]
    acts = [{"act": "publish", "id": one["id"], "if_match": one["etag"]} for one in drafts]
    checked(newsroom.desk.post(f"{EDITORIAL}:batch", json={"acts": acts}), 200)
    _wait_for(cdn, 2)
    assert cdn.calls[1].tags == ["releases", *sorted(map(_tag, drafts))]
    time.sleep(POLL_SECONDS + GATHER_SECONDS)
    assert len(cdn.calls) == 2


def test_fact_of_another_process_is_told_once(
    newsroom: Newsroom, settings: Settings, cdn: Cdn
) -> None:
    plain = Newsroom(settings)
    try:
        with _process(newsroom.settings):
            release = plain.published()
            _wait_for(cdn, 2)
            assert cdn.calls[1].tags == ["releases", _tag(release)]
            time.sleep(POLL_SECONDS + GATHER_SECONDS)
            assert len(cdn.calls) == 2
    finally:
        plain.close()


def test_what_the_cdn_did_not_take_is_told_again_after_growing_pauses(
    newsroom: Newsroom, cdn: Cdn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "POLL_SECONDS", 0.05)
    cdn.statuses = [500, 403, 302]
    release = newsroom.published()
    _wait_for(cdn, 5)
    assert [call.status for call in cdn.calls[1:]] == [500, 403, 302, 200]
    assert {tuple(call.tags) for call in cdn.calls[1:]} == {("releases", _tag(release))}
    pauses = [
        later.at - earlier.at for earlier, later in zip(cdn.calls[1:-1], cdn.calls[2:], strict=True)
    ]
    least = [(1 - JITTER) * pause + GATHER_SECONDS for pause in (1, 2, 4)]
    assert all(pause >= low for pause, low in zip(pauses, least, strict=True))


def test_an_api_that_counts_calls_is_not_called_before_it_said(
    newsroom: Newsroom, cdn: Cdn
) -> None:
    cdn.statuses, cdn.headers = [429], {"Retry-After": "4"}
    first = newsroom.published(title="Ferry service begins")
    _wait_for(cdn, 2)
    second = newsroom.published(title="Ferry service ends")
    _wait_for(cdn, 3)
    assert cdn.calls[2].at - cdn.calls[1].at >= 4
    assert cdn.calls[2].tags == ["releases", *sorted((_tag(first), _tag(second)))]


def test_nothing_is_lost_while_the_cdn_is_away_and_over_a_restart(settings: Settings) -> None:
    away = Cdn(port=closed_port())
    with _process(_told(settings, away.url)) as newsroom:
        with purging(away):
            _wait_for(away, 1)
        release = newsroom.published()
        time.sleep(GATHER_SECONDS + POLL_SECONDS)
    with purging(away), _process(_told(settings, away.url)):
        _wait_for(away, 2)
        assert away.calls[1].tags == ["releases", _tag(release)]


def test_read_model_made_anew_purges_everything(newsroom: Newsroom, cdn: Cdn) -> None:
    with newsroom.database.write() as session:
        log.start_epoch(session)
    _wait_for(cdn, 2)
    assert cdn.calls[1].tags == ["dateline"]


def test_a_theme_by_another_name_purges_everything(newsroom: Newsroom, cdn: Cdn) -> None:
    path = "/v1/editorial/themes/health"
    headers = {
        "If-Match": newsroom.desk.get(path).headers["etag"],
        "Content-Type": "application/merge-patch+json",
    }
    named = {"labels": {"en": "Health and care"}}
    checked(newsroom.desk.request("PATCH", path, headers=headers, json=named), 200)
    _wait_for(cdn, 2)
    assert cdn.calls[1].tags == ["dateline"]


def test_other_settings_purge_everything_and_the_same_ones_nothing(
    settings: Settings, cdn: Cdn
) -> None:
    told = _told(settings, cdn.url)
    for title, calls in (("Dateline", 1), ("Dateline", 1), ("Harbour desk", 2)):
        with _process(told.model_copy(update={"title": title})):
            time.sleep(POLL_SECONDS + GATHER_SECONDS)
            _wait_for(cdn, calls)
            assert len(cdn.calls) == calls
    assert cdn.calls[1].tags == ["dateline"]


def test_without_an_address_nobody_is_told_and_nothing_is_kept(settings: Settings) -> None:
    with _process(settings) as newsroom:
        newsroom.published()
        with newsroom.database.read() as session:
            assert session.exec(select(PurgePosition)).all() == []


def test_the_token_is_in_no_line_of_the_log(
    newsroom: Newsroom, cdn: Cdn, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    cdn.statuses = [401]
    newsroom.published()
    _wait_for(cdn, 3)
    assert "the CDN was not told" in caplog.text
    assert "s3cret" not in caplog.text
