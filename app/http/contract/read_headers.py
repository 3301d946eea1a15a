"""Headers that reads take and answer in the contract: conditions, and the language of labels."""

from typing import Any

Node = dict[str, Any]
# `openapi_extra` of a GET whose answer is never stored, so that no condition is of use.
UNCONDITIONAL: Node = {"x-unconditional": True}
IF_NONE_MATCH: Node = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The `ETag` of an answer that you have: if it still holds, the answer is 304.",
    "schema": {"type": "string"},
}
ACCEPT_LANGUAGE: Node = {
    "name": "Accept-Language",
    "in": "header",
    "required": False,
    "description": "Languages for labels, the preferred one first (RFC 9110 section 12.5.4)."
    " `lang` wins over it.",
    "schema": {"type": "string"},
}
NOT_MODIFIED: Node = {"description": "What you have still holds. There is no body."}
_FOR_LABELS = "lang"
_CONDITION_OF_CHANGES = "If-Match"


def add_read_headers(item: Node) -> None:
    """Add to the GET of a path its conditions and 304, and the language of its labels.

    Public answers have an `ETag` unless the route says `UNCONDITIONAL`; those for a key have one
    where a change of the same path asks for it.
    """
    operation = item.get("get")
    if operation is None:
        return
    parameters: list[Node] = operation.setdefault("parameters", [])
    if any(one["name"] == _FOR_LABELS for one in parameters):
        parameters.append(ACCEPT_LANGUAGE)
    changes = [
        one["name"]
        for method in ("put", "patch")
        for one in item.get(method, {}).get("parameters", ())
    ]
    never = operation.pop("x-unconditional", False)
    if _CONDITION_OF_CHANGES in changes if operation.get("security") else not never:
        parameters.append(IF_NONE_MATCH)
        operation["responses"]["304"] = dict(NOT_MODIFIED)
    if not parameters:
        del operation["parameters"]
