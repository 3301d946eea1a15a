"""Says schemas in fewer words: members that several share, what may be null, what may grow."""

import json
import re
from typing import Any

from app.http.contract.shared_parts import all_schemas

Node = dict[str, Any]
# A base -> the schemas whose equal members it has, and its words.
BASES: dict[str, tuple[tuple[str, ...], str]] = {
    "CountedPlace": (("PlaceDetail", "PlaceEntry"), "A place with the number of its releases."),
    "CountedTheme": (
        ("ThemeDetail", "ThemeEntry", "ThemeNode"),
        "A theme with the number of its releases.",
    ),
    "SavedText": (("EditorialRelease", "RevisionContent"), "The words of one saved text."),
    "UnpublishedRelease": (
        ("EmbargoedRelease", "PreviewRelease"),
        "What a release will be once it is public.",
    ),
}
# Schemas that have all members of another, and that.
EXTENSIONS = {
    "NewKey": "Key",
    "NewSubscription": "Subscription",
    "PressContact": "Contact",
    "ReleaseInput": "ReleasePatch",
    "ReleasePlace": "Place",
}


def shorten_schemas(document: Node) -> None:
    """Give schemas of `document` their bases, and each type that may be null one list of types."""
    for schema in all_schemas(document):
        _join_null(schema)
    _open_answers(document)
    for name, base in EXTENSIONS.items():
        _extend(document["components"]["schemas"], name, base)
    for name, (kinds, words) in BASES.items():
        _share_members(document["components"]["schemas"], name, kinds, words)


def _open_answers(document: Node) -> None:
    """Let answers grow: only bodies of requests refuse members that their schema does not name.

    Within `v1` members are added, and a client that is generated from today's schema takes them.
    """
    schemas = document["components"]["schemas"]
    closed: set[str] = set()
    waiting: list[Any] = [
        operation["requestBody"]
        for item in document["paths"].values()
        for operation in item.values()
        if "requestBody" in operation
    ]
    while waiting:
        new = set(re.findall(r"#/components/schemas/(\w+)", json.dumps(waiting.pop()))) - closed
        closed |= new
        waiting += [schemas[name] for name in new]
    for name, schema in schemas.items():
        if name not in closed and schema.get("additionalProperties") is False:
            del schema["additionalProperties"]


def _extend(schemas: Node, name: str, base: str) -> None:
    """Say of a schema what it has beside its base, where both are in the document."""
    if name not in schemas or base not in schemas:
        return
    shape, whole = schemas[name], schemas[base]
    for member, schema in whole["properties"].items():
        if shape["properties"].pop(member) != schema:
            raise ValueError(f"{member!r} of {name} differs from that of {base}")
    required = [one for one in shape.pop("required") if one not in whole.get("required", ())]
    shape |= {"required": required} if required else {}
    # The base refuses other members, so that it need not be said again, and must not of none.
    if not shape["properties"]:
        del shape["properties"], shape["additionalProperties"]
    shape["allOf"] = [{"$ref": f"#/components/schemas/{base}"}]


def _share_members(schemas: Node, name: str, kinds: tuple[str, ...], words: str) -> None:
    """Move the members that are equal in all `kinds` to a schema that each has in `allOf`."""
    shapes = [schemas[kind] for kind in kinds if kind in schemas]
    if len(shapes) < len(kinds):
        return
    first = shapes[0]
    equal = {
        member: schema
        for member, schema in first["properties"].items()
        if all(shape["properties"].get(member) == schema for shape in shapes)
        # openapi-python-client makes a class of an object without a name, for each of them again.
        and '"type": "object"' not in json.dumps(schema)
    }
    required = [one for one in first["required"] if one in equal]
    schemas[name] = {
        "type": "object",
        "description": words,
        "properties": equal,
        "required": required,
    }
    for shape in shapes:
        for member in equal:
            del shape["properties"][member]
        shape["required"] = [one for one in shape["required"] if one not in required]
        shape["allOf"] = [{"$ref": f"#/components/schemas/{name}"}]
    document = dict(sorted(schemas.items()))
    schemas.clear()
    schemas.update(document)


def _join_null(schema: Node) -> None:
    """Write `anyOf` of one type and null as a list of two types, as JSON Schema has it too."""
    match schema.get("anyOf"):
        case [{"type": str(kind)} as given, {"type": "null"}]:
            pass
        case _:
            return
    if {"enum", "const"} & given.keys():
        return
    del schema["anyOf"]
    schema.update({**given, **schema, "type": [kind, "null"]})
