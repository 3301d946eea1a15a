"""Settings that cannot be right are refused, with what would be right."""

import pytest
from pydantic import ValidationError

from app.auth.caller import Scope
from app.base.settings import SCOPES, Settings

WRONG = [
    ("DATELINE_DEFAULT_LANGUAGE", "english-please", "BCP 47"),
    ("DATELINE_DEFAULT_LANGUAGE", "qq", "IANA registry"),
    ("DATELINE_LOG_FORMAT", "xml", "'json' or 'text'"),
    ("DATELINE_LOG_LEVEL", "loud", "'debug', 'info'"),
    ("DATELINE_PUBLIC_URL", "https://x/?a=b", "without user, query"),
    ("DATELINE_PUBLIC_URL", "https://x/#a", "without user, query"),
    ("DATELINE_PUBLIC_URL", "https://me:pw@x/", "without user, query"),
    ("DATELINE_CORS_ORIGINS", "press.example", "https://www.example.org"),
    ("DATELINE_CORS_ORIGINS", "https://a.example/", "https://www.example.org"),
    ("DATELINE_CORS_ORIGINS", "https://a.example,null", "https://www.example.org"),
    ("DATELINE_OIDC_SCOPES", "press", "no JSON object"),
    ("DATELINE_OIDC_SCOPES", "[1]", "dictionary"),
    ("DATELINE_OIDC_SCOPES", '{"a": ["wirte"]}', "no scope: wirte; known: read"),
    ("DATELINE_DATABASE_URL", "postgresql+psycopg://u:p@host:five/x", "Port could not be cast"),
    ("DATELINE_READ_DATABASE_URL", "postgresql+psycopg://h:five/x", "Port could not be cast"),
    ("DATELINE_DATABSE_URL", "sqlite:///x.db", "did you mean DATELINE_DATABASE_URL?"),
    ("dateline_titel", "Press", "did you mean DATELINE_TITLE?"),
]


@pytest.mark.parametrize(("variable", "value", "told"), WRONG)
def test_a_wrong_setting_is_refused(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, told: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(ValidationError, match=told.replace("?", r"\?")):
        Settings()


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DATELINE_DEFAULT_LANGUAGE", "pt-br"),
        ("DATELINE_LOG_LEVEL", "WARNING"),
        ("DATELINE_CORS_ORIGINS", "https://a.example, http://localhost:3000,http://[::1]:80"),
        ("DATELINE_OIDC_SCOPES", '{"press": ["read", "embargo"]}'),
        ("DATELINE_PUBLIC_URL", "https://example.org/press/"),
        ("DATELINE_TEST_POSTGRES_URL", "x"),
    ],
)
def test_a_right_one_is_taken(monkeypatch: pytest.MonkeyPatch, variable: str, value: str) -> None:
    monkeypatch.setenv(variable, value)
    assert Settings().title == "Dateline"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("sqlite:////srv/press/d@.db", "/srv/press/d@.db"),
        ("postgresql+psycopg://me:p@ss@host:5432/press?password=secret", "host:5432/press"),
        ("postgresql+psycopg:///press?host=/run/pg&password=secret", "/press"),
    ],
)
def test_no_password_is_shown(address: str, shown: str) -> None:
    assert Settings(database_url=address).database_name == shown


def test_the_scopes_of_tokens_are_those_of_keys() -> None:
    assert set(SCOPES) == set(Scope)
