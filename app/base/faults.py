"""Turns the errors of pydantic into faults with their places."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.base.fault_texts import text_of
from app.base.json_body import pointer
from app.base.problems import MALFORMED, MAX_FAULTS, Fault, Invalid, Problem, excerpt


def invalid(errors: Sequence[Any], body: Any) -> Problem:
    """Returns the problem of a request with these `errors`; `loc` begins with where it stood.

    Places in `body` become JSON Pointers, others the name of a parameter.
    """
    if not errors:
        return Invalid.of("Invalid request.")
    if errors[0].get("type") == "json_invalid":
        return Problem(MALFORMED, f"The body is not JSON: position {errors[0]['loc'][-1]}.")
    return Invalid([_fault(one, body) for one in _told(errors)[:MAX_FAULTS]])


def invalid_body(errors: Sequence[Any], body: Any) -> Problem:
    """Returns the problem for errors of a shape that was read from `body` alone."""
    return invalid([{**error, "loc": ("body", *error["loc"])} for error in errors], body)


def _told(errors: Sequence[Any]) -> Sequence[Any]:
    """Returns the errors without "or else null": nobody meant that who gave something else."""
    told = [error for error in errors if error["type"] != "none_required"]
    return told or errors


def _fault(error: Mapping[str, Any], body: Any) -> Fault:
    place, *path = error["loc"] or ("body",)
    if place != "body":
        name = excerpt(".".join(str(part) for part in path[:1]) or str(place))
        detail, suggestion = text_of(error, name)
        return Fault(detail, parameter=name, suggestion=suggestion)
    found = _path_in(body, path, missing=error["type"] == "missing")
    detail, suggestion = text_of(error, _name_of(found))
    return Fault(detail, pointer=pointer(found), suggestion=suggestion)


def _name_of(path: Sequence[str | int]) -> str:
    """Returns the member at the end of `path`, as `locations[3]`; "the body" for the whole."""
    at = next((at for at in range(len(path) - 1, -1, -1) if isinstance(path[at], str)), None)
    if at is None:
        return "the body"
    return excerpt(path[at]) + "".join(f"[{number}]" for number in path[at + 1 :])


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
