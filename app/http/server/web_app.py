"""The web application as all parts of the product expect it: layers, problems, contract.

The layers, as plain ASGI, outermost first:

RequestContext  request id, access log, headers of every answer, OPTIONS, errors as problems
ResponseCache   HEAD, conditions, content codings, and public answers from memory
BodyLimit       size, silence and coding of request bodies
"""

from importlib import metadata
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.middleware.asyncexitstack import AsyncExitStackMiddleware
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.types import ASGIApp

from app.base.settings import Settings
from app.http import problem_answers
from app.http.contract.openapi import build_openapi
from app.http.routing import RouteTable
from app.http.server.body_limit import BodyLimit
from app.http.server.request_context import RequestContext
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
        problem_answers.install(self)

    def include_router(self, router: APIRouter, *args: Any, **given: Any) -> None:
        """Include `router`, and add its routes to the route table."""
        self.state.route_table.add(router)
        super().include_router(router, *args, **given)

    def build_middleware_stack(self) -> ASGIApp:
        """Return the router behind the layers; Starlette asks for it at the first request.

        Starlette's own stack has three layers more outside of these. They would do nothing:
        `RequestContext` answers every error, `BodyLimit` limits bodies, and there is no telemetry.
        """
        settings: Settings = self.state.settings
        app: ASGIApp = AsyncExitStackMiddleware(self.router)
        app = ExceptionMiddleware(app, handlers=self.exception_handlers)
        app = BodyLimit(
            app,
            settings.max_body_bytes,
            settings.max_stream_bytes,
            settings.body_timeout_seconds,
        )
        app = ResponseCache(app, settings.ready_megabytes * 1_000_000)
        return RequestContext(app, settings, self.state.route_table)

    def openapi(self) -> dict[str, Any]:
        """Return the contract, made once."""
        if self.openapi_schema is None:
            self.openapi_schema = build_openapi(self, self.state.settings)
        return self.openapi_schema
