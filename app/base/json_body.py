"""Reads JSON strictly: UTF-8, no name twice, no NaN, no text that a database refuses."""

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, NoReturn
from urllib.parse import quote

from app.base.problems import MALFORMED, MAX_FAULTS, Fault, Invalid, Problem, excerpt

# Escapes of U+0000 and of surrogates. The values of a body without any need no check.
_SUSPECT = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
_SURROGATE = re.compile("[\ud800-\udfff]")
# A batch of 1,000 acts with 100 values each. A value of two bytes takes up to 72 in memory.
MAX_VALUES = 100_000
MAX_DEPTH = 100
# Strings as a whole, so that their commas are not counted.
_PARTS = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[\]{},]', re.DOTALL)


def read_json(body: bytes) -> Any:
    """Returns the value in `body`, of `MAX_VALUES` values at most.

    Raises Problem (`malformed-request`) with the position where reading stopped, and Invalid with a
    pointer for each string that holds U+0000 or a lone surrogate: RFC 8259 section 8.2 calls them
    unpredictable, PostgreSQL refuses the first and UTF-8 has no form for the second.
    """
    _check_shape(body)
    try:
        value = json.loads(
            body.decode("utf-8"), parse_constant=_refuse_constant, object_pairs_hook=_object
        )
    except UnicodeDecodeError as error:
        raise _malformed(f"The body is not UTF-8: byte {error.start} cannot be read.") from error
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise _malformed(f"The body is not JSON: {error.msg} at {place}.") from error
    except ValueError as error:  # Python reads no whole number of more than 4,300 digits
        raise _malformed("The body holds a number that is too long.") from error
    if _SUSPECT.search(body) and (faults := text_faults(value)):
        raise Invalid(faults)
    return value


def _check_shape(body: bytes) -> None:
    """Raises Problem for a body that is nested too deeply, and for one of too many values."""
    openings = body.count(b"[") + body.count(b"{")
    if openings <= MAX_DEPTH and body.count(b",") + openings <= MAX_VALUES:
        return
    depth = values = 0
    for part in _PARTS.finditer(body):
        sign = part[0]
        if sign in (b"[", b"{"):
            depth, values = depth + 1, values + 1
        elif sign in (b"]", b"}"):
            depth -= 1
        elif sign == b",":
            values += 1
        if depth > MAX_DEPTH:
            raise _malformed(f"The body is nested too deeply: over {MAX_DEPTH} levels.")
        if values > MAX_VALUES:
            raise Invalid.of(f"The body holds over {MAX_VALUES:,} values.", pointer="")


def text_faults(value: Any) -> list[Fault]:
    """Returns a fault for each string or key that holds U+0000 or a lone surrogate."""
    return [Fault(detail, pointer=pointer(path)) for path, detail, _ in bad_strings(value)]


def bad_strings(value: Any) -> list[tuple[tuple[str | int, ...], str, str]]:
    """Returns path, fault and text of what cannot be stored, at most `MAX_FAULTS`."""
    found: list[tuple[tuple[str | int, ...], str, str]] = []
    # The members that are left of each open list or object, and the path to the one at hand.
    opened: list[Iterator[tuple[str | int, Any]]] = [iter([("", value)])]
    path: list[str | int] = [""]
    while opened and len(found) < MAX_FAULTS:
        for path[-1], item in opened[-1]:
            found.extend((tuple(path[1:]), *fault) for fault in _own_faults(item))
            if isinstance(item, dict | list | tuple):
                members = item.items() if isinstance(item, dict) else enumerate(item)
                opened.append(iter(members))
                path.append("")
                break
        else:
            opened.pop()
            path.pop()
    return found[:MAX_FAULTS]


def _own_faults(item: Any) -> Iterator[tuple[str, str]]:
    """Yields fault and text of a string, or of the names of an object."""
    if isinstance(item, str):
        if fault := text_fault(item):
            yield fault, item
    elif isinstance(item, dict):
        bad = (key for key in item if isinstance(key, str) and text_fault(key))
        yield from ((f"A name here: {text_fault(key)}", key) for key in islice(bad, MAX_FAULTS))


def text_fault(text: str) -> str | None:
    """Returns why `text` cannot be stored, or None."""
    if "\x00" in text:
        return f"U+0000 is not allowed in text (at character {text.index(chr(0))})."
    if lone := _SURROGATE.search(text):
        return f"A lone surrogate (U+{ord(lone[0]):04X}) is not a character (at {lone.start()})."
    return None


def pointer(path: tuple[str | int, ...]) -> str:
    """Returns `path` as a JSON Pointer in URI fragment form (RFC 6901 section 6).

    >>> pointer(("themes", 0, "a/b"))
    '#/themes/0/a~1b'
    """
    tokens = (str(token).replace("~", "~0").replace("/", "~1") for token in path)
    return "#" + "".join(f"/{_escape(excerpt(token))}" for token in tokens)


def _escape(token: str) -> str:
    return quote(token, safe="!$&'()*+,;=:@~")


def _malformed(detail: str) -> Problem:
    return Problem(MALFORMED, detail)


def _refuse_constant(name: str) -> NoReturn:
    raise _malformed(f"{name} is not JSON.")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                raise _malformed(f"The name {excerpt(name)!r} is given twice in one object.")
            seen.add(name)
    return members
