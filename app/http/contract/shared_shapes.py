"""Says schemas in fewer words: members that several share, and what may be null."""

import json
from typing import Any

from app.http.contract.shared_parts import all_schemas

Node = dict[str, Any]
# A base -> the schemas whose equal members it has, and its words.
BASES: dict[str, tuple[tuple[str, ...], str]] = {
    "UnpublishedRelease": (
        ("EmbargoedRelease", "PreviewRelease"),
        "What a release will be once it is public.",
    ),
}


def shorten_schemas(document: Node) -> None:
    """Give schemas of `document` their bases, and each type that may be null one list of types."""
    for schema in all_schemas(document):
        _join_null(schema)
    for name, (kinds, words) in BASES.items():
        _share_members(document["components"]["schemas"], name, kinds, words)


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
