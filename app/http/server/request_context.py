"""The outermost layer of the app: request id, access log, headers of answers, errors as problems.

For each answered request there is one line in the access log and one count in the metrics. One
layer does all of this, since each layer costs every request. It answers OPTIONS too.
"""

import asyncio
import json
import logging
import re
import time
from collections.abc import Iterable, Sequence
from contextlib import nullcontext, suppress
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

import structlog
from prometheus_client import CollectorRegistry, Histogram, PlatformCollector, ProcessCollector
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.base import clock, logs
from app.base.ids import new_id_text
from app.base.settings import Settings
from app.http.problem_answers import ANSWERED, answer_for
from app.http.routing import RouteTable

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

ACCESS_LOG = "dateline.access"

access_log = structlog.get_logger(ACCESS_LOG)
_standard = logging.getLogger(ACCESS_LOG)
_LEVEL_AND_LOGGER = f'", "level": "info", "logger": "{ACCESS_LOG}", "timestamp": "'

# In seconds. A public read takes a few milliseconds, the import of a page some seconds.
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)
PlatformCollector(registry=REGISTRY)
# No label for a path or a key: each value would be a series of its own, and would be shown.
REQUESTS = Histogram(
    "dateline_request_seconds",
    "Time from the first byte of a request to the last of its answer.",
    ["route", "status"],
    buckets=BUCKETS,
    registry=REGISTRY,
)


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
        self._log = BatchWriter()

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
        entry = AccessEntry(
            scope["method"],
            template,
            status,
            seconds,
            state["request_id"],
            clock.now(),
            state.get("principal"),
        )
        count_answer(entry)
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


class AccessEntry(NamedTuple):
    """One answer: it took `seconds` and was finished `at` that time; `caller` where known."""

    method: str
    route: str
    status: int
    seconds: float
    request_id: str
    at: datetime
    caller: object = None


def count_answer(entry: AccessEntry) -> None:
    """Count one answered request."""
    _series(entry.route, entry.status).observe(entry.seconds)


# Routes and statuses are few; prometheus_client takes as long to find a series as to count in it.
@lru_cache(maxsize=1_024)
def _series(route: str, status: int) -> Histogram:
    return REQUESTS.labels(route, str(status))


def write_lines(entries: Iterable[AccessEntry]) -> None:
    """Log answers.

    Their lines have the members of every other line in JSON (`logs.py`), in the same order. Made
    from a template they take a tenth of the time, and there is one for every request.
    """
    handler = _json_handler()
    if handler is None:
        for entry in entries:
            _write_as_text(entry)
    elif _standard.isEnabledFor(logging.INFO):
        lines = "".join(map(_line, entries))
        # As with every other line, one that cannot be written is dropped.
        with handler.lock or nullcontext(), suppress(OSError, ValueError):
            handler.stream.write(lines)
            handler.flush()


def _json_handler() -> logs.LineHandler | None:
    """Return the handler that takes finished JSON lines; None when logs are set up otherwise."""
    processors = structlog.get_config()["processors"]
    if not processors or processors[-1] is not logs.TO_STANDARD:
        return None
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logs.LineHandler) and handler.is_json:
            return handler
    return None


class BatchWriter:
    """Writes the entries of one turn of the event loop together."""

    def __init__(self) -> None:
        self._waiting: list[AccessEntry] = []
        self._loop: asyncio.AbstractEventLoop | None = None

    def write(self, entry: AccessEntry) -> None:
        """Log an answer at the end of this turn of the loop; for one running loop at a time."""
        # A loop that has ended calls nothing any more.
        if not self._waiting or self._loop is None or self._loop.is_closed():
            self._loop = asyncio.get_running_loop()
            self._loop.call_soon(self._flush)
        self._waiting.append(entry)

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        write_lines(waiting)


def _write_as_text(entry: AccessEntry) -> None:
    access_log.info(
        "request",
        method=entry.method,
        route=entry.route,
        status=entry.status,
        ms=round(entry.seconds * 1000, 1),
        caller=entry.caller,
        request_id=entry.request_id,
    )


def _line(entry: AccessEntry) -> str:
    method, route, status, seconds, request_id, at, caller = entry
    named = "null" if caller is None else json.dumps(caller, default=str)
    written = at.isoformat().removesuffix("+00:00")
    # A request id consists of letters, digits and a few signs that JSON writes as they are.
    return (
        f'{_head(method, route, status)}{seconds * 1000:.1f}, "caller": {named},'
        f' "event": "request", "request_id": "{request_id}{_LEVEL_AND_LOGGER}{written}Z"}}\n'
    )


@lru_cache(maxsize=1_024)
def _head(method: str, route: str, status: int) -> str:
    named = f'"method": {json.dumps(method)}, "route": {json.dumps(route)}'
    return f'{{{named}, "status": {status}, "ms": '
