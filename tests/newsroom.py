"""The whole service over one database, with keys: what most tests start from."""

from dataclasses import dataclass, field
from functools import cache
from typing import Any

import httpx
from fastapi import FastAPI

from app.auth.caller import Scope
from app.auth.keys import mint_key
from app.base import clock
from app.base.settings import Settings
from app.main import create_app
from app.published.reading.follower import Follower
from tests.client import Client

EDITORIAL = "/v1/editorial/releases"
# What a release without translations shows where they are looked up: when it is read alone.
ALONE: dict[str, Any] = {"translations": []}


@dataclass
class Newsroom:
    """A press office: `api` calls without a key, `desk` with one that may publish."""

    settings: Settings
    api: Client = field(init=False)
    desk: Client = field(init=False)

    def __post_init__(self) -> None:
        self.app = _with_known_routes(create_app(self.settings))
        self.database = self.app.state.database
        self.follower: Follower = self.app.state.follower
        self.api = Client(self.app)
        self.desk = self.as_key(Scope.PUBLISH)

    def as_key(self, *scopes: Scope, organisation: str | None = None) -> Client:
        """A client with a new key of these scopes."""
        with self.database.write() as session:
            key = mint_key(
                session,
                name="test",
                scopes=scopes,
                at=clock.now(),
                organisation=organisation,
            )
        return Client(self.app, Authorization=f"Bearer {key.text}")

    def draft(self, **members: Any) -> dict[str, Any]:
        """A new draft; a title is made up when none is given."""
        answer = self.desk.post(EDITORIAL, json={"title": "Ferry service resumes"} | members)
        return checked(answer, 201)

    def read(self, release_id: str) -> dict[str, Any]:
        """A working copy as it is now."""
        return checked(self.desk.get(f"{EDITORIAL}/{release_id}"), 200)

    def act(self, release: dict[str, Any], act: str, **members: Any) -> dict[str, Any]:
        """`release` after an act such as `publish`, with the tag that `release` has."""
        answer = self.desk.post(
            f"{EDITORIAL}/{release['id']}/{act}",
            headers={"If-Match": release["etag"]},
            json=members if members else None,
        )
        return checked(answer, 200)

    def edit(self, release: dict[str, Any], **members: Any) -> dict[str, Any]:
        """`release` after a merge patch."""
        answer = self.desk.patch(
            f"{EDITORIAL}/{release['id']}",
            headers={"If-Match": release["etag"], "Content-Type": "application/merge-patch+json"},
            json=members,
        )
        return checked(answer, 200)

    def published(self, **members: Any) -> dict[str, Any]:
        """A release that is public."""
        return self.act(self.draft(**members), "publish")

    def public_ids(self, query: str = "") -> list[str]:
        """The ids of the public list, in its order."""
        answer = checked(self.api.get(f"/v1/releases?{query}"), 200)
        return [release["id"] for release in answer["data"]]

    def close(self) -> None:
        """Give the database back, and forget who stood in for what its routes ask."""
        self.app.dependency_overrides.clear()
        self.database.close()


@cache
def _first() -> FastAPI:
    """An app that serves nobody."""
    return create_app(Settings())


def _with_known_routes(app: FastAPI) -> FastAPI:
    """`app` with the routes of the first one, which are the same.

    FastAPI works them out for each app anew, at its first request: more than most tests do. They
    ask the first app for `dependency_overrides`.
    """
    app.router.routes = _first().router.routes
    app.dependency_overrides = _first().dependency_overrides
    return app


def checked(answer: httpx.Response, status: int) -> dict[str, Any]:
    """The JSON of an answer that has to have this status."""
    assert answer.status_code == status, answer.text
    body: dict[str, Any] = answer.json()
    return body
