"""The server's own protocol with ready answers: the same on the wire as uvicorn's way."""

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.http.server.quick_http import QuickProtocol, ready_before
from app.http.server.ready import ReadyAnswers
from tests.http.server.ready_app import TEXT, Desk
from tests.http.small_app import served
from tests.waiting import PATIENCE_SECONDS

QUICK, USUAL = QuickProtocol, HttpToolsProtocol
GET = b"GET /v1/a HTTP/1.1\r\nHost: x\r\n"
CLOSE = b"Connection: close\r\n"


@pytest.fixture
def desk() -> Desk:
    return Desk()


@contextmanager
def at(desk: Desk, protocol: type[HttpToolsProtocol] = QUICK) -> Iterator[int]:
    """The port of a server before `desk`, with the answer to `GET` ready."""
    with served(desk.app, http=protocol) as server:
        talk(server.port, GET + CLOSE + b"\r\n")
        yield server.port


def talk(port: int, *pieces: bytes) -> bytes:
    """All that comes back on one connection until the server closes it."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as connection:
        for piece in pieces:
            connection.sendall(piece)
        got = b""
        while piece := connection.recv(65_536):
            got += piece
    return got


def told(answer: bytes) -> list[bytes]:
    """Lines of answers but for their order within a head, the date and the id."""
    lines = re.split(rb"\r\n", answer)
    return sorted(line for line in lines if not line.startswith((b"date:", b"x-request-id:")))


@pytest.mark.parametrize(
    "asked",
    [
        GET + CLOSE,
        GET + b"If-None-Match: *\r\n" + CLOSE,
        GET.replace(b"GET", b"HEAD") + CLOSE,
        GET.replace(b"1.1", b"1.0"),
        GET + b"Connection: keep-alive\r\n\r\n" + GET + CLOSE,
        GET + b"\r\n" + GET.replace(b"/a", b"/moving") + b"\r\n" + GET + CLOSE,
        GET + b"Content-Length: 4\r\n\r\nbody" + GET + CLOSE,
    ],
)
def test_what_is_sent_is_the_same_by_both_ways(desk: Desk, asked: bytes) -> None:
    with at(desk, USUAL) as port:
        usual = talk(port, asked + b"\r\n")
    with at(desk) as port:
        quick = talk(port, asked + b"\r\n")
    assert told(quick) == told(usual)
    assert quick.startswith(b"HTTP/1.1 ")


def test_a_connection_is_kept_and_the_answer_is_not_made_again(desk: Desk) -> None:
    with at(desk) as port, httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        client.headers["Accept-Encoding"] = "identity"
        made = desk.made
        answers = [client.get("/v1/a") for _ in range(5)]
    assert {one.content for one in answers} == {TEXT + b"a"}
    assert len({one.headers["x-request-id"] for one in answers}) == 5
    assert all("date" in one.headers for one in answers)
    assert desk.made == made + 1


def test_an_answer_in_a_coding_is_sent_whole(desk: Desk) -> None:
    with at(desk) as port, httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        answers = [client.get("/v1/a", headers={"Accept-Encoding": "br"}) for _ in range(3)]
    assert {one.content for one in answers} == {TEXT + b"a"}
    assert {one.headers["content-encoding"] for one in answers} == {"br"}


def test_a_client_that_reads_nothing_is_sent_no_more_than_fits(desk: Desk) -> None:
    many = 300
    with (
        at(desk) as port,
        socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as connection,
    ):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        connection.sendall((GET + b"\r\n") * (many - 1) + GET + CLOSE + b"\r\n")
        got = b""
        while piece := connection.recv(1_000_000):
            got += piece
    assert got.count(b"HTTP/1.1 200 OK\r\n") == many
    assert got.endswith(TEXT + b"a")


def test_an_answer_comes_before_the_complaint_about_what_follows(desk: Desk) -> None:
    with at(desk) as port:
        got = talk(port, GET + b"\r\nnonsense\r\n\r\n")
    assert [int(status) for status in re.findall(rb"HTTP/1.1 (\d+)", got)] == [200, 400]


def test_the_ready_answers_are_found_behind_layers_of_the_server(desk: Desk) -> None:
    class Layer:
        def __init__(self, app: object) -> None:
            self.app = app

    assert isinstance(ready_before(Layer(Layer(desk.app))), ReadyAnswers)
    assert ready_before(Layer(None)) is None
