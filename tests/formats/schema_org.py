"""JSON-LD held against the vocabulary of schema.org: types, their properties, kinds of values."""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from tests.formats.schemas import DATA

CONTEXT = "https://schema.org"
# ISO 8601: an instant with its zone, a day, or as much of a date as is known.
_INSTANT = r"T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)"
_DATE = re.compile(rf"\d{{4}}(?:-\d\d(?:-\d\d(?:{_INSTANT})?)?)?", re.ASCII)
_TEXT = {"Text", "URL", "Date", "DateTime", "Duration", "Language", "Time", "DayOfWeek"}
_DAY = re.compile(r"https://schema\.org/(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day")


@cache
def _vocabulary() -> dict[str, Any]:
    read: dict[str, Any] = json.loads((DATA / "schema-org.json").read_text(encoding="utf-8"))
    return read


def faults(document: dict[str, Any]) -> list[str]:
    """What schema.org does not know, or knows otherwise."""
    rest = {name: value for name, value in document.items() if name != "@context"}
    context = document.get("@context")
    found = [] if context == CONTEXT else [f"another context: {context}"]
    return [*found, *_of_node(rest)]


def _of_node(node: dict[str, Any]) -> Iterator[str]:
    kind = node.get("@type")
    known = _vocabulary()["properties"].get(kind)
    if known is None:
        yield f"unknown type {kind}"
        return
    for name, value in node.items():
        if name in ("@type", "@id"):
            continue
        if name not in known:
            yield f"{kind} has no {name}"
            continue
        for one in value if isinstance(value, list) else [value]:
            yield from _of_value(f"{kind}.{name}", one, set(known[name]))


def _of_value(where: str, value: Any, kinds: set[str]) -> Iterator[str]:
    if isinstance(value, dict):
        if not kinds & set(_vocabulary()["is"].get(value.get("@type"), ())):
            yield f"{where} may be no {value.get('@type')}"
        yield from _of_node(value)
    elif isinstance(value, bool):
        if "Boolean" not in kinds:
            yield f"{where} is no Boolean"
    elif isinstance(value, int | float):
        if not kinds & {"Number", "Integer"}:
            yield f"{where} is no number"
    elif not kinds & _TEXT:
        yield f"{where} is no text"
    elif "Text" not in kinds:
        yield from _of_text(where, str(value), kinds)


def _of_text(where: str, value: str, kinds: set[str]) -> Iterator[str]:
    is_address = "URL" in kinds and re.match(r"https?://", value)
    is_date = kinds & {"Date", "DateTime"} and _DATE.fullmatch(value)
    is_tag = "Language" in kinds and re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", value)
    is_time = "Time" in kinds and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value)
    is_day = "DayOfWeek" in kinds and _DAY.fullmatch(value)
    if not (is_address or is_date or is_tag or is_time or is_day):
        yield f"{where} is none of {', '.join(sorted(kinds))}: {value!r}"
