"""Tokens of a real issuer are taken when they are right, and 401 for every fault."""

import base64
import hmac
import json
import time
from collections.abc import Iterator
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from pydantic import ValidationError

from app.auth.caller import Scope, expand
from app.auth.issuer import FRESH_SECONDS, RETRY_SECONDS, SigningKeys, outbound_client
from app.auth.oidc import TokenVerifier, verifier_for
from app.base.problems import Problem, Unauthenticated
from app.base.settings import Settings
from tests.auth.conftest import MakeKey, bearer, guarded_routes
from tests.auth.issuer import AUDIENCE, Issuer, running_issuer
from tests.client import Client
from tests.http.small_app import small_app
from tests.newsroom import EDITORIAL, Newsroom


class Clock:
    """Seconds that pass when the test says so."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with running_issuer() as running:
        yield running


@pytest.fixture
def clock() -> Clock:
    return Clock()


def verifier_of(issuer: Issuer, clock: Clock, **changes: Any) -> TokenVerifier:
    settings = Settings(oidc_issuer=issuer.url, oidc_audience=AUDIENCE, **changes)
    return TokenVerifier(settings, SigningKeys(issuer.url, outbound_client(), clock))


def refused(verifier: TokenVerifier, token: str) -> None:
    with pytest.raises(Unauthenticated):
        verifier.verify(token)


@pytest.mark.parametrize("algorithm", ["RS256", "ES256", "EdDSA"])
def test_right_token_names_its_caller(issuer: Issuer, clock: Clock, algorithm: str) -> None:
    issuer.add_key("two", algorithm)
    caller = verifier_of(issuer, clock).verify(issuer.token("two", algorithm))
    assert (caller.id, caller.name) == ("oidc:person-1", "Duty editor")
    assert caller.scopes == expand([Scope.PUBLISH])
    assert caller.organisation is None


def test_wrong_claims_are_refused(issuer: Issuer, clock: Clock) -> None:
    verifier, now = verifier_of(issuer, clock), int(time.time())
    for changes in (
        {"exp": now - 61},
        {"exp": None},
        {"exp": "soon"},
        {"nbf": now + 120},
        {"iat": now + 120},
        {"iss": issuer.url + "/"},
        {"iss": None},
        {"aud": "another"},
        {"aud": None},
        {"sub": None},
        {"sub": 7},
    ):
        refused(verifier, issuer.token(**changes))
    assert verifier.verify(issuer.token(exp=now - 30, aud=["x", AUDIENCE])).name == "Duty editor"


def _unsigned(claims: dict[str, Any], algorithm: str) -> str:
    parts = [{"alg": algorithm, "kid": "one"}, claims]
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in parts]
    return b".".join([*encoded, b""]).decode()


def test_unsigned_and_symmetric_tokens_are_refused(issuer: Issuer, clock: Clock) -> None:
    verifier = verifier_of(issuer, clock)
    claims = jwt.decode(issuer.token(), options={"verify_signature": False})
    for algorithm in ("none", "None", "", "RS256"):
        refused(verifier, _unsigned(claims, algorithm))
    # The classic confusion: HMAC with the public key as its secret.
    public = issuer.private["one"].public_key()
    secret = public.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    unsigned = _unsigned(claims, "HS256").rstrip(".")
    mac = hmac.digest(secret, unsigned.encode(), "sha256")
    refused(verifier, f"{unsigned}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}")
    issuer.jwks.append({"kty": "oct", "kid": "shared", "k": "c2VjcmV0" * 8, "alg": "HS256"})
    clock.now += FRESH_SECONDS
    refused(verifier, jwt.encode(claims, b"secret" * 8, "HS256", {"kid": "shared"}))


def test_signature_of_another_key_is_refused(issuer: Issuer, clock: Clock) -> None:
    verifier = verifier_of(issuer, clock)
    issuer.add_key("two")
    issuer.private["one"], issuer.private["two"] = issuer.private["two"], issuer.private["one"]
    refused(verifier, issuer.token("one"))


def test_garbage_is_refused(issuer: Issuer, clock: Clock) -> None:
    verifier = verifier_of(issuer, clock)
    for token in ["..", "a.b.c", "x" * 20_000, "é.é.é", issuer.token()[:-4], issuer.token() + "A"]:
        refused(verifier, token)


def test_rotated_key_is_found_without_a_restart(issuer: Issuer, clock: Clock) -> None:
    verifier = verifier_of(issuer, clock)
    verifier.verify(issuer.token())
    issuer.add_key("two")
    issuer.remove_key("one")
    clock.now += RETRY_SECONDS
    assert verifier.verify(issuer.token("two")).id == "oidc:person-1"
    refused(verifier, issuer.token("one"))


def test_removed_key_is_refused_once_the_cache_is_old(issuer: Issuer, clock: Clock) -> None:
    verifier = verifier_of(issuer, clock)
    verifier.verify(issuer.token())
    issuer.remove_key("one")
    issuer.add_key("two")
    clock.now += FRESH_SECONDS
    refused(verifier, issuer.token("one"))


def test_invented_key_names_do_not_flood_the_issuer(issuer: Issuer, clock: Clock) -> None:
    verifier = verifier_of(issuer, clock)
    verifier.verify(issuer.token())
    before = len(issuer.reads)
    issuer.private["ghost"] = issuer.private["one"]
    for _ in range(20):
        refused(verifier, issuer.token("ghost"))
    assert len(issuer.reads) == before
    clock.now += RETRY_SECONDS
    refused(verifier, issuer.token("ghost"))
    refused(verifier, issuer.token("ghost"))
    assert len(issuer.reads) == before + 2


def test_issuer_that_falls_away_leaves_the_known_keys(issuer: Issuer, clock: Clock) -> None:
    verifier = verifier_of(issuer, clock)
    verifier.verify(issuer.token())
    issuer.documents.clear()
    clock.now += FRESH_SECONDS
    assert verifier.verify(issuer.token()).id == "oidc:person-1"


@pytest.mark.parametrize(
    "discovery",
    [
        None,
        [],
        {"issuer": "http://127.0.0.1/other", "jwks_uri": "http://127.0.0.1/keys"},
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": "https://127.0.0.1:9/keys"},
        {},
        {"filler": "x" * 1_100_000},
    ],
)
def test_issuer_without_usable_keys_is_503(issuer: Issuer, clock: Clock, discovery: Any) -> None:
    path = "/realm/.well-known/openid-configuration"
    if isinstance(discovery, dict):
        discovery = {"issuer": issuer.url, **discovery}
    issuer.documents[path] = discovery
    with pytest.raises(Problem) as raised:
        verifier_of(issuer, clock).verify(issuer.token())
    assert raised.value.type.status == 503


def test_claims_are_mapped_to_scopes_by_the_settings(issuer: Issuer, clock: Clock) -> None:
    verifier = verifier_of(
        issuer,
        clock,
        oidc_scope_claim="roles",
        oidc_scopes={"desk": ("write", "embargo"), "chief": ("admin",)},
        oidc_organisation_claim="org",
    )
    caller = verifier.verify(issuer.token(roles=["desk", "staff", 7], org="agency"))
    assert caller.scopes == expand([Scope.WRITE, Scope.EMBARGO])
    assert caller.organisation == "agency"
    assert verifier.verify(issuer.token(roles={"chief": 1}, org="a")).scopes == frozenset()
    assert verifier.verify(issuer.token(roles=[["chief"]], org="a")).scopes == frozenset()
    refused(verifier, issuer.token(roles=["desk"]))


def test_routes_take_tokens_beside_keys(
    issuer: Issuer, clock: Clock, database: Any, make_key: MakeKey
) -> None:
    app = small_app(guarded_routes(), database=database)
    app.state.token_verifier = verifier_of(issuer, clock)
    client = Client(app)
    token = {"Authorization": f"Bearer {issuer.token()}"}
    assert client.get("/as/publish", headers=token).json()["id"] == "oidc:person-1"
    assert client.get("/as/admin", headers=token).status_code == 403
    late = {"Authorization": f"Bearer {issuer.token(exp=1)}"}
    got = client.get("/as/any", headers=late)
    assert got.status_code == 401
    assert got.headers["www-authenticate"] == 'Bearer realm="dateline", error="invalid_token"'
    assert client.get("/as/any", headers=bearer(make_key(Scope.READ))).status_code == 200


def test_an_idempotency_key_is_of_the_organisation_that_a_token_names(
    issuer: Issuer, clock: Clock, newsroom: Newsroom
) -> None:
    verifier = verifier_of(issuer, clock, oidc_organisation_claim="org")
    newsroom.app.state.token_verifier = verifier

    def drafted(organisation: str) -> Any:
        token = issuer.token(scope="dateline:write", org=organisation)
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "once"}
        return newsroom.api.post(EDITORIAL, json={"title": "Ferry"}, headers=headers)

    first, again, other = drafted("org-a"), drafted("org-a"), drafted("org-b")
    assert first.json()["id"] == again.json()["id"] != other.json()["id"]
    assert other.json()["organisation"]["id"] == "org-b"


def test_settings_decide_whether_there_is_a_verifier() -> None:
    assert verifier_for(Settings()) is None
    chosen = Settings(oidc_issuer="https://login.example", oidc_audience=AUDIENCE)
    assert isinstance(verifier_for(chosen), TokenVerifier)
    with pytest.raises(ValidationError, match="DATELINE_OIDC_AUDIENCE"):
        Settings(oidc_issuer="https://login.example")
    wrong = chosen.model_copy(update={"oidc_scopes": {"x": ("reed",)}})
    with pytest.raises(ValueError, match="reed"):
        verifier_for(wrong)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("s" * 254 + "a", "s" * 254 + "b"),
        ("spiffe://example.org/" + "x" * 200 + "-alice", "spiffe://example.org/" + "x" * 200),
        ("Person", "person"),
        ("person", "person "),
        ("é", "e\u0301"),
    ],
)
def test_subjects_are_compared_whole(issuer: Issuer, clock: Clock, first: str, second: str) -> None:
    verifier = verifier_of(issuer, clock)
    ids = [verifier.verify(issuer.token(sub=subject)).id for subject in (first, second)]
    assert ids == [f"oidc:{first}", f"oidc:{second}"]


@pytest.mark.parametrize("subject", ["", " ", "s" * 256, "a\x00b", "a\nb", "\ud800", 7, ["a"]])
def test_a_subject_that_cannot_be_told_apart_is_refused(
    issuer: Issuer, clock: Clock, subject: object
) -> None:
    refused(verifier_of(issuer, clock), issuer.token(sub=subject))


@pytest.mark.parametrize("claim", ["", " ", "o" * 97, "a\x00b", "\ud800", 7, ["a"], None])
def test_an_organisation_that_cannot_be_told_apart_is_refused(
    issuer: Issuer, clock: Clock, claim: object
) -> None:
    verifier = verifier_of(issuer, clock, oidc_organisation_claim="org")
    assert verifier.verify(issuer.token(org="agency")).organisation == "agency"
    refused(verifier, issuer.token(org=claim))
