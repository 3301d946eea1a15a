"""Asks every operation of the contract, so that a new one is held to the same rules by itself."""

import re
from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from app.base.settings import Settings
from app.http.caching import CachePolicy
from app.main import create_app
from tests.client import Client
from tests.contract.inlined import inlined
from tests.contract.sources import KEYED

UNKNOWN = "019ab8c2-7a10-7c3e-9d57-0b1f6f6f2a11"
METHODS = ("get", "put", "post", "patch", "delete")
POLICIES = {policy.value for policy in CachePolicy}


@pytest.fixture(scope="module")
def served(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """The app over an empty database."""
    path = tmp_path_factory.mktemp("routes") / "dateline.db"
    copyfile(sqlite_template, path)
    made = create_app(Settings(database_url=f"sqlite:///{path}"))
    yield made
    made.state.database.close()


@pytest.fixture(scope="module")
def client(served: FastAPI) -> Client:
    """Calls it."""
    return Client(served)


def _operations() -> list[tuple[str, str]]:
    paths = create_app(Settings()).openapi()["paths"]
    return [(method, path) for path, item in paths.items() for method in METHODS if method in item]


OPERATIONS = _operations()


def _ask(client: Client, method: str, path: str, **more: Any) -> httpx.Response:
    address = re.sub(r"\{[^}]+\}", UNKNOWN, path)
    return client.request(method, address, follow_redirects=False, **more)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_answers_are_declared_and_say_how_long_they_hold(
    served: FastAPI, client: Client, method: str, path: str
) -> None:
    response = _ask(client, method, path)
    declared = inlined(served.openapi())["paths"][path][method]["responses"]
    assert str(response.status_code) in declared
    assert response.headers["cache-control"] in POLICIES
    assert response.headers["x-request-id"]
    if method == "get" and response.status_code == 200:
        assert ("304" in declared) == ("etag" in response.headers)


@pytest.mark.parametrize(("method", "path"), [(m, p) for m, p in OPERATIONS if p.startswith(KEYED)])
def test_keyed_operations_refuse_who_has_no_key(client: Client, method: str, path: str) -> None:
    response = _ask(client, method, path)
    assert response.status_code == 401
    assert response.headers["www-authenticate"].startswith("Bearer")
    assert "no-store" in response.headers["cache-control"]
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", [p for m, p in OPERATIONS if m == "get" and "{" not in p])
def test_head_answers_as_get_without_a_body(client: Client, path: str) -> None:
    got, headed = _ask(client, "get", path), _ask(client, "head", path)
    assert headed.status_code == got.status_code
    assert headed.content == b""
    ours = {"cache-control", "content-type", "etag", "link", "vary", "last-modified"}
    for name in ours:
        assert headed.headers.get(name) == got.headers.get(name), name


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_answers_may_be_read_by_any_page(client: Client, method: str, path: str) -> None:
    response = _ask(client, method, path, headers={"Origin": "https://front.example"})
    assert response.headers["access-control-allow-origin"] in {"*", "https://front.example"}


@pytest.mark.parametrize(
    "path", [p for m, p in OPERATIONS if m == "get" and not p.startswith(KEYED)]
)
def test_unknown_parameters_are_refused(client: Client, path: str) -> None:
    response = _ask(client, "get", path, params={"no_such_parameter": "1"})
    assert response.status_code == 422
    assert response.json()["errors"][0]["parameter"] == "no_such_parameter"


def test_methods_that_a_path_does_not_take_are_listed(client: Client) -> None:
    response = client.request("DELETE", "/v1/releases")
    assert response.status_code == 405
    assert "GET" in response.headers["allow"]
    assert response.json()["type"].endswith("/problems/method-not-allowed")
