"""Cases LEAK-1 and LEAK-2: what other programs let out before its time, after their bug reports.

LEAK-1: getgrav/grav-plugin-feed#63, CaiJimmy/hugo-theme-stack#1005, Cotonti/Cotonti#1177,
getnikola/nikola#583. LEAK-2: alphagov/whitehall#4237, WP-API/WP-API#1985, strapi/strapi#16188,
strapi/strapi#17338, torchbox/wagtail-grapple#128.
"""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.behaviour.clock import HOUR, Clock, T, instant
from tests.behaviour.public_doors import UNKNOWN, Seen, ask, snapshot
from tests.client import Client
from tests.newsroom import Newsroom, checked

CASE = json.loads((Path(__file__).parents[2] / "data" / "cases" / "leak-1.json").read_text())
LIFT = T + 2 * HOUR


@dataclass
class Cache:
    """A shared cache as RFC 9111 has it: `max-age=0, must-revalidate` means to ask every time."""

    origin: Client
    kept: dict[str, httpx.Response] = field(default_factory=dict)

    def get(self, url: str) -> httpx.Response:
        """The kept answer when the origin says that it still holds, else the new one."""
        kept = self.kept.get(url)
        headers = {"If-None-Match": kept.headers["etag"]} if kept is not None else {}
        answer = self.origin.get(url, headers=headers)
        if answer.status_code == httpx.codes.NOT_MODIFIED and kept is not None:
            return kept
        if answer.headers["cache-control"].startswith("public"):
            self.kept[url] = answer
        return answer


def _load(newsroom: Newsroom) -> dict[str, dict[str, Any]]:
    """The file's releases by their key, in the states that it gives them."""
    made = {}
    for given in CASE["releases"]:
        release = newsroom.draft(
            title=given["title"],
            body_text=given["body"],
            themes=["health"],
            locations=given["location"],
        )
        if given["status"] == "published":
            release = newsroom.act(release, "publish")
        elif given["status"] == "scheduled":
            hours = int(given["embargo_until"].removeprefix("T+").removesuffix("h"))
            release = newsroom.act(release, "schedule", at=instant(T + hours * HOUR))
        made[given["key"]] = release
    return made


@pytest.fixture
def clock(newsroom: Newsroom) -> Clock:
    return Clock(newsroom.app)


def test_leak_1_an_embargo_shows_in_no_list_and_gives_no_time_away(
    newsroom: Newsroom, clock: Clock
) -> None:
    assert clock.at == T
    made = _load(newsroom)
    seen = Seen(made["A"]["id"], made["A"]["slug"], "none", hidden=(made["B"]["id"],))
    before = snapshot(newsroom.app, seen)
    for (method, address), (_, headers, body) in before.items():
        text = f"{headers} {body.decode(errors='replace')}".lower()
        for word in CASE["marker_words"]:
            # Links lead back to what was asked, in the asker's own words.
            asked_for = word.lower() in address.lower()
            assert asked_for or word.lower() not in text, (method, address)
    assert [release["id"] for release in _list(newsroom.api)] == [made["A"]["id"]]
    newsroom.edit(made["B"], body_text="Sealed text zephyrine, edited.")
    assert snapshot(newsroom.app, seen) == before


def test_leak_1_at_its_instant_it_is_everywhere_also_through_a_cache(
    newsroom: Newsroom, clock: Clock
) -> None:
    made = _load(newsroom)
    cache = Cache(newsroom.api)
    doors = (
        "/v1/releases",
        "/v1/releases?theme=health",
        "/v1/releases?location=Mersin",
        "/v1/locations",
        "/v1/themes/health",
        "/v1/changes",
        f"/v1/releases/{made['B']['id']}",
    )
    clock.at = LIFT - timedelta(seconds=1)
    early = {door: cache.get(door) for door in doors}
    assert all(cache.get(door).content == early[door].content for door in doors[:-1])
    clock.at = LIFT + timedelta(seconds=1)
    for door in doors:
        late = cache.get(door)
        assert late.status_code == 200
        assert late.content != early[door].content, door
    shown = checked(cache.get(doors[-1]), 200)
    assert shown["published_at"] == LIFT.astimezone(UTC).isoformat().replace("+00:00", "Z")
    assert datetime.fromisoformat(shown["first_public_at"]) == clock.at
    assert [release["title"] for release in _list(newsroom.api)] == [
        "Ferry fares to fall",
        "Harbour works begin",
    ]
    assert "quillon" not in cache.get("/v1/releases").text


def test_leak_2_a_hidden_release_is_nested_in_no_public_one(
    newsroom: Newsroom, clock: Clock
) -> None:
    """B is a translation of A, and A is to be replaced by B."""
    assert clock.at == T
    public = newsroom.published(title="Open release", body_text="Open text.")
    hidden = newsroom.draft(
        title="Sealed zephyrine", story_id=public["story_id"], language="tr", slug="sealed-b"
    )
    hidden = newsroom.act(hidden, "schedule", at=instant(LIFT))
    refused = newsroom.desk.post(
        f"/v1/editorial/releases/{public['id']}/withdraw",
        headers={"If-Match": public["etag"]},
        json={"notice": "See the next.", "kind": "replaced", "replaced_by": hidden["id"]},
    )
    assert refused.status_code == 422
    for address in (f"/v1/releases/{public['id']}", f"/v1/releases/{public['id']}/versions"):
        answer = newsroom.api.get(address)
        assert hidden["id"] not in answer.text
        assert "zephyrine" not in answer.text.lower()
    for rest in ("", "/versions", "?preview=1", "?status=draft", "?include=related"):
        for method in ("GET", "HEAD"):
            answers = [
                ask(newsroom.app, [(method, f"/v1/releases/{name}{rest}")], Range="bytes=0-9")
                for name in (UNKNOWN, hidden["id"], "sealed-b")
            ]
            unknown, *hiding = (next(iter(answer.values())) for answer in answers)
            assert unknown[0] == (404 if "?" not in rest else 422)
            assert hiding == [unknown, unknown], (method, rest)


def test_leak_2_after_a_withdrawal_a_kept_tag_is_told_nothing(newsroom: Newsroom) -> None:
    release = newsroom.published(title="Taken back", body_text="Sealed zephyrine.")
    address = f"/v1/releases/{release['id']}"
    tag = newsroom.api.get(address).headers["etag"]
    newsroom.act(release, "withdraw", notice="Issued in error.")
    for condition in ({"If-None-Match": tag}, {"If-None-Match": "*"}, {"If-Match": tag}):
        answer = newsroom.api.get(address, headers=condition)
        assert answer.status_code == 410
        assert "zephyrine" not in answer.text.lower()


def _list(client: Client) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = checked(client.get("/v1/releases"), 200)["data"]
    return found


def test_leak_2_a_story_names_no_draft(newsroom: Newsroom) -> None:
    """The original is still a draft when its translation becomes public."""
    original = newsroom.draft(title="Ferry service resumes", locations=["TR-35"])
    translation = newsroom.published(
        title="Vapur seferleri", language="tr", locations=["TR-35"], story_id=original["id"]
    )
    link = newsroom.desk.post(f"/v1/editorial/releases/{translation['id']}/preview-link")
    preview = checked(link, 201)["url"]
    address = f"/v1/releases/{translation['id']}"
    doors = [
        "/v1/releases",
        "/v1/changes?since=0",
        preview[preview.index("/v1/") :],
        *(f"/v1/releases.{ending}" for ending in ("ndjson", "ninjs", "jsonfeed", "atom", "rss")),
        *(f"{address}{ending}" for ending in ("", ".ninjs", ".newsml", ".jsonld", ".html")),
    ]
    for door in doors:
        answer = newsroom.api.get(door)
        assert "Vapur" in answer.text, door
        assert original["id"] not in answer.text, door
    newsroom.act(original, "publish")
    both = checked(newsroom.api.get("/v1/releases?fields=story_id"), 200)["data"]
    assert {release["story_id"] for release in both} == {translation["story_id"]}
    assert checked(newsroom.api.get(f"{address}/related"), 200)["data"] == []
