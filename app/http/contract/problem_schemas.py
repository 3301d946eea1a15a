"""The shapes of errors in the contract: one for each problem type, on the base that all have."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from app.base.examples import EXAMPLE_BASE
from app.base.problems import (
    FORBIDDEN,
    GONE,
    HEAD_TOO_LARGE,
    INVALID,
    NOT_ACCEPTABLE,
    NOT_FOUND,
    NOT_IN_THIS_STATE,
    PLACE_EXISTS,
    PREFLIGHT_FAILED,
    STALE,
    SUBSCRIPTION_LIMIT,
    SUBSCRIPTION_STATE,
    TOO_LARGE,
    TYPES,
    UNSUPPORTED_MEDIA_TYPE,
    URL_TOO_LONG,
    ProblemType,
)
from app.http.contract.shared_parts import pascal

Schema = dict[str, Any]
EXAMPLE_REQUEST = "urn:request:019ab8c2-7a10-7c3e-9d57-0b1f6f6f2a11"
REFERENCE = "#/components/schemas/"

PROBLEM_SCHEMA: Schema = {
    "description": "An error in the form of RFC 9457. Further members depend on its `code`.",
    "type": "object",
    "required": ["type", "code", "title", "status", "detail", "instance"],
    "additionalProperties": True,
    "properties": {
        "type": {
            "type": "string",
            "format": "uri",
            "description": "Address of the page that explains the type of problem.",
        },
        "code": {
            "type": "string",
            "description": "The type in short, the last part of its address. The list is closed:"
            " branch on this.",
        },
        "title": {"type": "string", "description": "The same for every problem of the type."},
        "status": {
            "type": "integer",
            "minimum": 400,
            "maximum": 599,
            "description": "The HTTP status of the answer.",
        },
        "detail": {"type": "string", "description": "What happened this time, for people."},
        "instance": {
            "type": "string",
            "format": "uri",
            "description": "Names the request in the server's log.",
        },
        "index": {
            "type": "integer",
            "minimum": 0,
            "description": "In a batch that is done as a whole or not at all: the place of the act"
            " that stopped it, from 0. Else absent.",
        },
    },
}
FAULT_SCHEMA: Schema = {
    "description": "One thing that is wrong, and where.",
    "type": "object",
    "required": ["detail"],
    "properties": {
        "detail": {"type": "string", "description": "What is wrong, and what would be right."},
        "pointer": {
            "type": "string",
            "description": "JSON Pointer into the body, as a URI fragment (RFC 6901 section 6);"
            " absent for what is not in the body.",
        },
        "parameter": {
            "type": "string",
            "description": "Name of the parameter or header; absent for what is in the body.",
        },
        "suggestion": {
            "type": "string",
            "description": "What was probably meant; absent where nothing is near.",
        },
    },
}
_PLACE: Schema = {
    "type": "object",
    "required": ["id", "kind", "name", "code", "slug"],
    "properties": {
        "id": {"type": "string", "description": "Id of the place."},
        "kind": {"type": "string", "description": "Kind of place, such as `city`."},
        "name": {"type": "string", "description": "Name of the place."},
        "code": {
            "type": ["string", "null"],
            "description": "ISO 3166 or UN M49 code; null when it has none.",
        },
        "slug": {"type": "string", "description": "Readable name that filters take too."},
    },
}
_CHANGE: Schema = {
    "type": "object",
    "required": ["act", "revision", "at", "author", "fields"],
    "properties": {
        "act": {"type": "string", "description": "What was done, such as `edit`."},
        "revision": {"type": "integer", "description": "Number of the revision that it made."},
        "at": {"type": "string", "format": "date-time", "description": "When, in UTC."},
        "author": {"type": "string", "description": "Who did it."},
        "fields": {
            "type": "array",
            "items": {"type": "string"},
            "description": "The members that an edit changed; empty for other acts.",
        },
    },
}


def _list_of(item: Schema, description: str) -> Schema:
    return {"type": "array", "items": item, "description": description}


_TEXT: Schema = {"type": "string"}
_BYTES: Schema = {"type": "integer", "description": "The most bytes that are taken."}
# What the problems of a type have beside the members of all. The first part is always there.
_MEMBERS: dict[ProblemType, tuple[dict[str, Schema], dict[str, Schema]]] = {
    FORBIDDEN: (
        {},
        {"scope": {**_TEXT, "description": "The scope that the key lacks, if that is why."}},
    ),
    NOT_FOUND: (
        {},
        {
            "suggestion": {
                **_TEXT,
                "format": "uri",
                "description": "The nearest address of this interface; absent where none is near.",
            }
        },
    ),
    NOT_ACCEPTABLE: ({"available": _list_of(_TEXT, "The media types on offer.")}, {}),
    NOT_IN_THIS_STATE: (
        {
            "state": {**_TEXT, "description": "The state that the release is in."},
            "allowed": _list_of(_TEXT, "The acts that it takes now."),
        },
        {},
    ),
    PLACE_EXISTS: ({"places": _list_of(_PLACE, "The places that have the name.")}, {}),
    SUBSCRIPTION_STATE: (
        {
            "state": {**_TEXT, "description": "The state that the subscription is in."},
            "remedy": {
                "type": ["string", "null"],
                "description": "What would help; null where nothing does.",
            },
        },
        {},
    ),
    SUBSCRIPTION_LIMIT: (
        {"limit": {"type": "integer", "description": "The most that one key may have."}},
        {},
    ),
    GONE: (
        {"notice": {"$ref": f"{REFERENCE}Notice", "description": "Why it was withdrawn."}},
        {},
    ),
    STALE: (
        {"etag": {**_TEXT, "description": "The current entity tag, as `ETag` has it."}},
        {"changes": _list_of(_CHANGE, "What was done since, the oldest first; absent if unknown.")},
    ),
    TOO_LARGE: ({"limit_bytes": _BYTES}, {}),
    URL_TOO_LONG: ({"limit_bytes": _BYTES}, {}),
    HEAD_TOO_LARGE: ({"limit_bytes": _BYTES}, {}),
    UNSUPPORTED_MEDIA_TYPE: (
        {},
        {"supported": _list_of(_TEXT, "The media types that are taken; absent for a coding.")},
    ),
    INVALID: (
        {"errors": _list_of({"$ref": f"{REFERENCE}Fault"}, "Every fault that was found.")},
        {},
    ),
    PREFLIGHT_FAILED: (
        {
            "findings": _list_of(
                {"$ref": f"{REFERENCE}Finding"}, "What preflight found, errors first."
            )
        },
        {},
    ),
}
# A value for each member that has no example of its own.
_SHOWN: dict[ProblemType, dict[str, Any]] = {
    NOT_ACCEPTABLE: {"available": ["application/json"]},
    NOT_IN_THIS_STATE: {"state": "withdrawn", "allowed": []},
    PLACE_EXISTS: {"places": []},
    SUBSCRIPTION_STATE: {"state": "active", "remedy": None},
    SUBSCRIPTION_LIMIT: {"limit": 100},
    GONE: {
        "notice": {
            "release_id": "019ab8c2-7a10-7c3e-9d57-0b1f6f6f2a11",
            "kind": "gone",
            "text": "Issued in error.",
            "withdrawn_at": "2026-11-03T09:30:00Z",
            "version": 2,
            "replaced_by": None,
        }
    },
    STALE: {"etag": '"4"'},
    TOO_LARGE: {"limit_bytes": 1_000_000},
    URL_TOO_LONG: {"limit_bytes": 16_384},
    HEAD_TOO_LARGE: {"limit_bytes": 16_384},
    PREFLIGHT_FAILED: {"findings": []},
    INVALID: {
        "errors": [
            {
                "detail": "Unknown parameter; did you mean 'location'?",
                "parameter": "locaton",
                "suggestion": "location",
            }
        ]
    },
}


def schema_name(kind: ProblemType) -> str:
    """Return the name of the schema of a type: `NotFoundProblem`."""
    return f"{pascal(kind.slug)}Problem"


def schema_of_any(kinds: Iterable[ProblemType]) -> Schema:
    """Return the schema of an answer that is a problem of one of `kinds`."""
    references = [{"$ref": f"{REFERENCE}{schema_name(kind)}"} for kind in kinds]
    return references[0] if len(references) == 1 else {"oneOf": references}


def problem_schemas(used: Iterable[str]) -> dict[str, Schema]:
    """Return the schemas of those types whose names are in `used`, and what they are made of."""
    names = set(used)
    found = {schema_name(kind): _schema_of(kind) for kind in TYPES.values()}
    chosen = {name: schema for name, schema in found.items() if name in names}
    return {"Problem": PROBLEM_SCHEMA, "Fault": FAULT_SCHEMA, **chosen}


def _schema_of(kind: ProblemType) -> Schema:
    always, sometimes = _MEMBERS.get(kind, ({}, {}))
    own = {
        # Of one value, and no `const`: openapi-python-client cannot join that with a string.
        "code": {"type": "string", "enum": [kind.slug], "description": "The type in short."},
        **always,
        **sometimes,
    }
    schema: Schema = {
        "description": f"{kind.title}. {kind.explanation}",
        "type": "object",
        "required": ["code", *always],
        "properties": own,
    }
    examples = [example_of(kind)]
    return {"allOf": [{"$ref": f"{REFERENCE}Problem"}, schema], "examples": examples}


def example_of(kind: ProblemType) -> dict[str, Any]:
    """Return an example of a problem of this type."""
    return {
        "type": f"{EXAMPLE_BASE}/problems/{kind.slug}",
        "code": kind.slug,
        "title": kind.title,
        "status": kind.status,
        "detail": "What happened this time.",
        "instance": EXAMPLE_REQUEST,
        **_SHOWN.get(kind, {}),
    }


def names_in(schemas: Iterable[Any]) -> Iterator[str]:
    """Yield the names of schemas that `schemas` refer to."""
    for schema in schemas:
        for part in json.dumps(schema).split(f'"{REFERENCE}')[1:]:
            yield part.partition('"')[0]
