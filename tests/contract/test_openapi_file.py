"""`openapi.json` is the app, is valid, and shows real content where a client would look for it."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from app.base.settings import Settings
from app.http.contract.audiences import Audience, cut
from app.http.contract.openapi import written
from app.main import create_app
from tests.contract.inlined import inlined
from tests.contract.sources import KEYED, TOP

METHODS = {"get", "put", "post", "patch", "delete"}
METHOD_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
FILE = TOP / "openapi.json"
ADDRESS = "urn:contract"


@pytest.fixture(scope="module")
def contract() -> dict[str, Any]:
    """The document as the app of this tree makes it."""
    return create_app(Settings()).openapi()


@pytest.fixture(scope="module")
def operations(contract: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Every operation by its method and path, with what it shares with others."""
    found = {
        f"{method.upper()} {path}": operation
        for path, item in inlined(contract)["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    }
    assert len(found) > 90
    return found


def test_file_is_what_the_app_says(contract: dict[str, Any]) -> None:
    assert json.loads(FILE.read_text(encoding="utf-8")) == contract, "run `make openapi`"


def test_document_is_valid(contract: dict[str, Any]) -> None:
    assert contract["openapi"].startswith("3.1.")
    validate(contract)


def test_the_contract_and_its_cuts_are_small_and_valid(contract: dict[str, Any]) -> None:
    assert len(written(contract).encode()) < 420_000
    for audience, most in ((Audience.READER, 170_000), (Audience.PARTNER, 300_000)):
        part = cut(contract, audience)
        validate(part)
        assert 50_000 < len(written(part).encode()) < most


def test_operations_have_ids_that_make_method_names(operations: dict[str, dict[str, Any]]) -> None:
    ids = [operation["operationId"] for operation in operations.values()]
    assert [name for name in ids if not METHOD_NAME.fullmatch(name)] == []
    assert len(set(ids)) == len(ids)


def test_every_member_and_parameter_is_described(
    contract: dict[str, Any], operations: dict[str, dict[str, Any]]
) -> None:
    members = {
        f"{name}.{member}": schema
        for name, shape in contract["components"]["schemas"].items()
        for part in (shape, *shape.get("allOf", ()))
        for member, schema in part.get("properties", {}).items()
    }
    parameters = {
        f"{name} {one['name']}": one
        for name, operation in operations.items()
        for one in operation.get("parameters", ())
    }
    assert len(members) > 800
    everything = {**contract["components"]["schemas"], **members, **parameters}
    silent = [name for name, one in everything.items() if not _is_described(one)]
    assert silent == []


def test_only_what_may_be_null_is_said_to_be(contract: dict[str, Any]) -> None:
    members = {
        f"{name}.{member}": schema
        for name, shape in contract["components"]["schemas"].items()
        for member, schema in shape.get("properties", {}).items()
    }
    told = {name: one for name, one in members.items() if "; null" in one.get("description", "")}
    assert len(told) > 60
    assert [name for name, one in told.items() if not _may_be_null(one)] == []


def _may_be_null(one: dict[str, Any]) -> bool:
    parts = [one, *one.get("anyOf", ()), *one.get("oneOf", ())]
    is_anything = not {"type", "$ref", "anyOf", "oneOf", "allOf"} & one.keys()
    return is_anything or any("null" in part.get("type", ()) for part in parts)


def _is_described(one: dict[str, Any]) -> bool:
    return bool(one.get("description") or any(map(_is_described, one.get("allOf", ()))))


def test_names_tell_what_they_name(contract: dict[str, Any]) -> None:
    vague = {"Act", "Code", "Content", "Form", "Kind", "Link", "Op", "Piece", "Point", "State"}
    assert vague & contract["components"]["schemas"].keys() == set()


def test_operations_begin_with_the_verb_of_their_kind(
    operations: dict[str, dict[str, Any]],
) -> None:
    verbs = {"get": ("get", "list", "count", "compare", "export"), "patch": ("update",)}
    others = [
        f"{name}: {operation['operationId']}"
        for name, operation in operations.items()
        for method in [name.partition(" ")[0].lower()]
        if method in verbs and not operation["operationId"].startswith(verbs[method])
    ]
    assert others == []


def test_summaries_are_written_in_sentence_case(operations: dict[str, dict[str, Any]]) -> None:
    generated = [
        operation["summary"]
        for operation in operations.values()
        if operation["summary"] == operation["operationId"].replace("_", " ").title()
        and " " in operation["summary"]
    ]
    assert generated == []


def _schemas(node: Any) -> Iterator[dict[str, Any]]:
    """Every object in the document that is not part of an example."""
    if isinstance(node, dict):
        yield node
        for name, value in node.items():
            if name not in ("example", "examples"):
                yield from _schemas(value)
    elif isinstance(node, list):
        for value in node:
            yield from _schemas(value)


def test_no_schema_allows_null_alone(contract: dict[str, Any]) -> None:
    """CONTRACT-3: OpenAPITools/openapi-generator#24520; the client made of it did not compile."""
    members = {
        f"{name}.{member}": schema
        for name, shape in contract["components"]["schemas"].items()
        for member, schema in shape.get("properties", {}).items()
    }
    assert len(members) > 300
    assert [name for name, schema in members.items() if schema.get("type") == "null"] == []


def test_patterns_escape_what_javascript_lets_them_escape(contract: dict[str, Any]) -> None:
    r"""ECMA-262 section 22.2.1 with the flag `u`: an escape such as `\"` is a syntax error."""
    patterns = {schema["pattern"] for schema in _schemas(contract) if "pattern" in schema}
    assert len(patterns) > 5
    escapes = {sign for pattern in patterns for sign in re.findall(r"\\(.)", pattern)}
    assert escapes <= set("dDwWsSbBtnvfr0^$\\.*+?()[]{}|/-xupPkc")


def test_values_that_differ_in_their_signs_alone_have_names(contract: dict[str, Any]) -> None:
    """CONTRACT-3: belgif/rest-guide#98, OpenAPITools/openapi-generator#11865."""
    lists = [schema for schema in _schemas(contract) if isinstance(schema.get("enum"), list)]
    assert len(lists) > 15
    alike = [
        schema
        for schema in lists
        if len({re.sub(r"[^a-z0-9]", "", value.lower()) for value in schema["enum"]})
        < len(schema["enum"])
    ]
    assert [schema["enum"][:2] for schema in alike] == [["-published_at", "published_at"]]
    for schema in alike:
        assert len(set(schema["x-enum-varnames"])) == len(schema["enum"])
        assert schema["x-enumNames"] == schema["x-enum-varnames"]


def test_operations_are_described(operations: dict[str, dict[str, Any]]) -> None:
    silent = [
        name
        for name, operation in operations.items()
        if not (operation.get("summary") and operation.get("description") and operation.get("tags"))
    ]
    assert silent == []


def test_errors_are_problems_and_nothing_else(operations: dict[str, dict[str, Any]]) -> None:
    others = [
        f"{name} {status}"
        for name, operation in operations.items()
        for status, response in operation["responses"].items()
        if status[0] in "45" and list(response.get("content", {})) != ["application/problem+json"]
    ]
    assert others == []


def test_what_needs_a_key_says_so(operations: dict[str, dict[str, Any]]) -> None:
    for name, operation in operations.items():
        assert bool(operation.get("security")) == name.split()[1].startswith(KEYED), name


def _bodies(operations: dict[str, dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, operation in operations.items():
        for kind, body in operation.get("requestBody", {}).get("content", {}).items():
            yield f"{name} {kind}", body
        for status, response in operation["responses"].items():
            for kind, body in response.get("content", {}).items():
                yield f"{name} {status} {kind}", body


def _examples(body: dict[str, Any], contract: dict[str, Any]) -> list[Any]:
    """What the body shows itself, else what the schema that it names shows."""
    shown = [example["value"] for example in body.get("examples", {}).values()]
    return shown or _examples_of(body.get("schema", {}), contract)


def _examples_of(schema: dict[str, Any], contract: dict[str, Any]) -> list[Any]:
    if "$ref" in schema:
        schema = contract["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    own: list[Any] = list(schema.get("examples", []))
    for part in (*schema.get("oneOf", ()), *schema.get("allOf", ())):
        own += _examples_of(part, contract)
    return own


def test_every_json_body_has_an_example(
    contract: dict[str, Any], operations: dict[str, dict[str, Any]]
) -> None:
    silent = [
        name
        for name, body in _bodies(operations)
        if "json" in name.rpartition(" ")[2] and not _examples(body, contract)
    ]
    assert silent == []


def test_every_example_fits_its_schema(
    contract: dict[str, Any], operations: dict[str, dict[str, Any]]
) -> None:
    document = _with_addresses(contract)
    registry: Registry[Any] = Registry().with_resource(
        ADDRESS, DRAFT202012.create_resource(document)
    )
    wrong = [
        f"{name}: {error.json_path} {error.message[:200]}"
        for name, body in _bodies(operations)
        for example in _examples(body, contract)
        for error in Draft202012Validator(
            _with_addresses(body.get("schema", {})), registry=registry
        ).iter_errors(example)
    ]
    assert wrong == []


def _with_addresses(part: Any) -> Any:
    """A copy whose references can be followed from outside the document."""
    return json.loads(json.dumps(part).replace('"#/', f'"{ADDRESS}#/'))


def test_no_word_of_the_framework_is_left(contract: dict[str, Any]) -> None:
    text = json.dumps(contract)
    assert "HTTPValidationError" not in text
    assert "Successful Response" not in text
