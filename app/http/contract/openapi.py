"""Builds the contract: what FastAPI writes about the app, corrected and completed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.encoders import jsonable_encoder
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from app.base.problems import (
    FORBIDDEN,
    INTERNAL,
    INVALID,
    KEY_IN_USE,
    KEY_REUSED,
    MALFORMED,
    REQUEST_TIMEOUT,
    TOO_LARGE,
    UNAUTHENTICATED,
    UNAVAILABLE,
    UNSUPPORTED_MEDIA_TYPE,
    ProblemType,
)
from app.base.settings import Settings
from app.base.wire import Input, Output
from app.http.problem_answers import PROBLEM_JSON
from app.http.routing import JSON, MERGE_PATCH, RouteTable

DESCRIPTION = Path(__file__).with_name("openapi.md")
TAGS = [
    {"name": "releases", "description": "What is public."},
    {"name": "locations", "description": "Places, as a tree."},
    {"name": "themes", "description": "The taxonomy, as a tree."},
    {"name": "discovery", "description": "What there is, for programs that look for it."},
    {"name": "feeds", "description": "Being sent a feed whenever it changes (WebSub)."},
    {"name": "webhooks", "description": "Being sent every fact under a selection, signed."},
    {"name": "changes", "description": "Every public fact in order, to keep a copy by."},
    {"name": "editorial", "description": "Working copies and what becomes of them."},
    {"name": "vocabularies", "description": "Places and themes, as editors keep them."},
    {"name": "embargoed", "description": "Scheduled releases, for accredited partners."},
    {"name": "previews", "description": "One unpublished text, for whoever has its link."},
    {"name": "keys", "description": "Who may call."},
    {"name": "problems", "description": "What errors mean."},
    {"name": "operations", "description": "Health and numbers for operators."},
]
Responses = dict[int | str, dict[str, Any]]

# Stands among the scopes of an operation that refuses keys of one organisation. The contract says
# it in a member of its own.
NEWSROOM_WIDE = "newsroom-wide"
VERSION_OF_OPENAPI = "3.1.0"
EXAMPLE_REQUEST = "urn:request:019ab8c2-7a10-7c3e-9d57-0b1f6f6f2a11"
EXAMPLE_BASE = "https://press.example"
BODY_PROBLEMS = (MALFORMED, REQUEST_TIMEOUT, TOO_LARGE, UNSUPPORTED_MEDIA_TYPE)

PROBLEM_SCHEMA: dict[str, Any] = {
    "title": "Problem",
    "description": "An error in the form of RFC 9457. Further members depend on the type.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance"],
    "additionalProperties": True,
    "properties": {
        "type": {
            "type": "string",
            "format": "uri",
            "description": "One of a closed list; its page explains it. Branch on this.",
        },
        "title": {"type": "string", "description": "The same for every problem of the type."},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "description": "What happened this time."},
        "instance": {"type": "string", "description": "Names the request in the server's log."},
        "errors": {
            "type": "array",
            "description": "With `invalid`: every fault that was found.",
            "items": {"$ref": "#/components/schemas/Fault"},
        },
    },
}
FAULT_SCHEMA: dict[str, Any] = {
    "title": "Fault",
    "description": "One thing that is wrong, and where.",
    "type": "object",
    "required": ["detail"],
    "properties": {
        "detail": {"type": "string"},
        "pointer": {"type": "string", "description": "JSON Pointer into the body (RFC 6901)."},
        "parameter": {"type": "string", "description": "Name of a parameter or header."},
        "suggestion": {"type": "string", "description": "What was probably meant."},
    },
}
_FAULT_EXAMPLE = {
    "detail": "Unknown parameter; did you mean 'location'?",
    "parameter": "locaton",
    "suggestion": "location",
}
FRAMEWORK_WORDS = "Successful Response"
ANSWERS = {
    "200": "What was asked for.",
    "201": "What was made.",
    "202": "Noted; it is done next.",
    "204": "Done.",
}
# Path parameters that mean the same in every address, unless the route describes them.
PATH_PARAMETERS = {
    "delivery_id": "Id of the delivery.",
    "key_id": "Id of the key.",
    "link_id": "Id of the preview link.",
    "name": "Name of the file.",
    "part": "Number of the part.",
    "release_id": "Id of the release.",
    "slug": "Last part of the problem's `type`.",
    "subscription_id": "Id of the subscription.",
}
HEADERS: dict[str, dict[str, Any]] = {
    "ETag": {
        "description": "Entity tag; send it as If-None-Match to read, as If-Match to change.",
        "schema": {"type": "string"},
    },
    "Idempotent-Replayed": {
        "description": "`true` when the answer is that of an earlier request with the same key.",
        "schema": {"const": "true", "type": "string"},
    },
    "Link": {
        "description": "Related addresses (RFC 8288): next, prev, self, alternate.",
        "schema": {"type": "string"},
    },
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}},
    "WWW-Authenticate": {
        "description": "The challenge: Bearer.",
        "schema": {"type": "string"},
    },
    "X-Request-Id": {
        "description": "Names the request in the server's log.",
        "schema": {"type": "string"},
    },
}


def problems(*types: ProblemType) -> Responses:
    """Return entries for `responses=` of a route: each status with its problem types."""
    found: Responses = {}
    for kind in types:
        entry = found.setdefault(kind.status, {"description": "", "content": {}})
        titles = [entry["description"], kind.title] if entry["description"] else [kind.title]
        entry["description"] = ". ".join(titles)
        content = entry["content"].setdefault(
            PROBLEM_JSON, {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": {}}
        )
        content["examples"][kind.slug] = {"summary": kind.title, "value": example(kind)}
    return found


def example(kind: ProblemType) -> dict[str, Any]:
    """Return an example of a problem of this type."""
    body: dict[str, Any] = {
        "type": f"{EXAMPLE_BASE}/problems/{kind.slug}",
        "title": kind.title,
        "status": kind.status,
        "detail": kind.explanation.replace("`", ""),
        "instance": EXAMPLE_REQUEST,
    }
    if kind is INVALID:
        body |= {"detail": _FAULT_EXAMPLE["detail"], "errors": [_FAULT_EXAMPLE]}
    return body


def build_openapi(app: FastAPI, settings: Settings) -> dict[str, Any]:
    """Return the OpenAPI document of `app`, the same at every call."""
    document = get_openapi(
        title=app.title,
        version=app.version,
        openapi_version=VERSION_OF_OPENAPI,
        description=DESCRIPTION.read_text(encoding="utf-8"),
        routes=app.routes,
        tags=TAGS,
        servers=[{"url": settings.base_url}],
        license_info={"name": "MIT", "identifier": "MIT"},
    )
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas |= {"Problem": PROBLEM_SCHEMA, "Fault": FAULT_SCHEMA}
    components["schemas"] = dict(sorted(schemas.items()))
    components["headers"] = HEADERS
    _restore_nulls(document, app)
    for method, operation in _operations(document):
        _complete(method, operation)
        _word(operation)
    used = {tag for _, operation in _operations(document) for tag in operation.get("tags", ())}
    document["tags"] = [tag for tag in TAGS if tag["name"] in used]
    return document


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in document["paths"].values():
        for method, operation in path.items():
            if method in {"get", "post", "put", "patch", "delete"}:
                yield method, operation


def _complete(method: str, operation: dict[str, Any]) -> None:
    """Add what the layers around every route can answer, and the headers of answers."""
    responses: dict[str, Any] = operation.setdefault("responses", {})
    if JSON in responses.get("422", {}).get("content", {}):
        del responses["422"]  # FastAPI's own shape, which is never sent
    kinds = [INVALID, INTERNAL, UNAVAILABLE]
    if "requestBody" in operation:
        kinds += BODY_PROBLEMS
        _alias_merge_patch(operation["requestBody"]["content"])
    # Said explicitly: an empty list means that no key is needed.
    secured = bool(operation.setdefault("security", []))
    if secured:
        kinds += [UNAUTHENTICATED, FORBIDDEN]
        _name_limit(operation)
    for status, entry in problems(*kinds).items():
        responses.setdefault(str(status), entry)
    if _takes_key(operation):
        _describe_key(responses)
    for status, response in responses.items():
        names = ["X-Request-Id", *_headers_of(status, method, secured=secured)]
        for name in names:
            response.setdefault("headers", {})[name] = {"$ref": f"#/components/headers/{name}"}
    operation["responses"] = dict(sorted(responses.items()))


def _name_limit(operation: dict[str, Any]) -> None:
    for requirement in operation["security"]:
        for scopes in requirement.values():
            if NEWSROOM_WIDE in scopes:
                operation["x-newsroom-wide"] = True
                scopes.remove(NEWSROOM_WIDE)


def _takes_key(operation: dict[str, Any]) -> bool:
    return any(one["name"] == "Idempotency-Key" for one in operation.get("parameters", ()))


def _describe_key(responses: dict[str, Any]) -> None:
    for status, entry in problems(KEY_IN_USE, KEY_REUSED).items():
        _merge(responses.setdefault(str(status), entry), entry)
    reference = {"$ref": "#/components/headers/Idempotent-Replayed"}
    for status, response in responses.items():
        if status[0] == "2":
            response.setdefault("headers", {})["Idempotent-Replayed"] = reference


def _merge(response: dict[str, Any], more: dict[str, Any]) -> None:
    """Give `response` the examples of `more` that it lacks."""
    examples = response["content"][PROBLEM_JSON]["examples"]
    for slug, one in more["content"][PROBLEM_JSON]["examples"].items():
        if slug not in examples:
            examples[slug] = one
            response["description"] += f". {one['summary']}"


def _word(operation: dict[str, Any]) -> None:
    """Add descriptions that no route has to give by itself."""
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path" and parameter["name"] in PATH_PARAMETERS:
            parameter.setdefault("description", PATH_PARAMETERS[parameter["name"]])
    for status, response in operation["responses"].items():
        if response["description"] == FRAMEWORK_WORDS:
            response["description"] = ANSWERS[status]


def _headers_of(status: str, method: str, *, secured: bool) -> tuple[str, ...]:
    if status == "200" and method == "get" and not secured:
        return ("ETag", "Link")
    return {"401": ("WWW-Authenticate",), "412": ("ETag",), "503": ("Retry-After",)}.get(status, ())


def _alias_merge_patch(content: dict[str, Any]) -> None:
    if MERGE_PATCH in content:
        content[JSON] = content[MERGE_PATCH]


def _restore_nulls(document: dict[str, Any], app: FastAPI) -> None:
    """Put the examples of routes and of wire shapes into `document` as they were given.

    FastAPI leaves out every null: an example without `"subtitle": null` would not fit a schema that
    requires the member.
    """
    _restore_answers(document["paths"], app)
    shapes = {shape.__name__: shape for base in (Input, Output) for shape in _below(base)}
    for name, schema in document["components"]["schemas"].items():
        extra = shapes[name].model_config.get("json_schema_extra") if name in shapes else None
        if isinstance(extra, dict) and "examples" in extra:
            schema["examples"] = extra["examples"]


def _restore_answers(paths: dict[str, Any], app: FastAPI) -> None:
    for route in RouteTable.of(app).routes:
        operations = paths.get(route.path_format, {})
        for status, answer in route.responses.items():
            for kind, body in answer.get("content", {}).items():
                given = {name: body[name] for name in ("example", "examples") if name in body}
                for method in (route.methods or ()) if given else ():
                    written = operations[method.lower()]["responses"][str(status)]["content"][kind]
                    written.update(jsonable_encoder(given))


def _below(base: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for shape in base.__subclasses__():
        yield shape
        yield from _below(shape)
