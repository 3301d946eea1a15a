"""Turns the errors of pydantic into faults with their places."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.base.json_body import pointer
from app.base.problems import MALFORMED, MAX_FAULTS, Fault, Invalid, Problem, excerpt

MAX_DETAIL = 400


def invalid(errors: Sequence[Any], body: Any) -> Problem:
    """Returns the problem of a request with these `errors`; `loc` begins with where it stood.

    Places in `body` become JSON Pointers, others the name of a parameter.
    """
    if not errors:
        return Invalid.of("The request is not right.")
    if errors[0].get("type") == "json_invalid":
        return Problem(MALFORMED, f"The body is not JSON: position {errors[0]['loc'][-1]}.")
    return Invalid([_fault(one, body) for one in errors[:MAX_FAULTS]])


def invalid_body(errors: Sequence[Any], body: Any) -> Problem:
    """Returns the problem for errors of a shape that was read from `body` alone."""
    return invalid([{**error, "loc": ("body", *error["loc"])} for error in errors], body)


def _fault(error: Mapping[str, Any], body: Any) -> Fault:
    """Returns one error as a fault. Its `input` and `ctx` may be anything, so neither is shown."""
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
    """Returns the part of `path` that exists in `body`: pydantic also names branches of unions."""
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
