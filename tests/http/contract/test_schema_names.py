"""Schemas have names that tell what they are, each one once."""

import pytest

from app.http.contract.schema_names import NAMES, name_schemas


def test_a_schema_is_renamed_wherever_it_is_referred_to() -> None:
    reference = {"$ref": "#/components/schemas/Told"}
    named = name_schemas({"paths": {"/": reference}, "components": {"schemas": {"Told": {}}}})
    assert named["paths"] == {"/": {"$ref": "#/components/schemas/DeliveryState"}}
    assert named["components"]["schemas"] == {"DeliveryState": {}}


def test_a_name_is_given_once() -> None:
    schemas: dict[str, object] = {"Told": {}, "DeliveryState": {}}
    with pytest.raises(ValueError, match="one name"):
        name_schemas({"components": {"schemas": schemas}})


def test_names_that_tell_nothing_are_not_used() -> None:
    assert not NAMES.keys() & set(NAMES.values())
