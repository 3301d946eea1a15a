"""HEAD, conditional requests, content codings, and the response cache: once, for every GET.

The routes below answer each GET whole and plain. This layer answers HEAD from it, compares
conditions (RFC 9110 section 13), encodes what is public, and keeps a public answer as long as the
snapshot that it was made from is at the head of the change log. A hit does no routing and no
validation.
"""

import asyncio
from http import HTTPStatus
from typing import Protocol

from anyio import to_thread
from cachetools import LRUCache
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.base.problems import Stale
from app.http.caching import SAFE, CachePolicy
from app.http.codings import choose_coding, encode
from app.http.server.cached_response import (
    CachedResponse,
    Conditions,
    Part,
    RawHeaders,
    Variant,
    not_modified_headers,
)

# A longer answer, such as an export, is sent while it is made, as it is.
MOST_BYTES = 4_000_000
_PUBLIC = CachePolicy.PUBLIC.value.encode()
# Compressing more than this holds the event loop for over a millisecond; a thread does it then.
_INLINE_BYTES = 32 * 1024
_CREDENTIALS = (b"authorization", b"cookie")
# In the `state` of a request: the state of the facts that its answer was made from, set by the
# route.
MADE_FROM = "made_from"

Key = tuple[bytes, ...]


class States(Protocol):
    """Knows the state of the public facts."""

    def state(self) -> object | None:
        """Return the state, when it is known without waiting."""

    async def catch_up(self) -> None:
        """Make sure that the state is known."""


def representation_key(scope: Scope) -> Key | None:
    """Return what the answer to a GET depends on beside the state; None with credentials.

    Clients of one kind repeat these headers to the letter.
    """
    accept = language = b""
    for name, value in scope["headers"]:
        if name == b"accept":
            accept += b"," + value
        elif name == b"accept-language":
            language += b"," + value
        elif name in _CREDENTIALS:
            return None
    return (scope["raw_path"], scope["query_string"], accept, language)


class ResponseCache:
    """Stands before the routes of an app; `app.state.follower` tells the state."""

    def __init__(self, app: ASGIApp, most_bytes: int) -> None:
        self.app = app
        self._responses: LRUCache[Key, CachedResponse] = LRUCache(
            most_bytes, getsizeof=CachedResponse.size
        )
        self._encodings: dict[int, asyncio.Task[bytes]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in SAFE:
            await self.app(scope, receive, send)
            return
        key = representation_key(scope)
        cached = await self._find(scope, key)
        if cached is None:
            await self._make(scope, receive, send, key)
        else:
            scope["endpoint"] = cached.endpoint
            await self._send(scope, send, key, cached)

    async def _find(self, scope: Scope, key: Key | None) -> CachedResponse | None:
        """Return the answer in memory, when it is of the state that stands now."""
        cached = None if key is None else self._responses.get(key)
        if cached is None:
            return None
        states: States = scope["app"].state.follower
        state = states.state()
        if state is None:
            await states.catch_up()
            state = states.state()
        return cached if state == cached.state else None

    async def _make(self, scope: Scope, receive: Receive, send: Send, key: Key | None) -> None:
        """Have the app answer; what is whole and public is kept and sent like a hit."""
        exchange = _Exchange(scope, receive, send)
        try:
            await self.app(exchange.inner, exchange.receive, exchange.send)
        finally:
            scope["endpoint"] = exchange.inner.get("endpoint")
        if exchange.failed is not None:
            raise exchange.failed
        whole = exchange.whole
        if whole is None:
            return
        whole.state = exchange.inner["state"].get(MADE_FROM)
        if key is not None and whole.state is not None:
            known = self._responses.get(key)
            if known is not None and known.state == whole.state:
                whole = known  # another request has made it meanwhile, with its encodings
            else:
                self._keep(key, whole)
        await self._send(scope, send, key, whole)

    async def _send(
        self, scope: Scope, send: Send, key: Key | None, cached: CachedResponse
    ) -> None:
        conditions = Conditions.of(scope)
        # With a key the body may hold a secret beside what a caller chose: BREACH.
        variant = cached.variant("" if key is None else choose_coding(conditions.accept_encoding))
        while (part := variant.part(scope["method"], conditions)) is None:
            await self._encode(key, cached, variant)
        await _send_part(send, part)

    async def _encode(self, key: Key | None, cached: CachedResponse, variant: Variant) -> None:
        if len(cached.body) <= _INLINE_BYTES:
            body = encode(variant.coding, cached.body)
        else:
            loop = asyncio.get_running_loop()
            task = self._encodings.get(id(variant))
            if task is None or task.get_loop() is not loop:
                work = to_thread.run_sync(encode, variant.coding, cached.body)
                task = self._encodings[id(variant)] = loop.create_task(work)
                task.add_done_callback(lambda _done: self._encodings.pop(id(variant), None))
            body = await asyncio.shield(task)
        if variant.body is None:
            variant.body = body
            if key is not None and self._responses.get(key) is cached:
                self._keep(key, cached)  # it weighs more now

    def _keep(self, key: Key, cached: CachedResponse) -> None:
        if CachedResponse.size(cached) <= self._responses.maxsize:
            self._responses[key] = cached
        else:
            self._responses.pop(key, None)


class _Exchange:
    """One answer of the app on its way out: taken whole where it is public, else passed on."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.inner = {**scope, "method": "GET"}
        self.whole: CachedResponse | None = None
        # A condition that failed; raised once the app, which handles problems too, has returned.
        self.failed: Stale | None = None
        self._scope, self._receive, self._send = scope, receive, send
        self._start: Message | None = None
        self._is_bodiless = self._is_over = False

    async def receive(self) -> Message:
        """Pass on what the client sends; it has left once an answer without a body is over."""
        return {"type": "http.disconnect"} if self._is_over else await self._receive()

    async def send(self, message: Message) -> None:
        """Take a message of the app."""
        if message["type"] == "http.response.start":
            self._start = message
            return
        if self._start is not None:
            start, self._start = self._start, None
            headers = [(name.lower(), value) for name, value in start["headers"]]
            if _is_whole(start["status"], headers, message):
                endpoint = self.inner.get("endpoint")
                self.whole = CachedResponse(endpoint, headers, message.get("body", b""))
                return
            await self._begin(start, headers)
        if self._is_over:
            return
        if self._is_bodiless:
            self._is_over = True
            message = {"type": "http.response.body", "body": b""}
        await self._send(message)

    async def _begin(self, start: Message, headers: RawHeaders) -> None:
        self._is_bodiless = self._scope["method"] == "HEAD"
        if start["status"] == HTTPStatus.OK:
            try:
                not_modified = Conditions.of(self._scope).is_not_modified(headers)
            except Stale as error:
                self.failed, self._is_over = error, True
                return
            if not_modified:
                self._is_bodiless = True
                start = {**start, "status": 304, "headers": not_modified_headers(headers)}
        await self._send(start)


def _is_whole(status: int, headers: RawHeaders, message: Message) -> bool:
    """Whether an answer is in memory as a whole and depends on public facts alone."""
    given = dict(headers)
    return (
        status == HTTPStatus.OK
        and not message.get("more_body", False)
        and given.get(b"cache-control") == _PUBLIC
        and b"etag" in given
        and len(message.get("body", b"")) <= MOST_BYTES
    )


async def _send_part(send: Send, part: Part) -> None:
    start = {"type": "http.response.start", "status": part.status, "headers": part.headers}
    await send(start)
    await send({"type": "http.response.body", "body": part.body})
