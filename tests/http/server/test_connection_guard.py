"""Heads and bodies that are too long, too slow or broken, sent to a real server."""

import gc
import json
import logging
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from types import SimpleNamespace

import pytest
from starlette.requests import Request
from starlette.responses import Response
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from app.http.routing import Router
from app.http.server import connection_guard
from tests.http.small_app import served, small_app
from tests.waiting import PATIENCE_SECONDS, until

router = Router()
GET = b"GET /things HTTP/1.1\r\nHost: x\r\n\r\n"
LAST = b"GET /things HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
POST = b"POST /things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
MUCH = 20_000_000
SHORT = {"head_timeout_seconds": 1.5, "idle_timeout_seconds": 1, "max_head_bytes": 8_192}


@router.get("/things")
def list_things() -> list[int]:
    """Give things."""
    return [1, 2]


@router.get("/much")
def get_much() -> Response:
    """Give more than a connection holds."""
    return Response(b"x" * MUCH)


@router.get("/bytes/{count}")
def get_bytes(count: int) -> Response:
    """Give so many bytes."""
    return Response(b"x" * count)


HELD = threading.Event()


@router.get("/held")
def get_held() -> int:
    """Give an answer when the test allows it."""
    HELD.wait(PATIENCE_SECONDS)
    return 1


@router.post("/things")
def create_thing(body: list[int]) -> int:
    """Count."""
    return len(body)


@router.post("/raw", openapi_extra={"requestBody": {"content": {}}})
async def create_raw(request: Request) -> str:
    """Return the body."""
    return (await request.body()).decode("latin-1")


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with served(small_app(router)) as running:
        yield running.port


@pytest.fixture(scope="module")
def short() -> Iterator[int]:
    """The port of a server with little patience."""
    with served(small_app(router, **SHORT)) as running:
        yield running.port


@pytest.fixture(autouse=True)
def no_error_is_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    with caplog.at_level(logging.WARNING):
        yield
    assert [record.getMessage() for record in caplog.records if record.exc_info] == []


def answers(port: int, *pieces: bytes, pause: float = 0) -> list[SimpleNamespace]:
    """All answers of one connection until the server closes it."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as connection:
        for piece in pieces:
            try:
                connection.sendall(piece)
            except OSError:
                break
            time.sleep(pause)
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
    return read_answers(received)


def read_answers(received: bytes) -> list[SimpleNamespace]:
    """Take what came apart, by Content-Length."""
    found = []
    while received:
        head, _, rest = received.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {
            name.lower(): value.strip() for name, _, value in (one.partition(":") for one in lines)
        }
        length = int(headers.get("content-length", "0"))
        found.append(
            SimpleNamespace(status=int(first.split()[1]), headers=headers, body=rest[:length])
        )
        received = rest[length:]
    return found


def statuses(port: int, *pieces: bytes, pause: float = 0) -> list[int]:
    return [one.status for one in answers(port, *pieces, pause=pause)]


def refusal(port: int, *pieces: bytes, pause: float = 0) -> dict[str, object]:
    """The problem that is the last answer; it has all that other answers have."""
    last = answers(port, *pieces, pause=pause)[-1]
    assert last.headers["content-type"] == "application/problem+json"
    assert last.headers["x-content-type-options"] == "nosniff"
    assert last.headers["access-control-allow-origin"] == "*"
    assert last.headers["connection"] == "close"
    problem: dict[str, object] = json.loads(last.body)
    assert problem["status"] == last.status
    assert problem["instance"] == f"urn:request:{last.headers['x-request-id']}"
    return problem


BROKEN = {
    "no HTTP": b"\0\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "bare line feeds": b"GET /things HTTP/1.1\nHost: x\n\n",
    "a folded field": b"GET /things HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n",
    "a blank before the colon": b"GET /things HTTP/1.1\r\nHost : x\r\n\r\n",
    "two lengths": POST + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\n[1]",
    "a length that is none": POST + b"Content-Length: +3\r\n\r\n[1]",
    "length and chunks": POST + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "no Host": b"GET /things HTTP/1.1\r\n\r\n",
    "two Hosts": b"GET /things HTTP/1.1\r\nHost: x\r\nhost: x\r\n\r\n",
    "two Hosts in HTTP/1.0": b"GET /things HTTP/1.0\r\nHost: x\r\nHost: y\r\n\r\n",
    "a Host that is none": b"GET /things HTTP/1.1\r\nHost: x/y\r\n\r\n",
    "a Host with a blank": b"GET /things HTTP/1.1\r\nHost: x y\r\n\r\n",
    "a target without a path": b"GET http://x HTTP/1.1\r\nHost: x\r\n\r\n",
    "letters in the path": "GET /é HTTP/1.1\r\nHost: x\r\n\r\n".encode(),
    "no size of a chunk": CHUNKED + b"zz\r\n",
    "a chunk that does not end": CHUNKED + b"3\r\n[1]x\r\n0\r\n\r\n",
    "a chunk that does not end, later": CHUNKED + b"3\r\n[1]\r\n0\r\nx\r\n\r\n\0",
}


@pytest.mark.parametrize("message", BROKEN.values(), ids=BROKEN.keys())
def test_broken_http_is_a_problem(port: int, message: bytes) -> None:
    problem = refusal(port, message)
    assert (problem["status"], problem["type"]) == (
        400,
        "https://press.example/problems/malformed-request",
    )


@pytest.mark.parametrize("message", BROKEN.values(), ids=BROKEN.keys())
def test_it_comes_after_the_answers_that_are_due(port: int, message: bytes) -> None:
    length = POST + b"Content-Length: 3\r\n\r\n[1]"
    chunks = CHUNKED + b"3\r\n[1]\r\n0\r\n\r\n"
    assert statuses(port, GET + length + GET + chunks + message + GET) == [200, 200, 200, 200, 400]


@pytest.mark.parametrize("message", BROKEN.values(), ids=BROKEN.keys())
def test_it_is_the_same_byte_by_byte(port: int, message: bytes) -> None:
    pieces = [bytes((one,)) for one in GET + message]
    got = answers(port, *pieces, pause=0.001)
    assert [one.status for one in got] == [200, 400]


def test_nothing_is_done_with_a_body_that_breaks_off(port: int) -> None:
    """What came of it would be JSON."""
    assert statuses(port, CHUNKED + b"3\r\n[1]\r\n", b"zz\r\n", pause=0.1) == [400]


def test_a_get_whose_chunks_break_is_answered_before_the_refusal(port: int) -> None:
    head = b"GET /things HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert statuses(port, head + b"zz\r\n") == [200, 400]


@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_chunks_arrive_as_they_were_sent(port: int, size: int) -> None:
    body = (bytes(range(256)) + b"\r\n\r\n0\r\n\r\n" * 10) * (200 if size > 10 else 20)
    chunks = b"5\r\nfirst\r\n" + b"%x;note=1\r\n%b\r\n" % (len(body), body)
    message = (
        b"POST /raw HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n\r\n"
        + chunks
        + b"0\r\nTrailer: x\r\n\r\n"
        + LAST
    )
    pieces = [message[at : at + size] for at in range(0, len(message), size)]
    first, second = answers(port, *pieces)
    assert json.loads(first.body).encode("latin-1") == b"first" + body
    assert second.status == 200


@pytest.mark.parametrize("size", [1, 5, 1_000])
def test_bodies_and_heads_may_come_in_pieces(port: int, size: int) -> None:
    one = POST + b"Content-Length: 9\r\n\r\n[1, 2, 3]"
    message = b"\r\n" + one + b"\r\n\r\n" + one + GET + LAST
    pieces = [message[at : at + size] for at in range(0, len(message), size)]
    assert [got.body for got in answers(port, *pieces)] == [b"3", b"3", b"[1,2]", b"[1,2]"]


def test_a_client_that_asks_first_is_told_to_go_on(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as connection:
        connection.sendall(POST + b"Content-Length: 3\r\nExpect: 100-continue\r\n\r\n")
        assert connection.recv(1_000).startswith(b"HTTP/1.1 100 Continue")
        connection.sendall(b"[1]")
        assert connection.recv(1_000).startswith(b"HTTP/1.1 200 OK")


@pytest.mark.parametrize("upgrade", [b"h2c", b"websocket", b"what"])
def test_a_request_after_one_that_would_upgrade_is_answered(port: int, upgrade: bytes) -> None:
    head = GET[:-2] + b"Connection: Upgrade\r\nUpgrade: " + upgrade + b"\r\n\r\n"
    assert statuses(port, head + GET, LAST, pause=0.1) == [200, 200, 200]


@pytest.mark.parametrize(
    "message",
    [
        b"CONNECT press.example:443 HTTP/1.1\r\nHost: press.example\r\n\r\n",
        POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        POST + b"Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
)
def test_what_the_server_lacks_is_501(port: int, message: bytes) -> None:
    assert refusal(port, GET + message)["status"] == 501


def test_an_old_client_needs_no_host(port: int) -> None:
    assert statuses(port, b"GET /things HTTP/1.0\r\n\r\n") == [200]


@pytest.mark.parametrize("host", [b"x:80", b"[::1]:8000", b"press.example", b"192.0.2.1", b""])
def test_a_sane_host_is_taken(port: int, host: bytes) -> None:
    assert statuses(port, LAST.replace(b"Host: x", b"Host: " + host)) == [200]


def test_a_head_below_64_kilobytes_is_taken(port: int) -> None:
    head = LAST[:-2] + b"A: " + b"a" * 60_000 + b"\r\n\r\n"
    assert statuses(port, head) == [200]


@pytest.mark.parametrize(
    "fields", [b"A: " + b"a" * 70_000 + b"\r\n", b"A: b\r\n" * 12_000, b"A: " + b"a" * 8_000_000]
)
def test_a_larger_head_is_431(port: int, fields: bytes) -> None:
    problem = refusal(port, GET + GET[:-2] + fields)
    assert (problem["status"], problem["limit_bytes"]) == (431, 65_536)


@pytest.mark.parametrize("end", [b"", b" HTTP/1.1\r\nHost: x\r\n\r\n"])
def test_a_longer_address_is_414(port: int, end: bytes) -> None:
    assert refusal(port, GET + b"GET /" + b"a" * 130_000 + end)["status"] == 414


def test_a_head_that_comes_slowly_is_408(short: int, capsys: pytest.CaptureFixture[str]) -> None:
    pieces = [GET, *(bytes((one,)) for one in GET[:30])]
    assert refusal(short, *pieces, pause=0.1)["status"] == 408
    assert "head not complete" in capsys.readouterr().out


def test_an_idle_connection_is_closed(short: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert answers(short) == []
    assert "idle" in capsys.readouterr().out
    assert statuses(short, GET) == [200]


@pytest.mark.parametrize("pieces", [(b"\r\n\r\n",), (b"\r\n", b"\r\n"), (b"\r\n\r\n" * 9,)])
def test_empty_lines_keep_no_connection_open(short: int, pieces: tuple[bytes, ...]) -> None:
    assert refusal(short, *pieces, pause=0.1)["status"] == 408


def test_a_head_may_begin_late(short: int) -> None:
    """The server's own patience with idle connections counts no more once a head has begun."""
    assert statuses(short, GET, GET[:20], GET[20:], pause=0.7) == [200, 200]


def test_a_refused_client_may_have_sent_its_last_byte(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as connection:
        connection.sendall(GET + b"\0")
        connection.shutdown(socket.SHUT_WR)
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
    assert [one.status for one in read_answers(received)] == [200, 400]


def test_a_client_that_reads_nothing_is_cut_off(
    port: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(connection_guard, "UNREAD_SECONDS", 0.3)
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as connection:
        connection.sendall(GET.replace(b"/things", b"/much"))
        until(lambda: "the client reads nothing" in capsys.readouterr().out)
        received = 0
        while piece := connection.recv(65_536):
            received += len(piece)
    assert received < MUCH


def test_a_client_that_reads_slowly_gets_all(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection_guard, "UNREAD_SECONDS", 1.5)
    received = 0
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as connection:
        connection.sendall(LAST.replace(b"/things", b"/much"))
        for _ in range(20):
            time.sleep(0.2)
            received += len(connection.recv(400_000))
        while piece := connection.recv(65_536):
            received += len(piece)
    assert received > MUCH


def test_a_client_that_leaves_the_end_unread_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system holds more or less of each answer, and the server holds the rest."""
    monkeypatch.setattr(connection_guard, "UNREAD_SECONDS", 0.3)
    with served(small_app(router, **SHORT)) as running, ExitStack() as clients:
        for count in range(100_000, 1_000_000, 30_000):
            client = clients.enter_context(socket.socket())
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            client.connect(("127.0.0.1", running.port))
            client.sendall(b"GET /bytes/%d HTTP/1.1\r\nHost: x\r\n\r\n" % count)
        until(lambda: running.connections)
        until(lambda: not running.connections)


def test_requests_are_read_one_after_another(port: int) -> None:
    """Of what one client sends at once thousands of requests could be made."""
    many = 3_000
    HELD.clear()
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as connection:
        connection.sendall(GET.replace(b"/things", b"/held"))
        time.sleep(0.2)
        connection.sendall(GET * (many - 1) + LAST)
        time.sleep(0.2)
        cycles = [one for one in gc.get_objects() if isinstance(one, RequestResponseCycle)]
        waiting = [one for one in cycles if not one.response_complete and not one.disconnected]
        HELD.set()
        received = bytearray()
        while chunk := connection.recv(65536):
            received += chunk
    assert len(waiting) == 1
    assert received.count(b"HTTP/1.1 200 OK") == many + 1


def test_a_client_may_leave_with_requests_unread(port: int) -> None:
    """Each answer learns of it, and none is written to what is closed: no error is logged."""
    HELD.clear()
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as connection:
        connection.sendall(GET.replace(b"/things", b"/held") + GET)
        time.sleep(0.2)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    time.sleep(0.2)
    HELD.set()
    assert statuses(port, LAST) == [200]
    time.sleep(0.2)


def test_requests_before_the_last_byte_are_answered(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as connection:
        connection.sendall(GET + GET + GET + b"\0")
        connection.shutdown(socket.SHUT_WR)
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
    assert [one.status for one in read_answers(received)] == [200, 200, 200, 400]
