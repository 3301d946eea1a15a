"""The contract names every error in the form in which it comes."""

from typing import Annotated, Any

import pytest
from fastapi import Body
from openapi_spec_validator import validate

from app.auth.routes import router as keys
from app.base.problems import NOT_IN_THIS_STATE, SLUG_TAKEN, STALE
from app.http.contract.openapi import problems
from app.http.routing import MERGE_PATCH, Router
from app.http.server import health, metrics, problem_pages
from tests.http.small_app import small_app

router = Router(prefix="/v1")


@router.patch("/things/{slug}", responses=problems(NOT_IN_THIS_STATE, SLUG_TAKEN, STALE))
def patch_thing(
    slug: str, patch: Annotated[dict[str, Any], Body(media_type=MERGE_PATCH)]
) -> dict[str, Any]:
    """Change one."""
    return {slug: patch}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return small_app(router, keys, health.router, metrics.router, problem_pages.router).openapi()


def operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for path in document["paths"].values() for operation in path.values()]


def test_document_is_valid_and_names_licence_and_attribution(document: dict[str, Any]) -> None:
    validate(document)
    assert document["info"]["license"] == {"name": "MIT", "identifier": "MIT"}
    assert "GeoNames" in document["info"]["description"]
    assert document["servers"] == [{"url": "https://press.example"}]


def test_errors_come_as_problems_and_as_nothing_else(document: dict[str, Any]) -> None:
    assert not {"HTTPValidationError", "ValidationError"} & set(document["components"]["schemas"])
    for operation in operations(document):
        assert {"422", "500", "503"} <= set(operation["responses"])
        for status, response in operation["responses"].items():
            if status >= "400":
                assert list(response["content"]) == ["application/problem+json"]
                for example in response["content"]["application/problem+json"]["examples"].values():
                    assert str(example["value"]["status"]) == status
            assert "X-Request-Id" in response["headers"]


def test_operations_with_a_body_or_a_key_list_what_these_can_do(document: dict[str, Any]) -> None:
    for operation in operations(document):
        statuses = set(operation["responses"])
        assert ({"400", "408", "413", "415"} <= statuses) == ("requestBody" in operation)
        assert ({"401", "403"} <= statuses) == bool(operation["security"])


def test_problems_of_one_status_stand_side_by_side(document: dict[str, Any]) -> None:
    patch = document["paths"]["/v1/things/{slug}"]["patch"]
    conflict = patch["responses"]["409"]["content"]["application/problem+json"]
    assert list(conflict["examples"]) == ["not-in-this-state", "slug-taken"]


def test_merge_patch_lists_its_alias(document: dict[str, Any]) -> None:
    patch = document["paths"]["/v1/things/{slug}"]["patch"]
    assert list(patch["requestBody"]["content"]) == [MERGE_PATCH, "application/json"]


def test_operation_ids_are_names_of_functions(document: dict[str, Any]) -> None:
    names = {operation["operationId"] for operation in operations(document)}
    assert {"list_keys", "create_key", "revoke_key", "rotate_key", "get_problem_type"} <= names
    assert len(names) == len(operations(document))


def test_secured_operations_name_their_scope(document: dict[str, Any]) -> None:
    assert document["paths"]["/v1/keys"]["get"]["security"] == [{"key": ["admin"]}]
    assert document["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
