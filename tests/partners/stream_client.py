"""A partner's side of the change stream: a mirror that is kept by it, and a raw event stream."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Scope

from tests.client import Client
from tests.newsroom import checked
from tests.waiting import PATIENCE_SECONDS


class Mirror:
    """What a partner has who follows `query`: whole documents by id, and where it has got to."""

    def __init__(self, query: str = "", limit: int = 100) -> None:
        self.documents: dict[str, dict[str, Any]] = {}
        self.tombstones: dict[str, dict[str, Any]] = {}
        self.next = f"/v1/changes?{query}&limit={limit}" if query else f"/v1/changes?limit={limit}"

    def take(self, entry: dict[str, Any]) -> None:
        """Do what docs/changes.md says of an entry."""
        if entry["document"] is not None:
            self.documents[entry["release_id"]] = entry["document"]
            self.tombstones.pop(entry["release_id"], None)
        elif entry["kind"] in ("withdrawn", "left"):
            self.documents.pop(entry["release_id"], None)
            if entry["kind"] == "withdrawn":
                self.tombstones[entry["release_id"]] = entry["note"]

    def step(self, api: Client) -> bool:
        """Take in one page; False when it was the last one for now."""
        page = checked(api.get(self.next), 200)
        for entry in page["data"]:
            self.take(entry)
        self.next = path_of(page["links"]["next"])
        more: bool = page["meta"]["more"]
        return more

    def catch_up(self, api: Client) -> None:
        """Take in everything that there is."""
        while self.step(api):
            continue


def path_of(address: str) -> str:
    """Path and query of an absolute address."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


class Events:
    """An event stream as its client reads it."""

    def __init__(self, messages: "asyncio.Queue[Message]", start: Message) -> None:
        self.status: int = start["status"]
        self.headers = {name.decode(): value.decode() for name, value in start["headers"]}
        self.comments = 0
        self._messages = messages
        self._text = ""

    async def next(self) -> dict[str, str] | None:
        """The fields of the next event; None when the stream has ended."""
        while True:
            while "\n\n" not in self._text:
                async with asyncio.timeout(PATIENCE_SECONDS):
                    message = await self._messages.get()
                self._text += message.get("body", b"").decode()
                if not message.get("more_body"):
                    return None
            block, self._text = self._text.split("\n\n", 1)
            lines = [line.partition(": ")[::2] for line in block.split("\n")]
            fields = dict(lines)
            if "data" in fields:
                return fields
            self.comments += ":" in block[:1]

    def so_far(self) -> str:
        """What has come and was not read yet."""
        while not self._messages.empty():
            self._text += self._messages.get_nowait().get("body", b"").decode()
        return self._text

    async def entry(self) -> dict[str, Any]:
        """The data of the next event."""
        fields = await self.next()
        assert fields is not None
        entry: dict[str, Any] = json.loads(fields["data"])
        assert fields["event"] == entry["kind"]
        return entry


@asynccontextmanager
async def events(
    app: ASGIApp,
    path: str,
    taking: asyncio.Event | None = None,
    last_event_id: str | None = None,
) -> AsyncIterator[Events]:
    """The event stream at `path`; leaving the block is what a client does that goes away.

    With `taking` the client takes nothing of the body before that is set.
    """
    messages: asyncio.Queue[Message] = asyncio.Queue()
    left = asyncio.Event()
    scope = _scope(path, last_event_id)
    asked = False

    async def receive() -> Message:
        nonlocal asked
        if not asked:
            asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await left.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if taking is not None and message.get("body"):
            await taking.wait()
        await messages.put(message)

    async def run() -> None:
        await app(scope, receive, send)

    task = asyncio.create_task(run())
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            start = await messages.get()
        yield Events(messages, start)
    finally:
        left.set()
        with suppress(asyncio.CancelledError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                await task


def _scope(address: str, last_event_id: str | None) -> Scope:
    path, _, query = address.partition("?")
    given = {"accept": "text/event-stream", "host": "testserver"}
    if last_event_id is not None:
        given["last-event-id"] = last_event_id
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in given.items()],
        "client": ("127.0.0.1", 1),
        "server": ("testserver", 80),
        "root_path": "",
    }
