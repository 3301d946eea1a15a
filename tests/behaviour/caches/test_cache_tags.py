"""Public answers name what caches are told to forget them by: RFC 9875, RFC 9213, cases C-08, C-09.

The tags of an answer tell nothing that its address or its body does not, and what is hidden changes
no byte of any header.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

import pytest
from fastapi.routing import APIRoute
from pydantic import AnyHttpUrl

from app.base.settings import Settings
from app.http.cache_tags import release_tag
from app.main import ROUTERS
from app.public.read_route import ReadRoute
from app.stream import routes
from tests.behaviour.clock import HOUR, Clock, T, instant
from tests.behaviour.public_doors import Answer, Canary, Seen, glance, snapshot
from tests.newsroom import EDITORIAL, Newsroom, checked

CANARY = Canary()
TAG = re.compile(r"[a-z0-9-]{1,32}")
TO_CACHES = ("cache-control", "cdn-cache-control", "cache-groups", "cache-tag", "surrogate-key")
KEPT = "max-age=600"
# Answers of these depend on releases; what others say, such as the contract, no fact changes.
DOORS = [
    route.path_regex
    for router in ROUTERS
    for route in router.routes
    if isinstance(route, ReadRoute) or (router is routes.router and isinstance(route, APIRoute))
]
# Of one release alone.
SINGLE = re.compile(r"/v1/releases/(?!facets)[^/?]+(/versions)?")


@pytest.fixture
def newsroom(settings: Settings) -> Iterator[Newsroom]:
    """A newsroom behind a CDN that is purged."""
    update = {"cdn_seconds": 600, "purge_url": AnyHttpUrl("http://127.0.0.1:9/purge")}
    opened = Newsroom(settings.model_copy(update=update))
    yield opened
    opened.close()


@pytest.fixture
def clock(newsroom: Newsroom) -> Clock:
    return Clock(newsroom.app)


@pytest.fixture
def release(newsroom: Newsroom, clock: Clock) -> dict[str, Any]:
    """A public release that had another slug before."""
    assert clock.at == T
    first = newsroom.published(title="Harbour works begin", locations=["TR"])
    return newsroom.act(newsroom.edit(first, slug="harbour-works"), "correct", note="Shorter.")


def tags_in(headers: Mapping[str, str]) -> list[str]:
    """The tags, which all three headers name alike."""
    tags = headers["surrogate-key"].split(" ")
    assert all(map(TAG.fullmatch, tags))
    assert headers["cache-tag"] == ",".join(tags)
    assert headers["cache-groups"] == listed(*tags)
    return tags


def listed(*tags: str) -> str:
    """A list of strings, RFC 9651."""
    return ", ".join(f'"{tag}"' for tag in tags)


def tag_of(release: Mapping[str, Any]) -> str:
    """The tag of a release."""
    return release_tag(UUID(release["id"]))


def _seen(release: Mapping[str, Any], *hidden: str) -> Seen:
    return Seen(release["id"], release["slug"], "none", hidden=hidden)


def test_every_public_answer_that_depends_on_releases_has_two_tags_and_no_other_answer_has_any(
    newsroom: Newsroom, release: dict[str, Any]
) -> None:
    count = 0
    for (_, address), (status, fields, _) in glance(newsroom.app, _seen(release)).items():
        headers = dict(fields)
        public = status < 400 and headers["cache-control"].startswith("public")
        if not public or not any(door.match(address) for door in DOORS):
            assert headers.keys().isdisjoint(("cache-tag", "cdn-cache-control")), address
        else:
            single = status == 200 and SINGLE.fullmatch(address)
            own = tag_of(release) if single else "releases"
            assert tags_in(headers) == ["dateline", own], address
            kept = KEPT if status == 200 and address != "/sitemap-news.xml" else None
            assert headers.get("cdn-cache-control") == kept, address
            count += 1
    assert count > 30


@pytest.mark.usefixtures("release")
def test_earlier_slug_leads_on_with_a_tag_that_every_fact_clears(newsroom: Newsroom) -> None:
    for form in ("", ".html", "/versions"):
        answer = newsroom.api.get(f"/v1/releases/harbour-works-begin{form}")
        assert answer.status_code == 301
        assert tags_in(answer.headers) == ["dateline", "releases"]
        assert "cdn-cache-control" not in answer.headers


@pytest.mark.parametrize("door", ["", "/{id}", ".atom", "/facets?facets=theme", "/{id}.html"])
def test_304_and_head_name_the_tags_of_the_200(
    newsroom: Newsroom, release: dict[str, Any], door: str
) -> None:
    address = "/v1/releases" + door.format(**release)
    full = newsroom.api.get(address)
    known = newsroom.api.get(address, headers={"If-None-Match": full.headers["etag"]})
    head = newsroom.api.request("HEAD", address)
    assert (full.status_code, known.status_code, head.status_code) == (200, 304, 200)
    assert tags_in(known.headers) == tags_in(head.headers) == tags_in(full.headers)
    for answer in (full, known, head):
        assert answer.headers["cdn-cache-control"] == KEPT
        assert answer.headers["cache-control"] == "public, max-age=0, must-revalidate"


@pytest.mark.usefixtures("release")
def test_what_waits_is_kept_by_no_cache(newsroom: Newsroom) -> None:
    answer = newsroom.api.get("/v1/changes?since=0&wait=1")
    assert answer.headers["cache-control"] == "no-store"
    assert "cache-tag" not in answer.headers
    assert "cdn-cache-control" not in answer.headers


def test_without_the_setting_nothing_is_said_to_cdns_but_the_tags(settings: Settings) -> None:
    newsroom = Newsroom(settings)
    try:
        release = newsroom.published()
        for address in ("/v1/releases", f"/v1/releases/{release['id']}", "/v1/releases.ndjson"):
            headers = newsroom.api.get(address).headers
            assert len(tags_in(headers)) == 2
            assert "cdn-cache-control" not in headers
    finally:
        newsroom.close()


def test_a_long_keep_needs_somebody_who_is_told_to_forget() -> None:
    with pytest.raises(ValueError, match="DATELINE_PURGE_URL"):
        Settings(cdn_seconds=1)


def _for_caches(newsroom: Newsroom, seen: Seen) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """What every public door says to caches; all other bytes are compared in test_embargo_holds."""
    return _to_caches(snapshot(newsroom.app, seen))


def _to_caches(answers: Mapping[tuple[str, str], Answer]) -> dict[tuple[str, str], Any]:
    return {
        asked: [pair for pair in fields if pair[0] in TO_CACHES]
        for asked, (_, fields, _) in answers.items()
    }


def test_a_scheduled_release_changes_no_byte_of_what_is_said_to_caches(
    newsroom: Newsroom, clock: Clock, release: dict[str, Any]
) -> None:
    hidden = newsroom.draft(**CANARY.members())
    seen = _seen(release, hidden["id"])
    before = _for_caches(newsroom, seen)
    scheduled = newsroom.act(hidden, "schedule", at=instant(T + HOUR))
    clock.at = T + 0.999 * HOUR
    assert _for_caches(newsroom, seen) == before
    newsroom.act(newsroom.edit(scheduled, summary="Zephyrine again"), "unschedule")
    assert _to_caches(glance(newsroom.app, seen)).items() <= before.items()


def test_acts_tell_which_groups_they_made_stale(newsroom: Newsroom) -> None:
    draft = newsroom.desk.post(EDITORIAL, json={"title": "Ferry service resumes"})
    assert "cache-group-invalidation" not in draft.headers
    release = checked(draft, 201)
    address, stale = f"{EDITORIAL}/{release['id']}", listed("releases", tag_of(release))
    stale = listed(*sorted(("releases", tag_of(release))))
    done = newsroom.desk.post(f"{address}/publish", headers={"If-Match": release["etag"]})
    assert done.headers["cache-group-invalidation"] == stale
    again = newsroom.desk.post(f"{address}/publish", headers={"If-Match": release["etag"]})
    assert again.status_code >= 400
    assert "cache-group-invalidation" not in again.headers
    edited = newsroom.edit(checked(done, 200), title="Ferry service resumed")
    corrected = newsroom.desk.post(
        f"{address}/correct", headers={"If-Match": edited["etag"]}, json={"note": "Done by now."}
    )
    assert corrected.headers["cache-group-invalidation"] == stale
    assert "cache-group-invalidation" not in newsroom.desk.get(address).headers


def test_replay_of_an_act_tells_the_same_groups(newsroom: Newsroom) -> None:
    release = newsroom.draft()
    headers = {"If-Match": release["etag"], "Idempotency-Key": '"once-and-for-all"'}
    address = f"{EDITORIAL}/{release['id']}/publish"
    first, second = (newsroom.desk.post(address, headers=headers) for _ in range(2))
    assert second.headers["idempotent-replayed"] == "true"
    named = [one.headers["cache-group-invalidation"] for one in (first, second)]
    assert named[0] == named[1]


def test_a_batch_names_each_release_or_everything_where_they_are_too_many(
    newsroom: Newsroom,
) -> None:
    for count, expected in ((31, 32), (32, 1)):
        drafts = [newsroom.draft(title=f"Ferry {count}-{number}") for number in range(count)]
        acts = [
            {"act": "publish", "id": draft["id"], "if_match": draft["etag"]} for draft in drafts
        ]
        done = newsroom.desk.post(f"{EDITORIAL}:batch", json={"acts": acts})
        assert checked(done, 200)["meta"]["done"] == count
        groups = done.headers["cache-group-invalidation"].split(", ")
        assert len(groups) == expected
        assert expected > 1 or groups == ['"dateline"']


def test_a_theme_by_another_name_makes_everything_stale(newsroom: Newsroom) -> None:
    path = "/v1/editorial/themes/health"
    theme = newsroom.desk.get(path)
    answer = newsroom.desk.request(
        "PATCH",
        path,
        headers={
            "If-Match": theme.headers["etag"],
            "Content-Type": "application/merge-patch+json",
        },
        json={"labels": {"en": "Health and care"}},
    )
    assert answer.status_code == 200
    assert answer.headers["cache-group-invalidation"] == listed("dateline")
