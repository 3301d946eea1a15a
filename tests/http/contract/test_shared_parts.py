"""What operations have in common is said once, under a name that tells what it is."""

from typing import Any

import pytest

from app.http.contract.shared_parts import pascal, share

LONG = {"text": "x" * 300}


def _operation(name: str, limit: int, status: str = "200") -> dict[str, Any]:
    return {
        "operationId": name,
        "parameters": [
            {
                "name": "location.not",
                "in": "query",
                "description": "Where it is not.",
                "schema": {
                    "type": "string",
                    "title": "Location.Not",
                    "description": "Where it is not.",
                },
            },
            {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": limit}},
        ],
        "responses": {
            status: {
                "description": "It.",
                "content": {
                    "application/json": {
                        "schema": {"$ref": "#/components/schemas/Thing"},
                        "example": LONG,
                    }
                },
            }
        },
    }


@pytest.fixture
def document() -> dict[str, Any]:
    """Five operations: three with one limit, two with another."""
    limits = (10, 20, 20, 20, 10)
    return {
        "paths": {
            f"/{at}": {"get": _operation(f"get_thing_{at}", limit)}
            for at, limit in enumerate(limits)
        },
        "components": {
            "schemas": {
                "Thing": {
                    "title": "Thing",
                    "type": "object",
                    "properties": {"title": {"type": "string", "title": "Title"}},
                    "examples": [{"title": "x" * 400}, {"title": "short"}],
                }
            }
        },
    }


def test_what_is_repeated_is_said_once(document: dict[str, Any]) -> None:
    share(document)
    components = document["components"]
    assert list(components["parameters"]) == ["Limit", "LimitOfGetThing0", "LocationNot"]
    assert components["parameters"]["Limit"]["schema"]["maximum"] == 20
    assert list(components["responses"]) == ["Thing"]
    assert components["examples"] == {"Thing": {"value": LONG}}
    shown = components["responses"]["Thing"]["content"]["application/json"]["examples"]
    assert shown == {"example": {"$ref": "#/components/examples/Thing"}}
    references = document["paths"]["/4"]["get"]["parameters"]
    assert references[1] == {"$ref": "#/components/parameters/LimitOfGetThing0"}


def test_what_stands_once_stays_where_it_is(document: dict[str, Any]) -> None:
    document["paths"] = {"/0": document["paths"]["/0"]}
    share(document)
    assert document["paths"]["/0"]["get"]["parameters"][1]["name"] == "limit"
    assert [document["components"][kind] for kind in ("parameters", "responses", "examples")] == [
        {},
        {},
        {},
    ]


def test_titles_and_long_examples_of_schemas_are_left_out(document: dict[str, Any]) -> None:
    share(document)
    thing = document["components"]["schemas"]["Thing"]
    assert thing["properties"] == {"title": {"type": "string"}}
    assert thing["examples"] == [{"title": "short"}]
    assert "title" not in thing
    schema = document["components"]["parameters"]["LocationNot"]["schema"]
    assert schema == {"type": "string"}


def test_a_body_shows_the_long_example_that_its_schema_lost(document: dict[str, Any]) -> None:
    document["components"]["schemas"]["Thing"]["examples"] = [{"title": "x" * 500}]
    for item in document["paths"].values():
        del item["get"]["responses"]["200"]["content"]["application/json"]["example"]
    share(document)
    assert document["components"]["examples"] == {"Thing": {"value": {"title": "x" * 500}}}
    assert "examples" not in document["components"]["schemas"]["Thing"]


@pytest.mark.parametrize(
    ("text", "name"),
    [("location.not", "LocationNot"), ("If-None-Match", "IfNoneMatch"), ("q", "Q")],
)
def test_names_of_components_are_written_in_one_way(text: str, name: str) -> None:
    assert pascal(text) == name
