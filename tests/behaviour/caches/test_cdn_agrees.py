"""What a CDN keeps for as long as it may is, once it was told to forget what is stale, the truth.

The CDN here keeps every answer that says so for ever, forgets by tags alone, and is told by HTTP.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx
import pytest
from pydantic import AnyHttpUrl

from app.base.settings import Settings
from app.cdn.purge import Purges
from app.http.cache_tags import release_tag
from tests.behaviour.clock import HOUR, Clock, T, instant
from tests.behaviour.public_doors import Seen, addresses
from tests.client import Client
from tests.files import address as address_of
from tests.files import stored
from tests.newsroom import Newsroom, checked
from tests.partners.cdn import Cdn, purging
from tests.waiting import until


@dataclass
class Edge:
    """Keeps answers by address; what `cdn` was told to purge is forgotten before each look."""

    origin: Client
    cdn: Cdn
    kept: dict[str, httpx.Response] = field(default_factory=dict)
    read: int = 0

    def get(self, address: str) -> httpx.Response:
        """The kept answer, or else the origin's."""
        calls = list(self.cdn.calls)
        stale = {tag for call in calls[self.read :] for tag in call.tags}
        self.read = len(calls)
        self.kept = {
            each: answer
            for each, answer in self.kept.items()
            if stale.isdisjoint(answer.headers["surrogate-key"].split(" "))
        }
        if address in self.kept:
            return self.kept[address]
        answer = self.origin.get(address, follow_redirects=False)
        if "max-age" in answer.headers.get("cdn-cache-control", ""):
            self.kept[address] = answer
        return answer


@pytest.fixture
def cdn() -> Iterator[Cdn]:
    """A CDN's API that answers."""
    with purging() as answering:
        yield answering


@pytest.fixture
def newsroom(settings: Settings, cdn: Cdn) -> Iterator[Newsroom]:
    """A newsroom behind a CDN that keeps what it may for a day."""
    told = settings.model_copy(update={"cdn_seconds": 86_400, "purge_url": AnyHttpUrl(cdn.url)})
    opened = Newsroom(told)
    purges = Purges(opened.database, told, opened.follower)
    with ExitStack() as ending:
        ending.callback(opened.close)
        opened.follower.start()
        ending.callback(opened.follower.stop)
        purges.start()
        ending.callback(purges.stop)
        until(lambda: cdn.calls)
        yield opened


@pytest.fixture
def clock(newsroom: Newsroom) -> Clock:
    return Clock(newsroom.app)


def _publish(newsroom: Newsroom, _clock: Clock, _release: dict[str, Any]) -> None:
    newsroom.published(title="Harbour works end", themes=["health"], locations=["TR"])


def _correct(newsroom: Newsroom, _clock: Clock, release: dict[str, Any]) -> None:
    edited = newsroom.edit(release, title="Harbour works go on", slug="harbour-goes-on")
    newsroom.act(edited, "correct", note="They go on.")


def _withdraw(newsroom: Newsroom, _clock: Clock, release: dict[str, Any]) -> None:
    newsroom.act(release, "withdraw", kind="gone", notice="Issued in error.")


def _lift(newsroom: Newsroom, clock: Clock, _release: dict[str, Any]) -> None:
    clock.at = T + HOUR
    newsroom.app.state.due.catch_up()


def _rename_theme(newsroom: Newsroom, _clock: Clock, _release: dict[str, Any]) -> None:
    _patch(newsroom, "/v1/editorial/themes/health", labels={"en": "Health and care"})


def _rename_place(newsroom: Newsroom, _clock: Clock, _release: dict[str, Any]) -> None:
    _patch(newsroom, "/v1/editorial/locations/TR", names={"en": "The harbour country"})


def _patch(newsroom: Newsroom, path: str, **members: Any) -> None:
    headers = {
        "If-Match": newsroom.desk.get(path).headers["etag"],
        "Content-Type": "application/merge-patch+json",
    }
    checked(newsroom.desk.patch(path, headers=headers, json=members), 200)


def _has_tags(answer: httpx.Response) -> bool:
    return "surrogate-key" in answer.headers


ACTS = [_publish, _correct, _withdraw, _lift, _rename_theme, _rename_place]


@pytest.mark.parametrize("act", ACTS)
def test_after_the_purge_the_cdn_answers_as_the_origin_does(
    newsroom: Newsroom,
    clock: Clock,
    cdn: Cdn,
    act: Callable[[Newsroom, Clock, dict[str, Any]], None],
) -> None:
    picture = stored(newsroom)
    about = {"themes": ["health"], "locations": ["TR"], "media": [{"file": str(picture.id)}]}
    release = newsroom.published(title="Harbour works begin", **about)
    other = newsroom.published(title="Something else", slug="something-else")
    hidden = newsroom.act(newsroom.draft(title="Under seal"), "schedule", at=instant(T + HOUR))
    # Each of the two may have a call of its own: a late one would empty the CDN while it is filled.
    tags = {release_tag(UUID(each["id"])) for each in (release, other)}
    until(lambda: tags <= cdn.purged)
    seen = Seen(release["id"], release["slug"], "none", hidden=(hidden["id"], hidden["slug"]))
    asked = [each for each in addresses(newsroom.app, seen) if "?" not in each]
    asked += [
        address_of(picture),
        "/v1/releases?theme=health",
        "/v1/releases?q=harbour",
        "/v1/releases/something-else",
    ]
    edge = Edge(newsroom.api, cdn)
    first = {address: edge.get(address) for address in asked}
    before = {address: answer.content for address, answer in first.items()}
    # News are of the last two days, which pass without an act.
    kept = {each for each, answer in first.items() if answer.is_success and _has_tags(answer)}
    assert edge.kept.keys() == kept - {"/sitemap-news.xml"}
    assert len(kept) > 40
    calls = len(cdn.calls)
    act(newsroom, clock, release)
    until(lambda: len(cdn.calls) > calls)
    changed = 0
    for address in asked:
        answer, true = edge.get(address), newsroom.api.get(address, follow_redirects=False)
        assert answer.status_code == true.status_code, address
        if answer.status_code >= 400:
            continue  # kept by nobody, and each has the id of its request
        assert answer.content == true.content, address
        changed += answer.content != before[address]
    assert changed > 0
    if act in (_publish, _lift):
        assert "/v1/releases/something-else" in edge.kept
