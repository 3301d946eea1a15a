"""What every request passes through, as plain ASGI; `stack` gives the layers, outermost first.

RequestContext   request id, access log
Cors             Access-Control-* on every answer, preflight
SecurityHeaders  nosniff and the like, `no-store` where an answer says nothing about caching
CatchAll         whatever leaves the app becomes a problem, inside of the layers above
Methods          HEAD as GET without a body, OPTIONS with Allow
BodyLimit        size, silence and coding of request bodies (body_limit.py)
"""

import re
import time
from collections.abc import Sequence

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core import metrics
from app.core.body_limit import BodyLimit
from app.core.handlers import answer_for
from app.core.ids import new_id
from app.core.routing import RouteTable
from app.core.settings import Settings

METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE"
REQUEST_HEADERS = (
    "Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key, Prefer, "
    "X-Request-Id, Last-Event-ID"
)
EXPOSED_HEADERS = (
    "ETag, Link, Location, Retry-After, X-Request-Id, Content-Language, Idempotency-Key, "
    "Idempotent-Replayed, Deprecation, Sunset"
)
PREFLIGHT_SECONDS = 600
HSTS_SECONDS = 31_536_000  # one year
_SANE_ID = re.compile(r"[A-Za-z0-9._:-]{8,128}")

access_log = structlog.get_logger("dateline.access")


def stack(settings: Settings) -> list[Middleware]:
    """The layers for `FastAPI(middleware=...)`."""
    return [
        Middleware(RequestContext),
        Middleware(Cors, origins=settings.cors_origins),
        Middleware(SecurityHeaders, https=settings.base_url.startswith("https:")),
        Middleware(CatchAll),
        Middleware(Methods),
        Middleware(
            BodyLimit,
            max_bytes=settings.max_body_bytes,
            max_stream_bytes=settings.max_stream_bytes,
            timeout_seconds=settings.body_timeout_seconds,
        ),
    ]


class RequestContext:
    """Gives the request an id, binds it to every log line, and logs the answer.

    The log names the route's template, never the path: a slug may be an embargoed title.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if _SANE_ID.fullmatch(given) else str(new_id())
        scope.setdefault("state", {})["request_id"] = request_id
        started, status = time.perf_counter(), 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-Id"] = request_id
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self.app(scope, receive, send_with_id)
            finally:
                log_answer(scope, status, time.perf_counter() - started)


def log_answer(scope: Scope, status: int, seconds: float) -> None:
    """One line in the access log, one count; status 0 when the client left before an answer."""
    template = RouteTable.of(scope["app"]).template(scope.get("endpoint")) or "none"
    metrics.observe(template, status, seconds)
    access_log.info(
        "request",
        method=scope["method"],
        route=template,
        status=status,
        ms=round(seconds * 1000, 1),
        caller=scope["state"].get("principal"),
    )


class Cors:
    """Cross-origin headers (WHATWG Fetch section 3.3) on every answer, errors and 304 too.

    With `*` they are sent to requests without Origin as well: a shared cache may keep the answer
    that it gave to a server and give it to a browser. Credentials are never allowed.
    """

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        self.app = app
        self.origins = frozenset(origins)
        self.any_origin = "*" in self.origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin")

        async def send_with_cors(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.mark(MutableHeaders(scope=message), origin)
            await send(message)

        asked = headers.get("access-control-request-method")
        if scope["method"] == "OPTIONS" and origin and asked:
            await _preflight()(scope, receive, send_with_cors)
        else:
            await self.app(scope, receive, send_with_cors)

    def mark(self, headers: MutableHeaders, origin: str | None) -> None:
        """Add to `headers` what a page of `origin` may see."""
        headers["Access-Control-Expose-Headers"] = EXPOSED_HEADERS
        if self.any_origin:
            headers["Access-Control-Allow-Origin"] = "*"
            return
        headers.add_vary_header("Origin")
        if origin in self.origins and origin is not None:
            headers["Access-Control-Allow-Origin"] = origin


def _preflight() -> Response:
    return Response(
        status_code=204,
        headers={
            "Access-Control-Allow-Methods": METHODS,
            "Access-Control-Allow-Headers": REQUEST_HEADERS,
            "Access-Control-Max-Age": str(PREFLIGHT_SECONDS),
        },
    )


class SecurityHeaders:
    """Headers of OWASP API8; an answer that set one of them itself keeps its own."""

    def __init__(self, app: ASGIApp, https: bool) -> None:
        self.app = app
        self.defaults = {
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
            "Referrer-Policy": "no-referrer",
            "Cross-Origin-Resource-Policy": "cross-origin",
            "Cache-Control": "no-store",
        }
        if https:
            self.defaults["Strict-Transport-Security"] = f"max-age={HSTS_SECONDS}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.defaults.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


class CatchAll:
    """The last catch: Starlette's own stands outside of all layers, so its 500 has no CORS."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except ClientDisconnect:
            return  # nobody is there to hear an answer
        except Exception as error:
            if started or scope["type"] != "http":
                raise
            await answer_for(scope, error)(scope, receive, send)


class Methods:
    """HEAD is GET without the body (RFC 9110 section 9.3.2); OPTIONS tells Allow."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "HEAD":
            await self._head(scope, receive, send)
        elif scope["type"] == "http" and scope["method"] == "OPTIONS":
            await self._options(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _head(self, scope: Scope, receive: Receive, send: Send) -> None:
        # A copy: the server looks at its own scope to know that no body may follow.
        inner = {**scope, "method": "GET"}
        finished = False

        async def without_body(message: Message) -> None:
            nonlocal finished
            if message["type"] == "http.response.start":
                await send(message)
            elif finished:
                raise OSError  # ends an answer without end, such as an event stream
            else:
                finished = True
                await send({"type": "http.response.body", "body": b""})

        async def disconnect_when_finished() -> Message:
            return {"type": "http.disconnect"} if finished else await receive()

        try:
            await self.app(inner, disconnect_when_finished, without_body)
        except (OSError, ClientDisconnect):
            if not finished:
                raise
        finally:
            scope["endpoint"] = inner.get("endpoint")

    async def _options(self, scope: Scope, receive: Receive, send: Send) -> None:
        allow = RouteTable.of(scope["app"]).allowed(scope["path"])
        if allow is None:
            await self.app(scope, receive, send)
            return
        await Response(status_code=204, headers={"Allow": allow})(scope, receive, send)
