"""How a function is called without FastAPI: what it takes, and where that comes from.

FastAPI asks one route after the other whether it is meant, and puts the arguments of a function
together anew for every request: two milliseconds for a list of releases, which takes a tenth of
that to make. Here both are settled once for an app: for every GET, and for every POST without a
body. A function that takes more than is known here has no plan, and FastAPI calls it.
"""

import inspect
import re
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar, get_type_hints

from fastapi import FastAPI
from fastapi._compat import ModelField
from fastapi.dependencies.models import Dependant
from fastapi.routing import RouteContext, iter_route_contexts
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from app.db.database import Database
from app.http.routing import Answered, complete
from app.http.server.paces import Paces
from app.http.server.parameters import Query, read_singles
from app.http.server.plain_request import PlainRequest

Provide = Callable[[Request, Any], Any]
First = Callable[[Request], Awaitable[None]]
Function = TypeVar("Function", bound=Callable[..., Any])

# What a dependency comes to, from the request and the session that its function is called with.
_PROVIDED: dict[Callable[..., Any], Provide] = {}
# Dependencies of routers that want the request alone and are awaited before anything is read.
_FIRST: set[Callable[..., Any]] = set()
# A request with one of these may have a body, and is looked at by the layers for bodies.
_OF_BODIES = frozenset((b"content-length", b"content-encoding", b"transfer-encoding"))
_NO_BODY = (b"content-length", b"0")
# What reads, and what writes.
_GET, _POST = "GET", "POST"


def provided(provide: Provide) -> Callable[[Function], Function]:
    """Tells what the dependency below it comes to in a direct call."""

    def register(dependency: Function) -> Function:
        _PROVIDED[dependency] = provide
        return dependency

    return register


def comes_first(dependency: Function) -> Function:
    """Tells that a dependency of routers takes the request alone, and comes before the session."""
    _FIRST.add(dependency)
    return dependency


@dataclass(frozen=True)
class Plan:
    """How a function is called directly."""

    endpoint: Callable[..., Response]
    firsts: tuple[First, ...]
    of_request: str | None
    of_path: tuple[ModelField, ...]
    of_headers: tuple[ModelField, ...]
    # Of dependencies, which read them by themselves.
    other_headers: tuple[ModelField, ...]
    query: Query
    provides: tuple[tuple[str, Provide], ...]
    route: RouteContext
    writes: bool
    paces: Paces = field(default_factory=Paces)

    @classmethod
    def of(cls, route: RouteContext) -> "Plan | None":
        """The plan for a route; None when it needs more than is known here."""
        endpoint, dependant = route.endpoint, getattr(route, "dependant", None)
        if route.methods not in ({_GET}, {_POST}) or dependant is None or endpoint is None:
            return None
        if inspect.iscoroutinefunction(endpoint) or not _answers_itself(endpoint):
            return None
        firsts = tuple(each.call for each in dependant.dependencies if each.name is None)
        named = [each for each in dependant.dependencies if each.name is not None]
        query = Query.of(dependant.query_params)
        if (
            query is None
            or _takes_more(dependant)
            or not all(call in _FIRST for call in firsts)
            or not all(each.call in _PROVIDED for each in named)
        ):
            return None
        return cls(
            endpoint,
            firsts,
            dependant.request_param_name,
            tuple(dependant.path_params),
            tuple(dependant.header_params),
            tuple(_headers_within(named)),
            query,
            tuple((each.name, _PROVIDED[each.call]) for each in named),
            route,
            route.methods == {_POST},
        )

    def read(self, request: PlainRequest, in_path: Mapping[str, str]) -> dict[str, Any] | None:
        """The arguments that address and headers give; None when they are not as declared."""
        given: dict[str, Any] = {}
        if not request.has_readable_path():
            return None
        for part in self.of_path:
            given[part.name], faults = part.validate(in_path[part.alias], given, loc=("path",))
            if faults:
                return None
        headers = request.headers
        as_declared = (
            self.query.read(request, given)
            and read_singles(self.of_headers, headers, given, "header")
            and read_singles(self.other_headers, headers, {}, "header")
        )
        return given if as_declared else None

    def call(self, request: Request, given: dict[str, Any]) -> Response:
        """Call the function in a thread; its session ends before the answer is sent."""
        began, pace = time.thread_time(), self.paces.of(given)
        try:
            with self._session(request.app.state.database) as session:
                response = self.call_with(session, request, given)
                if self.writes and session is not None:
                    complete(request.scope, response, session)
        except Answered as answered:
            response = answered.response
        pace.took(time.thread_time() - began)
        return response

    def _session(self, database: Database) -> AbstractContextManager[Session | None]:
        if self.writes:
            return database.write()
        return database.read_public() if self.provides else nullcontext()

    def call_with(
        self, session: Session | None, request: Request, given: dict[str, Any]
    ) -> Response:
        """Call the function; one that takes nothing needs no session."""
        if self.of_request is not None:
            given[self.of_request] = request
        for name, provide in self.provides:
            given[name] = provide(request, session)
        return self.endpoint(**given)


def _answers_itself(endpoint: Callable[..., Any]) -> bool:
    return get_type_hints(endpoint).get("return") is Response


def _headers_within(dependants: Iterable[Dependant]) -> Iterator[ModelField]:
    for each in dependants:
        yield from each.header_params
        yield from _headers_within(each.dependencies)


def _takes_more(dependant: Dependant) -> bool:
    return bool(
        dependant.cookie_params
        or dependant.body_params
        or dependant.response_param_name
        or dependant.background_tasks_param_name
        or dependant.http_connection_param_name
        or dependant.security_scopes_param_name
    )


class Planned(NamedTuple):
    """A route by its template, and the plan for it."""

    template: str
    regex: re.Pattern[str]
    plan: Plan | None

    @property
    def still(self) -> str:
        """The path up to the first parameter."""
        return self.template.partition("{")[0]

    def may_lie_in(self, folder: str) -> bool:
        """Whether a path in `folder` may be of this route and is not found by its whole path."""
        still = self.still
        return still != self.template and (still.startswith(folder) or folder.startswith(still))


class Plans:
    """The plans of an app for one method by path, with the routes that come before them."""

    def __init__(self, app: FastAPI, method: str) -> None:
        routes = [
            Planned(str(route.path_format), route.path_regex, Plan.of(route))
            for route in iter_route_contexts(app.routes)
            if route.methods and method in route.methods and route.path_format is not None
        ]
        still = {route.still for route in routes}
        self._by_path = {path: _first(path, routes) for path in still if "{" not in path}
        self._by_folder = {
            folder: [each for each in routes if each.may_lie_in(folder)]
            for folder in {_folder(path) for path in still}
        }

    @classmethod
    def of(cls, app: FastAPI, method: str = _GET) -> "Plans":
        """The plans of `app`, made at the first call: routes are not added while it serves."""
        plans: dict[str, Plans] | None = getattr(app.state, "plans", None)
        if plans is None:
            plans = app.state.plans = {each: cls(app, each) for each in (_GET, _POST)}
        return plans[method]

    def find(self, path: str) -> tuple[Plan | None, Mapping[str, str]]:
        """The plan for `path` and the parameters in it; None when there is none."""
        found = self._by_path.get(path)
        return found or _first(path, self._by_folder.get(_folder(path), ()))


def planned(request: PlainRequest) -> tuple[Plan, dict[str, Any]] | None:
    """The plan for a request with the arguments that it gives; function and route are noted.

    None where FastAPI has to answer.
    """
    scope = request.scope
    app: FastAPI = scope["app"]
    plan, in_path = Plans.of(app, scope["method"]).find(scope["path"])
    if plan is None or scope.get("root_path") or app.dependency_overrides:
        return None
    if any(pair[0] in _OF_BODIES and pair != _NO_BODY for pair in map(tuple, scope["headers"])):
        return None
    given = plan.read(request, in_path)
    if given is None:
        return None
    scope["endpoint"], scope["route"] = plan.endpoint, plan.route
    return plan, given


def _first(path: str, routes: Iterable[Planned]) -> tuple[Plan | None, Mapping[str, str]]:
    for _, regex, plan in routes:
        match = regex.match(path)
        if match:
            return plan, match.groupdict()
    return None, {}


def _folder(path: str) -> str:
    """The first two parts of a path, such as `/v1/releases/`: routes differ in them mostly."""
    return "/".join(path.split("/", 3)[:3]) + "/"
