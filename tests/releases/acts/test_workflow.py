"""Editorial acts: what they leave for readers."""

from datetime import timedelta

from app.base import clock
from tests.newsroom import Newsroom, checked


def test_who_publishes_before_the_instant_dates_it_with_the_moment(newsroom: Newsroom) -> None:
    tomorrow = (clock.now() + timedelta(days=1)).isoformat()
    scheduled = newsroom.act(newsroom.draft(), "schedule", at=tomorrow)
    newsroom.act(scheduled, "publish")
    other = newsroom.published(title="Published after it")
    public = checked(newsroom.api.get(f"/v1/releases/{scheduled['id']}"), 200)
    assert public["published_at"] == public["first_public_at"]
    assert newsroom.public_ids() == [other["id"], scheduled["id"]]


def test_the_log_and_subscriptions_find_undated_releases(newsroom: Newsroom) -> None:
    undated = newsroom.published(date_precision="unknown")
    newsroom.published(date="2024")
    for asked, found in (("date=unknown", 1), ("date=2024,unknown", 2), ("date=2023", 0)):
        entries = checked(newsroom.api.get(f"/v1/changes?{asked}"), 200)["data"]
        assert len(entries) == found, asked
    (entry,) = checked(newsroom.api.get("/v1/changes?date=unknown&limit=1"), 200)["data"]
    assert entry["release_id"] == undated["id"]


def test_an_update_moves_an_undated_release_whose_words_stay_the_same(newsroom: Newsroom) -> None:
    placed = {"date_precision": "unknown", "sort_at": "2020-05-01T00:00:00Z"}
    moved = newsroom.published(title="Undated", **placed)
    dated = newsroom.published(title="Dated", date="2021")
    assert newsroom.public_ids() == [dated["id"], moved["id"]]
    newsroom.act(newsroom.edit(moved, sort_at="2022-05-01T00:00:00Z"), "update")
    assert newsroom.public_ids() == [moved["id"], dated["id"]]
