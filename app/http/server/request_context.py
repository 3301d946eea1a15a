"""The outermost layer of the app: request id, access log, headers of answers, errors as problems.

One layer for all of these, since each layer costs every request. It answers OPTIONS too.
"""

import re
import time
from collections.abc import Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.base import clock, logs
from app.base.ids import new_id_text
from app.base.settings import Settings
from app.http.problem_answers import ANSWERED, answer_for
from app.http.routing import RouteTable
from app.http.server import access_log

PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, PUT, PATCH, DELETE",
    "Access-Control-Max-Age": "600",
    "Vary": "Access-Control-Request-Headers",
}
_ALLOWED_HEADERS = (
    "Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key, Prefer, "
    "X-Request-Id, Last-Event-ID"
)
# Libraries add headers of their own, and one that is not read does no harm. At most so many bytes
# are given back: the head of an answer has to stay small.
_SANE_NAMES = re.compile(r"[A-Za-z0-9_-]+(?:[ \t]*,[ \t]*[A-Za-z0-9_-]+)*")
_LONGEST_NAMES = 1_000
_SANE_ID = re.compile(r"[A-Za-z0-9._:-]{8,128}")

EXPOSED_HEADERS = (
    "ETag, Link, Location, Retry-After, X-Request-Id, Content-Language, Idempotency-Key, "
    "Idempotent-Replayed, Deprecation, Sunset, Accept-Ranges, Content-Range"
)
HSTS_SECONDS = 31_536_000  # one year
# OWASP API8. An answer that sets one of these itself keeps its own.
DEFAULTS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "no-store",
}

_NAME = itemgetter(0)

RawHeaders = list[tuple[bytes, bytes]]


class RequestContext:
    """Gives a request its id and its line in the log, and an answer its headers.

    - The id is bound to every log line. The log names the route's template, never the path: a slug
      may be an embargoed title.
    - Errors become answers here. Starlette's own last handler stands outside of all layers, so its
      500 would have no cross-origin headers.
    """

    def __init__(self, app: ASGIApp, settings: Settings, routes: RouteTable) -> None:
        self.app = app
        self._routes = routes
        self.headers = AnswerHeaders(settings)
        self._log = access_log.BatchWriter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = request_id_of(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        started, status = time.perf_counter(), 0

        async def send_complete(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = self.headers.completed(message.get("headers", ()), scope)
                headers.append((b"x-request-id", request_id.encode("latin-1")))
                message["headers"] = headers
            await send(message)

        token = logs.REQUEST_ID.set(request_id)
        try:
            app = self.app if scope["method"] != "OPTIONS" else self._answer_options(scope)
            await app(scope, receive, send_complete)
        except ClientDisconnect:
            pass  # nobody is left to answer
        except Exception as error:
            if not status:
                await answer_for(scope, error)(scope, receive, send_complete)
            elif scope["state"].get(ANSWERED) is not error:
                raise
        finally:
            self._record(scope, status, time.perf_counter() - started)
            logs.REQUEST_ID.reset(token)

    def _record(self, scope: Scope, status: int, seconds: float) -> None:
        """Log and count one answer; `status` is 0 when the client left before there was one."""
        state: dict[str, Any] = scope["state"]
        template = self._routes.template(scope.get("endpoint")) or "none"
        entry = access_log.AccessEntry(
            scope["method"],
            template,
            status,
            seconds,
            state["request_id"],
            clock.now(),
            state.get("principal"),
        )
        access_log.count(entry)
        self._log.write(entry)

    def _answer_options(self, scope: Scope) -> ASGIApp:
        """Return what answers OPTIONS: a CORS preflight, `Allow`, or the app."""
        if header(scope, b"origin") and header(scope, b"access-control-request-method"):
            asked = header(scope, b"access-control-request-headers")
            sane = len(asked) <= _LONGEST_NAMES and _SANE_NAMES.fullmatch(asked)
            allowed = f"{_ALLOWED_HEADERS}, {asked}" if sane else _ALLOWED_HEADERS
            headers = {**PREFLIGHT, "Access-Control-Allow-Headers": allowed}
            return Response(status_code=204, headers=headers)
        allow = self._routes.allowed(scope["path"])
        return Response(status_code=204, headers={"Allow": allow}) if allow else self.app


def request_id_of(scope: Scope) -> str:
    """Return the id that the client gave, if it is a sane one, else a new one."""
    given = header(scope, b"x-request-id")
    return given if given and _SANE_ID.fullmatch(given) else new_id_text()


class AnswerHeaders:
    """Adds security headers and cross-origin headers (WHATWG Fetch section 3.3).

    The latter are on every answer, errors and 304 included. With `*` they are sent to requests
    without Origin too: a shared cache may give a browser the answer that it got for a server.
    Credentials are never allowed.
    """

    def __init__(self, settings: Settings) -> None:
        https = settings.base_url.startswith("https:")
        strict = {"Strict-Transport-Security": f"max-age={HSTS_SECONDS}"} if https else {}
        self._defaults = _raw(DEFAULTS | strict)
        self._origins = frozenset(settings.cors_origins)
        self._any_origin = "*" in self._origins
        allowed = {"Access-Control-Allow-Origin": "*"} if self._any_origin else {}
        self._always = _raw({"Access-Control-Expose-Headers": EXPOSED_HEADERS, **allowed})
        # All answers together have a few sets of header names.
        self._missing = lru_cache(maxsize=256)(self._find_missing)

    def completed(self, given: Sequence[tuple[bytes, bytes]], scope: Scope) -> RawHeaders:
        """Return the headers `given` by an answer to the request of `scope`, and the others."""
        whole = [*given, *self._missing(tuple(map(_NAME, given)))]
        if not self._any_origin:
            headers = MutableHeaders(raw=whole)
            headers.add_vary_header("Origin")
            origin = header(scope, b"origin")
            if origin in self._origins:
                headers["Access-Control-Allow-Origin"] = origin
        return whole

    def _find_missing(self, given: tuple[bytes, ...]) -> RawHeaders:
        """Return the headers to add to an answer that has headers of these names."""
        names = {name.lower() for name in given}
        return [pair for pair in self._defaults if pair[0] not in names] + self._always


def header(scope: Scope, name: bytes) -> str:
    """Return the first header of that name (in lower case) of a request; empty without one."""
    for found, value in scope["headers"]:
        if found == name:
            text: str = value.decode("latin-1")
            return text
    return ""


def _raw(headers: dict[str, str]) -> RawHeaders:
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]
