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


def test_every_reason_for_401_gives_the_same_answer(
    client: Client, database: Database, make_key: MakeKey
) -> None:
    expired = make_key(Scope.ADMIN, expires_at=clock.now())
    revoked = make_key(Scope.ADMIN)
    good = make_key(Scope.ADMIN)
    with database.write() as session:
        keys.revoke_key(session, revoked.row.id, clock.now())
    shown = [
        None,
        "Bearer",
        "Bearer ",
        "Bearer nonsense",
        f"Basic {good.text}",
        good.text,
        f"Bearer {good.text[:-1]}",
        f"Bearer dl_{'a' * 8}_{'b' * 43}",
        f"Bearer {expired.text}",
        f"Bearer {revoked.text}",
        "Bearer eyJhbGciOiJub25lIn0.e30.",
    ]
    answers = set()
    for value in shown:
        headers = {"X-Request-Id": "the-same-id"} | ({"Authorization": value} if value else {})
        got = client.get("/as/any", headers=headers)
        assert got.headers["www-authenticate"] == 'Bearer realm="dateline"'
        answers.add((got.status_code, got.text))
    assert len(answers) == 1
    assert answers.pop()[0] == 401


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
