"""The contract names every error in the form in which it comes."""

import json
from typing import Annotated, Any

import pytest
from fastapi import Body
from openapi_spec_validator import validate

from app.auth.routes import router as keys
from app.base.problems import NOT_IN_THIS_STATE, SLUG_TAKEN, STALE, TYPES
from app.base.settings import Settings
from app.http.contract.openapi import problems, written
from app.http.routing import MERGE_PATCH, Router
from app.http.server import health, metrics, problem_pages
from app.http.server.web_app import WebApp
from tests.contract.inlined import inlined
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


def _kinds(document: dict[str, Any], response: dict[str, Any]) -> list[dict[str, Any]]:
    """What the types of problem of a response have beside the members of all."""
    schema = response["content"]["application/problem+json"]["schema"]
    names = [one["$ref"].rpartition("/")[2] for one in schema.get("oneOf", [schema])]
    return [document["components"]["schemas"][name]["allOf"][1]["properties"] for name in names]


def operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    paths = inlined(document)["paths"].values()
    return [operation for path in paths for operation in path.values()]


def test_document_is_valid_and_names_licence_and_attribution(document: dict[str, Any]) -> None:
    validate(document)
    assert document["info"]["license"] == {"name": "MIT", "identifier": "MIT"}
    assert "GeoNames" in document["info"]["description"]
    assert document["servers"] == [{"url": "https://press.example"}]


def test_paths_begin_where_the_document_is_if_no_address_is_set() -> None:
    assert WebApp(Settings()).openapi()["servers"] == [{"url": "/"}]


def test_a_file_of_the_contract_has_a_line_for_each_path_and_component(
    document: dict[str, Any],
) -> None:
    text = written(document)
    assert json.loads(text) == document
    lines = text.splitlines()
    assert sum(line.startswith('"/v1/things/{slug}":{"patch":') for line in lines) == 1
    assert sum(line.startswith('"NotFoundProblem":{') for line in lines) == 1


def test_errors_come_as_problems_and_as_nothing_else(document: dict[str, Any]) -> None:
    assert not {"HTTPValidationError", "ValidationError"} & set(document["components"]["schemas"])
    for operation in operations(document):
        assert {"422", "default"} <= set(operation["responses"])
        for status, response in operation["responses"].items():
            if status >= "400":
                assert list(response["content"]) == ["application/problem+json"]
                for kind in _kinds(document, response):
                    sent = TYPES[kind["code"]["enum"][0]].status
                    assert status in (str(sent), "default")
                assert "X-Request-Id" in response["headers"]


def test_operations_with_a_key_list_what_these_can_do(document: dict[str, Any]) -> None:
    for operation in operations(document):
        statuses = set(operation["responses"])
        assert not {"400", "408", "413", "415", "500"} & statuses  # which `default` stands for
        assert ({"401", "403"} <= statuses) == bool(operation["security"])


def test_problems_of_one_status_stand_side_by_side(document: dict[str, Any]) -> None:
    patch = inlined(document)["paths"]["/v1/things/{slug}"]["patch"]
    kinds = _kinds(document, patch["responses"]["409"])
    assert [kind["code"]["enum"][0] for kind in kinds] == ["not-in-this-state", "slug-taken"]


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
