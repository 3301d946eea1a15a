"""Keys over HTTP."""

from uuid import uuid4

import pytest

from app.auth.caller import Scope
from tests.auth.conftest import MakeKey, bearer
from tests.client import Client
from tests.newsroom import Newsroom, checked

EXPIRES = "2999-01-01T00:00:00Z"


@pytest.fixture
def admin(make_key: MakeKey) -> dict[str, str]:
    return bearer(make_key(Scope.ADMIN))


def test_only_administrators_manage_keys(client: Client, make_key: MakeKey) -> None:
    calls = [("GET", ""), ("POST", ""), ("DELETE", f"/{uuid4()}"), ("POST", f"/{uuid4()}/rotate")]
    publisher = bearer(make_key(Scope.PUBLISH))
    for method, path in calls:
        body = {"name": "x", "scopes": ["read"]} if (method, path) == ("POST", "") else None
        anonymous = client.request(method, f"/v1/keys{path}", json=body)
        assert anonymous.status_code == 401
        assert (
            client.request(method, f"/v1/keys{path}", json=body, headers=publisher).status_code
            == 403
        )


def test_made_key_is_shown_once_and_works(client: Client, admin: dict[str, str]) -> None:
    body = {"name": "Partner", "scopes": ["syndicate", "embargo"], "expires_at": EXPIRES}
    made = client.post("/v1/keys", json=body, headers=admin)
    assert made.status_code == 201, made.text
    assert made.headers["cache-control"] == "no-store"
    key = made.json()
    assert key["scopes"] == ["embargo", "syndicate"]
    assert key["expires_at"] == EXPIRES
    text = key["key"]
    used = client.get("/as/embargo", headers={"Authorization": f"Bearer {text}"})
    assert used.status_code == 200
    listed = client.get("/v1/keys", headers=admin)
    assert text not in listed.text
    assert "secret" not in listed.text
    (same,) = [row for row in listed.json()["data"] if row["id"] == key["id"]]
    assert same["last_used_at"]
    assert {**same, "last_used_at": None} == {
        name: value for name, value in key.items() if name != "key"
    }


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"scopes": []}, "#/scopes"),
        ({"scopes": ["reed"]}, "#/scopes/0"),
        ({"scopes": ["read", "read"]}, "#/scopes"),
        ({"name": ""}, "#/name"),
        ({"name": "a\u0000"}, "#/name"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "#/expires_at"),
        ({"expires_at": 4102444800}, "#/expires_at"),
        ({"id": str(uuid4())}, "#/id"),
        ({"secret_hash": "x"}, "#/secret_hash"),
        ({"revoked_at": None}, "#/revoked_at"),
    ],
)
def test_wrong_input_is_422_at_its_place(
    client: Client, admin: dict[str, str], changes: dict[str, object], pointer: str
) -> None:
    body = {"name": "x", "scopes": ["read"], **changes}
    got = client.post("/v1/keys", json=body, headers=admin)
    assert (got.status_code, got.json()["errors"][0]["pointer"]) == (422, pointer)


def test_revoked_key_is_refused_at_the_next_request(
    client: Client, admin: dict[str, str], make_key: MakeKey
) -> None:
    minted = make_key(Scope.READ)
    got = client.delete(f"/v1/keys/{minted.row.id}", headers=admin)
    assert (got.status_code, got.json()["revoked_at"] is not None) == (200, True)
    assert client.get("/as/any", headers=bearer(minted)).status_code == 401
    assert client.delete(f"/v1/keys/{minted.row.id}", headers=admin).json() == got.json()


def test_rotated_key_has_an_overlap(
    client: Client, admin: dict[str, str], make_key: MakeKey
) -> None:
    old = make_key(Scope.WRITE)
    path = f"/v1/keys/{old.row.id}/rotate"
    new = client.post(path, headers=admin)
    assert (new.status_code, new.json()["rotated_from"]) == (201, str(old.row.id))
    for text in (old.text, new.json()["key"]):
        got = client.get("/as/write", headers={"Authorization": f"Bearer {text}"})
        assert got.status_code == 200
    again = client.post(path, json={"overlap_hours": 0}, headers=admin)
    assert (again.status_code, again.json()["type"].rsplit("/")[-1]) == (409, "key-not-active")
    at_once = make_key(Scope.WRITE)
    client.post(f"/v1/keys/{at_once.row.id}/rotate", json={"overlap_hours": 0}, headers=admin)
    assert client.get("/as/write", headers=bearer(at_once)).status_code == 401


def test_unknown_key_is_404_and_what_is_no_id_422(client: Client, admin: dict[str, str]) -> None:
    assert client.delete(f"/v1/keys/{uuid4()}", headers=admin).status_code == 404
    assert client.post(f"/v1/keys/{uuid4()}/rotate", headers=admin).status_code == 404
    got = client.delete("/v1/keys/99999999999999999999", headers=admin)
    assert (got.status_code, got.json()["errors"][0]["parameter"]) == (422, "key_id")


def test_an_administrator_of_one_organisation_makes_keys_of_it_alone(
    client: Client, make_key: MakeKey
) -> None:
    limited = bearer(make_key(Scope.ADMIN, organisation="org-b"))
    body = {"name": "Up", "scopes": ["admin"]}
    left_out = client.post("/v1/keys", json=body, headers=limited)
    named = client.post("/v1/keys", json=body | {"organisation": "org-b"}, headers=limited)
    for made in (left_out, named):
        assert (made.status_code, made.json()["organisation"]) == (201, "org-b")
    for other in (None, "org-a", "Org-B"):
        got = client.post("/v1/keys", json=body | {"organisation": other}, headers=limited)
        assert got.status_code == 422, got.text
        (fault,) = got.json()["errors"]
        assert fault["pointer"] == "#/organisation"
        assert fault["suggestion"] == "org-b"
    free = client.post("/v1/keys", json=body, headers=bearer(make_key(Scope.ADMIN)))
    assert free.json()["organisation"] is None


def test_an_administrator_of_one_organisation_knows_of_its_keys_alone(
    client: Client, make_key: MakeKey
) -> None:
    own = make_key(Scope.READ, organisation="org-b")
    admin = make_key(Scope.ADMIN, organisation="org-b")
    others = [make_key(Scope.READ), make_key(Scope.ADMIN), make_key(Scope.READ, organisation="a")]
    limited = bearer(admin)
    seen = client.get("/v1/keys", headers=limited).json()["data"]
    assert [key["id"] for key in seen] == [str(own.row.id), str(admin.row.id)]
    for method, rest in (("DELETE", ""), ("POST", "/rotate")):
        unknown = client.request(method, f"/v1/keys/{uuid4()}{rest}", headers=limited)
        for other in others:
            address = f"/v1/keys/{other.row.id}{rest}"
            hidden = client.request(method, address, headers=limited)
            assert hidden.status_code == 404
            assert {**hidden.json(), "instance": ""} == {**unknown.json(), "instance": ""}
    for other in others:
        assert client.get("/as/any", headers=bearer(other)).status_code == 200
    rotated = client.post(f"/v1/keys/{own.row.id}/rotate", headers=limited)
    assert (rotated.status_code, rotated.json()["organisation"]) == (201, "org-b")
    assert client.delete(f"/v1/keys/{own.row.id}", headers=limited).status_code == 200


def test_a_key_is_limited_to_an_organisation_that_there_is(newsroom: Newsroom) -> None:
    newsroom.draft(organisation={"id": "relief-network", "name": "Relief Network"})
    admin = newsroom.as_key(Scope.ADMIN)
    body = {"name": "Desk", "scopes": ["write"]}
    refused = admin.post("/v1/keys", json=body | {"organisation": "relief-netwrok"})
    (fault,) = checked(refused, 422)["errors"]
    assert (fault["pointer"], fault["suggestion"]) == ("#/organisation", "relief-network")
    assert len(checked(admin.get("/v1/keys"), 200)["data"]) == 2
    made = checked(admin.post("/v1/keys", json=body | {"organisation": "relief-network"}), 201)
    assert made["organisation"] == "relief-network"
