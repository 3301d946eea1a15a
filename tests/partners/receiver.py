"""A receiver of webhooks: a real HTTP server on loopback that checks signatures and misbehaves."""

import json
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

VERIFICATION = "subscription.verification"


@dataclass(frozen=True)
class Got:
    """One call, byte for byte, and what it was answered."""

    path: str
    headers: Mapping[str, str]
    body: bytes
    status: int
    at: float

    @property
    def id(self) -> str:
        """The header `webhook-id`."""
        return self.headers["webhook-id"]

    @property
    def event(self) -> dict[str, Any]:
        """The body."""
        event: dict[str, Any] = json.loads(self.body)
        return event

    @property
    def kind(self) -> str:
        """The type of the event."""
        return str(self.event["type"])


@dataclass
class Receiver:
    """`statuses` are given to the next events, then 204; `headers` go with each of them."""

    port: int = 0
    calls: list[Got] = field(default_factory=list)
    statuses: list[int | None] = field(default_factory=list)
    headers: dict[int, dict[str, str]] = field(default_factory=dict)
    answers_challenges: bool = True
    hang_seconds: float = 0.0

    @property
    def url(self) -> str:
        """An address of it."""
        return f"http://127.0.0.1:{self.port}/hooks"

    def events(self, path: str = "/hooks") -> list[Got]:
        """Everything but challenges that came to `path`."""
        return [one for one in list(self.calls) if one.path == path and one.kind != VERIFICATION]

    def taken(self, path: str = "/hooks") -> list[Got]:
        """The events that were answered by 2xx."""
        return [one for one in self.events(path) if 200 <= one.status < 300]


class _Handler(BaseHTTPRequestHandler):
    receiver: Receiver
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Note the call and answer as the test says."""
        body = self.rfile.read(int(self.headers.get("content-length", "0")))
        event = json.loads(body)
        answer = b""
        status: int | None = 204
        if event["type"] == VERIFICATION:
            if self.receiver.answers_challenges:
                status, answer = 200, event["data"]["challenge"].encode()
        elif self.receiver.statuses:
            status = self.receiver.statuses.pop(0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.receiver.calls.append(Got(self.path, headers, body, status or 0, time.time()))
        if event["type"] != VERIFICATION and self.receiver.hang_seconds:
            time.sleep(self.receiver.hang_seconds)
        if status is None:
            # Half an answer, and nothing more.
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
            self.close_connection = True
            return
        self.send_response(status)
        if status != 204:
            self.send_header("Content-Length", str(len(answer)))
        for name, value in self.receiver.headers.get(status, {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 200

    def handle_error(self, request: object, client_address: object) -> None:
        """A sender that went away is no fault of ours."""


@contextmanager
def receiving(receiver: Receiver | None = None) -> Iterator[Receiver]:
    """A receiver that answers; given one that was stopped, it is there again at its address."""
    chosen = receiver or Receiver()
    handler = type("Handler", (_Handler,), {"receiver": chosen})
    server = _Server(("127.0.0.1", chosen.port), handler)
    chosen.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield chosen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def closed_port() -> int:
    """A port of loopback on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
