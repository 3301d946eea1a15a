"""HEAD, conditional requests, content codings, and the response cache: once, for every answer.

The routes below answer each GET with 200 and the whole body, unencoded. This layer makes HEAD and
304 of that (RFC 9110 section 13), and caches a public answer as long as the snapshot that it was
made from is at the head of the change log; what nothing changes (`UNCHANGING`) as long as the
process runs. A hit needs no routing and no validation.

Answers to all methods are encoded, whoever asks, but for those that hold a secret.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Protocol

from anyio import to_thread
from cachetools import LRUCache
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.base.problems import Stale
from app.http.caching import SAFE, CachePolicy
from app.http.routing import RouteTable
from app.http.server.cached_response import (
    IDENTITY,
    SMALLEST,
    CachedResponse,
    Key,
    RawHeaders,
    RequestHeaders,
    StreamEncoder,
    Validators,
    Variant,
    coded_headers,
    encode,
    is_codable,
    not_modified_headers,
    tagged_in,
)

# A longer answer is not cached.
MOST_BYTES = 4_000_000
_PUBLIC = CachePolicy.PUBLIC.value.encode()
# Compressing more than this holds the event loop for over a millisecond; a thread does it then.
_INLINE_BYTES = 32 * 1024
# In the `state` of a request: the state of the public facts that its answer is made from.
MADE_FROM = "made_from"
# That state of an answer which nothing changes while the process runs.
UNCHANGING = "unchanging"


class StateSource(Protocol):
    """Knows the state of the public facts."""

    def state(self) -> object | None:
        """Return the state, if it is known without waiting."""

    async def catch_up(self) -> None:
        """Bring the state up to date."""


class ResponseCache:
    """Caches public answers of an app, each as long as its state is that of the follower."""

    def __init__(self, app: ASGIApp, changes: ASGIApp, most_bytes: int) -> None:
        """`app` answers GET; `changes` takes the methods that change something."""
        self.app, self._changes = app, changes
        self._responses: LRUCache[Key, CachedResponse] = LRUCache(
            most_bytes, getsizeof=CachedResponse.size
        )
        self._encodings: dict[int, asyncio.Task[bytes]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._changes(scope, receive, send)
            return
        given = RequestHeaders.of(scope)
        if scope["method"] not in SAFE:
            exchange = _Exchange(scope, receive, send, given)
            await self._changes(scope, receive, exchange.send)
            return
        key = given.representation_key(scope)
        cached = None if key is None else self._responses.get(key)
        if cached is not None and await _is_current(scope, cached):
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
        if exchange.is_cacheable:
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
        variant = cached.variant(given.coding())
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


async def _is_current(scope: Scope, cached: CachedResponse) -> bool:
    if cached.state == UNCHANGING:
        return True
    states: StateSource = scope["app"].state.follower
    state = states.state()
    if state is None:
        await states.catch_up()
        state = states.state()
    return state == cached.state


class _Exchange:
    """Receives one answer of the app: keeps a whole one to a GET, else encodes and passes it on."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, given: RequestHeaders) -> None:
        self._method, self._given = scope["method"], given
        self._is_safe = scope["method"] in SAFE
        self.inner = scope
        if self._is_safe:
            headers = given.in_one_line(scope["headers"])
            if self._method == "HEAD":
                # Parts are of GET alone (RFC 9110 section 14.2).
                headers = [pair for pair in headers if pair[0] != b"range"]
            self.inner = {**scope, "method": "GET", "headers": headers}
        self.whole: CachedResponse | None = None
        self.is_cacheable = False
        # A condition that failed; raised when the app, which would answer it itself, has returned.
        self.failed: Stale | None = None
        self._receive, self._send = receive, send
        self._start: Message | None = None
        self._is_bodiless = self._is_over = False
        self._encoder: StreamEncoder | None = None

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
            is_whole = not message.get("more_body", False)
            if self._is_safe and start["status"] == HTTPStatus.OK and is_whole:
                self._keep(headers, message.get("body", b""))
                return
            message = await self._begin(start, headers, message, is_whole=is_whole)
        if self._is_over:
            return
        if self._is_bodiless:
            self._is_over = True
            message = {"type": "http.response.body", "body": b""}
        elif self._encoder is not None:
            message = await self._encoded(self._encoder, message)
        await self._send(message)

    @property
    def _holds_secret(self) -> bool:
        return RouteTable.of(self.inner["app"]).holds_secret(self.inner.get("endpoint"))

    def _keep(self, headers: RawHeaders, body: bytes) -> None:
        given = dict(headers)
        is_public = given.get(b"cache-control") == _PUBLIC and b"etag" in given
        self.is_cacheable = is_public and len(body) <= MOST_BYTES
        endpoint = self.inner.get("endpoint")
        self.whole = CachedResponse(endpoint, headers, body, holds_secret=self._holds_secret)

    async def _begin(
        self, start: Message, headers: RawHeaders, first: Message, *, is_whole: bool
    ) -> Message:
        """Begin an answer. Return the first part of its body as it is to be sent."""
        self._is_bodiless = self._method == "HEAD"
        body, coding = first.get("body", b""), IDENTITY
        is_long = not is_whole or len(body) >= SMALLEST
        if is_long and is_codable(headers) and not self._holds_secret:
            coding = self._given.coding()
            headers = coded_headers(headers, coding)
        if coding and is_whole:
            first = {**first, "body": await _in_thread_if_long(body, partial(encode, coding, body))}
            headers.append((b"content-length", str(len(first["body"])).encode()))
        elif coding:
            self._encoder = StreamEncoder(coding)
        # In the answer to a change, or in a 412, the tag is that of the state, in no coding.
        if self._is_safe and start["status"] == HTTPStatus.OK:
            headers = tagged_in(coding, headers)
            try:
                not_modified = self._given.is_not_modified(Validators.of(headers))
            except Stale as error:
                self.failed, self._is_over = error, True
                return first
            if not_modified:
                self._is_bodiless = True
                start, headers = {**start, "status": 304}, not_modified_headers(headers)
        await self._send({**start, "headers": headers})
        return first

    @staticmethod
    async def _encoded(encoder: StreamEncoder, message: Message) -> Message:
        """Return the next part of the body in the coding of the answer."""
        piece, is_last = message.get("body", b""), not message.get("more_body", False)
        work = partial(encoder.encode, piece, is_last=is_last)
        return {**message, "body": await _in_thread_if_long(piece, work)}


async def _in_thread_if_long(body: bytes, work: Callable[[], bytes]) -> bytes:
    return work() if len(body) <= _INLINE_BYTES else await to_thread.run_sync(work)
