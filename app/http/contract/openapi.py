"""Builds the contract: what FastAPI writes about the app, corrected and completed."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.encoders import jsonable_encoder
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from app.base.compact_json import compact
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
from app.base.settings import DEFAULT_PUBLIC_URL, Settings
from app.base.wire import Input, Output
from app.http.contract.member_words import describe_members, mark_addresses
from app.http.contract.problem_schemas import (
    names_in,
    problem_schemas,
    schema_of_any,
)
from app.http.contract.read_headers import add_read_headers
from app.http.contract.schema_names import name_schemas
from app.http.contract.shared_parts import operations, share
from app.http.contract.shared_shapes import shorten_schemas
from app.http.problem_answers import PROBLEM_JSON
from app.http.routing import JSON, MERGE_PATCH, RouteTable

DESCRIPTION = Path(__file__).with_name("openapi.md")
TAGS = [
    {"name": "releases", "description": "What is public."},
    {"name": "locations", "description": "Places, as a tree."},
    {"name": "themes", "description": "The taxonomy, as a tree."},
    {"name": "organisations", "description": "Who issues releases."},
    {"name": "discovery", "description": "What there is, for programs that look for it."},
    {"name": "feeds", "description": "Being sent a feed whenever it changes (WebSub)."},
    {"name": "webhooks", "description": "Being sent every fact under a selection, signed."},
    {"name": "changes", "description": "Every public fact in order, to keep a copy by."},
    {"name": "editorial", "description": "Working copies and what becomes of them."},
    {"name": "vocabularies", "description": "Places and themes, as editors keep them."},
    {"name": "embargoed", "description": "Scheduled releases, for accredited partners."},
    {"name": "contacts", "description": "Whom the press may ask, also for partners alone."},
    {"name": "previews", "description": "One unpublished text, for whoever has its link."},
    {"name": "keys", "description": "Who may call."},
    {"name": "problems", "description": "What errors mean."},
    {"name": "operations", "description": "Health and numbers for operators."},
]
Responses = dict[int | str, dict[str, Any]]

# Stands among the scopes of an operation that refuses keys of one organisation. The contract says
# it in a member of its own.
NEWSROOM_WIDE = "newsroom-wide"
# The status under which a webhook's route names what it sends.
SENT = 201
VERSION_OF_OPENAPI = "3.1.0"
# OpenAPI's word for each status that an operation does not name, and what can befall any request.
ANY_OTHER = "default"
ANYWHERE = (
    *(MALFORMED, REQUEST_TIMEOUT, TOO_LARGE, UNSUPPORTED_MEDIA_TYPE),
    *(INTERNAL, UNAVAILABLE),
)

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
    "file_id": "Id of the file.",
    "key_id": "Id of the key.",
    "link_id": "Id of the preview link.",
    "name": "Name of the file.",
    "part": "Number of the part.",
    "release_id": "Id of the release.",
    "slug": "Last part of the problem's `type`.",
    "subscription_id": "Id of the subscription.",
    "upload_id": "A UUID for this one file.",
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
    by_status: dict[int | str, list[ProblemType]] = {}
    for kind in types:
        by_status.setdefault(kind.status, []).append(kind)
    return {status: _response_of(kinds) for status, kinds in by_status.items()}


def _response_of(kinds: Sequence[ProblemType]) -> dict[str, Any]:
    return {
        "description": ". ".join(kind.title for kind in kinds),
        "content": {PROBLEM_JSON: {"schema": schema_of_any(kinds)}},
    }


def build_openapi(app: FastAPI, settings: Settings) -> dict[str, Any]:
    """Return the OpenAPI document of `app`, the same at every call."""
    document = get_openapi(
        title=app.title,
        version=app.version,
        openapi_version=VERSION_OF_OPENAPI,
        description=DESCRIPTION.read_text(encoding="utf-8"),
        routes=app.routes,
        webhooks=app.webhooks.routes,
        tags=TAGS,
        servers=[{"url": _server(settings)}],
        license_info={"name": "MIT", "identifier": "MIT"},
    )
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    _restore_nulls(document, app)
    for item in document["paths"].values():
        add_read_headers(item)
    for item in document["paths"].values():
        for operation in item.values():
            _complete(operation)
    for item in document.get("webhooks", {}).values():
        for operation in item.values():
            _send(operation)
    for _, operation in operations(document):
        _word(operation)
    answers = [operation["responses"] for _, operation in operations(document)]
    schemas |= problem_schemas(names_in(answers))
    components["schemas"] = dict(sorted(schemas.items()))
    components["headers"] = HEADERS
    used = {tag for _, operation in operations(document) for tag in operation.get("tags", ())}
    document["tags"] = [tag for tag in TAGS if tag["name"] in used]
    document = name_schemas(document)
    describe_members(document["components"]["schemas"])
    mark_addresses(document["components"]["schemas"])
    shorten_schemas(document)
    share(document)
    return document


def _send(operation: dict[str, Any]) -> None:
    """Make the answer with the status SENT of a webhook the body of its request."""
    responses = operation["responses"]
    del responses["422"]  # FastAPI's own: what receivers refuse is theirs to say
    operation["requestBody"] = {"required": True, "content": responses.pop(str(SENT))["content"]}
    operation["responses"] = dict(sorted(responses.items()))
    operation["security"] = []  # the signature is in the headers


def _server(settings: Settings) -> str:
    """Return the address that paths begin at: that of the document where no other is set."""
    return "/" if settings.public_url == DEFAULT_PUBLIC_URL else settings.base_url


def written(document: dict[str, Any]) -> str:
    """Return `document` as the text of a file: no spaces, a line for each path and component."""
    lines = []
    for member, value in document.items():
        name = json.dumps(member)
        if member in ("paths", "webhooks"):
            lines.append(f"{name}:{_in_lines(value)}")
        elif member == "components":
            parts = ",\n".join(f"{json.dumps(kind)}:{_in_lines(of)}" for kind, of in value.items())
            lines.append(f"{name}:{{\n{parts}}}")
        else:
            lines.append(f"{name}:{compact(value)}")
    return "{" + ",\n".join(lines) + "}\n"


def _in_lines(parts: dict[str, Any]) -> str:
    inner = ",\n".join(f"{json.dumps(name)}:{compact(part)}" for name, part in parts.items())
    return f"{{\n{inner}}}"


def _complete(operation: dict[str, Any]) -> None:
    """Add what the layers around every route can answer, and the headers of answers."""
    responses: dict[str, Any] = operation.setdefault("responses", {})
    if JSON in responses.get("422", {}).get("content", {}):
        del responses["422"]  # FastAPI's own shape, which is never sent
    kinds = [INVALID]
    if "requestBody" in operation:
        _alias_merge_patch(operation["requestBody"]["content"])
    # Said explicitly: an empty list means that no key is needed.
    secured = bool(operation.setdefault("security", []))
    if secured:
        kinds += [UNAUTHENTICATED, FORBIDDEN]
        _name_limit(operation)
        _part_scopes(operation)
    _merge(responses, problems(*kinds))
    responses[ANY_OTHER] = {
        **_response_of(ANYWHERE),
        "description": "The request could not be read, or the server failed or is busy.",
    }
    if _takes_key(operation):
        _describe_key(responses)
    for status, response in responses.items():
        for name in _headers_of(status, conditional="304" in responses):
            response.setdefault("headers", {})[name] = {"$ref": f"#/components/headers/{name}"}
    operation["responses"] = dict(sorted(responses.items()))


def _name_limit(operation: dict[str, Any]) -> None:
    for requirement in operation["security"]:
        for scopes in requirement.values():
            if NEWSROOM_WIDE in scopes:
                operation["x-newsroom-wide"] = True
                scopes.remove(NEWSROOM_WIDE)


def _part_scopes(operation: dict[str, Any]) -> None:
    """Make a requirement of each scope, since one of them is enough."""
    operation["security"] = [
        {name: [scope] if scope else []}
        for requirement in operation["security"]
        for name, scopes in requirement.items()
        for scope in scopes or [None]
    ]


def _takes_key(operation: dict[str, Any]) -> bool:
    return any(one["name"] == "Idempotency-Key" for one in operation.get("parameters", ()))


def _describe_key(responses: dict[str, Any]) -> None:
    _merge(responses, problems(KEY_IN_USE, KEY_REUSED))
    reference = {"$ref": "#/components/headers/Idempotent-Replayed"}
    for status, response in responses.items():
        if status[0] == "2":
            response.setdefault("headers", {})["Idempotent-Replayed"] = reference


def _merge(responses: dict[str, Any], more: Responses) -> None:
    """Add the problems of `more` to those that `responses` have."""
    for status, added in more.items():
        given = responses.setdefault(str(status), added)
        if given is added:
            continue
        schemas = [one["content"][PROBLEM_JSON]["schema"] for one in (given, added)]
        listed, new = (schema.get("oneOf", [schema]) for schema in schemas)
        if any(schema not in listed for schema in new):
            both = [*listed, *(schema for schema in new if schema not in listed)]
            given["content"][PROBLEM_JSON]["schema"] = {"oneOf": both}
            given["description"] += f". {added['description']}"


def _word(operation: dict[str, Any]) -> None:
    """Add descriptions that no route has to give by itself."""
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path" and parameter["name"] in PATH_PARAMETERS:
            parameter.setdefault("description", PATH_PARAMETERS[parameter["name"]])
    for status, response in operation["responses"].items():
        if response["description"] == FRAMEWORK_WORDS:
            response["description"] = ANSWERS[status]


def _headers_of(status: str, *, conditional: bool) -> tuple[str, ...]:
    if status == "200" and conditional:
        return ("ETag", "Link")
    if status == "304":
        return ("ETag",)
    if status < "400":
        return ()
    own = {"401": "WWW-Authenticate", "412": "ETag", "503": "Retry-After", ANY_OTHER: "Retry-After"}
    return ("X-Request-Id", *filter(None, (own.get(status),)))


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
