"""A cut has what its audience needs, and no component that it does not use."""

from typing import Any

import pytest

from app.http.contract.audiences import Audience, cut


def _operation(tag: str, schema: str, **more: Any) -> dict[str, Any]:
    reference = {"$ref": f"#/components/schemas/{schema}"}
    return {
        "tags": [tag],
        "responses": {"200": {"content": {"a/b": {"schema": reference}}}},
        **more,
    }


@pytest.fixture
def document() -> dict[str, Any]:
    return {
        "tags": [{"name": name} for name in ("releases", "changes", "editorial")],
        "paths": {
            "/v1/releases": {"get": _operation("releases", "List", security=[])},
            "/v1/changes": {"get": _operation("changes", "Log", security=[{"key": ["read"]}])},
            "/v1/editorial": {"get": _operation("editorial", "Draft")},
        },
        "webhooks": {"release.published": {"post": _operation("webhooks", "Event")}},
        "components": {
            "schemas": {
                "List": {"items": {"$ref": "#/components/schemas/Release"}},
                "Release": {},
                "Log": {},
                "Draft": {},
                "Event": {},
            },
            "securitySchemes": {"key": {}},
        },
    }


def test_readers_get_public_reads_alone(document: dict[str, Any]) -> None:
    found = cut(document, Audience.READER)
    assert list(found["paths"]) == ["/v1/releases"]
    assert found["tags"] == [{"name": "releases"}]
    assert found["components"] == {
        "schemas": {"List": document["components"]["schemas"]["List"], "Release": {}}
    }
    assert "webhooks" not in found


def test_partners_get_changes_and_webhooks_too(document: dict[str, Any]) -> None:
    found = cut(document, Audience.PARTNER)
    assert list(found["paths"]) == ["/v1/releases", "/v1/changes"]
    assert list(found["components"]["schemas"]) == ["List", "Release", "Log", "Event"]
    assert found["components"]["securitySchemes"] == {"key": {}}
    assert list(found["webhooks"]) == ["release.published"]


def test_a_cut_leaves_the_whole_as_it_is(document: dict[str, Any]) -> None:
    cut(document, Audience.READER)
    assert len(document["paths"]) == 3
    assert "Draft" in document["components"]["schemas"]
