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
