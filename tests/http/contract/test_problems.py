"""The server's own problems fit the schemas that the contract gives for them."""

from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from app.auth.caller import Scope
from app.base.settings import Settings
from app.main import create_app
from tests.contract.inlined import inlined
from tests.newsroom import EDITORIAL, Newsroom, checked

ADDRESS = "urn:contract"
PATCH = {"Content-Type": "application/merge-patch+json"}
UNKNOWN = "019ab8c2-7a10-7c3e-9d57-0b1f6f6f2a11"


@pytest.fixture(scope="module")
def contract() -> dict[str, Any]:
    """The document as the app of this tree makes it."""
    return inlined(create_app(Settings()).openapi())


def fits(contract: dict[str, Any], answer: httpx.Response, operation: tuple[str, str]) -> None:
    """`answer` is declared for `operation`, a method and a path, and has the shape it says."""
    method, path = operation
    responses, status = contract["paths"][path][method]["responses"], str(answer.status_code)
    declared = responses.get(status, responses["default"])
    schema = declared["content"][answer.headers["content-type"]]["schema"]
    registry: Registry[Any] = Registry().with_resource(
        ADDRESS, DRAFT202012.create_resource(absolute(contract))
    )
    validator = Draft202012Validator(absolute(schema), registry=registry)
    assert [error.message for error in validator.iter_errors(answer.json())] == []


def absolute(node: Any) -> Any:
    """`node` with references that lead into the contract."""
    if isinstance(node, list):
        return [absolute(one) for one in node]
    if isinstance(node, dict):
        return {name: absolute(value) for name, value in node.items()}
    return f"{ADDRESS}{node}" if isinstance(node, str) and node.startswith("#/comp") else node


def code(answer: httpx.Response) -> str:
    """Which type of problem it is."""
    slug: str = answer.json()["code"]
    return slug


def test_problems_of_readers(contract: dict[str, Any], newsroom: Newsroom) -> None:
    gone = newsroom.act(newsroom.published(), "withdraw", kind="gone", notice="Issued in error.")
    one, many = ("get", "/v1/releases/{id_or_slug}"), ("get", "/v1/releases")
    asked: dict[str, tuple[tuple[str, str], str, dict[str, str]]] = {
        "not-found": (one, f"/v1/releases/{UNKNOWN}", {}),
        "withdrawn": (one, f"/v1/releases/{gone['id']}", {}),
        "invalid": (many, "/v1/releases?locaton=TR", {}),
        "not-acceptable": (many, "/v1/releases", {"Accept": "image/png"}),
    }
    for slug, (operation, path, headers) in asked.items():
        answer = newsroom.api.get(path, headers=headers)
        assert code(answer) == slug
        fits(contract, answer, operation)


def test_problems_of_keys(contract: dict[str, Any], newsroom: Newsroom) -> None:
    listing = ("get", "/v1/keys")
    for desk, slug in ((newsroom.api, "unauthenticated"), (newsroom.desk, "forbidden")):
        answer = desk.get("/v1/keys")
        assert code(answer) == slug
        fits(contract, answer, listing)
    limited = newsroom.as_key(Scope.WRITE, organisation="north")
    answer = limited.post("/v1/editorial/themes", json={"labels": {"en": "Floods"}})
    assert code(answer) == "forbidden"
    fits(contract, answer, ("post", "/v1/editorial/themes"))
    admin = newsroom.as_key(Scope.ADMIN)
    given = {"json": {"name": "n", "scopes": ["read"]}, "headers": {"Idempotency-Key": "k"}}
    made = checked(admin.post("/v1/keys", **given), 201)
    again = admin.post("/v1/keys", **given)
    assert code(again) == "shown-once"
    fits(contract, again, ("post", "/v1/keys"))
    other = admin.post("/v1/keys", **{**given, "json": {"name": "m", "scopes": ["read"]}})
    assert code(other) == "idempotency-key-reused"
    fits(contract, other, ("post", "/v1/keys"))
    checked(admin.request("DELETE", f"/v1/keys/{made['id']}"), 200)
    ended = admin.post(f"/v1/keys/{made['id']}/rotate", json={})
    assert code(ended) == "key-not-active"
    fits(contract, ended, ("post", "/v1/keys/{key_id}/rotate"))


def test_problems_of_editors(contract: dict[str, Any], newsroom: Newsroom) -> None:
    release, empty = newsroom.published(slug="taken"), newsroom.draft(title="Without a body")
    path, one = f"{EDITORIAL}/{release['id']}", f"{EDITORIAL}/{{release_id}}"
    tag, old = {"If-Match": release["etag"]}, {"If-Match": '"1"'}
    desk, asked = newsroom.desk, {"title": "New"}
    answers = {
        "precondition-required": ("patch", one, desk.patch(path, json=asked, headers=PATCH)),
        "stale": ("patch", one, desk.patch(path, json=asked, headers=PATCH | old)),
        "unsupported-media-type": ("patch", one, desk.patch(path, content=b"a", headers=tag)),
        "malformed-request": ("post", EDITORIAL, desk.post(EDITORIAL, content=b"{", headers=JSON)),
        "slug-taken": ("post", EDITORIAL, desk.post(EDITORIAL, json=asked | {"slug": "taken"})),
        "not-in-this-state": (
            "post",
            f"{one}/publish",
            desk.post(f"{path}/publish", headers=tag),
        ),
        "preflight-failed": (
            "post",
            f"{one}/publish",
            desk.post(
                f"{EDITORIAL}/{empty['id']}/publish?strict=true",
                headers={"If-Match": empty["etag"]},
            ),
        ),
        "body-too-large": (
            "post",
            EDITORIAL,
            desk.post(EDITORIAL, content=b" " * 9_000_000, headers=JSON),
        ),
    }
    for slug, (method, template, answer) in answers.items():
        assert code(answer) == slug
        fits(contract, answer, (method, template))
    assert answers["stale"][2].json()["changes"]


def test_problems_of_places_and_partners(contract: dict[str, Any], newsroom: Newsroom) -> None:
    given = {"name": "Camp North", "kind": "site", "parent": "TR"}
    desk = newsroom.desk
    checked(desk.post("/v1/editorial/locations", json=given), 201)
    again = desk.post("/v1/editorial/locations", json=given)
    assert code(again) == "place-exists"
    fits(contract, again, ("post", "/v1/editorial/locations"))
    partner = newsroom.as_key(Scope.SYNDICATE)
    made = checked(
        partner.post("/v1/subscriptions", json={"url": "https://partner.example/in"}), 201
    )
    resumed = partner.post(f"/v1/subscriptions/{made['id']}/resume")
    assert code(resumed) == "subscription-not-in-this-state"
    fits(contract, resumed, ("post", "/v1/subscriptions/{subscription_id}/resume"))


def test_an_address_that_is_none_of_the_interface_is_a_not_found_problem(
    contract: dict[str, Any], newsroom: Newsroom
) -> None:
    answer = newsroom.api.get("/v1/relases")
    assert answer.json()["suggestion"].endswith("/v1/releases")
    fits(contract, answer, ("get", "/v1/releases/{id_or_slug}"))


JSON = {"Content-Type": "application/json"}
