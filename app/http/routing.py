"""Routes that refuse whatever they did not declare, and the table of all routes of an app."""

import re
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from functools import cached_property, partial
from inspect import iscoroutinefunction
from itertools import islice, takewhile
from typing import Any
from urllib.parse import quote, unquote_to_bytes
from uuid import UUID

from anyio import CapacityLimiter, WouldBlock, move_on_after
from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import State
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import Scope

from app.base.problems import (
    MAX_FAULTS,
    UNAVAILABLE,
    Fault,
    Invalid,
    NotFound,
    Problem,
    WrongAddress,
    excerpt,
)
from app.base.synonyms import meant_by
from app.base.wire import Input, ShownOnce
from app.http.cache_tags import STALE_TAGS, stale_groups
from app.http.caching import SAFE
from app.http.json_request import JsonRequest

JSON = "application/json"
MERGE_PATCH = "application/merge-patch+json"


# Requests of a kind that may block at the same time, and when another may be tried again.
AT_ONCE = 40
RETRY_AFTER_SECONDS = 2
# A UUID as RFC 9562 and others write it. Without hyphens it may be a slug.
_ODD_ID = re.compile(
    r"/(?:\{|urn:uuid:)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?(?=[/.]|$)",
    re.IGNORECASE | re.ASCII,
)
# The signs that a path may hold as they are (RFC 3986 section 3.3).
PATH_SAFE = "/:@!$&'()*+,;=~-._"
_EMPTY_BODIES = (b"", b"{}", b"null")
# Parameters that mailers, networks and advertisers add to shared addresses (decision 0202).
_ADDED_NAMES = (
    rb"(?:utm|mtm|pk|hsa|piwik|matomo|stm)_[^=&]*|_|_ga|_gl|_hsenc|_hsmi|_ke|_bta_c|_bta_tid"
    rb"|_openstat|fbclid|gclid|gclsrc|gbraid|wbraid|dclid|msclkid|yclid|ysclid|twclid|ttclid|ScCid"
    rb"|igshid|igsh|li_fat_id|rdt_cid|epik|mc_cid|mc_eid|mkt_tok|vero_id|vero_conv|oly_enc_id"
    rb"|oly_anon_id|ml_subscriber|ml_subscriber_hash|s_cid|s_kwcid|cmpid|ncid|wickedid|trk_\w*"
)
_ADDED_PARTS = re.compile(rb"(?:^|&)(?:" + _ADDED_NAMES + rb")(?:=[^&]*)?(?=&|$)", re.IGNORECASE)
_IS_ADDED = re.compile(_ADDED_NAMES, re.IGNORECASE).fullmatch

Keep = Callable[[Response], None]
# A dependency may put a `Keep` into `request.state` under this name. It is called with the answer
# before the transaction ends, so that it commits together with the route.
KEEP = "keep_answer"


class Answered(Exception):
    """Raised by a dependency that already has the answer; the route's function is not called."""

    def __init__(self, response: Response) -> None:
        super().__init__("answered")
        self.response = response


class StrictRoute(APIRoute):
    """A route that refuses what it did not declare, before its function is called.

    - an unknown query parameter, or a second value for a parameter that takes one: 422; in a GET a
      known one with an empty value counts as left out
    - U+0000, or bytes that are not UTF-8 (so a lone surrogate too), in the query string: 422
    - the same in the path: 404, since such an address can name nothing
    - a body that is not in a declared media type: 415 with `Accept-Post` or `Accept-Patch`
    - a body that is not strict JSON: 400; see `json_request.JsonRequest`
    - a body where none is declared: 422, since it would be ignored

    Declared are the parameters of the function and of its dependencies, those in pydantic models
    included, but not those of dependencies that `include_router` adds.
    """

    @cached_property
    def declared(self) -> dict[str, bool]:
        """Return the query parameters by name; true for those that take many values.

        They are read from the contract, which FastAPI writes from the same parameters.
        """
        contract = get_openapi(title="", version="", routes=[self])
        operations = [one for path in contract["paths"].values() for one in path.values()]
        return {
            parameter["name"]: _takes_many(parameter["schema"])
            for operation in operations
            for parameter in operation.get("parameters", ())
            if parameter["in"] == "query"
        }

    @cached_property
    def takes(self) -> tuple[str, ...]:
        """Return the media types of the body, the declared one first; empty if there is no body.

        A merge patch may also be sent as `application/json`, a documented alias: many HTTP
        libraries set that type and offer no way to change it.
        """
        if self.body_field is None:
            return ()
        declared = str(getattr(self.body_field.field_info, "media_type", JSON))
        return (declared,) if declared == JSON else (declared, JSON)

    @cached_property
    def shape(self) -> type[Input] | None:
        """Return the shape of the body, if it is one of ours."""
        shape = self.body_field.field_info.annotation if self.body_field else None
        return shape if isinstance(shape, type) and issubclass(shape, Input) else None

    @cached_property
    def reads_by_itself(self) -> bool:
        """Return whether the contract has a body that the function reads from the request."""
        return "requestBody" in (self.openapi_extra or {})

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return FastAPI's handler behind the checks named above."""
        handle = super().get_route_handler()

        async def strict(request: Request) -> Response:
            check_path(request)
            if query := request.scope["query_string"]:
                check_query(query, self.declared)
                if request.method in SAFE:
                    request.scope["query_string"] = without_empty(query)
            if self.takes:
                request = JsonRequest(request.scope, request.receive)
                await request.check_body(self.takes, self.shape)
            elif request.method not in SAFE and not self.reads_by_itself:
                check_no_body(await request.body())
            try:
                async with _place(request.app.state, self.endpoint):
                    response = await handle(request)
            except Answered as answered:
                return answered.response
            if KEEP in request.scope.get("state", {}):
                await run_in_threadpool(complete, request, response)
            else:
                complete(request, response)
            return response

        return strict


def _place(state: State, endpoint: Callable[..., Any]) -> AbstractAsyncContextManager[None]:
    return nullcontext() if iscoroutinefunction(endpoint) else admitted(state, "requests")


@asynccontextmanager
async def admitted(state: State, kind: str) -> AsyncIterator[None]:
    """Hold one of the places of requests that block. Raises Problem (503) after a wait in vain.

    Without them requests would wait for threads, of which there are as many, and without an end.
    """
    places: CapacityLimiter | None = getattr(state, kind, None)
    if places is None:
        setattr(state, kind, places := CapacityLimiter(AT_ONCE))
    try:
        places.acquire_nowait()
    except WouldBlock:
        with move_on_after(state.settings.pool_wait_seconds) as waiting:
            await places.acquire()
        if waiting.cancelled_caught:
            raise _too_many() from None
    try:
        yield
    finally:
        places.release()


def _too_many() -> Problem:
    detail = f"{AT_ONCE} requests are waiting for the database already. Try again later."
    return Problem(UNAVAILABLE, detail, {}, {"Retry-After": str(RETRY_AFTER_SECONDS)})


def complete(request: Request, response: Response) -> None:
    """Name to caches what the act made stale, and keep the answer where that was asked for."""
    state = request.scope.get("state", {})
    if tags := state.get(STALE_TAGS):
        response.headers["Cache-Group-Invalidation"] = stale_groups(tags)
    keep: Keep | None = state.pop(KEEP, None)
    if keep is not None:
        keep(response)


def declared_by(model: type[BaseModel]) -> dict[str, bool]:
    """Return the fields of `model` by alias; true for those that take many values."""
    fields = model.model_json_schema()["properties"]
    return {name: _takes_many(schema) for name, schema in fields.items()}


def _takes_many(schema: Mapping[str, Any]) -> bool:
    return any(one.get("type") == "array" for one in (schema, *schema.get("anyOf", ())))


def check_no_body(body: bytes) -> None:
    """Raises Invalid for a body that is not empty; many HTTP libraries send an empty object."""
    if body.strip() not in _EMPTY_BODIES:
        detail = "This operation takes no body: what yours says would not be done. Leave it out."
        raise Invalid([Fault(detail)])


def check_path(request: Request) -> None:
    """Raises NotFound for U+0000 or bytes that are not UTF-8, WrongAddress for an id misspelt."""
    raw: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    if not _readable(unquote_to_bytes(raw)):
        raise NotFound
    path: str = request.scope["path"]
    if odd := _ODD_ID.search(path):
        right = f"{path[: odd.start()]}/{UUID(odd[1])}{path[odd.end() :]}"
        if right != path:
            base_url = request.app.state.settings.base_url
            detail = "An id is written in small letters, with hyphens and no braces."
            raise WrongAddress(detail, base_url, quote(right, safe=PATH_SAFE), is_same=True)


def check_query(query: bytes, declared: Mapping[str, bool]) -> None:
    """Raises Invalid with a fault for each parameter of `query` that is not as `declared`."""
    if faults := query_faults(query, declared):
        raise Invalid(faults)


def without_empty(query: bytes) -> bytes:
    """Return `query` without the parameters of no value that a form sends for its empty fields.

    `q` stays: what somebody has typed may be nothing yet, which a completion answers with nothing.

    >>> without_empty(b"theme=&location=TR&date=")
    b'location=TR'
    """
    if b"=&" not in query and not query.endswith(b"="):
        return query
    parts = query.split(b"&")
    kept = (part for part in parts if part == b"q=" or part.find(b"=") != len(part) - 1)
    return b"&".join(kept)


def without_added(query: bytes) -> bytes:
    """Return a query string without the parameters that were added to it.

    >>> without_added(b"utm_source=letter&theme=health&_=123")
    b'theme=health'
    """
    return _ADDED_PARTS.sub(b"", query).lstrip(b"&")


def query_faults(query: bytes, declared: Mapping[str, bool]) -> list[Fault]:
    """Return a fault for each parameter of `query` that is not as `declared`."""
    names: dict[str, int] = {}
    faults: list[Fault] = []
    for part in filter(None, query.split(b"&")):
        name, value = (
            unquote_to_bytes(side.replace(b"+", b" ")) for side in part.partition(b"=")[::2]
        )
        text = name.decode("utf-8", "replace")
        if not (_readable(name) and _readable(value)):
            faults.append(Fault("U+0000 or bytes that are not UTF-8.", parameter=excerpt(text)))
        names[text] = names.get(text, 0) + (value != b"")
    unknown = (name for name in names if name not in declared)
    faults.extend(_undeclared(name, declared) for name in islice(unknown, MAX_FAULTS))
    faults.extend(
        Fault(f"Give this parameter once, not {count} times.", parameter=name)
        for name, count in names.items()
        if count > 1 and declared.get(name) is False
    )
    return faults


def _undeclared(name: str, declared: Mapping[str, bool]) -> Fault:
    if _IS_ADDED(name.encode("utf-8", "replace")):
        detail = (
            f"{excerpt(name)!r} is no parameter of this API: mailers and networks add it to links."
            " Leave it out. Pages and feeds ignore it."
        )
        return Fault(detail, parameter=excerpt(name))
    known = meant_by(name[:100], declared)
    if known:
        hint = f"did you mean {known!r}?"
    elif declared:
        hint = "known here: " + ", ".join(sorted(declared)) + "."
    else:
        hint = "this address takes no parameters."
    return Fault(f"Unknown parameter; {hint}", parameter=excerpt(name), suggestion=known)


def _readable(raw: bytes) -> bool:
    try:
        return "\x00" not in raw.decode("utf-8")
    except UnicodeDecodeError:
        return False


def operation_id(route: APIRoute) -> str:
    """Return the name of the function; generated clients name their methods by it."""
    return route.name


def holds_secret(route: object) -> bool:
    """Return whether the answers of `route` hold a secret: they are not stored or compressed."""
    model = getattr(route, "response_model", None)
    return isinstance(model, type) and issubclass(model, ShownOnce)


class NarrowRouter(APIRouter):
    """A router whose routes are looked at only for paths that begin as all of them do.

    FastAPI asks the routers of an app one after another, and each of its routes. The editorial ones
    come after thirty for readers.
    """

    @cached_property
    def beginning(self) -> str:
        """Return what the paths of all routes begin with."""
        paths = [route.path_format for route in self.routes if isinstance(route, APIRoute)]
        signs = zip(*(path.partition("{")[0] for path in paths), strict=False)
        return "".join(each[0] for each in takewhile(_are_alike, signs))

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Return whether a route takes the request of `scope`, and what it adds to the scope."""
        if not scope["path"].startswith(self.beginning):
            return Match.NONE, {}
        return super().matches(scope)


def _are_alike(signs: tuple[str, ...]) -> bool:
    return len(set(signs)) == 1


# Every router of the product is made by this, or by `ReadRouter`.
Router = partial(NarrowRouter, route_class=StrictRoute, generate_unique_id_function=operation_id)


class RouteTable:
    """All routes of an app, by path and by function."""

    def __init__(self) -> None:
        self._by_path: list[tuple[re.Pattern[str], frozenset[str]]] = []
        self._templates: dict[object, str] = {}
        self._with_secret: set[object] = set()
        self.routes: list[APIRoute] = []

    @classmethod
    def of(cls, app: FastAPI) -> "RouteTable":
        """Return the table of `app` (`WebApp`)."""
        table: RouteTable = app.state.route_table
        return table

    def add(self, router: APIRouter) -> None:
        """Add the routes of a router that is mounted nowhere else."""
        for route in router.routes:
            if isinstance(route, APIRoute) and route.methods:
                self.routes.append(route)
                self._by_path.append((route.path_regex, frozenset(route.methods)))
                self._templates[route.endpoint] = route.path_format
                if holds_secret(route):
                    self._with_secret.add(route.endpoint)

    def template(self, endpoint: object) -> str | None:
        """Return the path of the route that `endpoint` serves, such as `/v1/releases/{id}`."""
        return self._templates.get(endpoint)

    @property
    def templates(self) -> Iterable[str]:
        """Return the paths of all routes, such as `/v1/releases/{id_or_slug}`."""
        return self._templates.values()

    def holds_secret(self, endpoint: object) -> bool:
        """Return whether the answers of `endpoint` hold a secret that is shown once."""
        return endpoint in self._with_secret

    def allowed(self, path: str) -> str | None:
        """Return `Allow` (RFC 9110 section 10.2.1) for `path`; None when nothing is there."""
        found: set[str] = set()
        for pattern, methods in self._by_path:
            if pattern.match(path):
                found |= methods
        if not found:
            return None
        found |= {"OPTIONS"} | ({"HEAD"} if "GET" in found else set())
        return ", ".join(sorted(found))
