"""Three organisations that have the same things, and one request for each keyed operation.

The operations, their scopes and whom they refuse are read from the contract; what belongs to whom
is said here, by the names of parameters.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

import httpx

from app.auth import keys
from app.auth.caller import IMPLIED, Scope
from app.base import clock
from app.base.ids import new_id
from app.db.database import Database
from app.media.models import MediaFile
from app.webhooks.subscriptions.models import WebhookDelivery, WebhookSubscription
from app.webhooks.subscriptions.states import SubscriptionState, Told
from tests.client import Client
from tests.newsroom import EDITORIAL, Newsroom, checked
from tests.uploads.samples import picture

# Whose things there are, and a word that stands in all of them.
OWNERS = {"org-a": "aardvark", "org-b": "bandicoot", None: "capybara"}
OWN, OTHERS = "org-a", ("org-b", None)
METHODS = ("get", "put", "post", "patch", "delete")
# Parameters of a path that name what belongs to an organisation, and to a key.
OWNED = {"release_id", "key_id", "link_id", "subscription_id", "organisation_id"}
OWNED |= {"file_id", "group_id"}
OF_A_KEY = {"subscription_id"}
FAR = "2999-01-01T00:00:00Z"
# The bytes of the file that each has.
FILE = b"the same bytes"
FILE_SHA256 = hashlib.sha256(FILE).hexdigest()
UNKNOWN = "019ab8c2-7a10-7c3e-9d57-0b1f6f6f2a11"

# Of the operations below a release: which one it has to be. The others are asked of a draft.
ASKED_OF = {
    "/publish": "draft",
    "/update": "public",
    "/correct": "public",
    "/withdraw": "public",
    "/unschedule": "scheduled",
    "/reach": "public",
    "/contacts": "public",
}
# Bodies that are not the example of the contract.
BODIES: dict[tuple[str, str], Any] = {
    ("post", "/v1/keys"): {"name": "Made", "scopes": ["read"]},
    ("post", "/v1/editorial/media"): picture(),
    ("post", EDITORIAL): {"title": "Made"},
    ("post", f"{EDITORIAL}:batch"): {"acts": [{"act": "create", "release": {"title": "Made"}}]},
    ("post", f"{EDITORIAL}:batch.ndjson"): {"act": "create", "release": {"title": "Made"}},
    ("put", EDITORIAL + "/{release_id}"): {"title": "Replaced"},
    ("post", EDITORIAL + "/{release_id}/schedule"): {"at": FAR},
    ("post", EDITORIAL + "/{release_id}/preview-link"): {"hours": 1},
    ("post", "/v1/subscriptions"): {"url": "https://partner.example/hooks"},
    ("post", "/v1/editorial/embargo-groups"): {"name": "Made"},
    ("post", "/v1/editorial/embargo-groups/{group_id}/members"): {"principal": "oidc:somebody"},
    ("post", "/v1/editorial/locations/{location_id}/merge"): {"into": "TR"},
    ("post", "/v1/editorial/locations"): {"name": "Second Gate", "parent": "TR"},
    ("post", "/v1/editorial/themes"): {"labels": {"en": "Second subject"}},
    ("post", "/v1/editorial/organisations"): {"name": "Second Office"},
    ("patch", "/v1/editorial/organisations/{organisation_id}"): {"logo": None},
}


@dataclass(frozen=True)
class Operation:
    """One keyed operation, as the contract has it."""

    method: str
    path: str
    # One of them is enough.
    scopes: tuple[Scope, ...]
    newsroom_wide: bool
    parameters: frozenset[str]
    body: Any
    media_type: str | None

    @property
    def scope(self) -> Scope:
        """The first of them."""
        return self.scopes[0]

    @property
    def allowed(self) -> set[Scope]:
        """The scopes that allow it, given or implied."""
        return {allowed for scope in self.scopes for allowed in scopes_with(scope)}

    @property
    def owned(self) -> bool:
        """Whether the path names something that belongs to somebody."""
        return bool(OWNED & self.parameters)

    @property
    def of_a_key(self) -> bool:
        """Whether it belongs to one key, and beside it to administrators alone."""
        return bool(OF_A_KEY & self.parameters)

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.path}"


def operations(contract: Mapping[str, Any]) -> Iterator[Operation]:
    """Every operation of the contract that asks for a key."""
    for path, item in contract["paths"].items():
        for method in METHODS:
            operation = item.get(method)
            if operation and operation["security"]:
                scopes = [scope for one in operation["security"] for scope in one["key"]]
                media_type, body = _body(contract, operation)
                yield Operation(
                    method,
                    path,
                    tuple(map(Scope, scopes)),
                    operation.get("x-newsroom-wide", False),
                    frozenset(re.findall(r"\{(\w+)\}", path)),
                    BODIES.get((method, path), body),
                    media_type,
                )


def _body(contract: Mapping[str, Any], operation: Mapping[str, Any]) -> tuple[str | None, Any]:
    content = operation.get("requestBody", {}).get("content", {})
    for media_type, described in content.items():
        schema = described["schema"]
        name = (schema.get("$ref") or "").rpartition("/")[2]
        shape = contract["components"]["schemas"].get(name, {})
        return media_type, shape.get("examples", [None])[0]
    return None, None


@dataclass(frozen=True)
class World:
    """A newsroom in which three organisations have the same things."""

    newsroom: Newsroom
    # Ids of what each has, by the name of a parameter or the state of a release.
    things: Mapping[str | None, Mapping[str, str]]
    # Ids of what belongs to all of them.
    shared: Mapping[str, str]

    @classmethod
    def built(cls, newsroom: Newsroom) -> Self:
        """Make everything."""
        place = {"name": "First Gate", "parent": "TR"}
        made = checked(newsroom.desk.post("/v1/editorial/locations", json=place), 201)
        shared = {"location_id": made["id"], "theme_id": "health", "number": "1"}
        things = {owner: _things(newsroom, owner, word) for owner, word in OWNERS.items()}
        return cls(newsroom, things, shared)

    def words_of(self, owner: str | None) -> set[str]:
        """What tells of the things of an owner: its word, and the ids of all that it has."""
        return {OWNERS[owner], *self.things[owner].values()}

    def ask(
        self, client: Client, operation: Operation, owner: str | None, *, unknown: bool = False
    ) -> httpx.Response:
        """The answer to an operation on the things of `owner`, or on what there is not."""
        ids = dict(self.shared)
        for name, value in self.things[owner].items():
            ids[name] = UNKNOWN if unknown else value
        release = next((of for end, of in ASKED_OF.items() if operation.path.endswith(end)), None)
        embargoed = "scheduled" if operation.path.startswith("/v1/embargoed") else "draft"
        ids["release_id"] = ids[release or embargoed]
        query = {"with": "2"} if operation.path.endswith("/compare") else None
        if operation.path.endswith("/members") and operation.method == "delete":
            query = {"principal": f"key:{ids['member_id']}"}
        if operation.path.endswith("/verify"):
            ids["subscription_id"] = ids["unverified"]
        if operation.method == "delete" and not unknown:
            ids["organisation_id"] = ids["unused"]
        if operation.method == "get":
            # Of a place that no public release has had, only keys without a limit are told.
            ids["location_id"] = "TR"
        headers = {} if operation.method == "get" else {"If-Match": "*"}
        if operation.media_type is not None:
            headers["Content-Type"] = operation.media_type
        body = operation.body
        content = body if body is None or isinstance(body, bytes) else json.dumps(body)
        path = operation.path.format(**ids)
        method = operation.method.upper()
        return client.request(method, path, headers=headers, content=content, params=query)


def scopes_with(scope: Scope) -> list[Scope]:
    """The scopes that allow what `scope` allows, itself first."""
    return [scope, *(one for one in Scope if scope in IMPLIED[one])]


def _things(newsroom: Newsroom, owner: str | None, word: str) -> dict[str, str]:
    named = {} if owner is None else {"organisation": {"id": owner, "name": owner}}
    # Of no owner there is an organisation too, which no key is of.
    issuer = owner or f"the-{word}"
    for made in (f"unused-{word}", *([issuer] if owner is None else ())):
        given = {"id": made, "name": f"The {word}"}
        checked(newsroom.desk.post("/v1/editorial/organisations", json=given), 201)
    draft = newsroom.draft(title=f"First {word}", **named)
    draft = newsroom.edit(draft, title=f"Draft {word}")
    scheduled = newsroom.draft(title=f"Scheduled {word}", **named)
    scheduled = newsroom.act(scheduled, "schedule", at=FAR)
    public = newsroom.published(title=f"Public {word}", **named)
    public = newsroom.edit(public, title=f"Edited {word}")
    link = checked(newsroom.desk.post(f"{EDITORIAL}/{draft['id']}/preview-link"), 201)
    with newsroom.database.write() as session:
        key = keys.mint_key(
            session, name=word, scopes=[Scope.READ], at=clock.now(), organisation=owner
        )
        member = keys.mint_key(
            session, name=word, scopes=[Scope.EMBARGO], at=clock.now(), organisation=owner
        )
    group = _group(newsroom, owner, word, f"key:{member.row.id}")
    unverified, _ = _subscribe(newsroom.database, owner, word, SubscriptionState.UNVERIFIED)
    subscription, delivery = _subscribe(newsroom.database, owner, word, SubscriptionState.ACTIVE)
    return {
        "draft": draft["id"],
        "scheduled": scheduled["id"],
        "public": public["id"],
        "link_id": link["id"],
        "key_id": str(key.row.id),
        "file_id": _file(newsroom.database, owner, word),
        "group_id": group,
        "member_id": str(member.row.id),
        "subscription_id": subscription,
        "unverified": unverified,
        "delivery_id": delivery,
        "organisation_id": issuer,
        "unused": f"unused-{word}",
    }


def _group(newsroom: Newsroom, owner: str | None, word: str, principal: str) -> str:
    """A group with one member."""
    admin, path = newsroom.as_key(Scope.ADMIN), "/v1/editorial/embargo-groups"
    made = checked(admin.post(path, json={"name": word, "organisation": owner}), 201)
    group_id: str = made["id"]
    checked(admin.post(f"{path}/{group_id}/members", json={"principal": principal}), 200)
    return group_id


def _file(database: Database, owner: str | None, word: str) -> str:
    row = MediaFile(
        id=new_id(),
        sha256=FILE_SHA256,
        media_type="audio/mpeg",
        bytes=len(FILE),
        file_name=f"{word}.mp3",
        organisation=owner,
        created_at=clock.now(),
        created_by="key",
    )
    with database.write() as session:
        session.add(row)
    return str(row.id)


def _subscribe(
    database: Database, owner: str | None, word: str, state: SubscriptionState
) -> tuple[str, str]:
    """A subscription of a key that nobody asks with, and a delivery of it."""
    now = clock.now()
    row = WebhookSubscription(
        id=new_id(),
        owner=f"key:{new_id()}",
        organisation=owner,
        url="https://partner.example/hooks",
        selection="",
        kinds="published",
        format="json",
        description=word,
        created_at=now,
        state=state,
        secret="whsec_not-one",
        seen=10**6,
        due_at=now,
    )
    delivery = WebhookDelivery(
        id=new_id(),
        subscription_id=row.id,
        seq=1,
        release_id=None,
        kind="published",
        state=Told.WAITING,
        noted_at=now,
        due_at=now,
    )
    with database.write() as session:
        session.add(row)
        session.flush()
        session.add(delivery)
        return str(row.id), str(delivery.id)
