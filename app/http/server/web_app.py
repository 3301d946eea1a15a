"""The web application as all parts of the product expect it: layers, problems, contract.

The layers, as plain ASGI, outermost first:

RequestContext  request id, access log, headers of every answer, OPTIONS, errors as problems
ResponseCache   HEAD, conditions, content codings, and public answers from memory
BodyLimit       size, silence and coding of request bodies, for all methods but GET and HEAD
"""

import re
from functools import partial
from importlib import metadata
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from app.base.settings import Settings
from app.http import problem_answers
from app.http.caching import SAFE
from app.http.contract.openapi import build_openapi
from app.http.long_answers import Places
from app.http.routing import JSON, RouteTable, without_added
from app.http.server.body_limit import BodyLimit
from app.http.server.connection_guard import ConnectionGuard, ConnectionLimits
from app.http.server.request_context import RequestContext, header
from app.http.server.response_cache import ResponseCache

# Settings of uvicorn. At shutdown, answers that are under way have 20 seconds left: a client that
# reads nothing must not hold up the end of the server. A worker has as long to start and report
# that it lives: within uvicorn's five a busy machine may not have loaded the program.
SERVER: dict[str, Any] = {
    "server_header": False,
    "access_log": False,
    "log_config": None,
    "timeout_graceful_shutdown": 20,
    "timeout_worker_healthcheck": 20,
}


def server_options(settings: Settings) -> dict[str, Any]:
    """Return the settings of uvicorn, with those of connections as `settings` have them."""
    return {
        **SERVER,
        "http": partial(ConnectionGuard, ConnectionLimits.of(settings)),
        "timeout_keep_alive": settings.idle_timeout_seconds,
    }


# The address of a resource in JSON, beside `.rss`, `.html` and the like; the contract has the one
# without it.
JSON_ENDING = ".json"
# What people open, or have their readers follow.
_FOR_PEOPLE = re.compile(
    r"/docs/?|/problems(/.*)?|/v1/previews/.*|.*\.(html|txt|rss|atom|jsonfeed|opml)"
)


def as_shared(scope: Scope) -> Scope:
    """Return the scope without what was added to the address since it was given away.

    Pages, previews and feeds alone are shared; programs are told of what they may not send.
    """
    kept = without_added(scope["query_string"])
    if kept == scope["query_string"] or scope["method"] not in SAFE:
        return scope
    if _FOR_PEOPLE.fullmatch(scope["path"]) or "text/html" in header(scope, b"accept"):
        return {**scope, "query_string": kept}
    return scope


class WebApp(FastAPI):
    """An app behind all layers, with its settings in `state`; routers and the rest are added."""

    def __init__(self, settings: Settings, **given: Any) -> None:
        super().__init__(
            title="Dateline",
            version=metadata.version("dateline"),
            # Contract and reference page are routes of our own (reference.py).
            docs_url=None,
            redoc_url=None,
            openapi_url=None,
            # Spans would name paths, and a slug may be an embargoed title. To ask for each request
            # whether anything listens took as long as to find the answer in the cache.
            telemetry={"tracing": False, "metrics": False, "logs": False},
            # FastAPI would redirect to the host that the request names, which may not be ours.
            redirect_slashes=False,
            **given,
        )
        self.state.settings = settings
        self.state.route_table = RouteTable()
        self.state.streams = Places(
            "event streams and long polls", settings.max_streams, settings.max_streams_per_client
        )
        # They never take all connections of the pool.
        exports = max(min(settings.max_exports, settings.pool_size - 1), 1)
        self.state.exports = Places("exports", exports, settings.max_exports_per_client)
        downloads, each = settings.max_downloads, settings.max_downloads_per_client
        self.state.downloads = Places("downloads of long files", downloads, each)
        # Each lies on the disk until it is done.
        self.state.uploads = Places("uploads", settings.max_uploads, settings.max_uploads)
        # Outside of FastAPI's own layers, so that a hit passes none of these.
        inner: ASGIApp = super().__call__
        limited = BodyLimit(
            inner,
            settings.max_body_bytes,
            settings.max_stream_bytes,
            settings.media_max_bytes,
            settings.body_timeout_seconds,
        )
        cache = ResponseCache(inner, limited, settings.ready_megabytes * 1_000_000)
        self._layers = RequestContext(cache, settings, self.state.route_table)
        problem_answers.install(self)

    def include_router(self, router: APIRouter, *args: Any, **given: Any) -> None:
        """Include `router`, and add its routes to the route table."""
        self.state.route_table.add(router)
        super().include_router(router, *args, **given)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request through the layers, or go through the lifespan."""
        scope["app"] = self
        if scope.get("query_string"):
            scope = as_shared(scope)
        if scope["type"] == "http" and scope["path"].endswith(JSON_ENDING):
            scope = self._as_json(scope)
        await self._layers(scope, receive, send)

    def _as_json(self, scope: Scope) -> Scope:
        """Return the scope of the address without `.json`, asked for in JSON.

        A path that some route has with this ending stays as it is.
        """
        routes: RouteTable = self.state.route_table
        path = scope["path"].removesuffix(JSON_ENDING)
        if scope["path"] in routes.templates or not routes.allowed(path):
            return scope
        others = [pair for pair in scope["headers"] if pair[0] != b"accept"]
        return {
            **scope,
            "path": path,
            "raw_path": scope["raw_path"].removesuffix(JSON_ENDING.encode()),
            "headers": [*others, (b"accept", JSON.encode())],
        }

    def openapi(self) -> dict[str, Any]:
        """Return the contract, made once."""
        if self.openapi_schema is None:
            self.openapi_schema = build_openapi(self, self.state.settings)
        return self.openapi_schema
