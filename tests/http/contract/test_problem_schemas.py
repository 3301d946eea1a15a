"""Each type of problem has a schema that tells it from the others and types its members."""

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from app.base.problems import GONE, INVALID, NOT_FOUND, PREFLIGHT_FAILED, STALE, TYPES, ProblemType
from app.http.contract.problem_schemas import (
    example_of,
    problem_schemas,
    schema_name,
    schema_of_any,
)

ADDRESS = "urn:contract"
# Of parts of the product that this one does not know.
ELSEWHERE: dict[str, object] = {"Notice": {}, "Finding": {}}


def _fits(kind: ProblemType, body: object) -> bool:
    schemas = {**problem_schemas(map(schema_name, TYPES.values())), **ELSEWHERE}
    document = {"components": {"schemas": schemas}}
    resource = DRAFT202012.create_resource(_absolute(document))
    registry = Registry().with_resource(ADDRESS, resource)
    schema = {"$ref": f"{ADDRESS}#/components/schemas/{schema_name(kind)}"}
    return Draft202012Validator(schema, registry=registry).is_valid(body)


def _absolute(node: object) -> object:
    if isinstance(node, list):
        return [_absolute(one) for one in node]
    if not isinstance(node, dict):
        return f"{ADDRESS}{node}" if isinstance(node, str) and node.startswith("#/comp") else node
    return {name: _absolute(value) for name, value in node.items()}


@pytest.mark.parametrize("kind", TYPES.values(), ids=TYPES)
def test_a_problem_fits_the_schema_of_its_type_and_no_other(kind: ProblemType) -> None:
    body = example_of(kind)
    assert [other.slug for other in TYPES.values() if _fits(other, body)] == [kind.slug]


def test_members_that_a_client_needs_are_required() -> None:
    schemas = problem_schemas(map(schema_name, TYPES.values()))
    needed = {INVALID: "errors", GONE: "notice", STALE: "etag", PREFLIGHT_FAILED: "findings"}
    for kind, member in needed.items():
        assert member in schemas[schema_name(kind)]["allOf"][1]["required"]


def test_types_of_one_status_are_joined() -> None:
    one = {"$ref": "#/components/schemas/NotFoundProblem"}
    assert schema_of_any([NOT_FOUND]) == one
    assert schema_of_any([NOT_FOUND, INVALID])["oneOf"][0] == one


def test_only_the_types_in_use_are_described() -> None:
    assert list(problem_schemas(["NotFoundProblem"])) == ["Problem", "Fault", "NotFoundProblem"]
