"""Receivers of webhooks on one server of loopback; each knows what it holds of a release."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID

TAKES_AWAY = ("left", "withdrawn")


@dataclass(frozen=True)
class Arrival:
    """One event that came to a receiver, and the status that it was answered with."""

    seq: int
    kind: str
    release_id: str
    has_text: bool
    status: int

    @property
    def is_taken(self) -> bool:
        """Whether it was answered with 2xx."""
        return self.status in range(200, 300)


@dataclass
class Listener:
    """One receiver; `status` answers everything, `poison` the events of some releases."""

    subscription_id: UUID
    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    poison: set[str] = field(default_factory=set)
    arrivals: list[Arrival] = field(default_factory=list)
    is_deleted: bool = False

    def answer(self, event: dict[str, Any]) -> tuple[int, bytes]:
        """Note an event and say what is answered."""
        data = event["data"]
        if event["type"] == "subscription.verification":
            return 200, data["challenge"].encode()
        kind = event["type"].removeprefix("release.")
        status = 500 if data["release_id"] in self.poison else self.status
        has_text = data["document"] is not None
        self.arrivals.append(Arrival(data["seq"], kind, data["release_id"], has_text, status))
        return status, b""

    def holds(self, release_id: str) -> int:
        """The number of the newest fact whose text it may have; 0 when it has none."""
        counted = [
            (one.seq, place, one.kind)
            for place, one in enumerate(self.arrivals)
            if one.release_id == release_id and (one.kind not in TAKES_AWAY or one.is_taken)
        ]
        if not counted:
            return 0
        seq, _, kind = max(counted)
        return 0 if kind in TAKES_AWAY else seq

    def was_sent_text(self, release_id: str) -> bool:
        """Whether any event came that brings a text."""
        return any(
            one.release_id == release_id and one.kind not in TAKES_AWAY for one in self.arrivals
        )

    def taken(self, release_id: str) -> list[int]:
        """The numbers of the events that it has taken."""
        return [one.seq for one in self.arrivals if one.release_id == release_id and one.is_taken]

    def was_tried(self, seq: int) -> bool:
        """Whether the event of a fact came."""
        return any(one.seq == seq for one in self.arrivals)

    def took_last(self, seq: int) -> bool:
        """Whether it took the event of a fact when that was sent last."""
        sent = [one for one in self.arrivals if one.seq == seq]
        return bool(sent) and sent[-1].is_taken


class _Handler(BaseHTTPRequestHandler):
    listeners: dict[str, Listener]

    def do_POST(self) -> None:
        """Answer as the listener of the path does."""
        event = json.loads(self.rfile.read(int(self.headers["content-length"])))
        listener = self.listeners[self.path]
        status, body = listener.answer(event)
        self.send_response(status)
        for name, value in listener.headers.items() if status >= 300 else ():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def listening() -> Iterator[tuple[str, dict[str, Listener]]]:
    """The address of a server on loopback, and its listeners by their paths."""
    listeners: dict[str, Listener] = {}
    handler = type("Handler", (_Handler,), {"listeners": listeners})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", listeners
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
