"""The contract for comparison: `resolved_contract.py FILE` writes it with every reference followed.

Tools that compare contracts see what stands in one place; ours says in one place what many share.
What JSON Schema can say in two ways is said in one: a type or null as `anyOf`, and members of a
base among those of the schema. Words and examples are left out: they break nobody.
"""

import json
import sys
from pathlib import Path
from typing import Any

WORDS = {"description", "summary", "example", "examples", "externalDocs"}
# Below these, keys are names that we give.
NAMED = {"properties", "schemas", "headers", "parameters", "responses", "paths", "webhooks"}


def resolved(document: dict[str, Any]) -> dict[str, Any]:
    """Return the paths and webhooks of `document` with what they refer to in its place."""

    def follow(node: Any, seen: tuple[str, ...], *, names: bool = False) -> Any:
        if isinstance(node, list):
            return [follow(one, seen) for one in node]
        if not isinstance(node, dict):
            return node
        reference = node.get("$ref")
        if isinstance(reference, str):
            # A schema within itself, such as a tree: once is enough.
            return {} if reference in seen else follow(_at(document, reference), (*seen, reference))
        found = {
            name: follow(value, seen, names=name in NAMED and not names)
            for name, value in node.items()
            if names or name not in WORDS
        }
        return found if names else _apart(_whole(found))

    kept = {name: document[name] for name in ("openapi", "info", "paths") if name in document}
    found: dict[str, Any] = follow(kept, ())
    # Compared like paths: none of the tools looks at webhooks.
    for name, item in document.get("webhooks", {}).items():
        found["paths"][f"/webhook/{name}"] = follow(item, ())
    return found


def _whole(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema with the members of its bases among its own."""
    bases = schema.get("allOf", [])
    if not bases or not all(base.get("properties") for base in bases):
        return schema
    own = {name: value for name, value in schema.items() if name != "allOf"}
    parts = [*bases, own]
    properties = {name: of for part in parts for name, of in part.get("properties", {}).items()}
    required = {name for part in parts for name in part.get("required", ())}
    return {**bases[0], **own, "properties": properties, "required": sorted(required)}


def _apart(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema with `anyOf` for a list of a type and null."""
    kinds = schema.get("type")
    if not isinstance(kinds, list) or len(kinds) != len(("one", "null")) or kinds[-1] != "null":
        return schema
    outside = {name: value for name, value in schema.items() if name == "default"}
    inside = {name: value for name, value in schema.items() if name not in ("default", "type")}
    return {**outside, "anyOf": [{**inside, "type": kinds[0]}, {"type": "null"}]}


def _at(document: dict[str, Any], reference: str) -> Any:
    node: Any = document
    for part in reference.removeprefix("#/").split("/"):
        node = node[part]
    return node


def names(document: dict[str, Any]) -> dict[str, str]:
    """Return what generated clients name their methods and types by: its place and its name."""
    operations = {
        f"operation {method} {path}": operation["operationId"]
        for kind in ("paths", "webhooks")
        for path, item in document.get(kind, {}).items()
        for method, operation in item.items()
        if isinstance(operation, dict) and "operationId" in operation
    }
    schemas = {f"schema {name}": name for name in document["components"]["schemas"]}
    return operations | schemas


def lost_names(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Return the names of `before` that `after` lacks or has changed."""
    now = names(after)
    return [
        f"{place}: {name} is {now.get(place, 'gone')}"
        for place, name in names(before).items()
        if now.get(place) != name
    ]


if __name__ == "__main__":
    given = [json.loads(Path(file).read_text(encoding="utf-8")) for file in sys.argv[1:]]
    if len(given) == 1:
        json.dump(resolved(given[0]), sys.stdout, ensure_ascii=False)
    else:
        lost = lost_names(*given)
        sys.stdout.write("".join(f"{line}\n" for line in lost))
        sys.exit(bool(lost))
