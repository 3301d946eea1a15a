"""Turns problems, validation errors and unexpected errors into problem details (RFC 9457)."""

import json
from typing import Any

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from app.base.faults import invalid
from app.base.problems import (
    INTERNAL,
    MALFORMED,
    METHOD_NOT_ALLOWED,
    NOT_FOUND,
    TYPES,
    UNAVAILABLE,
    Problem,
    WrongAddress,
    excerpt,
)
from app.db import faults
from app.http.caching import SAFE, CachePolicy
from app.http.right_address import nothing_at
from app.http.routing import RETRY_AFTER_SECONDS, RouteTable

PROBLEM_JSON = "application/problem+json"
BUSY = "The database is away, busy or full. Try again after the seconds in `Retry-After`."

# In the `state` of a request: the error that was answered, and needs nothing more.
ANSWERED = "answered"

log = structlog.get_logger("dateline.errors")


def install(app: FastAPI) -> None:
    """Give `app` the handlers of this module; `RequestContext` handles all other errors."""
    for kind in (Problem, RequestValidationError, HTTPException, PoolTimeout, DBAPIError):
        app.add_exception_handler(kind, _handle)
    app.add_exception_handler(Exception, _handle_last)


async def _handle(request: Request, error: Exception) -> Response:
    return answer_for(request.scope, error)


async def _handle_last(request: Request, error: Exception) -> Response:
    # Starlette raises the error again after its answer, for servers that log it: it is logged here.
    setattr(request.state, ANSWERED, error)
    return answer_for(request.scope, error)


def answer_for(scope: Scope, error: Exception) -> Response:
    """Return the answer to `error`; one that is no known problem is logged and becomes 500."""
    problem = problem_for(scope, error)
    if isinstance(problem, WrongAddress) and problem.is_same and scope["method"] in SAFE:
        return _redirect(scope, problem.location)
    if problem.type is INTERNAL:
        log.error("request failed", exc_info=error)
    elif problem.type is UNAVAILABLE:
        log.warning("request refused", reason=faults.name_of(error))
    return problem_response(scope, problem)


def _redirect(scope: Scope, location: str) -> Response:
    """Return a 308 to another spelling of the same address, with the query."""
    query = scope["query_string"].decode("latin-1")
    headers = {
        "Location": f"{location}{'?' if query else ''}{query}",
        "Cache-Control": CachePolicy.PUBLIC.value,
    }
    return Response(status_code=308, headers=headers)


def problem_for(scope: Scope, error: Exception) -> Problem:
    """Return `error` as a problem of the closed list."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, RequestValidationError):
        return invalid(error.errors(), error.body)
    if isinstance(error, HTTPException):
        return _from_http(scope, error)
    if faults.is_passing(error):
        return unavailable()
    return Problem(INTERNAL, "Something went wrong on our side. It was logged.")


def unavailable(detail: str = BUSY, retry_after: int = RETRY_AFTER_SECONDS) -> Problem:
    """Return a 503 with Retry-After."""
    return Problem(UNAVAILABLE, detail, {}, {"Retry-After": str(retry_after)})


def problem_body(scope: Scope, problem: Problem) -> dict[str, Any]:
    """Return the members of `problem` on the wire."""
    base_url = scope["app"].state.settings.base_url
    return {
        "type": f"{base_url}/problems/{problem.type.slug}",
        "code": problem.type.slug,
        "title": problem.type.title,
        "status": problem.type.status,
        "detail": problem.detail,
        "instance": f"urn:request:{scope.get('state', {}).get('request_id', 'unknown')}",
        **problem.extra,
    }


def problem_response(scope: Scope, problem: Problem) -> Response:
    """Return the response for `problem`. Without `no-store` caches might keep a 404 or 410."""
    body = problem_body(scope, problem)
    return Response(
        json.dumps(body, ensure_ascii=False, default=str).encode("utf-8", "replace"),
        problem.type.status,
        {"Cache-Control": "no-store", **problem.headers},
        PROBLEM_JSON,
    )


def _from_http(scope: Scope, error: HTTPException) -> Problem:
    if isinstance(error.__cause__, Problem):
        return error.__cause__
    if error.status_code == NOT_FOUND.status:
        settings = scope["app"].state.settings
        return nothing_at(scope["path"], settings.base_url, RouteTable.of(scope["app"]))
    if error.status_code == METHOD_NOT_ALLOWED.status:
        allow = RouteTable.of(scope["app"]).allowed(scope["path"]) or ""
        method = excerpt(scope["method"])
        return Problem(
            METHOD_NOT_ALLOWED,
            f"This address does not take {method}; it takes {allow}.",
            {},
            {"Allow": allow},
        )
    if error.status_code == MALFORMED.status:
        return Problem(MALFORMED, "The body could not be read.")
    listed = next((kind for kind in TYPES.values() if kind.status == error.status_code), INTERNAL)
    return Problem(listed, excerpt(error.detail), {}, error.headers or {})
