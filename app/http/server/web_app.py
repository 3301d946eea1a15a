"""The web application as all parts of the product expect it: layers, problems, contract."""

from importlib import metadata
from typing import Any

from fastapi import APIRouter, FastAPI

from app.base.settings import Settings
from app.http import problem_answers
from app.http.contract.openapi import build_openapi
from app.http.routing import RouteTable
from app.http.server.middleware import stack

# How uvicorn runs it. Answers that are under way when it is told to end have 20 seconds left: a
# client that takes nothing must not hold up the end of the server. A worker has as long to start,
# and to say that it lives: in uvicorn's five a busy machine may not have loaded the program.
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
            middleware=stack(settings),
            # Contract and reference page are routes of our own (reference.py).
            docs_url=None,
            redoc_url=None,
            openapi_url=None,
            # Its spans name paths, and a slug may be an embargoed title. To ask for each request
            # whether somebody listens took as long as to find the answer in the cache.
            telemetry={"tracing": False, "metrics": False, "logs": False},
            # FastAPI would redirect to the host that the request names, not to ours.
            redirect_slashes=False,
            **given,
        )
        self.state.settings = settings
        self.state.route_table = RouteTable()
        problem_answers.install(self)

    def include_router(self, router: APIRouter, *args: Any, **given: Any) -> None:
        """Include `router`, and note its routes in the table of all of them."""
        self.state.route_table.add(router)
        super().include_router(router, *args, **given)

    def openapi(self) -> dict[str, Any]:
        """The contract, made once."""
        if self.openapi_schema is None:
            self.openapi_schema = build_openapi(self, self.state.settings)
        return self.openapi_schema
