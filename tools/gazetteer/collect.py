"""Collects the places of the gazetteer from its sources and gives each a slug."""

from collections.abc import Iterable

from app.places.naming import place_key
from app.places.place import SLUG_FORMS, prominence, written_slug
from tools.gazetteer.cities import cities
from tools.gazetteer.divisions import divisions, use_city_spelling
from tools.gazetteer.entry import ALIAS, MAIN, Entry
from tools.gazetteer.own_places import SITES
from tools.gazetteer.regions import countries, regions

_ORDER = {"region": 0, "country": 1, "division": 2, "city": 2, "site": 2}


def collect() -> list[Entry]:
    """Returns every place of the gazetteer with its names, population and form of slug."""
    above, lands = regions(), countries()
    numbers = {str(entry.country): entry.number for entry in lands}
    parts = divisions(numbers)
    towns = cities(parts, numbers)
    _spell_divisions(parts.values(), towns)
    _add_populations(lands, parts.values(), towns)
    entries = [*above, *lands, *parts.values(), *towns, *_sites(parts.values())]
    give_slugs(entries, (code for entry in entries for code in entry.codes))
    return entries


def _spell_divisions(parts: Iterable[Entry], towns: list[Entry]) -> None:
    by_number = {entry.number: entry for entry in parts}
    seen: set[int] = set()
    for town in sorted(towns, key=lambda found: (-found.population, found.number)):
        division = by_number.get(town.parent or 0)
        if division and division.number not in seen:
            seen.add(division.number)
            use_city_spelling(division, town.name)


def _add_populations(lands: list[Entry], parts: Iterable[Entry], towns: list[Entry]) -> None:
    """Add the populations of cities to their divisions and countries, to order these by size."""
    above = {entry.number: entry for entry in (*lands, *parts)}
    for town in towns:
        entry = above.get(town.parent or 0)
        while entry is not None:
            entry.population += town.population
            entry = above.get(entry.parent or 0)


def _sites(parts: Iterable[Entry]) -> list[Entry]:
    by_code = {entry.codes[0]: entry for entry in parts}
    sites = []
    for index, (identifier, name, aliases, within, latitude, longitude) in enumerate(SITES):
        parent = by_code[within]
        site = Entry(-10_000 - index, "site", name, parent.number, parent.country, [identifier])
        site.latitude, site.longitude = latitude, longitude
        site.add_name(name, MAIN)
        for alias in aliases:
            site.add_name(alias, ALIAS)
        sites.append(site)
    return sites


def give_slugs(entries: list[Entry], codes: Iterable[str]) -> None:
    """Set the `slug_form` of each entry, the bare slug for the most prominent place of a name.

    A code in lower case («can» for Canada) and a name of a country («turkey») are no city's slug.
    """
    taken = {code.lower() for code in codes}
    lands = _country_names(entries)
    by_number = {entry.number: entry for entry in entries}
    for entry in sorted(entries, key=_rank):
        division = entry if entry.kind == "division" else by_number.get(entry.parent or 0)
        code = division.codes[0] if division and division.codes else ""
        slugs = [
            written_slug(entry.name, form, entry.country, code, entry.number) for form in SLUG_FORMS
        ]
        entry.slug_form = next(
            form
            for form, slug in zip(SLUG_FORMS, slugs, strict=True)
            if slug not in taken and (entry.kind == "country" or place_key(slug) not in lands)
        )
        taken.add(slugs[entry.slug_form])


def _rank(entry: Entry) -> tuple[int, float, int]:
    """Returns the order in which slugs are given: regions, countries, then by prominence."""
    return (
        _ORDER[entry.kind],
        -prominence(entry.kind, entry.population),
        entry.number,
    )


def _country_names(entries: list[Entry]) -> set[str]:
    lands = [entry for entry in entries if entry.kind == "country"]
    return {key for land in lands for key, rank in land.names.items() if rank <= ALIAS}
