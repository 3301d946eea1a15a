"""What pydantic found wrong, in words: what was given, and what would be right."""

import re
from collections.abc import Callable, Mapping, Sized
from typing import Any

from app.base.problems import excerpt
from app.base.text import nearest

MAX_DETAIL = 400
_WORDS = re.compile(r"'((?:[^'\\]|\\.)*)'")
# A closed list that is written as a pattern: `^(gone|replaced|kept)$`.
_CLOSED = re.compile(r"\^\((?:\?:)?([\w.-]+(?:\|[\w.-]+)*)\)\$")


def text_of(error: Mapping[str, Any], name: str) -> tuple[str, str | None]:
    """Returns what is wrong with `name`, and what was probably meant, of one error of pydantic.

    The rest of what was given is never repeated: a part of it, or a number, is enough.
    """
    write = _TEXTS.get(error["type"])
    if write is not None:
        return write(name, error)
    context = error.get("ctx") or {}
    suggestion = context.get("suggestion")
    return _readable(str(error["msg"])), None if suggestion is None else str(suggestion)


Text = tuple[str, str | None]


def _missing(name: str, _error: Mapping[str, Any]) -> Text:
    return f"`{name}` is missing.", None


def _too_long(name: str, error: Mapping[str, Any]) -> Text:
    most = error["ctx"]["max_length"]
    given, things = _length(error)
    return f"`{name}` has {given:,} {things}; {most:,} are allowed.", None


def _too_short(name: str, error: Mapping[str, Any]) -> Text:
    least = error["ctx"]["min_length"]
    given, things = _length(error)
    if not given:
        return f"`{name}` is empty.", None
    return f"`{name}` has {given:,} {things}; it takes {least:,} at least.", None


def _length(error: Mapping[str, Any]) -> tuple[int, str]:
    """Returns how long the value is, and in what that is counted."""
    given = error["input"]
    if isinstance(given, str):
        # White space around a text does not count where it is taken off.
        most = (error.get("ctx") or {}).get("max_length", 0)
        bare = len(given.strip())
        return (bare if not most or bare > most else len(given)), "characters"
    counted = (error.get("ctx") or {}).get("actual_length")
    if isinstance(counted, int):
        return counted, "values"
    return (len(given) if isinstance(given, Sized) else 0), "values"


def _one_of(name: str, error: Mapping[str, Any]) -> Text:
    known = _WORDS.findall(str(error["ctx"]["expected"]))
    return _not_listed(name, error["input"], known)


def _not_listed(name: str, given: object, known: list[str]) -> Text:
    meant = nearest(str(given)[:100], known)
    hint = f" Did you mean {meant!r}?" if meant else ""
    return f"`{name}` takes {_listed(known)}, not {excerpt(given)!r}.{hint}", meant


def _listed(words: list[str]) -> str:
    *others, last = [repr(word) for word in words]
    return f"{', '.join(others)} or {last}" if others else last


def _pattern(name: str, error: Mapping[str, Any]) -> Text:
    pattern = str(error["ctx"]["pattern"])
    closed = _CLOSED.fullmatch(pattern)
    if closed is not None:
        return _not_listed(name, error["input"], closed[1].split("|"))
    return f"`{name}` has to match `{pattern}`.", None


def _of_kind(kind: str) -> Callable[[str, Mapping[str, Any]], Text]:
    def write(name: str, error: Mapping[str, Any]) -> Text:
        given = error["input"]
        shown = f", not {excerpt(given)!r}" if isinstance(given, str | int | float) else ""
        return f"`{name}` takes {kind}{shown}.", None

    return write


def _bound(words: str, member: str) -> Callable[[str, Mapping[str, Any]], Text]:
    def write(name: str, error: Mapping[str, Any]) -> Text:
        bound, given = error["ctx"][member], error["input"]
        suggestion = str(bound) if member in ("le", "ge") else None
        return f"`{name}` is {excerpt(given)}; it takes {words} {bound}.", suggestion

    return write


_WHOLE = _of_kind("a whole number")
_NUMBER = _of_kind("a number")
_TRUTH = _of_kind("true or false")
_TEXT = _of_kind("a text")
_LIST = _of_kind("a list")
_OBJECT = _of_kind("an object")
_UUID = _of_kind("an id (UUID), such as 0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071")
_TEXTS: Mapping[str, Callable[[str, Mapping[str, Any]], Text]] = {
    "missing": _missing,
    "string_too_long": _too_long,
    "string_too_short": _too_short,
    "too_long": _too_long,
    "too_short": _too_short,
    "enum": _one_of,
    "literal_error": _one_of,
    "string_pattern_mismatch": _pattern,
    "int_parsing": _WHOLE,
    "int_parsing_size": _WHOLE,
    "int_from_float": _WHOLE,
    "int_type": _WHOLE,
    "float_parsing": _NUMBER,
    "float_type": _NUMBER,
    "finite_number": _NUMBER,
    "bool_parsing": _TRUTH,
    "bool_type": _TRUTH,
    "string_type": _TEXT,
    "list_type": _LIST,
    "tuple_type": _LIST,
    "dict_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "uuid_parsing": _UUID,
    "uuid_type": _UUID,
    "less_than_equal": _bound("at most", "le"),
    "greater_than_equal": _bound("at least", "ge"),
    "less_than": _bound("less than", "lt"),
    "greater_than": _bound("more than", "gt"),
}


def _readable(message: str) -> str:
    bare = message.removeprefix("Value error, ").removeprefix("Assertion failed, ")
    clean = bare.encode("utf-8", "replace").decode().replace("\x00", "�")
    return clean if len(clean) <= MAX_DETAIL else clean[:MAX_DETAIL] + "…"
