"""Problems, validation errors and faults of ours become `application/problem+json` (RFC 9457)."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from app.core.json_body import pointer
from app.core.problems import (
    INTERNAL,
    INVALID,
    MALFORMED,
    METHOD_NOT_ALLOWED,
    NOT_FOUND,
    TYPES,
    UNAVAILABLE,
    Fault,
    Invalid,
    NotFound,
    Problem,
    excerpt,
)
from app.core.routing import RouteTable

PROBLEM_JSON = "application/problem+json"
RETRY_AFTER_SECONDS = 2
MAX_FAULTS = 100
MAX_DETAIL = 400
# The low byte of SQLite's result code: SQLITE_BUSY and SQLITE_LOCKED.
_SQLITE_BUSY = {5, 6}
# PostgreSQL classes and codes that pass when tried again: connection lost, too many connections,
# shutdown, lock not available, serialization failure, deadlock.
_POSTGRES_BUSY = ("08", "53", "57P", "55P03", "40001", "40P01")

log = structlog.get_logger("dateline.errors")


def install(app: FastAPI) -> None:
    """Give `app` the handlers of this module; `middleware.CatchAll` has the rest answered."""
    for kind in (Problem, RequestValidationError, HTTPException, PoolTimeout, DBAPIError):
        app.add_exception_handler(kind, _handle)


async def _handle(request: Request, error: Exception) -> Response:
    return answer_for(request.scope, error)


def answer_for(scope: Scope, error: Exception) -> Response:
    """The answer to `error`; what is nobody's problem but ours is logged and told as 500."""
    problem = problem_for(scope, error)
    if problem.type is INTERNAL:
        log.error("request failed", exc_info=error)
    elif problem.type is UNAVAILABLE:
        log.warning("request refused", reason=type(error).__name__)
    return problem_response(scope, problem)


def problem_for(scope: Scope, error: Exception) -> Problem:
    """`error` as a problem of the closed list."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, RequestValidationError):
        return _from_validation(error)
    if isinstance(error, HTTPException):
        return _from_http(scope, error)
    if isinstance(error, PoolTimeout) or (isinstance(error, DBAPIError) and is_busy(error)):
        return unavailable()
    return Problem(INTERNAL, "Something went wrong on our side. It was logged.")


def unavailable(detail: str = "The database is busy; nothing was changed.") -> Problem:
    """503 with Retry-After."""
    return Problem(UNAVAILABLE, detail, {}, {"Retry-After": str(RETRY_AFTER_SECONDS)})


def is_busy(error: DBAPIError) -> bool:
    """Whether the database was only busy or away, so that trying again may help."""
    original = error.orig
    if (code := getattr(original, "sqlite_errorcode", None)) is not None:
        return code & 0xFF in _SQLITE_BUSY
    if error.connection_invalidated:
        return True
    # psycopg gives no state when it could not connect at all.
    state = getattr(original, "sqlstate", "")
    if state is None:
        return isinstance(error, OperationalError)
    return str(state).startswith(_POSTGRES_BUSY)


def problem_response(scope: Scope, problem: Problem) -> Response:
    """`problem` on the wire. Never stored by a cache: C-10 and C-06 of RFC 9111's heuristics."""
    state = scope["app"].state
    body = {
        "type": f"{state.settings.base_url}/problems/{problem.type.slug}",
        "title": problem.type.title,
        "status": problem.type.status,
        "detail": problem.detail,
        "instance": f"urn:request:{scope.get('state', {}).get('request_id', 'unknown')}",
        **problem.extra,
    }
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
        return NotFound("There is nothing at this address.")
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


def _from_validation(error: RequestValidationError) -> Problem:
    errors = error.errors()
    if errors and errors[0].get("type") == "json_invalid":
        return Problem(MALFORMED, f"The body is not JSON: position {errors[0]['loc'][-1]}.")
    faults = [_fault(one, error.body) for one in errors[:MAX_FAULTS]]
    return Invalid(faults) if faults else Problem(INVALID, "The request is not right.")


def _fault(error: Mapping[str, Any], body: Any) -> Fault:
    """One pydantic error as a fault. Its `input` and `ctx` may be anything, so neither is shown."""
    place, *path = error["loc"] or ("body",)
    detail = _readable(error)
    suggestion = (error.get("ctx") or {}).get("suggestion")
    suggestion = str(suggestion) if suggestion is not None else None
    if place != "body":
        name = ".".join(str(part) for part in path[:1]) or str(place)
        return Fault(detail, parameter=excerpt(name), suggestion=suggestion)
    at = pointer(_path_in(body, path, missing=error["type"] == "missing"))
    return Fault(detail, pointer=at, suggestion=suggestion)


def _readable(error: Mapping[str, Any]) -> str:
    message = str(error["msg"]).removeprefix("Value error, ").removeprefix("Assertion failed, ")
    clean = message.encode("utf-8", "replace").decode().replace("\x00", "�")
    return clean if len(clean) <= MAX_DETAIL else clean[:MAX_DETAIL] + "…"


def _path_in(body: Any, path: Sequence[str | int], *, missing: bool) -> tuple[str | int, ...]:
    """The part of `path` that exists in `body`: pydantic also names union branches in it."""
    found: list[str | int] = []
    for at, token in enumerate(path):
        if _is_in(body, token):
            body = body[token]
        elif not (missing and at == len(path) - 1):
            continue
        found.append(token)
    return tuple(found)


def _is_in(body: Any, token: str | int) -> bool:
    if isinstance(body, list):
        return isinstance(token, int) and 0 <= token < len(body)
    return isinstance(body, dict) and token in body
