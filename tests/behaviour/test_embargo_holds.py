"""No byte of a public answer depends on what is hidden: the embargo leak suite, E-01 to E-10."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts

from app.auth.caller import Scope
from app.releases.schedule.watch import publish_first
from tests.behaviour.clock import HOUR, Clock, T, instant
from tests.behaviour.public_doors import (
    UNKNOWN,
    Canary,
    Seen,
    addresses,
    ask,
    glance,
    public_reads,
    samples,
    snapshot,
)
from tests.files import stored
from tests.newsroom import EDITORIAL, Newsroom, checked
from tests.organisations import organisation_desk

CANARY = Canary()


@pytest.fixture
def clock(newsroom: Newsroom) -> Clock:
    return Clock(newsroom.app)


@pytest.fixture
def seen(newsroom: Newsroom, clock: Clock) -> Seen:
    """Three public releases; one of them was withdrawn, one corrected."""
    assert clock.at == T
    about: dict[str, Any] = {
        "organisation": {"name": "Open Harbour"},
        "themes": ["migration-displacement"],
        "locations": ["TR"],
    }
    first = newsroom.published(title="Harbour works begin", body_text="Open text alpha.", **about)
    newsroom.act(newsroom.edit(first, summary="Better."), "correct", note="A better summary.")
    newsroom.act(newsroom.published(title="Taken back"), "withdraw", notice="Issued in error.")
    newsroom.published(title="Harbour works end", **about)
    page = checked(newsroom.api.get("/v1/releases?limit=1"), 200)
    cursor = page["links"]["next"].split("cursor=")[1]
    return Seen(first["id"], first["slug"], cursor)


def test_every_parameter_of_a_public_door_has_samples(newsroom: Newsroom) -> None:
    known = samples(Seen("", "", ""))
    asked = {
        (path, parameter["name"])
        for path, operation in public_reads(newsroom.app)
        for parameter in operation.get("parameters", ())
        if parameter["in"] in {"path", "query"}
    }
    assert len(asked) > 20
    assert {(path, name) for path, name in asked if name not in known} == set()


def test_every_door_that_shows_releases_publishes_first(newsroom: Newsroom) -> None:
    timeless = (
        *("/health", "/metrics", "/docs", "/v1/openapi.json", "/problems", "/v1/keys"),
        *("/robots.txt", "/.well-known/api-catalog"),
    )
    late = [
        route.path_format
        for route in iter_route_contexts(newsroom.app.routes)
        if route.path_format and not route.path_format.startswith(timeless)
        if publish_first not in [needed.call for needed in route.dependant.dependencies]
    ]
    assert late == []


def test_no_public_byte_tells_of_an_embargoed_release(newsroom: Newsroom, seen: Seen) -> None:
    """E-01, E-02, E-04, E-06, E-08: made, scheduled, edited, moved, unscheduled, deleted."""
    before = snapshot(newsroom.app, seen)
    assert len(before) > 100
    made = newsroom.desk.post("/v1/editorial/locations", json=CANARY.gate_members())
    assert checked(made, 201)["id"] == CANARY.gate_id
    places = [CANARY.place_id, CANARY.gate_id]
    # Parts of what is public, and one by the same name.
    for issuer in CANARY.issuers():
        checked(newsroom.desk.post("/v1/editorial/organisations", json=issuer), 201)
    picture = {"file": str(stored(newsroom, CANARY.picture).id), "caption": "Zephyrine pier"}
    members = {"locations": places, "media": [picture], "story_id": seen.id}
    hidden = newsroom.draft(**CANARY.members() | members)
    hidden = newsroom.act(hidden, "schedule", at=instant(T + HOUR))
    assert snapshot(newsroom.app, seen) == before
    hidden = newsroom.edit(hidden, body_text="More sealedmarzipanword.", title="Zephyrine, again")
    hidden = newsroom.act(hidden, "schedule", local_time="2031-04-01T09:00", zone="Europe/Istanbul")
    assert glance(newsroom.app, seen).items() <= before.items()
    hidden = newsroom.act(hidden, "unschedule")
    checked(organisation_desk.patch(newsroom, CANARY.organisation, home_page=None), 200)
    gone = newsroom.desk.delete(f"{EDITORIAL}/{hidden['id']}", headers={"If-Match": hidden["etag"]})
    assert gone.status_code == 204
    assert snapshot(newsroom.app, seen) == before


def test_no_public_byte_tells_of_a_contact_for_partners(
    capsys: pytest.CaptureFixture[str],
    newsroom: Newsroom,
    seen: Seen,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of a release, and of the organisation that issued it, in every door and in the log."""
    # The tests' own client logs where it goes.
    monkeypatch.setattr(logging.getLogger("httpx"), "disabled", True)
    members = {"contacts": [{"name": "Press desk"}, CANARY.partners]}
    issuer = {"id": "sealed-office", "name": "Sealed Office"}
    made = newsroom.desk.post("/v1/editorial/organisations", json=issuer | members)
    checked(made, 201)
    # The third shows only what its organisation has.
    public = [
        newsroom.published(title="Harbour opens", **members),
        newsroom.published(title="Harbour is full", organisation=issuer),
    ]
    newsroom.desk.post(EDITORIAL, json=members | {"title": "", "unknown": CANARY.title})
    newsroom.act(newsroom.edit(public[0], summary="Better."), "correct", note="A better summary.")
    partner = newsroom.as_key(Scope.SYNDICATE)
    for release in public:
        told = partner.get(f"/v1/releases/{release['id']}/contacts")
        assert "sealedmarzipan" in told.text
    doors = snapshot(newsroom.app, replace(seen, id=public[0]["id"], hidden=(public[1]["id"],)))
    assert any(b"Press desk" in body for _, _, body in doors.values())
    words = ("sealedmarzipan", "5550199", "555 01 99")
    telling = [
        door
        for door, (_, _, body) in doors.items()
        for word in words
        if word.encode() in body.lower() and word not in door[1].lower()
    ]
    assert telling == []
    written = "".join(capsys.readouterr()).lower()
    assert "request" in written
    lines = [line for line in written.splitlines() if any(word in line for word in words)]
    assert lines == []


def test_an_embargoed_id_is_answered_as_one_that_never_was(newsroom: Newsroom, seen: Seen) -> None:
    """E-03: by id and slug, through every door with such a parameter, under every condition."""
    hidden = newsroom.act(newsroom.draft(**CANARY.members()), "schedule", at=instant(T + HOUR))
    asked = addresses(newsroom.app, replace(seen, hidden=(hidden["id"],)))
    # What is made of a selection has a tag and names that are made of its words.
    templates = {
        address.replace(UNKNOWN, "{}")
        for address in asked
        if UNKNOWN in address and "story=" not in address
    }
    assert templates
    conditions: tuple[dict[str, str], ...] = (
        {},
        {"If-None-Match": "*"},
        {"If-None-Match": hidden["etag"]},
        {"If-Match": "*"},
        {"If-Match": hidden["etag"]},
        {"If-Modified-Since": "Mon, 03 Mar 2031 09:00:00 GMT"},
        {"If-Unmodified-Since": "Mon, 03 Mar 2025 09:00:00 GMT"},
        {"Range": "bytes=0-9"},
        {"Accept": "application/pdf"},
    )
    for headers in conditions:
        for method in ("GET", "HEAD", "OPTIONS", "POST", "DELETE"):
            for template in templates:
                answers = [
                    ask(newsroom.app, [(method, template.format(name))], **headers)
                    for name in (UNKNOWN, hidden["id"], hidden["slug"])
                ]
                unknown, by_id, by_slug = (next(iter(answer.values())) for answer in answers)
                assert by_id == unknown, (method, template, headers)
                assert by_slug == unknown, (method, template, headers)


def test_a_story_is_asked_for_by_a_hidden_id_as_if_it_never_was(
    newsroom: Newsroom, seen: Seen
) -> None:
    """E-03: of a translation of what is public, through every door, as after it was deleted."""
    hidden = newsroom.draft(**CANARY.members() | {"story_id": seen.id})
    hidden = newsroom.act(hidden, "schedule", at=instant(T + HOUR))
    asked = addresses(newsroom.app, replace(seen, hidden=(hidden["id"],)))
    doors = [("GET", one) for one in asked if f"story={hidden['id']}" in one]
    assert len(doors) > 10
    before = ask(newsroom.app, doors)
    hidden = newsroom.act(hidden, "unschedule")
    headers = {"If-Match": hidden["etag"]}
    assert newsroom.desk.delete(f"{EDITORIAL}/{hidden['id']}", headers=headers).status_code == 204
    assert ask(newsroom.app, doors) == before


@pytest.mark.usefixtures("seen")
def test_a_misspelt_address_leads_on_for_a_hidden_release_as_for_none(newsroom: Newsroom) -> None:
    """E-03: where there may be a redirect or a suggestion, it is made from the address alone."""
    hidden = newsroom.act(newsroom.draft(**CANARY.members()), "schedule", at=instant(T + HOUR))
    spellings: tuple[Callable[[str], str], ...] = (
        lambda name: f"/v1/releases/{name}/",
        lambda name: f"/v1//releases//{name}.html",
        lambda name: f"/v1/releases/{name.upper()}",
        lambda name: f"/v1/releases/urn:uuid:{name}/versions",
        lambda name: f"/v1/releases/%7B{name}%7D.ninjs",
        lambda name: f"/v1/releases/{name}.json",
        lambda name: f"/v1/releases/{name}/related.json",
        lambda name: f"/releases/{name}",
        lambda name: f"/v1/release/{name}",
    )
    for spelt in spellings:
        for method in ("GET", "HEAD", "OPTIONS", "POST", "DELETE"):
            unknown, *hiding = (
                repr(*ask(newsroom.app, [(method, spelt(name))]).values()).replace(name, "NAME")
                for name in (UNKNOWN, hidden["id"])
            )
            assert hiding == [unknown], (method, spelt("NAME"))


def test_an_earlier_slug_of_a_hidden_release_is_unknown(newsroom: Newsroom, seen: Seen) -> None:
    """E-03, case SLUG-1 step 5."""
    hidden = newsroom.edit(newsroom.draft(**CANARY.members()), slug="quillon-renamed")
    newsroom.act(hidden, "schedule", at=instant(T + HOUR))
    for slug in (CANARY.slug, "quillon-renamed"):
        answer = newsroom.api.get(f"/v1/releases/{slug}", follow_redirects=False)
        assert answer.status_code == 404
    assert newsroom.public_ids()[0] != hidden["id"]
    assert seen.id in newsroom.public_ids()


def test_another_organisation_cannot_ask_whether_a_slug_is_hidden(
    newsroom: Newsroom, clock: Clock
) -> None:
    """E-03: neither an explicit slug nor one made from the same title tells of it."""
    hidden = newsroom.act(newsroom.draft(**CANARY.members()), "schedule", at=instant(T + HOUR))
    other = newsroom.as_key(Scope.PUBLISH, organisation="other-office")
    asked = checked(other.post(EDITORIAL, json={"title": "Mine", "slug": hidden["slug"]}), 201)
    made = checked(other.post(EDITORIAL, json={"title": CANARY.title}), 201)
    assert asked["slug"] == hidden["slug"]
    assert made["slug"] == f"{CANARY.slug}-2"
    alone = newsroom.as_key(Scope.PUBLISH, organisation="a-third-office")
    assert checked(alone.post(EDITORIAL, json={"title": CANARY.title}), 201)["slug"] == CANARY.slug
    own = newsroom.as_key(Scope.PUBLISH, organisation=CANARY.organisation)
    assert own.post(EDITORIAL, json={"title": "X", "slug": CANARY.slug}).status_code == 409
    clock.at = T + HOUR
    assert checked(newsroom.api.get(f"/v1/releases/{CANARY.slug}"), 200)["id"] == hidden["id"]
    assert alone.post(EDITORIAL, json={"title": "Y", "slug": CANARY.slug}).status_code == 409


def test_of_two_organisations_with_one_slug_the_first_that_is_public_has_it(
    newsroom: Newsroom, clock: Clock
) -> None:
    """Also at one instant, in one batch."""
    made = []
    for organisation in ("first-office", "other-office", "third-office"):
        desk = newsroom.as_key(Scope.PUBLISH, organisation=organisation)
        draft = checked(desk.post(EDITORIAL, json={"title": "M", "slug": "same-slug"}), 201)
        made.append(newsroom.act(draft, "schedule", at=instant(T + HOUR)))
    clock.at = T + HOUR
    slugs = [
        checked(newsroom.api.get(f"/v1/releases/{release['id']}"), 200)["slug"] for release in made
    ]
    assert slugs == ["same-slug", "same-slug-2", "same-slug-3"]
    for release, slug in zip(made, slugs, strict=True):
        assert checked(newsroom.api.get(f"/v1/releases/{slug}"), 200)["id"] == release["id"]


def test_logs_hold_no_word_of_what_is_not_public(
    capsys: pytest.CaptureFixture[str],
    newsroom: Newsroom,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """E-05: asked for by its slug, edited badly, held back, published."""
    # The tests' own client logs where it goes.
    monkeypatch.setattr(logging.getLogger("httpx"), "disabled", True)
    hidden = newsroom.act(newsroom.draft(**CANARY.members()), "schedule", at=instant(T + HOUR))
    newsroom.api.get(f"/v1/releases/{hidden['slug']}")
    newsroom.api.get(f"/v1/releases?organisation={CANARY.organisation}&title={CANARY.slug}")
    newsroom.desk.post(EDITORIAL, json=CANARY.members() | {"unknown": CANARY.title})
    hidden = newsroom.edit(hidden, published_at=instant(T + 5 * HOUR))
    clock.at = T + 2 * HOUR
    assert newsroom.public_ids() == []
    written = "".join(capsys.readouterr())
    assert "held back" in written
    lines = written.lower().splitlines()
    assert [line for line in lines if any(word in line for word in CANARY.words)] == []


def test_metrics_name_routes_and_no_releases(newsroom: Newsroom, clock: Clock) -> None:
    assert clock.at == T
    hidden = newsroom.act(newsroom.draft(**CANARY.members()), "schedule", at=instant(T + HOUR))
    newsroom.api.get(f"/v1/releases/{hidden['slug']}")
    answer = newsroom.as_key(Scope.METRICS).get("/metrics")
    assert answer.status_code == 200
    assert not any(word in answer.text.lower() for word in (*CANARY.words, hidden["id"]))


DOORS = (
    "/v1/releases",
    "/v1/releases/{id}",
    "/v1/releases/{slug}",
    "/v1/releases/{id}/versions",
    "/v1/releases/{id}.html",
    "/v1/releases.rss",
    "/v1/releases.ndjson",
    "/v1/releases?language=cy",
    "/v1/releases?organisation=canary-works",
    "/v1/locations",
    f"/v1/locations/{CANARY.place_id}",
    "/v1/themes",
    f"/v1/themes/{CANARY.theme}",
    "/v1/changes",
)


def test_all_doors_open_at_the_instant_whichever_is_asked_first(
    newsroom: Newsroom, clock: Clock
) -> None:
    """E-07, case FEED-5 step 3: a microsecond before none shows it, at the instant each does."""
    for number, first in enumerate(DOORS):
        at = T + number * HOUR + HOUR
        canary = CANARY.members() | {"slug": f"quillon-{number}"}
        hidden = newsroom.act(newsroom.draft(**canary), "schedule", at=instant(at))
        names = {"id": hidden["id"], "slug": hidden["slug"]}
        doors = (first, *(DOORS if number == 0 else DOORS[:2]))
        clock.at = at - timedelta(microseconds=1)
        before = [newsroom.api.get(door.format(**names)) for door in doors]
        clock.at = at
        after = [newsroom.api.get(door.format(**names)) for door in doors]
        for door, early, late in zip(doors, before, after, strict=True):
            assert late.status_code == 200, door
            assert late.content != early.content, door
            assert late.headers["etag"] != early.headers.get("etag"), door
        public = checked(newsroom.api.get(f"/v1/releases/{hidden['id']}"), 200)
        assert public["published_at"] == public["first_public_at"] == rfc(at)
        assert public["usable"] is True


def rfc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def test_moved_cancelled_and_deleted_embargoes_never_show(
    newsroom: Newsroom, clock: Clock, seen: Seen
) -> None:
    """E-08: what was set for an instant before is void."""
    before = glance(newsroom.app, seen)
    moved = newsroom.act(
        newsroom.draft(**CANARY.members() | {"slug": "quillon-moved"}),
        "schedule",
        at=instant(T + HOUR),
    )
    cancelled = newsroom.act(
        newsroom.draft(**CANARY.members() | {"slug": "quillon-cancelled"}),
        "schedule",
        at=instant(T + HOUR),
    )
    newsroom.act(moved, "schedule", at=instant(T + 3 * HOUR))
    cancelled = newsroom.act(cancelled, "unschedule")
    clock.at = T + 2 * HOUR
    assert glance(newsroom.app, seen) == before
    newsroom.desk.delete(f"{EDITORIAL}/{cancelled['id']}", headers={"If-Match": cancelled["etag"]})
    assert glance(newsroom.app, seen) == before
    clock.at = T + 3 * HOUR
    assert newsroom.public_ids()[0] == moved["id"]


def test_a_slow_clock_hides_nothing_that_is_public(newsroom: Newsroom, clock: Clock) -> None:
    """E-10: what one process published, another whose clock is behind shows too."""
    hidden = newsroom.act(newsroom.draft(**CANARY.members()), "schedule", at=instant(T + HOUR))
    clock.at = T + HOUR
    assert newsroom.public_ids() == [hidden["id"]]
    clock.at = T + HOUR - timedelta(minutes=5)
    assert newsroom.public_ids() == [hidden["id"]]
