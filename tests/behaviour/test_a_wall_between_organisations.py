"""A key of one organisation learns nothing of what is hidden: not by an answer, nor by its cost.

Two organisations ask the same: one before there is anything hidden, one after.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx

from app.auth.caller import Scope
from tests.client import Client
from tests.files import stored
from tests.newsroom import EDITORIAL, Newsroom, checked
from tests.organisations.organisation_desk import ORGANISATIONS
from tests.statements import counted

PLACES = "/v1/editorial/locations"
PATCH = {"Content-Type": "application/merge-patch+json", "If-Match": "*"}
NDJSON = {"Content-Type": "application/x-ndjson"}
# What somebody guesses: a place, another one that hides a public one, an organisation, a slug.
GATE, GATE_ID, TWIN = "Quillon gate", "own:quillon-gate", "Midilli"
OFFICE, OFFICE_ID = "Canary Works", "canary-works"
SLUG = "zephyrine-quillon"
# What somebody may have seen in an address: a file, and a story that it was told of.
FILE_ID = "019ab8c2-7a10-7c3e-9d57-0b1f6f6f2a33"
STORY_ID = "019ab8c2-7a10-7c3e-9d57-0b1f6f6f2a44"
GROUP = "quillon-wires"
MEDIA, GROUPS = "/v1/editorial/media", "/v1/editorial/embargo-groups"
GUESSES: list[dict[str, Any]] = [
    *({"locations": [name]} for name in (GATE, GATE_ID, "quillon-gate", TWIN)),
    *({"dateline": {"text": name}} for name in (GATE, f"{GATE}, Türkiye", TWIN)),
    {"dateline": {"text": "X", "location": GATE_ID}},
    *({"partners": [one]} for one in (OFFICE_ID, {"name": OFFICE}, {"id": OFFICE_ID, "name": "X"})),
    *({"organisation": one} for one in (OFFICE_ID, {"name": OFFICE})),
    {"slug": SLUG},
    {"title": "Zephyrine quillon"},
    {"media": [{"file": FILE_ID}]},
    {"story_id": STORY_ID},
]


def hide(newsroom: Newsroom) -> None:
    """Make what no public release has."""
    for name in (GATE, TWIN):
        place = {"name": name, "parent": "edirne", "names": {"tr": f"{name} kapısı"}}
        checked(newsroom.desk.post(f"{PLACES}?namesake=true", json=place), 201)
    stored(newsroom, b"quillon", id=UUID(FILE_ID), organisation=OFFICE_ID)
    for members in ({}, {"organisation": OFFICE_ID}):
        group = {"name": "Quillon wires"} | members
        checked(newsroom.as_key(Scope.ADMIN).post(GROUPS, json=group), 201)
    newsroom.draft(
        title="Zephyrine quillon",
        story_id=STORY_ID,
        media=[{"file": FILE_ID}],
        slug=SLUG,
        organisation={"name": OFFICE},
        locations=[GATE_ID],
        dateline={"text": GATE},
    )


def asked(own: Client) -> Iterator[httpx.Response]:
    """Answers to all that a key of one organisation can ask by name."""
    for guess in GUESSES:
        body = {"title": "T"} | guess
        yield own.post(EDITORIAL, json=body)
        made = checked(own.post(EDITORIAL, json={"title": "Kept"}), 201)
        address = f"{EDITORIAL}/{made['id']}"
        yield own.patch(address, headers=PATCH, json=guess)
        yield own.put(address, headers={"If-Match": "*"}, json=body)
        act = {"act": "create", "release": body}
        yield own.post(f"{EDITORIAL}:batch", json={"acts": [act]})
        yield own.post(f"{EDITORIAL}:batch.ndjson", headers=NDJSON, content=json.dumps(act))
        yield own.get(f"{address}/preflight")
    for text in (f"{GATE.upper()} - A text.", f"{TWIN} - A text of {GATE}."):
        yield own.post("/v1/editorial/suggest", json={"title": f"Of {GATE}", "body_text": text})
    for name in (GATE, GATE_ID, TWIN, "quillon-gate"):
        yield own.get(f"{PLACES}/{name}")
        yield own.get(PLACES, params={"q": name[:5]})
    for address in (PLACES, ORGANISATIONS, EDITORIAL, "/v1/editorial/audit", "/v1/keys"):
        yield own.get(address)
    for group in (GROUP, f"{OFFICE_ID}:{GROUP}"):
        made = checked(own.post(EDITORIAL, json={"title": "Kept"}), 201)
        named = {"at": "2999-01-01T00:00:00Z", "embargo_groups": [{"group": group}]}
        headers = {"If-Match": made["etag"]}
        yield own.post(f"{EDITORIAL}/{made['id']}/schedule", headers=headers, json=named)
        for address in (f"{GROUPS}/{group}", f"{GROUPS}/{group}/members"):
            yield own.get(address)
            yield own.delete(address, headers=headers, params={"principal": "oidc:x"})
            yield own.post(address, json={"principal": "oidc:x"})
    for address in (MEDIA, f"{MEDIA}/{FILE_ID}", f"{MEDIA}/{FILE_ID}/file", GROUPS):
        yield own.get(address)
    yield own.delete(f"{MEDIA}/{FILE_ID}", headers={"If-Match": '"1"'})
    yield own.patch(f"{MEDIA}/{FILE_ID}", headers=PATCH, json={"credit": "X"})
    yield own.post(MEDIA, content=b"quillon")
    yield own.post(GROUPS, json={"name": "Quillon wires"})
    yield own.get(f"{ORGANISATIONS}/{OFFICE_ID}")
    yield own.patch(f"{ORGANISATIONS}/{OFFICE_ID}", headers=PATCH, json={"name": OFFICE})
    yield own.get(EDITORIAL, params={"q": "quillon"})


@dataclass(frozen=True)
class Told:
    """An answer without what is of chance, and how many statements it took."""

    request: str
    status: int
    body: str
    statements: int


def told(newsroom: Newsroom, organisation: str) -> list[Told]:
    own = newsroom.as_key(Scope.ADMIN, organisation=organisation)
    found: list[Told] = []
    answers = asked(own)
    while True:
        with counted(newsroom.database) as statements:
            answer = next(answers, None)
        if answer is None:
            return found
        asking = answer.request
        request = f"{asking.method} {asking.url.path} {asking.content!r}"
        masked = (_masked(text, organisation) for text in (request, answer.text))
        found.append(Told(next(masked), answer.status_code, next(masked), len(statements)))


def _masked(text: str, organisation: str) -> str:
    """The text without ids, instants, and the name of the one who asked."""
    for pattern in (
        r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        r"\d{4}-\d\d-\d\dT[\d:.]+Z",
        r'"(prefix|cursor|next)":"[^"]*"',
        organisation,
    ):
        text = re.sub(pattern, "…", text)
    return text


def test_what_is_hidden_is_as_if_it_were_not_there(newsroom: Newsroom) -> None:
    told(newsroom, "first")  # so that whatever is read once was read
    before = told(newsroom, "north")
    hide(newsroom)
    after = told(newsroom, "south")
    assert len(before) > 100
    assert {one.status for one in before} >= {200, 201, 404, 422}
    for was, now in zip(before, after, strict=True):
        assert now == was
