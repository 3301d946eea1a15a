"""Writes JSON as it is sent and stored: without spaces, letters unescaped."""

import json
from collections.abc import Mapping
from typing import Any

# One encoder: `json.dumps` makes one for each call, which takes as long as writing a short text.
compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def without_none(members: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the members that have a value."""
    return {name: value for name, value in members.items() if value is not None}


def serialise_without_none(members: Mapping[str, Any]) -> bytes:
    """Returns a document of the members that have a value, in UTF-8, without spaces."""
    return compact(without_none(members)).encode()
