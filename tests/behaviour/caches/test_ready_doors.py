"""No door answers from memory what is no longer true, whoever changed it."""

import time
from collections.abc import Callable, Mapping
from datetime import timedelta

from app.main import create_app
from app.published.reading.follower import FRESH_SECONDS
from tests.behaviour.clock import HOUR, Clock, T, instant
from tests.client import Client
from tests.newsroom import Newsroom, checked
from tests.statements import counted
from tests.vocabularies.themes.theme_desk import patch

DOORS = (
    "/v1/releases",
    "/v1/releases?theme=health&facets=theme",
    "/v1/releases/facets",
    "/v1/releases.atom",
    "/v1/releases.csv",
    "/v1/themes",
    "/v1/locations/TR",
    "/sitemap.xml",
    "/v1/feeds.opml",
)


def shown(client: Client) -> dict[str, bytes]:
    return {door: client.get(door).content for door in DOORS}


def changed(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[str]:
    return [door for door in DOORS if before[door] != after[door]]


def a_release(newsroom: Newsroom, **members: str) -> dict[str, str]:
    return newsroom.published(themes=["health"], dateline={"text": "ANKARA"}, **members)


def test_a_repeated_reading_asks_the_database_nothing(newsroom: Newsroom) -> None:
    release = a_release(newsroom)
    doors = [*DOORS, f"/v1/releases/{release['id']}", f"/v1/releases/{release['id']}.html"]
    for door in doors:
        newsroom.api.get(door)
    # What is due is looked at once a second by a reader where no thread does it.
    rounds = []
    for _ in range(3):
        with counted(newsroom.database) as statements:
            assert {newsroom.api.get(door).status_code for door in doors} == {200}
        rounds.append(statements)
    assert [] in rounds


def test_what_this_process_commits_every_door_shows_at_once(newsroom: Newsroom) -> None:
    release = a_release(newsroom)
    acts: tuple[Callable[[], object], ...] = (
        lambda: a_release(newsroom, title="Another"),
        lambda: newsroom.act(release, "withdraw", kind="gone", notice="Retracted."),
    )
    before = shown(newsroom.api)
    address = f"/v1/releases/{release['id']}"
    assert newsroom.api.get(address).status_code == 200
    for act in acts:
        act()
        after = shown(newsroom.api)
        assert {"/v1/releases", "/v1/releases.atom", "/v1/releases/facets"} <= set(
            changed(before, after)
        )
        before = after
    assert newsroom.api.get(address).status_code == 410


def test_what_another_process_commits_is_shown_within_a_quarter_second(newsroom: Newsroom) -> None:
    a_release(newsroom)
    other = create_app(newsroom.settings)
    try:
        reader = Client(other)
        before = shown(reader)
        assert shown(reader) == before
        a_release(newsroom, title="Another")
        time.sleep(FRESH_SECONDS)
        assert {"/v1/releases", "/v1/releases.csv"} <= set(changed(before, shown(reader)))
    finally:
        other.state.database.close()


def test_an_instant_that_has_come_is_not_answered_from_memory(newsroom: Newsroom) -> None:
    time_of = Clock(newsroom.app, T - HOUR)
    draft = newsroom.draft(title="At nine")
    newsroom.act(draft, "schedule", at=instant(T))
    before = shown(newsroom.api)
    time_of.at = T - timedelta(microseconds=1)
    assert shown(newsroom.api) == before
    time_of.at = T
    assert b"At nine" in newsroom.api.get("/v1/releases").content
    assert b"At nine" in newsroom.api.get("/v1/releases.csv").content


def test_a_label_that_editors_change_is_shown_though_no_release_has_the_theme(
    newsroom: Newsroom,
) -> None:
    before = shown(newsroom.api)
    checked(patch(newsroom, "health", labels={"en": "Wellbeing"}), 200)
    assert "/v1/themes" in changed(before, shown(newsroom.api))
    assert b"Wellbeing" in newsroom.api.get("/v1/themes").content


def test_the_news_sitemap_goes_with_the_clock(newsroom: Newsroom) -> None:
    release = a_release(newsroom)
    time_of = Clock(newsroom.app)
    public = checked(newsroom.api.get(f"/v1/releases/{release['id']}"), 200)
    time_of.at = time_of.at.fromisoformat(public["published_at"]) + HOUR
    assert release["id"].encode() in newsroom.api.get("/sitemap-news.xml").content
    time_of.at += timedelta(hours=48)
    assert release["id"].encode() not in newsroom.api.get("/sitemap-news.xml").content
