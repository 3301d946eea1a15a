"""A WebSub subscriber: a real HTTP server on loopback that answers as a test tells it to."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import httpx
from sqlmodel import select

from app.outbound.client import Answer, GuardedClient
from app.websub.models import WebsubSubscription
from tests.newsroom import Newsroom
from tests.waiting import PATIENCE_SECONDS

BASE = "http://127.0.0.1:8000"
TOPIC = f"{BASE}/v1/releases.atom"
# A busy machine may take its time to answer.
CLIENT = GuardedClient(allow_private=True, total_seconds=PATIENCE_SECONDS)


@dataclass(frozen=True)
class Got:
    """One call that the subscriber had."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def query(self) -> dict[str, str]:
        """The last value of each parameter."""
        found = parse_qs(urlsplit(self.path).query, keep_blank_values=True)
        return {name: values[-1] for name, values in found.items()}


@dataclass
class Subscriber:
    """`statuses` are given to the next POSTs, then 204; `challenge` makes the answer to a GET."""

    url: str = ""
    calls: list[Got] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    pause_seconds: float = 0.0
    challenge: Callable[[str], tuple[int, str]] = lambda value: (200, value)

    def posts(self) -> list[Got]:
        """What was sent."""
        return [call for call in self.calls if call.method == "POST"]

    def gets(self) -> list[Got]:
        """What was asked."""
        return [call for call in self.calls if call.method == "GET"]


async def send(method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
    """A call by the real client, which may call loopback, where the tests are."""
    return await CLIENT.call(method, url, headers, body)


def ask(newsroom: Newsroom, mode: str, callback: str, **more: str) -> httpx.Response:
    """What the hub answers to a request."""
    form = {"hub.mode": mode, "hub.topic": TOPIC, "hub.callback": callback}
    form |= {f"hub.{name}": value for name, value in more.items()}
    return newsroom.api.post("/v1/websub", data=form)


def rows(newsroom: Newsroom) -> list[WebsubSubscription]:
    """All that the hub knows."""
    with newsroom.database.read() as session:
        return list(session.exec(select(WebsubSubscription)))


@contextmanager
def subscribing() -> Iterator[Subscriber]:
    """A subscriber that listens."""
    subscriber = Subscriber()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._note(b"")
            wanted = parse_qs(urlsplit(self.path).query).get("hub.challenge", [""])[0]
            status, text = subscriber.challenge(wanted)
            self._answer(status, text.encode())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            time.sleep(subscriber.pause_seconds)
            self._note(body)
            self._answer(subscriber.statuses.pop(0) if subscriber.statuses else 204, b"")

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

        def _note(self, body: bytes) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            subscriber.calls.append(Got(self.command, self.path, headers, body))

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            if status in range(300, 400):
                self.send_header("Location", f"{subscriber.url}elsewhere")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    subscriber.url = f"http://127.0.0.1:{server.server_address[1]}/"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield subscriber
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
