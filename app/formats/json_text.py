"""Writes JSON without the members that have no value."""

from collections.abc import Mapping
from typing import Any

from app.base.compact_json import compact


def without_none(members: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the members that have a value."""
    return {name: value for name, value in members.items() if value is not None}


def serialise(members: Mapping[str, Any]) -> bytes:
    """Returns a document of those members, in UTF-8, without spaces."""
    return compact(without_none(members)).encode()
