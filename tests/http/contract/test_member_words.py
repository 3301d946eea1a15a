"""Members that mean the same everywhere are described once; a schema's own words win."""

from typing import Any

from app.http.contract.member_words import WORDS, describe_members


def test_a_member_gets_the_words_of_its_schema_else_of_its_name() -> None:
    schemas: dict[str, Any] = {
        "Health": {"properties": {"status": {}}},
        "Result": {"properties": {"status": {}, "own": {}}},
        "Told": {"properties": {"status": {"description": "Of its own."}}},
    }
    describe_members(schemas)
    found = [schema["properties"]["status"]["description"] for schema in schemas.values()]
    assert found == [WORDS["Health.status"], WORDS["status"], "Of its own."]
    assert schemas["Result"]["properties"]["own"] == {}
