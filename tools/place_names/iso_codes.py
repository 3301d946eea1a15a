"""Names of divisions by language from Debian's iso-codes, through pycountry.

Translators see a name without its country, and some leave it as it is: what may be wrong by that is
left out.
"""

import gettext
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pycountry

from app.base.language import script_of
from app.places.gazetteer import Gazetteer
from app.places.naming import place_key
from tools.place_names.cldr import ENGLISH_DIVISIONS, LATIN, Name, languages

_DOMAIN = "iso3166-2"
# «Région de», behind a comma, is for lists in order of the alphabet.
_INVERTED = re.compile(r"[,\[(;/]")
# Catalogues that agree with CLDR on the cities which both name, or say «province of» such a one;
# others are spelt sign by sign, or have words of their translators' programs («DimashqGeneric»).
CATALOGUES = frozenset(
    "be bg ca cs da de el es et eu fi fr he hu it ja ko nl pl pt ro ru sk sl sr sr-Latn sv th tr uk"
    " zh zh-Hant".split()
)
# Names of other languages or times: TR-22 is not «Одрин» in Russian.
WRONG = frozenset({("TR-22", "ru")})
_SCRIPTS = {"sr@latin": "sr-Latn", "zh_CN": "zh", "zh_TW": "zh-Hant", "nb_NO": "no"}


def translated_divisions(known: Gazetteer) -> Iterator[Name]:
    """Yields the names of divisions by language, as far as they are certain."""
    numbers = dict(known.rows("SELECT code, number FROM place WHERE kind = 2", ()))
    names = _names()
    for tag, catalogue in sorted(_catalogues().items()):
        for code, name in names.items():
            translated = catalogue.gettext(name)
            if code in numbers and translated and _is_certain(code, name, translated, tag):
                yield numbers[code], tag, translated


def local_divisions(known: Gazetteer, homes: Mapping[str, str]) -> Iterator[Name]:
    """Yields the names that divisions have in the one language of their country."""
    rows = known.rows("SELECT number, code, country, name FROM place WHERE kind = 2", ())
    local = {division.code: division.name for division in pycountry.subdivisions}
    for number, code, country, name in rows:
        if country in homes and local.get(code) == name:
            yield number, homes[country], name


@cache
def _names() -> dict[str, str]:
    """Returns the local name of each division that no country and no other division has."""
    countries = {
        place_key(name)
        for country in pycountry.countries
        for name in (country.name, getattr(country, "common_name", country.name))
    }
    local = {division.code: division.name for division in pycountry.subdivisions}
    often = Counter(map(place_key, local.values()))
    return {
        code: name
        for code, name in sorted(local.items())
        if often[place_key(name)] == 1
        and place_key(name) not in countries
        and not _INVERTED.search(name)
    }


def _is_certain(code: str, name: str, translated: str, tag: str) -> bool:
    is_country = translated in languages()[tag].territories.values()
    if _INVERTED.search(translated) or is_country or (code, tag) in WRONG:
        return False
    if translated == name:
        # Perhaps nobody looked at it, unless English has no other name either.
        return script_of(tag) == "Latn" and ENGLISH_DIVISIONS.get(code) == name
    return script_of(tag) == "Latn" or not LATIN.search(translated)


@cache
def _catalogues() -> Mapping[str, gettext.GNUTranslations]:
    found = {}
    for path in sorted(Path(pycountry.LOCALES_DIR).glob(f"*/LC_MESSAGES/{_DOMAIN}.mo")):
        locale = path.parents[1].name
        tag = _SCRIPTS.get(locale, locale)
        if tag not in CATALOGUES:
            continue
        with path.open("rb") as file:
            found[tag] = gettext.GNUTranslations(file)
        found[tag].add_fallback(_Nothing())
    return found


class _Nothing(gettext.NullTranslations):
    """Says what a catalogue does not have; without it gettext gives back the name."""

    def gettext(self, message: str) -> str:
        return message[:0]
