"""What holds for the whole app, whatever its routers are."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from app.auth.caller import Scope
from app.base.settings import Settings
from app.main import create_app
from tests.behaviour.public_doors import UNKNOWN
from tests.client import Client
from tests.newsroom import Newsroom


@contextmanager
def client_of(settings: Settings) -> Iterator[Client]:
    """A client of the whole app; its connections are closed at the end."""
    app = create_app(settings)
    yield Client(app)
    app.state.database.close()


@pytest.mark.parametrize(
    ("path", "leads_to"),
    [
        ("/v1/releases/", "/v1/releases"),
        ("/v1/keys/", "/v1/keys"),
        ("/problems/invalid/", "/problems/invalid"),
        ("/v1//releases", "/v1/releases"),
        ("//v1/releases", "/v1/releases"),
        (f"/v1/releases/{UNKNOWN.upper()}", f"/v1/releases/{UNKNOWN}"),
        ("//evil.example", None),
        ("//evil.example/", None),
        ("//evil.example/v1/releases", None),
        ("/releases", None),
    ],
)
def test_no_answer_leads_to_the_host_that_a_request_names(
    settings: Settings, path: str, leads_to: str | None
) -> None:
    with client_of(settings) as client:
        got = client.get(f"http://testserver{path}", headers={"Host": "evil.example"})
    assert got.status_code == (404 if leads_to is None else 308)
    where = None if leads_to is None else f"{settings.base_url}{leads_to}"
    assert got.headers.get("location") == where
    assert "evil" not in got.text
    assert "evil" not in str(got.headers)


def test_metrics_are_served_to_keys_that_may_read_them(newsroom: Newsroom) -> None:
    assert newsroom.api.get("/metrics").status_code == 401
    assert newsroom.desk.get("/metrics").status_code == 403
    for scope in (Scope.METRICS, Scope.ADMIN):
        answer = newsroom.as_key(scope).get("/metrics")
        assert answer.status_code == 200
        assert "dateline_request_seconds" in answer.text


def test_issuer_of_the_settings_is_asked_for_tokens(settings: Settings) -> None:
    changes = {"oidc_issuer": "http://127.0.0.1:9", "oidc_audience": "dateline"}
    # A token of an issuer that is away cannot be judged: neither taken nor refused.
    header = "eyJhbGciOiJSUzI1NiIsImtpZCI6Im9uZSJ9"
    with client_of(settings.model_copy(update=changes)) as client:
        got = client.get("/v1/keys", headers={"Authorization": f"Bearer {header}.e30.c2ln"})
        assert got.status_code == 503
        assert client.get("/v1/keys", headers={"Authorization": "Bearer x"}).status_code == 401
