"""A CDN's API for purging: a real HTTP server on loopback that notes what it is told, and fails."""

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Purge:
    """One call, and what it was answered."""

    path: str
    headers: Mapping[str, str]
    body: bytes
    status: int
    at: float

    @property
    def tags(self) -> list[str]:
        """What is to be purged, as the body says it and the header too."""
        body: dict[str, Any] = json.loads(self.body)
        assert list(body) == ["tags"]
        assert self.headers["surrogate-key"].split(" ") == body["tags"]
        return list(body["tags"])


@dataclass
class Cdn:
    """`statuses` are given to the next calls, then 200; `headers` go with a failure."""

    port: int = 0
    calls: list[Purge] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    hang_seconds: float = 0.0

    @property
    def url(self) -> str:
        """The address of the API."""
        return f"http://127.0.0.1:{self.port}/zones/press/purge_cache"

    @property
    def purged(self) -> set[str]:
        """All tags that were purged."""
        return {tag for call in list(self.calls) if call.status == 200 for tag in call.tags}


class _Handler(BaseHTTPRequestHandler):
    cdn: Cdn

    def do_POST(self) -> None:
        """Note the call and answer as the test says."""
        body = self.rfile.read(int(self.headers["content-length"]))
        status = self.cdn.statuses.pop(0) if self.cdn.statuses else 200
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.cdn.calls.append(Purge(self.path, headers, body, status, time.monotonic()))
        time.sleep(self.cdn.hang_seconds)
        self.send_response(status)
        for name, value in self.cdn.headers.items() if status >= 300 else ():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(b'{"success": true}')

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A caller that went away is no fault of ours."""


@contextmanager
def purging(cdn: Cdn | None = None) -> Iterator[Cdn]:
    """An API that answers; given one that was stopped, it is there again at its address."""
    chosen = cdn or Cdn()
    handler = type("Handler", (_Handler,), {"cdn": chosen})
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
