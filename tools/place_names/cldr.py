"""Names by language from the Unicode CLDR: countries, regions, and the cities of time zones.

By way of Babel, which has no names of divisions; the English ones, the only ones of CLDR, are in
`divisions_en.tsv`, from the npm package cldr-subdivisions-full 48.2.0 (Unicode License v3).
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from babel import Locale
from babel.core import get_global
from babel.languages import get_official_languages

from app.base.language import script_of
from app.places.gazetteer import Gazetteer
from app.places.naming import place_key
from app.places.place import ALIAS

# The languages that CLDR 48 covers as a modern one needs it (its coverageLevels.json), so that what
# a locale leaves out is what it would say anyway; without variants of one region.
LANGUAGES = (
    "af am ar as az be bg bn bs ca cs cy da de el en es et eu fa fi fil fr ga gd gl gu ha he hi hr"
    " hu hy id ig is it ja jv ka kk km kn ko kok ky lo lt lv mk ml mn mr ms my ne nl nn no or pa"
    " pcm pl ps pt qu rm ro ru sd si sk sl so sq sr sr-Latn sv sw ta te th ti tk tr uk ur uz vi yo"
    " yue zh zh-Hant zu"
).split()
# Zones that are called after their country or territory; the name of the city differs.
_NO_CITIES = frozenset(
    "America/Guatemala America/Panama America/Puerto_Rico America/Costa_Rica Asia/Kuwait"
    " America/El_Salvador Asia/Macau".split()
)
# Latin letters in a name in another script: a part that was left as it is.
LATIN = re.compile("[A-Za-z]")
_LINES = Path(__file__).with_name("divisions_en.tsv").read_text("utf-8").splitlines()
# English names of divisions by their ISO 3166-2 codes.
ENGLISH_DIVISIONS: Mapping[str, str] = dict(line.split("\t", 1) for line in _LINES)

# The number of a place, the language (BCP 47), the name.
Name = tuple[int, str, str]


@cache
def languages() -> Mapping[str, Locale]:
    """Returns the locales of the languages above, by language tag."""
    return {tag: Locale.parse(tag, sep="-") for tag in LANGUAGES}


def areas(known: Gazetteer) -> Iterator[Name]:
    """Yields the names of countries and regions in languages that the gazetteer has none in."""
    rows = known.rows("SELECT number, code FROM place WHERE kind < 2 ORDER BY number", ())
    has = {tag for (tag,) in known.rows("SELECT DISTINCT language FROM label", ())}
    for tag, locale in languages().items():
        if tag in has:
            continue
        territories = locale.territories
        for number, code in rows:
            name = territories.get(code)
            if name and str(name) != code:
                yield number, tag, str(name)


def cities(known: Gazetteer) -> Iterator[Name]:
    """Yields the names of the cities that time zones are called after."""
    for zone, number in zone_cities(known).items():
        for tag, locale in languages().items():
            city = dict(locale.time_zones.get(zone, {})).get("city")
            if script_of(tag) == "Latn":
                yield number, tag, str(city or _written(zone))
            elif city and not LATIN.search(str(city)):
                yield number, tag, str(city)


def namesakes(known: Gazetteer) -> Iterator[Name]:
    """Yields the names of divisions that are called as the city in them which has a zone."""
    cities_of = dict.fromkeys(zone_cities(known).values())
    named: dict[int, list[Name]] = {}
    for number, tag, name in cities(known):
        named.setdefault(number, []).append((number, tag, name))
    for number in cities_of:
        city = known.numbered(number)
        division = known.get(city.parent) if city is not None and city.parent else None
        if city is None or division is None or division.kind != "division":
            continue
        above = known.number_of(division.id)
        if above is not None and place_key(division.name) == place_key(city.name):
            yield from ((above, tag, name) for _, tag, name in named[number])


def divisions(known: Gazetteer) -> Iterator[Name]:
    """Yields the English names of divisions."""
    rows = known.rows("SELECT number, code FROM place WHERE kind = 2 ORDER BY number", ())
    for number, code in rows:
        if code in ENGLISH_DIVISIONS:
            yield number, "en", ENGLISH_DIVISIONS[code]


def home_languages(known: Gazetteer) -> Iterator[tuple[str, str]]:
    """Yields countries with the one language that is official there, if it has Latin letters."""
    for (country,) in known.rows("SELECT DISTINCT country FROM place WHERE kind = 1", ()):
        official = get_official_languages(country, regional=True, de_facto=True)
        if len(official) == 1 and script_of(official[0]) == "Latn":
            yield country, official[0].replace("_", "-")


def zone_cities(known: Gazetteer) -> dict[str, int]:
    """Returns the number of the city that each zone is called after, if the gazetteer has it."""
    english = languages()["en"].time_zones
    zones: set[str] = set().union(*(one.time_zones for one in languages().values()))
    found = {}
    for zone in sorted(zones - _NO_CITIES):
        name = dict(english.get(zone, {})).get("city") or _written(zone)
        there = [
            match
            for match in known.matches_key(place_key(name))
            if match.rank <= ALIAS
            and match.place.kind == "city"
            and _modern(match.place.timezone or "") == _modern(zone)
        ]
        numbers = (known.number_of(match.place.id) for match in there)
        if (number := next(numbers, None)) is not None:
            found[zone] = number
    return found


def _written(zone: str) -> str:
    """Returns what CLDR takes for the name of a zone's city if a locale says no other."""
    return zone.rpartition("/")[2].replace("_", " ")


def _modern(zone: str) -> str:
    aliases: Mapping[str, str] = get_global("zone_aliases")
    return aliases.get(zone, zone)
