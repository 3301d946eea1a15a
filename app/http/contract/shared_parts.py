"""Says once, in `components`, what the operations of a contract have in common."""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

Node = dict[str, Any]
METHODS = ("get", "put", "post", "patch", "delete")
# A longer example of a schema is left out: the answers show whole ones.
LONGEST_SCHEMA_EXAMPLE = 400
# A shorter example is not worth a name.
SHORTEST_SHARED_EXAMPLE = 200
# Keywords of JSON Schema that hold schemas: by name, in a list, or one alone.
_BY_NAME = ("properties", "patternProperties", "$defs")
_IN_LIST = ("anyOf", "oneOf", "allOf", "prefixItems")
_ALONE = ("items", "additionalProperties", "contains", "not", "if", "then", "else")
_EXAMPLES = {"example", "examples"}
_STATUS_NAMES = {"204": "Done", "301": "Moved", "304": "NotModified", "410": "Ended"}
# Of all operations: its problems are too many for a name.
_ANY_OTHER = {"default": "AnyOtherProblem"}


def operations(document: Node) -> Iterator[tuple[str, Node]]:
    """Yield the method and the operation of every path and webhook of `document`."""
    for item in (*document.get("paths", {}).values(), *document.get("webhooks", {}).values()):
        for method in METHODS:
            if method in item:
                yield method, item[method]


def share(document: Node) -> None:
    """Move parameters, responses and examples that operations repeat to `components`."""
    components = document["components"]
    _show_long_examples(document)
    for schema in all_schemas(document):
        _shorten(schema)
    components["examples"] = _share_examples(document)
    components["parameters"] = _shared(
        [
            (operation, operation["parameters"], at)
            for _, operation in operations(document)
            for at in range(len(operation.get("parameters", ())))
        ],
        "parameters",
        lambda parameter, _status: pascal(parameter["name"]),
    )
    components["responses"] = _shared(
        [
            (operation, operation["responses"], status)
            for _, operation in operations(document)
            for status in operation["responses"]
        ],
        "responses",
        _name_of_response,
    )


def pascal(text: str) -> str:
    """Return `text` as a name of a component: `location.not` is `LocationNot`."""
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[^A-Za-z0-9]+", text))


def _shared(
    places: list[tuple[Node, Any, Any]], kind: str, name_of: Callable[[Node, Any], str]
) -> Node:
    """Replace what stands at several of `places` by references; return it by name.

    A place is an operation, a container in it, and a key of that. Of different parts with one name
    the one that is used most has it; the others are named for their first operation too.
    """
    uses: dict[str, list[tuple[Node, Any, Any]]] = defaultdict(list)
    for operation, container, key in places:
        uses[_written(container[key])].append((operation, container, key))
    repeated = [found for found in uses.values() if len(found) > 1]
    components: Node = {}
    for found in sorted(repeated, key=len, reverse=True):
        operation, container, key = found[0]
        part, name = container[key], name_of(container[key], key)
        if name in components:
            name = f"{name}Of{pascal(operation['operationId'])}"
        if name in components:
            raise ValueError(f"two parts of the contract are called {name}")
        components[name] = part
        for _, inside, at in found:
            inside[at] = {"$ref": f"#/components/{kind}/{name}"}
    return dict(sorted(components.items()))


def _name_of_response(response: Node, status: str) -> str:
    """Return the name of a response: its problems, its schema, or what its status means."""
    if status in _ANY_OTHER:
        return _ANY_OTHER[status]
    content: Node = next(iter(response.get("content", {}).values()), {})
    schema = content.get("schema", {})
    several = schema.get("oneOf", [schema])
    names = [one["$ref"].rpartition("/")[2] for one in several if "$ref" in one]
    if names:
        return "Or".join(name.removesuffix("Problem") for name in names)
    return _STATUS_NAMES.get(status, f"Status{status}")


def _show_long_examples(document: Node) -> None:
    """Let a body without an example show that of its schema, where the schema is to lose it."""
    for _, body in _bodies(document):
        name = body.get("schema", {}).get("$ref", "").rpartition("/")[2]
        examples = document["components"]["schemas"].get(name, {}).get("examples", ())
        if examples and not any(map(_is_short, examples)) and not _EXAMPLES & body.keys():
            body["example"] = examples[0]


def _share_examples(document: Node) -> Node:
    """Replace examples that several bodies show by references; return them by name."""
    bodies = list(_bodies(document))
    uses: dict[str, list[Node]] = defaultdict(list)
    names: dict[str, str] = {}
    for operation, body in bodies:
        if "example" in body:
            body["examples"] = {"example": {"value": body.pop("example")}}
        for example in body.get("examples", {}).values():
            text = _written(example.get("value"))
            uses[text].append(example)
            schema = body.get("schema", {}).get("$ref", "").rpartition("/")[2]
            names.setdefault(text, schema or pascal(operation["operationId"]))
    components: Node = {}
    for text, found in uses.items():
        if len(found) > 1 and len(text) >= SHORTEST_SHARED_EXAMPLE:
            name, number = names[text], 2
            while name in components:
                name, number = f"{names[text]}{number}", number + 1
            components[name] = dict(found[0])
            for example in found:
                example.clear()
                example["$ref"] = f"#/components/examples/{name}"
    return dict(sorted(components.items()))


def _bodies(document: Node) -> Iterator[tuple[Node, Node]]:
    for _, operation in operations(document):
        holders = [operation.get("requestBody", {}), *operation["responses"].values()]
        for holder in holders:
            for body in holder.get("content", {}).values():
                yield operation, body


def all_schemas(document: Node) -> Iterator[Node]:
    """Yield every schema of `document`, those inside of others included."""
    waiting: list[Node] = list(document["components"]["schemas"].values())
    for _, operation in operations(document):
        for parameter in operation.get("parameters", ()):
            if parameter["schema"].get("description") == parameter.get("description"):
                parameter["schema"].pop("description", None)
            waiting.append(parameter["schema"])
    waiting += [body["schema"] for _, body in _bodies(document) if "schema" in body]
    while waiting:
        schema = waiting.pop()
        yield schema
        for word in _BY_NAME:
            waiting += schema.get(word, {}).values()
        for word in _IN_LIST:
            waiting += schema.get(word, ())
        waiting += [schema[word] for word in _ALONE if isinstance(schema.get(word), dict)]


def _shorten(schema: Node) -> None:
    """Take off the title, which repeats the name, and examples that are long or say nothing."""
    schema.pop("title", None)
    if "examples" in schema and schema.get("format") == "date-time":
        del schema["examples"]  # what RFC 3339 looks like, its readers know
    if "examples" in schema:
        schema["examples"] = list(filter(_is_short, schema["examples"]))
        if not schema["examples"]:
            del schema["examples"]


def _is_short(example: Any) -> bool:
    return len(_written(example)) <= LONGEST_SCHEMA_EXAMPLE


def _written(part: Any) -> str:
    return json.dumps(part, sort_keys=True, ensure_ascii=False)
