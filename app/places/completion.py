"""Completes the name of a place while it is typed, in any language and from any word on."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import log10

from app.base.language import look_up
from app.places.gazetteer import Gazetteer
from app.places.naming import place_key, swapped_keys, tail_keys
from app.places.place import KINDS, SITE_COUNTS_AS, PlaceRecord, prominence

_LAST = "\U0010ffff"
# `tail` holds names from a later word on.
_BEGINS = (
    "SELECT number, weight FROM name WHERE key >= ?1 AND key < ?2"
    " UNION ALL SELECT number, weight FROM tail WHERE key >= ?1 AND key < ?2"
)
# Loss of weight if only a later word begins as typed (`tools/gazetteer/file.py`: times 0.03).
TAIL_LOSS = 1_523
# Rows read for each wanted place, which may have several matching names.
_ROWS_FOR_ONE = 8


@dataclass(frozen=True, slots=True)
class Completion:
    """A place with a name that begins as typed.

    `weight` is a thousand times the common logarithm of its population, less if only a foreign
    name or a later word matches.
    """

    place_id: str
    weight: float


def complete_among(
    known: Gazetteer, typed: str, ids: Iterable[str], language: str
) -> list[Completion]:
    """Returns the places among `ids` with a name that begins with `typed`, unordered."""
    numbers, listed = _numbers(known, frozenset(ids))
    asked = f"SELECT number, max(weight) FROM ({_BEGINS}) WHERE number IN"
    asked += " (SELECT value FROM json_each(?3)) GROUP BY number"
    found = _labelled(known, typed, language)
    weights = {number: weight for number, weight in found.items() if number in numbers}
    for key in swapped_keys(typed):
        for number, weight in known.rows(asked, (key, key + _LAST, listed)):
            weights[number] = max(weight, weights.get(number, weight))
    return [Completion(numbers[number], weight) for number, weight in weights.items()]


def complete(
    known: Gazetteer,
    typed: str,
    language: str,
    limit: int,
    *,
    kind: str | None = None,
    parent: str | None = None,
) -> list[Completion]:
    """Returns at most `limit` places with a name that begins with `typed`, biggest first.

    Names of countries and regions in `language` count as main names. `kind` and `parent` (an id)
    narrow the result.
    """
    within = None if parent is None else known.number_of(parent)
    if parent is not None and within is None:
        return []
    weights = _labelled(known, typed, language)
    where, values = _narrowing(kind, within)
    if where:
        weights = {
            number: weights[number] for number in weights if _fits(known, number, kind, parent)
        }
    asked = f"SELECT number, weight FROM ({_BEGINS}) {where} ORDER BY weight DESC, number LIMIT ?3"
    for key in swapped_keys(typed):
        rows = (key, key + _LAST, limit * _ROWS_FOR_ONE, *values)
        for number, weight in known.rows(asked, rows):
            weights[number] = max(weight, weights.get(number, weight))
    ordered = sorted(weights, key=lambda number: (-weights[number], number))[:limit]
    places = ((known.numbered(number), weights[number]) for number in ordered)
    return [Completion(place.id, weight) for place, weight in places if place]


def matched_name(names: Iterable[str], typed: str) -> str | None:
    """Returns the first of `names` that begins with `typed`, or has a later word that does."""
    keys = swapped_keys(typed)
    listed = list(dict.fromkeys(names))
    for beginnings in (_whole, tail_keys):
        for name in listed:
            if any(form.startswith(key) for form in beginnings(name) for key in keys):
                return name
    return None


def other_names(known: Gazetteer, place_id: str) -> tuple[str, ...]:
    """Returns the other names of a place, those of its own language first."""
    number = known.number_of(place_id)
    rows = known.rows("SELECT names FROM spelt WHERE number = ?", (number,))
    return tuple(rows[0][0].split("\n")) if rows else ()


def _whole(name: str) -> tuple[str, ...]:
    return (place_key(name),)


@lru_cache(maxsize=4)
def _numbers(known: Gazetteer, ids: frozenset[str]) -> tuple[dict[int, str], str]:
    """Returns the ids by their number in the gazetteer, and the numbers as JSON."""
    found = {known.number_of(place_id): place_id for place_id in ids}
    numbers = {number: place_id for number, place_id in found.items() if number is not None}
    return numbers, json.dumps(list(numbers))


def _narrowing(kind: str | None, within: int | None) -> tuple[str, tuple[int, ...]]:
    conditions, values = [], []
    if kind is not None:
        values.append(KINDS.index(kind))
        conditions.append(f"kind = ?{3 + len(values)}")
    if within is not None:
        values.append(within)
        conditions.append(f"parent = ?{3 + len(values)}")
    if not conditions:
        return "", ()
    return f"JOIN place USING (number) WHERE {' AND '.join(conditions)}", tuple(values)


def _fits(known: Gazetteer, number: int, kind: str | None, parent: str | None) -> bool:
    place = known.numbered(number)
    return place is not None and kind in (None, place.kind) and parent in (None, place.parent)


def own_weight(place: PlaceRecord) -> float:
    """Returns the weight of a place under its main name, on the scale of `Completion.weight`."""
    people = SITE_COUNTS_AS if place.kind == "site" else max(place.population, 1)
    return 1_000 * log10(prominence(place.kind, people))


def _labelled(known: Gazetteer, typed: str, language: str) -> dict[int, float]:
    """Returns weights of countries and regions whose name in `language` begins as typed."""
    keys = swapped_keys(typed)
    return {
        number: weight
        for name, number, weight in _labels(known, language)
        if any(name.startswith(key) for key in keys)
    }


@lru_cache(maxsize=64)
def _labels(known: Gazetteer, language: str) -> tuple[tuple[str, int, float], ...]:
    tags = {tag for (tag,) in known.rows("SELECT DISTINCT language FROM label", ())}
    tag = look_up([language], tags)
    rows = known.rows("SELECT name, number FROM label WHERE language = ?", (tag,))
    found = []
    for name, number in rows:
        place = known.numbered(number)
        if place is not None:
            found.append((place_key(name), number, own_weight(place)))
    return tuple(found)
