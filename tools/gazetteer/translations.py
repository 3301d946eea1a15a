"""Names of countries and first-level divisions in other languages, from Debian's iso-codes."""

import gettext
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pycountry

COUNTRIES, DIVISIONS = "iso3166-1", "iso3166-2"


def translations(domain: str, name: str) -> Iterator[str]:
    """Yields the other names of a country or division, given the one in iso-codes."""
    # The text of no name is the head of a catalogue.
    found = {catalogue.gettext(name) for catalogue in _catalogues(domain)} if name else set()
    yield from sorted(found - {name})


@cache
def _catalogues(domain: str) -> tuple[gettext.NullTranslations, ...]:
    folders = sorted(Path(pycountry.LOCALES_DIR).glob(f"*/LC_MESSAGES/{domain}.mo"))
    languages = [path.parents[1].name for path in folders]
    return tuple(
        gettext.translation(domain, pycountry.LOCALES_DIR, languages=[language])
        for language in languages
    )
