"""HEAD, conditional requests, content codings, and the response cache: once, for every GET.

The routes below answer each GET with 200 and the whole body, unencoded. This layer makes HEAD and
304 of that (RFC 9110 section 13), encodes what is public, and caches a public answer as long as the
snapshot that it was made from is at the head of the change log. A hit needs no routing and no
validation.
"""

import asyncio
from http import HTTPStatus
from typing import Protocol

from anyio import to_thread
from cachetools import LRUCache
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.base.problems import Stale
from app.http.caching import CachePolicy
from app.http.server.cached_response import (
    IDENTITY,
    CachedResponse,
    Key,
    RawHeaders,
    RequestHeaders,
    Validators,
    Variant,
    encode,
    not_modified_headers,
)

# A longer answer, such as an export, is neither encoded nor cached.
MOST_BYTES = 4_000_000
_PUBLIC = CachePolicy.PUBLIC.value.encode()
# Compressing more than this holds the event loop for over a millisecond; a thread does it then.
_INLINE_BYTES = 32 * 1024
# In the `state` of a request: the state of the public facts that its answer is made from.
MADE_FROM = "made_from"


class StateSource(Protocol):
    """Knows the state of the public facts."""

    def state(self) -> object | None:
        """Return the state, if it is known without waiting."""

    async def catch_up(self) -> None:
        """Bring the state up to date."""


class ResponseCache:
    """Caches public answers of an app, each as long as its state is that of the follower."""

    def __init__(self, app: ASGIApp, most_bytes: int) -> None:
        self.app = app
        self._responses: LRUCache[Key, CachedResponse] = LRUCache(
            most_bytes, getsizeof=CachedResponse.size
        )
        self._encodings: dict[int, asyncio.Task[bytes]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        given = RequestHeaders.of(scope)
        key = given.representation_key(scope)
        cached = None if key is None else self._responses.get(key)
        if cached is not None:
            states: StateSource = scope["app"].state.follower
            state = states.state()
            if state is None:
                await states.catch_up()
                state = states.state()
            if state == cached.state:
                scope["endpoint"] = cached.endpoint
                await self._send(scope, send, given, key, cached)
                return
        await self._make(scope, receive, send, given, key)

    async def _make(
        self, scope: Scope, receive: Receive, send: Send, given: RequestHeaders, key: Key | None
    ) -> None:
        """Let the app answer; cache what is whole and public, and send it like a hit."""
        exchange = _Exchange(scope, receive, send, given)
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
                whole = known  # cached by another request meanwhile, with its encodings
            else:
                self._keep(key, whole)
        await self._send(scope, send, given, key, whole)

    async def _send(
        self,
        scope: Scope,
        send: Send,
        given: RequestHeaders,
        key: Key | None,
        cached: CachedResponse,
    ) -> None:
        # An answer to a caller with a key may hold a secret beside chosen text (BREACH).
        variant = cached.variant(IDENTITY if key is None else given.coding())
        while (response := variant.response(scope["method"], given)) is None:
            await self._encode(key, cached, variant)
        status, headers = response.status, response.headers
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": response.body})

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
                self._keep(key, cached)  # its size has changed

    def _keep(self, key: Key, cached: CachedResponse) -> None:
        cached.key_bytes = sum(len(part) for part in key if part)
        if CachedResponse.size(cached) <= self._responses.maxsize:
            self._responses[key] = cached
        else:
            self._responses.pop(key, None)


class _Exchange:
    """Receives one answer of the app: keeps it whole where it is public, else passes it on."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, given: RequestHeaders) -> None:
        self.inner = {**scope, "method": "GET"}
        self.whole: CachedResponse | None = None
        # A condition that failed; raised when the app, which would answer it itself, has returned.
        self.failed: Stale | None = None
        self._method, self._given = scope["method"], given
        self._receive, self._send = receive, send
        self._start: Message | None = None
        self._is_bodiless = self._is_over = False

    async def receive(self) -> Message:
        """Pass on what the client sends; report it as gone when an answer without body is over."""
        return {"type": "http.disconnect"} if self._is_over else await self._receive()

    async def send(self, message: Message) -> None:
        """Receive a message of the app."""
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
        self._is_bodiless = self._method == "HEAD"
        if start["status"] == HTTPStatus.OK:
            try:
                not_modified = self._given.is_not_modified(Validators.of(headers))
            except Stale as error:
                self.failed, self._is_over = error, True
                return
            if not_modified:
                self._is_bodiless = True
                start = {**start, "status": 304, "headers": not_modified_headers(headers)}
        await self._send(start)


def _is_whole(status: int, headers: RawHeaders, message: Message) -> bool:
    """Return whether an answer is in memory as a whole and depends on public facts alone."""
    given = dict(headers)
    return (
        status == HTTPStatus.OK
        and not message.get("more_body", False)
        and given.get(b"cache-control") == _PUBLIC
        and b"etag" in given
        and len(message.get("body", b"")) <= MOST_BYTES
    )
