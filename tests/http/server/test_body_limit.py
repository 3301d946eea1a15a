"""Large, slow and endless bodies, sent to a real server."""

import socket
import time
from collections.abc import Iterator
from types import SimpleNamespace

import httpx
import pytest

from app.base.settings import Settings
from app.http.routing import Router
from tests.http.small_app import served, small_app
from tests.resident_memory import resident_kilobytes
from tests.waiting import PATIENCE_SECONDS

router = Router()
MEGABYTE = 1_000_000
HEAD = b"POST /things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"


@router.post("/things")
def create_thing(body: list[int]) -> int:
    """Count."""
    return len(body)


@pytest.fixture(scope="module")
def server() -> Iterator[SimpleNamespace]:
    app = small_app(router, max_body_bytes=MEGABYTE, body_timeout_seconds=0.5)
    with served(app) as running:
        yield running


def send(port: int, *pieces: bytes, pause: float = 0) -> bytes:
    """What the server answers until it closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as connection:
        for piece in pieces:
            connection.sendall(piece)
            time.sleep(pause)
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
        return received


def test_declared_size_over_the_limit_is_413_at_once(server: SimpleNamespace) -> None:
    got = send(server.port, HEAD + b"Connection: close\r\nContent-Length: 50000000\r\n\r\n[1")
    assert got.startswith(b"HTTP/1.1 413")
    assert b"application/problem+json" in got
    assert b"access-control-allow-origin: *" in got


def test_body_of_50_megabytes_is_413_for_a_client_that_sends_it_all(
    server: SimpleNamespace,
) -> None:
    body = b"[" + b"1," * 25 * MEGABYTE + b"1]"
    headers = {"Content-Type": "application/json"}
    got = httpx.post(f"{server.url}/things", content=body, headers=headers, trust_env=False)
    assert (got.status_code, got.json()["limit_bytes"]) == (413, MEGABYTE)


def test_chunks_of_50_megabytes_are_413_and_not_kept(server: SimpleNamespace) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(50):
            yield b"1," * (MEGABYTE // 2)

    before = resident_kilobytes()
    headers = {"Content-Type": "application/json"}
    got = httpx.post(f"{server.url}/things", content=chunks(), headers=headers, trust_env=False)
    assert got.status_code == 413
    assert resident_kilobytes() - before < 20_000


def test_silence_is_408_within_the_limit_and_others_are_served(server: SimpleNamespace) -> None:
    started = time.monotonic()
    got = send(server.port, HEAD + b"Content-Length: 500000\r\n\r\n[1")
    assert got.startswith(b"HTTP/1.1 408")
    assert b"connection: close" in got.lower()
    # Far from the limit of a server that was told nothing.
    assert time.monotonic() - started < Settings().body_timeout_seconds
    fine = httpx.post(f"{server.url}/things", json=[1, 2], trust_env=False)
    assert (fine.status_code, fine.json()) == (200, 2)


def test_slow_body_that_keeps_coming_is_read(server: SimpleNamespace) -> None:
    got = send(
        server.port,
        HEAD + b"Connection: close\r\nContent-Length: 7\r\n\r\n[1,",
        b"2,",
        b"3]",
        pause=0.3,
    )
    assert got.endswith(b"\r\n\r\n3")
