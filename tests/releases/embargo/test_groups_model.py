"""Releases, groups, keys and instants at random, compared with a plain reading of the promises."""

from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

import pytest

from app.auth.caller import Scope
from app.auth.keys import mint_key
from app.base import clock as real_clock
from tests.behaviour.clock import HOUR, Clock, T, instant
from tests.client import Client
from tests.newsroom import EDITORIAL, Newsroom, checked

EMBARGOED = "/v1/embargoed/releases"
GROUPS = "/v1/editorial/embargo-groups"
STEPS = 40
ORGANISATIONS = (None, "org-a")


@dataclass
class Sealed:
    """A release: when it is public, and from when on which groups read it; None: all keys."""

    organisation: str | None
    lift: datetime | None = None
    groups: dict[str, datetime] | None = None


@dataclass
class Model:
    """Who may read what, in plain Python."""

    releases: dict[str, Sealed] = field(default_factory=dict)
    # Members of each group, and whose it is.
    groups: dict[str, set[str]] = field(default_factory=dict)
    owners: dict[str, str | None] = field(default_factory=dict)
    # Keys that work, and what they are limited to.
    keys: dict[str, str | None] = field(default_factory=dict)

    def readable(self, key: str, release_id: str, now: datetime) -> bool:
        """Whether `key` reads the release."""
        release = self.releases[release_id]
        if release.lift is None or release.lift <= now:
            return False
        if self.keys[key] not in (None, release.organisation):
            return False
        return release.groups is None or any(
            key in self.groups.get(group, ()) and since <= now
            for group, since in release.groups.items()
        )


class Walk:
    """Acts of editors and administrators at random, on the product and on the model."""

    def __init__(self, newsroom: Newsroom, seed: int) -> None:
        self.random, self.newsroom, self.model = Random(seed), newsroom, Model()
        self.clock = Clock(newsroom.app)
        self.admin = newsroom.as_key(Scope.ADMIN)
        self.clients: dict[str, Client] = {}
        for organisation in (None, None, "org-a"):
            self.add_key(organisation)

    def add_key(self, organisation: str | None) -> None:
        with self.newsroom.database.write() as session:
            minted = mint_key(
                session,
                name="partner",
                scopes=[Scope.EMBARGO],
                at=real_clock.now(),
                organisation=organisation,
            )
        key = f"key:{minted.row.id}"
        self.clients[key] = Client(self.newsroom.app, Authorization=f"Bearer {minted.text}")
        self.model.keys[key] = organisation

    def step(self) -> None:
        acts = (self.draft, self.schedule, self.schedule, self.schedule, self.unschedule)
        keeping = (self.add_group, self.join, self.join, self.leave, self.delete_group, self.wait)
        self.random.choice((*acts, *keeping, self.delete, self.revoke))()

    def one(self, some: Any) -> Any:
        return self.random.choice(sorted(some)) if some else None

    def draft(self) -> None:
        organisation = self.random.choice(ORGANISATIONS)
        named = {"organisation": {"name": organisation}} if organisation else {}
        made = self.newsroom.draft(title=f"Title {self.random.random()}", **named)
        self.model.releases[made["id"]] = Sealed(organisation)

    def ask(self, release_id: str, act: str, **members: Any) -> int:
        address = f"{EDITORIAL}/{release_id}/{act}"
        answer = self.newsroom.desk.post(
            address, headers={"If-Match": "*"}, json=members if members else None
        )
        return answer.status_code

    def schedule(self) -> None:
        release_id = self.one(self.model.releases)
        if release_id is None:
            return
        release = self.model.releases[release_id]
        lift = self.clock.at + self.random.randint(1, 9) * HOUR
        named: dict[str, Any] = {}
        groups = None if release.lift is None else release.groups
        if self.random.random() < 0.7:
            groups = self._choose(release, lift)
            shown = [{"group": one, "readable_from": instant(at)} for one, at in groups.items()]
            named["embargo_groups"] = shown
        elif self.random.random() < 0.3:
            groups = named["embargo_groups"] = None
        status = self.ask(release_id, "schedule", at=instant(lift), **named)
        is_public = release.lift is not None and release.lift <= self.clock.at
        assert status == (409 if is_public else 200)
        if not is_public:
            release.lift, release.groups = lift, groups

    def _choose(self, release: Sealed, lift: datetime) -> dict[str, datetime]:
        known = [
            group
            for group, owner in self.model.owners.items()
            if owner in (None, release.organisation)
        ]
        chosen = self.random.sample(known, self.random.randint(0, len(known)))
        hours = int((lift - T) / HOUR) - 1
        return {one: T + self.random.randint(0, hours) * HOUR for one in sorted(chosen)}

    def unschedule(self) -> None:
        release_id = self.one(self.model.releases)
        if release_id is not None:
            release = self.model.releases[release_id]
            is_waiting = release.lift is not None and release.lift > self.clock.at
            assert self.ask(release_id, "unschedule") == (200 if is_waiting else 409)
            if is_waiting:
                release.lift = release.groups = None

    def delete(self) -> None:
        drafts = [id for id, one in self.model.releases.items() if one.lift is None]
        if release_id := self.one(drafts):
            address = f"{EDITORIAL}/{release_id}"
            answer = self.newsroom.desk.delete(address, headers={"If-Match": "*"})
            assert answer.status_code == 204
            del self.model.releases[release_id]

    def add_group(self) -> None:
        if len(self.model.groups) < 3:
            owner = self.random.choice(ORGANISATIONS)
            given = {"name": "Group", "organisation": owner}
            group = checked(self.admin.post(GROUPS, json=given), 201)["id"]
            self.model.groups[group], self.model.owners[group] = set(), owner

    def join(self) -> None:
        group, key = self.one(self.model.groups), self.one(self.model.keys)
        if group and key:
            address = f"{GROUPS}/{group}/members"
            checked(self.admin.post(address, json={"principal": key}), 200)
            self.model.groups[group].add(key)

    def leave(self) -> None:
        group = self.one(self.model.groups)
        if group and (key := self.one(self.model.groups[group])):
            address = f"{GROUPS}/{group}/members"
            checked(self.admin.delete(address, params={"principal": key}), 200)
            self.model.groups[group].remove(key)

    def delete_group(self) -> None:
        group = self.one(self.model.groups)
        if group and self.random.random() < 0.4:
            answer = self.admin.delete(f"{GROUPS}/{group}", headers={"If-Match": "*"})
            assert answer.status_code == 204
            del self.model.groups[group], self.model.owners[group]
            for release in self.model.releases.values():
                if release.groups:
                    release.groups.pop(group, None)

    def revoke(self) -> None:
        if len(self.model.keys) > 1 and self.random.random() < 0.3:
            key = self.one(self.model.keys)
            checked(self.admin.delete(f"/v1/keys/{UUID(key.removeprefix('key:'))}"), 200)
            assert self.clients[key].get(EMBARGOED).status_code == 401
            del self.model.keys[key]
            self.add_key(self.random.choice(ORGANISATIONS))

    def wait(self) -> None:
        self.clock.at += self.random.randint(0, 1) * HOUR

    def compare(self) -> int:
        """How many pairs of a key and a release it may read there are, all as the model has it."""
        found = 0
        for key in self.model.keys:
            client, now = self.clients[key], self.clock.at
            expected = {id for id in self.model.releases if self.model.readable(key, id, now)}
            page = checked(client.get(f"{EMBARGOED}?limit=100"), 200)
            assert {one["id"] for one in page["data"]} == expected
            assert page["meta"]["total"] == len(expected)
            if release_id := self.one(self.model.releases):
                status = client.get(f"{EMBARGOED}/{release_id}").status_code
                assert status == (200 if release_id in expected else 404)
            found += len(expected)
        return found


@pytest.mark.parametrize("seed", range(3))
def test_every_key_reads_what_the_promises_say_and_nothing_else(
    newsroom: Newsroom, seed: int
) -> None:
    walk = Walk(newsroom, seed)
    for act in (walk.add_group, walk.join, walk.draft, walk.schedule):
        act()
    found = 0
    for _ in range(STEPS):
        walk.step()
        found += walk.compare()
    assert found > STEPS / 4
