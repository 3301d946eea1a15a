"""The client for callbacks goes to checked addresses only, and takes no more than it asked for."""

import asyncio
import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from ipaddress import ip_address

import pytest

from app.auth.issuer import outbound_client
from app.outbound.addresses import Address
from app.outbound.client import MAX_BODY, USER_AGENT, Answer, CallFailed, Failure, GuardedClient
from tests.waiting import PATIENCE_SECONDS

LOOPBACK = ip_address("127.0.0.1")
PUBLIC = ip_address("1.1.1.1")
Handle = Callable[[socket.socket], None]


@contextmanager
def a_listener(handle: Handle) -> Iterator[int]:
    """A port of loopback; `handle` gets each connection after its request was read."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                connection.recv(100_000)
                try:
                    handle(connection)
                except OSError:
                    continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield server.getsockname()[1]
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(5)


def answering(head: str, body: bytes = b"") -> Handle:
    """A server that gives one answer."""
    return lambda connection: connection.sendall(head.encode() + b"\r\n\r\n" + body)


def test_every_call_says_who_calls() -> None:
    """The same for callbacks, hubs and purges, whatever headers they have of their own."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        heads: list[bytes] = []

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                heads.append(connection.recv(100_000))
                connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        asyncio.run(GuardedClient(allow_private=True).call("GET", url, {}))
        thread.join(PATIENCE_SECONDS)
    assert f"\r\nUser-Agent: {USER_AGENT}\r\n".encode() in heads[0]
    assert USER_AGENT.startswith("Dateline/0.")
    with outbound_client() as client:
        assert client.headers["User-Agent"] == USER_AGENT


def failure_of(client: GuardedClient, url: str) -> Failure:
    """Why there was no answer."""
    with pytest.raises(CallFailed) as caught:
        asyncio.run(client.call("POST", url, {}, b"x"))
    return caught.value.failure


def knowing(*answers: Sequence[Address]) -> GuardedClient:
    """A client of the public internet whose names have these addresses, one after the other."""
    left = list(answers)
    return GuardedClient(resolve=lambda _host, _port: left.pop(0), total_seconds=3)


@pytest.mark.parametrize("text", ["127.0.0.1", "10.0.0.1", "64:ff9b::7f00:1", "fd00::1", "::"])
def test_a_name_of_a_private_address_is_not_called(text: str) -> None:
    assert failure_of(knowing([ip_address(text)]), "https://x.example/h") is Failure.ADDRESS


def test_one_private_address_among_public_ones_is_enough() -> None:
    client = knowing([PUBLIC, LOOPBACK])
    assert failure_of(client, "https://x.example/h") is Failure.ADDRESS


def test_a_name_is_looked_up_for_each_call_and_once_for_it() -> None:
    asked: list[str] = []

    def flipping(host: str, _port: int) -> Sequence[Address]:
        asked.append(host)
        return [LOOPBACK] if len(asked) > 1 else [ip_address("203.0.113.1"), PUBLIC]

    client = GuardedClient(resolve=flipping, total_seconds=3)
    for count in (1, 2, 3):
        assert failure_of(client, "https://x.example/h") is Failure.ADDRESS
        assert asked == ["x.example"] * count


def test_the_connection_goes_to_the_checked_address_and_names_the_host() -> None:
    seen: list[bytes] = []

    def handle(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

    server = socket.create_server(("127.0.0.1", 0))
    port = server.getsockname()[1]

    def serve() -> None:
        connection, _ = server.accept()
        with connection:
            seen.append(connection.recv(100_000))
            handle(connection)

    thread = threading.Thread(target=serve)
    thread.start()
    client = GuardedClient(allow_private=True, resolve=lambda _host, _port: [LOOPBACK])
    answer = asyncio.run(client.call("POST", f"http://receiver.test:{port}/h?a=b", {}, b"hello"))
    thread.join(5)
    server.close()
    assert answer.status == 204
    head = seen[0].decode().lower()
    assert head.startswith("post /h?a=b http/1.1\r\n")
    assert f"host: receiver.test:{port}\r\n" in head
    assert "accept-encoding: identity\r\n" in head
    assert "content-length: 5\r\n" in head
    assert "cookie" not in head


@pytest.mark.parametrize("url", ["http://127.1:9/h", "https://u:p@x.example/", "ftp://x.example/"])
def test_an_address_that_may_not_be_subscribed_is_not_called_either(url: str) -> None:
    assert failure_of(GuardedClient(), url) is Failure.ADDRESS


def test_a_name_that_is_not_found_is_told_as_such() -> None:
    def unknown(_host: str, _port: int) -> Sequence[Address]:
        raise socket.gaierror(-2, "Name or service not known")

    assert failure_of(GuardedClient(resolve=unknown), "https://x.example/") is Failure.NAME


def test_a_redirection_is_an_answer_and_is_not_followed() -> None:
    head = "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/other\r\nContent-Length: 0"
    with a_listener(answering(head)) as port:
        answer = asyncio.run(
            GuardedClient(allow_private=True).call("POST", f"http://127.0.0.1:{port}/", {}, b"")
        )
    assert (answer.status, answer.headers["location"]) == (302, "http://127.0.0.1:1/other")


def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    with a_listener(answering("HTTP/1.1 200 OK\r\nContent-Length: 2", b"ok")) as port:
        answer = asyncio.run(
            GuardedClient(allow_private=True).call("GET", f"http://127.0.0.1:{port}/", {})
        )
    assert answer.body == b"ok"


def test_an_endless_answer_is_read_up_to_a_limit() -> None:
    def pour(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(b"x" * 65_536)

    with a_listener(pour) as port:
        answer = asyncio.run(
            GuardedClient(allow_private=True).call("GET", f"http://127.0.0.1:{port}/", {})
        )
    assert len(answer.body) == MAX_BODY


def test_a_packed_answer_is_not_unpacked() -> None:
    packed = gzip.compress(b"\0" * 50_000_000)
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}"
    with a_listener(answering(head, packed)) as port:
        answer = asyncio.run(
            GuardedClient(allow_private=True).call("GET", f"http://127.0.0.1:{port}/", {})
        )
    assert answer.body == packed


def test_an_answer_that_comes_byte_by_byte_ends_with_the_total_time() -> None:
    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(1_000):
            connection.sendall(b"x")
            time.sleep(0.05)

    with a_listener(drip) as port:
        client = GuardedClient(allow_private=True, total_seconds=0.3)
        before = time.monotonic()
        assert failure_of(client, f"http://127.0.0.1:{port}/") is Failure.TIMEOUT
        assert time.monotonic() - before < 1_000 * 0.05 / 2


def test_an_answer_that_breaks_off_is_none() -> None:
    with a_listener(answering("HTTP/1.1 200 OK\r\nContent-Length: 1000", b"half")) as port:
        client = GuardedClient(allow_private=True)
        assert failure_of(client, f"http://127.0.0.1:{port}/") is Failure.BROKEN


def test_a_closed_port_and_a_server_without_tls_are_failures() -> None:
    with a_listener(answering("HTTP/1.1 200 OK\r\nContent-Length: 0")) as port:
        client = GuardedClient(allow_private=True, total_seconds=3)
        assert failure_of(client, f"https://127.0.0.1:{port}/") is Failure.TLS
    assert failure_of(client, f"http://127.0.0.1:{port}/") is Failure.CONNECTION


def test_a_name_whose_server_does_not_answer_holds_up_no_other_call() -> None:
    answers = threading.Event()

    def slow(host: str, _port: int) -> Sequence[Address]:
        if host == "slow.test":
            answers.wait(PATIENCE_SECONDS)
        return [LOOPBACK]

    async def both(port: int) -> Answer:
        client = GuardedClient(allow_private=True, resolve=slow, total_seconds=PATIENCE_SECONDS)
        waiting = asyncio.gather(
            *(client.call("GET", f"http://slow.test:{port}/", {}) for _ in range(8)),
            return_exceptions=True,
        )
        await asyncio.sleep(0.05)
        answer = await client.call("GET", f"http://quick.test:{port}/", {})
        assert not waiting.done()
        answers.set()
        await waiting
        return answer

    with a_listener(answering("HTTP/1.1 204 No Content")) as port:
        assert asyncio.run(both(port)).status == 204


def test_where_a_name_leads_is_seen_when_it_is_subscribed() -> None:
    assert knowing([LOOPBACK]).resolves_to_forbidden("https://x.example/h", 1)
    assert not knowing([PUBLIC]).resolves_to_forbidden("https://x.example/h", 1)


def test_a_name_is_looked_up_as_it_is_written() -> None:
    asked: list[str] = []

    def note(host: str, _port: int) -> Sequence[Address]:
        asked.append(host)
        return [LOOPBACK]

    client = GuardedClient(resolve=note)
    url = "https://xn--strae-oqa.example/h"
    assert client.resolves_to_forbidden(url, 1)
    assert failure_of(client, url) is Failure.ADDRESS
    assert asked == ["xn--strae-oqa.example"] * 2


def test_a_host_that_is_none_leads_to_no_call() -> None:
    client = GuardedClient(allow_private=True, resolve=lambda _host, _port: [LOOPBACK])
    assert failure_of(client, "https://xn--a.example.org/x") is Failure.ADDRESS
