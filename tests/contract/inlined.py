"""The contract with shared parameters, responses and examples where operations use them."""

from typing import Any

SHARED = tuple(f"#/components/{kind}/" for kind in ("parameters", "responses", "examples"))


def inlined(contract: dict[str, Any]) -> dict[str, Any]:
    """A copy of `contract` whose paths refer to schemas and headers alone."""
    components = contract["components"]

    def copy(node: Any) -> Any:
        if isinstance(node, list):
            return [copy(one) for one in node]
        if not isinstance(node, dict):
            return node
        reference = node.get("$ref")
        if isinstance(reference, str) and reference.startswith(SHARED):
            kind, _, name = reference.removeprefix("#/components/").partition("/")
            return copy(components[kind][name])
        return {name: copy(value) for name, value in node.items()}

    return {**contract, "paths": copy(contract["paths"])}
