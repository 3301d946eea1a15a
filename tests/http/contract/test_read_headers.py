"""A GET declares its conditions and 304 where its answer has an entity tag."""

from typing import Any

from app.http.contract.read_headers import UNCONDITIONAL, add_read_headers

IF_MATCH = {"name": "If-Match", "in": "header"}


def _read(**operation: Any) -> dict[str, Any]:
    return {"responses": {"200": {}}, **operation}


def _names(operation: dict[str, Any]) -> list[str]:
    return [one["name"] for one in operation.get("parameters", ())]


def test_public_reads_are_conditional_unless_they_say_otherwise() -> None:
    public, never = _read(), _read(**UNCONDITIONAL)
    add_read_headers({"get": public})
    add_read_headers({"get": never})
    assert (_names(public), "304" in public["responses"]) == (["If-None-Match"], True)
    assert never == _read()


def test_what_needs_a_key_is_conditional_where_changes_ask_for_the_tag() -> None:
    read, listed = (_read(security=[{"key": ["read"]}]) for _ in range(2))
    add_read_headers({"get": read, "patch": {"parameters": [IF_MATCH]}})
    add_read_headers({"get": listed, "post": {}})
    assert "304" in read["responses"]
    assert "304" not in listed["responses"]


def test_labels_come_in_the_language_of_the_reader() -> None:
    operation = _read(parameters=[{"name": "lang", "in": "query"}])
    add_read_headers({"get": operation})
    assert _names(operation) == ["lang", "Accept-Language", "If-None-Match"]
