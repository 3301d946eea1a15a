"""401 for whoever is not known, 403 for whoever may not."""

from typing import NoReturn

import pytest
from sqlalchemy.exc import OperationalError

from app.auth import keys
from app.auth.caller import Scope, expand
from app.base import clock
from app.base.settings import Settings
from app.db.database import Database
from tests.auth.conftest import MakeKey, bearer, guarded_routes
from tests.client import Client
from tests.http.small_app import small_app


def test_every_scope_opens_what_it_implies_and_nothing_else(
    client: Client, make_key: MakeKey
) -> None:
    for scope in Scope:
        headers = bearer(make_key(scope))
        assert client.get("/as/any", headers=headers).status_code == 200
        for asked in Scope:
            got = client.get(f"/as/{asked}", headers=headers)
            assert got.status_code == (200 if asked in expand([scope]) else 403), (scope, asked)
            if got.status_code == 403:
                assert got.json()["scope"] == asked


def test_caller_is_told_to_the_route(client: Client, make_key: MakeKey) -> None:
    minted = make_key(Scope.WRITE, organisation="agency")
    assert client.get("/as/read", headers=bearer(minted)).json() == {
        "id": f"key:{minted.row.id}",
        "name": "Desk",
        "scopes": ["read", "write"],
        "organisation": "agency",
    }


BARE = 'Bearer realm="dateline"'
INVALID = f'{BARE}, error="invalid_token"'


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ({}, "No key was given: there is no `Authorization` header."),
        ({"X-Api-Key": "dl_x"}, "A key in `X-Api-Key` is not read."),
        ({"Authorization": "Basic {good}"}, "the scheme `Basic` that is not taken here"),
        ({"Authorization": "Custom {good}"}, "a scheme that is not taken here"),
        ({"Authorization": "{good}"}, "the scheme `Bearer` is missing before the key"),
        ({"Authorization": "Bearer"}, "no key after it"),
        ({"Authorization": "Bearer "}, "no key after it"),
    ],
)
def test_who_gives_no_key_is_told_how_to_give_one(
    client: Client, make_key: MakeKey, headers: dict[str, str], told: str
) -> None:
    good = make_key(Scope.ADMIN).text
    given = {name: value.format(good=good) for name, value in headers.items()}
    got = client.get("/as/any", headers=given)
    assert (got.status_code, got.headers["www-authenticate"]) == (401, BARE)
    assert told in got.json()["detail"]
    assert "`Authorization: Bearer KEY`" in got.json()["detail"]
    assert good not in got.text


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("nonsense", "This is no key: one begins with `dl_`"),
        ("{cut}", "This is no key"),
        ("dl_aaaaaaaa_" + "b" * 43, "This key is not known here."),
        ("{guess}", "This key is not known here."),
        ("{expired}", "This key expired at 20"),
        ("{revoked}", "This key was revoked at 20"),
        ("eyJhbGciOiJub25lIn0.e30.", "has no issuer set"),
    ],
)
def test_whose_key_does_not_work_is_told_why(
    client: Client, database: Database, make_key: MakeKey, given: str, told: str
) -> None:
    """A guess at the secret of a revoked key learns nothing: only its holder is told of its end."""
    expired, revoked = make_key(Scope.ADMIN, expires_at=clock.now()), make_key(Scope.ADMIN)
    with database.write() as session:
        keys.revoke_key(session, revoked.row.id, clock.now())
    texts = {
        "expired": expired.text,
        "revoked": revoked.text,
        "cut": revoked.text[:-1],
        "guess": revoked.text[:12] + "b" * 43,
    }
    got = client.get("/as/any", headers={"Authorization": f"Bearer {given.format(**texts)}"})
    assert (got.status_code, got.headers["www-authenticate"]) == (401, INVALID)
    assert told in got.json()["detail"]


def test_whose_key_lacks_the_scope_is_told_which(client: Client, make_key: MakeKey) -> None:
    got = client.get("/as/publish", headers=bearer(make_key(Scope.READ)))
    assert got.status_code == 403
    challenge = f'{BARE}, error="insufficient_scope", scope="publish"'
    assert got.headers["www-authenticate"] == challenge


@pytest.mark.parametrize("name", ["key", "access_token", "api_key", "token"])
def test_key_in_the_address_is_not_read(client: Client, make_key: MakeKey, name: str) -> None:
    got = client.get(f"/as/any?{name}={make_key(Scope.ADMIN).text}")
    assert got.status_code == 422


def test_scheme_is_read_in_any_case(client: Client, make_key: MakeKey) -> None:
    text = make_key(Scope.READ).text
    assert client.get("/as/any", headers={"Authorization": f"bearer {text}"}).status_code == 200


def test_use_is_noted_after_the_answer(
    client: Client, database: Database, make_key: MakeKey
) -> None:
    minted = make_key(Scope.READ)
    client.get("/as/any", headers=bearer(minted))
    with database.read() as session:
        assert keys.get_key(session, minted.row.id).last_used_at is not None


def test_use_that_cannot_be_noted_does_not_fail_the_request(
    settings: Settings, make_key: MakeKey
) -> None:
    class ReadOnly(Database):
        def write(self, patience: float | None = None) -> NoReturn:
            given = {"patience": patience}
            raise OperationalError("UPDATE", given, Exception("attempt to write a readonly file"))

    with ReadOnly(settings) as database:
        client = Client(small_app(guarded_routes(), database=database))
        assert client.get("/as/any", headers=bearer(make_key(Scope.READ))).status_code == 200
