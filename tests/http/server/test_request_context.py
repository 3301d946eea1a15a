"""What every answer carries, whatever became of the request."""

import json
from itertools import repeat
from typing import Annotated

import pytest
from fastapi import Header, Response
from fastapi.responses import StreamingResponse
from starlette.requests import Request
from structlog.testing import capture_logs

from app.base.problems import Forbidden, Stale, Unauthenticated
from app.http.caching import CachePolicy, answer
from app.http.routing import Router
from app.http.server import metrics
from tests.client import Client
from tests.http.small_app import small_app

router = Router(prefix="/v1")
ORIGIN = {"Origin": "https://partner.example"}


@router.get("/page")
def get_page(request: Request) -> Response:
    """A page."""
    return answer(request, b"words", "text/plain", CachePolicy.PUBLIC, etag='"1"')


@router.post("/page")
def create_page(body: dict[str, int]) -> dict[str, int]:
    """Make a page."""
    return body


@router.get("/fault/{kind}")
def get_fault(kind: str) -> None:
    """Fail."""
    raise {
        "401": Unauthenticated("No key was given."),
        "403": Forbidden("write"),
        "412": Stale('"2"'),
    }.get(kind, RuntimeError("password=hunter2 in /srv/secret.py"))


@router.get("/stream")
def get_stream() -> StreamingResponse:
    """Never ends."""

    return StreamingResponse(repeat(b"tick\n"), media_type="text/event-stream")


@router.get("/echo")
def get_echo(x_request_id: Annotated[str, Header()] = "") -> str:
    """The id that came."""
    return x_request_id


@pytest.fixture
def client() -> Client:
    return Client(small_app(router, max_body_bytes=1000), **ORIGIN)


ANSWERS = [
    ("GET", "/v1/page", {}, b"", 200),
    ("GET", "/v1/page", {"If-None-Match": '"1"'}, b"", 304),
    ("GET", "/v1/fault/401", {}, b"", 401),
    ("GET", "/v1/fault/403", {}, b"", 403),
    ("GET", "/v1/nowhere", {}, b"", 404),
    ("DELETE", "/v1/page", {}, b"", 405),
    ("GET", "/v1/fault/412", {}, b"", 412),
    ("POST", "/v1/page", {"Content-Type": "application/json"}, b"x" * 2000, 413),
    ("POST", "/v1/page", {"Content-Type": "text/plain"}, b"x", 415),
    ("POST", "/v1/page", {"Content-Type": "application/json"}, b'{"a":"b"}', 422),
    ("POST", "/v1/page", {"Content-Type": "application/json"}, b"{", 400),
    ("GET", "/v1/fault/500", {}, b"", 500),
    ("OPTIONS", "/v1/page", {}, b"", 204),
]


@pytest.mark.parametrize(("method", "path", "headers", "body", "status"), ANSWERS)
def test_every_answer_has_cors_request_id_and_safety(
    client: Client, method: str, path: str, headers: dict[str, str], body: bytes, status: int
) -> None:
    got = client.request(method, path, headers=headers, content=body)
    assert got.status_code == status
    assert got.headers["access-control-allow-origin"] == "*"
    assert {"ETag", "Link", "Retry-After"} <= set(
        got.headers["access-control-expose-headers"].split(", ")
    )
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["strict-transport-security"] == "max-age=31536000"
    assert got.headers["cache-control"]
    request_id = got.headers["x-request-id"]
    if status >= 400:
        problem = got.json()
        assert got.headers["content-type"] == "application/problem+json"
        assert problem["status"] == status
        assert problem["type"].startswith("https://press.example/problems/")
        assert problem["instance"] == f"urn:request:{request_id}"
        assert got.headers["cache-control"] == "no-store"


def test_fault_of_ours_is_logged_and_not_shown(client: Client) -> None:
    with capture_logs() as lines:
        got = client.get("/v1/fault/500")
    assert "hunter2" not in got.text
    assert "Traceback" not in got.text
    assert [line["route"] for line in lines if "route" in line] == ["/v1/fault/{kind}"]
    assert any(isinstance(line.get("exc_info"), RuntimeError) for line in lines)


def test_access_log_names_the_template_and_not_the_path(client: Client) -> None:
    with capture_logs() as lines:
        client.head("/v1/fault/403?")
        client.get("/v1/secret-title")
    shown = [(line["method"], line["route"], line["status"]) for line in lines if "route" in line]
    assert shown == [("HEAD", "/v1/fault/{kind}", 403), ("GET", "none", 404)]
    assert "secret-title" not in json.dumps(lines, default=str)


def test_metrics_count_templates_and_statuses_only() -> None:
    client = Client(small_app(router, metrics.router))
    client.get("/v1/fault/403")
    client.get("/v1/secret-title")
    shown = client.get("/metrics")
    assert shown.headers["content-type"].startswith("text/plain; version=1.0.0")
    assert shown.headers["cache-control"] == "no-store"
    assert 'dateline_request_seconds_count{route="/v1/fault/{kind}",status="403"}' in shown.text
    assert 'dateline_request_seconds_count{route="none",status="404"}' in shown.text
    assert "secret-title" not in shown.text


def test_listed_origins_are_echoed_and_others_are_not() -> None:
    client = Client(small_app(router, cors_origins="https://a.example, https://b.example"))
    for origin, allowed in [
        ("https://b.example", "https://b.example"),
        ("https://c.example", None),
    ]:
        got = client.get("/v1/page", headers={"Origin": origin})
        assert got.headers.get("access-control-allow-origin") == allowed
        assert got.headers["vary"] == "Accept-Encoding, Origin"
    assert client.get("/v1/nowhere").headers["vary"] == "Origin"


def test_preflight_allows_what_clients_send(client: Client) -> None:
    got = client.options(
        "/v1/page",
        headers={
            "Access-Control-Request-Method": "PATCH",
            "Access-Control-Request-Headers": "if-match, content-type",
        },
    )
    assert got.status_code == 204
    assert "PATCH" in got.headers["access-control-allow-methods"].split(", ")
    allowed = got.headers["access-control-allow-headers"].lower().split(", ")
    assert {"if-match", "if-none-match", "authorization", "idempotency-key"} <= set(allowed)


@pytest.mark.parametrize(
    ("asked", "given_back"),
    [
        ("cache-control", True),
        ("pragma, x-requested-with,traceparent , tracestate, if-modified-since", True),
        ("x" * 1_001, False),
        ("x;y", False),
        ("é", False),
    ],
)
def test_preflight_gives_back_sane_names(client: Client, asked: str, given_back: bool) -> None:
    wanted = {
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": asked.encode("latin-1"),
    }
    got = client.options("/v1/page", headers=wanted)
    assert got.status_code == 204
    assert got.headers["access-control-allow-headers"].startswith("Authorization, ")
    assert got.headers["access-control-allow-headers"].endswith(f", {asked}") == given_back
    assert got.headers["vary"] == "Access-Control-Request-Headers"


@pytest.mark.parametrize("path", ["/v1/page", "/v1/fault/403", "/v1/fault/500", "/v1/nowhere"])
def test_head_is_get_without_the_body(client: Client, path: str) -> None:
    same_id = {"X-Request-Id": "one-id-for-both"}
    get, head = client.get(path, headers=same_id), client.head(path, headers=same_id)
    assert head.status_code == get.status_code
    assert head.headers == get.headers
    assert head.content == b""


def test_head_of_an_endless_answer_ends(client: Client) -> None:
    got = client.head("/v1/stream")
    assert (got.status_code, got.content) == (200, b"")


def test_405_and_options_list_all_methods_of_the_path(client: Client) -> None:
    for method, status in [("DELETE", 405), ("OPTIONS", 204), ("TRACE", 405)]:
        got = client.request(method, "/v1/page")
        assert (got.status_code, got.headers["allow"]) == (status, "GET, HEAD, OPTIONS, POST")
    assert client.options("/v1/nowhere").status_code == 404


def test_sane_request_id_is_kept_and_another_replaced(client: Client) -> None:
    kept = client.get("/v1/page", headers={"X-Request-Id": "trace-1234"})
    assert kept.headers["x-request-id"] == "trace-1234"
    for bad in ["short", "x" * 129, "a b c d e f g", "line<script>"]:
        got = client.get("/v1/page", headers={"X-Request-Id": bad})
        assert got.headers["x-request-id"] != bad


def test_compressed_body_is_refused(client: Client) -> None:
    got = client.post(
        "/v1/page",
        content=b"\x1f\x8b",
        headers={"Content-Encoding": "gzip", "Content-Type": "application/json"},
    )
    assert (got.status_code, got.headers["accept-encoding"]) == (415, "identity")


def test_method_override_headers_change_nothing(client: Client) -> None:
    got = client.post(
        "/v1/page?", headers={"X-HTTP-Method-Override": "GET", "Content-Type": "application/json"}
    )
    assert got.status_code == 422
