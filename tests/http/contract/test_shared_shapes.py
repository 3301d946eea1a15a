"""Schemas in fewer words say what they said before."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from app.http.contract import shared_shapes
from app.http.contract.shared_shapes import shorten_schemas

TEXT_OR_NULL = {
    "anyOf": [{"type": "string", "maxLength": 9}, {"type": "null"}],
    "description": "A.",
}


def document(**schemas: Any) -> dict[str, Any]:
    return {"paths": {}, "components": {"schemas": schemas}}


def test_a_type_or_null_is_a_list_of_types() -> None:
    shortened = document(Shape={"type": "object", "properties": {"text": dict(TEXT_OR_NULL)}})
    shorten_schemas(shortened)
    assert shortened["components"]["schemas"]["Shape"]["properties"]["text"] == {
        "type": ["string", "null"],
        "maxLength": 9,
        "description": "A.",
    }


@pytest.mark.parametrize(
    "kept",
    [
        {"anyOf": [{"type": "string", "enum": ["a"]}, {"type": "null"}]},
        {"anyOf": [{"type": "string", "const": "a"}, {"type": "null"}]},
        {"anyOf": [{"$ref": "#/components/schemas/Shape"}, {"type": "null"}]},
        {"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]},
    ],
)
def test_what_a_list_of_types_would_not_say_stays(kept: dict[str, Any]) -> None:
    shortened = document(Shape={"type": "object", "properties": {"member": dict(kept)}})
    shorten_schemas(shortened)
    assert shortened["components"]["schemas"]["Shape"]["properties"]["member"] == kept


def test_equal_members_stand_in_the_base_and_are_required_as_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shared_shapes, "BASES", {"Base": (("One", "Two"), "What both have.")})
    one = {
        "type": "object",
        "properties": {"id": {"type": "string"}, "own": {"type": "integer"}},
        "required": ["id", "own"],
    }
    two = {
        "type": "object",
        "properties": {"id": {"type": "string"}, "own": {"type": "string"}},
        "required": ["id"],
    }
    shortened = document(One=one, Two=two)
    shorten_schemas(shortened)
    schemas = shortened["components"]["schemas"]
    assert list(schemas) == ["Base", "One", "Two"]
    assert set(schemas["Base"]["properties"]) == {"id"}
    assert set(schemas["One"]["properties"]) == {"own"}
    checker = Draft202012Validator({"$ref": "#/components/schemas/One", **shortened})
    assert checker.is_valid({"id": "a", "own": 1})
    assert not checker.is_valid({"own": 1})
    assert not checker.is_valid({"id": "a"})
    assert not checker.is_valid({"id": 1, "own": 1})
