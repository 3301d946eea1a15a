"""Every keyed operation, as every scope, for its own organisation, another and none.

By keys and by tokens of an issuer. What the contract says of an operation is what happens; what
belongs to another is the same 404 as what never was, and no answer tells of it.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path
from shutil import copyfile

import httpx
import pytest
from sqlalchemy import select
from sqlmodel import SQLModel

from app.auth.caller import Scope
from app.base.settings import Settings
from app.main import create_app
from app.outbound.client import GuardedClient
from tests.auth.issuer import AUDIENCE, Issuer, running_issuer
from tests.client import Client
from tests.contract.inlined import inlined
from tests.contract.rights import (
    FILE,
    FILE_SHA256,
    OTHERS,
    OWN,
    Operation,
    World,
    operations,
)
from tests.newsroom import Newsroom

OPERATIONS = list(operations(inlined(create_app(Settings()).openapi())))
PUBLIC = ip_address("1.1.1.1")
MakeWorld = Callable[[Path], World]
BY_TOKEN = pytest.mark.parametrize("by_token", [False, True], ids=["key", "token"])
ALL = pytest.mark.parametrize("operation", OPERATIONS, ids=str)


@pytest.fixture(scope="module")
def issuer() -> Iterator[Issuer]:
    with running_issuer() as running:
        yield running


@pytest.fixture(scope="module")
def make_world(
    issuer: Issuer, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> MakeWorld:
    """Makes the same world in any folder."""
    first = tmp_path_factory.mktemp("rights") / "dateline.db"
    copyfile(sqlite_template, first)

    def settings(path: Path) -> Settings:
        return Settings(
            database_url=f"sqlite:///{path}",
            oidc_issuer=issuer.url,
            oidc_audience=AUDIENCE,
            oidc_organisation_claim="org",
        )

    built = World.built(Newsroom(settings(first)))
    # Closed, so that all of it is in the one file.
    built.newsroom.close()

    def make(folder: Path) -> World:
        path = folder / "dateline.db"
        copyfile(first, path)
        newsroom = Newsroom(settings(path))
        newsroom.app.state.media.put(FILE_SHA256, FILE)
        newsroom.app.state.callbacks = GuardedClient(resolve=lambda _host, _port: [PUBLIC])
        return replace(built, newsroom=newsroom)

    return make


@pytest.fixture
def world(make_world: MakeWorld, tmp_path: Path) -> Iterator[World]:
    made = make_world(tmp_path)
    yield made
    made.newsroom.close()


def _as(
    world: World, issuer: Issuer, scope: Scope, organisation: str | None, *, by_token: bool = False
) -> Client:
    if not by_token:
        return world.newsroom.as_key(scope, organisation=organisation)
    token = issuer.token(scope=f"openid dateline:{scope}", org=organisation)
    return Client(world.newsroom.app, Authorization=f"Bearer {token}")


def test_there_is_something_to_ask() -> None:
    assert len(OPERATIONS) > 55
    assert {operation.scope for operation in OPERATIONS} == set(Scope)
    for kind in ("owned", "of_a_key", "newsroom_wide"):
        assert sum(getattr(operation, kind) for operation in OPERATIONS) > 5


@BY_TOKEN
def test_who_may_not_is_refused_and_nothing_is_changed(
    world: World, issuer: Issuer, by_token: bool
) -> None:
    limited = {scope: _as(world, issuer, scope, OWN, by_token=by_token) for scope in Scope}
    before = _rows(world)
    wrong = [
        (str(operation), scope, answer.status_code)
        for operation in OPERATIONS
        for scope, client in limited.items()
        for answer, is_right in _refusals(world, client, operation, scope)
        if not is_right
    ]
    assert wrong == []
    assert _rows(world) == before


def _refusals(
    world: World, client: Client, operation: Operation, scope: Scope
) -> Iterator[tuple[httpx.Response, bool]]:
    """Answers that have to refuse a client of one organisation, and whether they do it rightly."""
    if scope not in operation.allowed:
        answer = world.ask(client, operation, OWN)
        yield answer, answer.status_code == 403 and answer.json()["scope"] == operation.scope
    elif operation.newsroom_wide:
        answer = world.ask(client, operation, OWN)
        yield answer, answer.status_code == 403 and repr(OWN) in answer.json()["detail"]
    elif operation.owned:
        unknown = world.ask(client, operation, OWN, unknown=True)
        for owner in OTHERS:
            answer = world.ask(client, operation, owner)
            yield answer, answer.status_code == 404 and _same(answer, unknown)


def _same(answer: httpx.Response, other: httpx.Response) -> bool:
    """Whether two problems tell the same, but for the number of the request."""
    return {**answer.json(), "instance": ""} == {**other.json(), "instance": ""}


@BY_TOKEN
@ALL
def test_an_organisation_acts_on_its_own_and_is_told_of_nothing_else(
    world: World, issuer: Issuer, operation: Operation, by_token: bool
) -> None:
    if operation.newsroom_wide:
        return
    scope = Scope.ADMIN if operation.of_a_key else operation.scope
    client = _as(world, issuer, scope, OWN, by_token=by_token)
    answer = world.ask(client, operation, OWN)
    assert answer.status_code < 400, answer.text
    assert [word for owner in OTHERS for word in world.words_of(owner) if word in answer.text] == []


@ALL
def test_a_key_without_a_limit_acts_on_what_belongs_to_anybody(
    world: World, issuer: Issuer, operation: Operation
) -> None:
    scope = Scope.ADMIN if operation.of_a_key else operation.scope
    client = _as(world, issuer, scope, None)
    for owner in OTHERS if operation.owned else OTHERS[:1]:
        answer = world.ask(client, operation, owner)
        assert answer.status_code < 400, answer.text


def test_one_subject_with_a_token_for_each_organisation_sees_what_is_of_that_one(
    world: World, issuer: Issuer
) -> None:
    clients = [
        _as(world, issuer, Scope.SYNDICATE, organisation, by_token=True)
        for organisation in (OWN, OTHERS[0])
    ]
    made = [
        client.post("/v1/subscriptions", json={"url": "https://partner.example/"}).json()["id"]
        for client in clients
    ]
    for client, own in zip(clients, made, strict=True):
        listed = client.get("/v1/subscriptions").json()["data"]
        assert [one["id"] for one in listed] == [own]
        seen = [client.get(f"/v1/subscriptions/{each}").status_code for each in made]
        assert seen == [200 if each == own else 404 for each in made]


def _rows(world: World) -> dict[str, list[tuple[object, ...]]]:
    """All that is stored, but for the last use of keys, which is written at any time."""
    found = {}
    with world.newsroom.database.read() as session:
        for table in SQLModel.metadata.sorted_tables:
            columns = [one for one in table.columns if one.name != "last_used_at"]
            found[table.name] = [tuple(row) for row in session.execute(select(*columns))]
    return found
