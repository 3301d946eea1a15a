"""Collects the places of the gazetteer from its sources and gives each a slug."""

from collections.abc import Iterable
from functools import cache

from app.places.meaning import meaning_of
from app.places.naming import place_key
from app.places.place import SLUG_FORMS, NameMatch, PlaceRecord, prominence, written_slug
from tools.gazetteer.cities import cities, known_cities
from tools.gazetteer.divisions import divisions, use_city_spelling
from tools.gazetteer.entry import ALIAS, MAIN, Entry
from tools.gazetteer.groups import GROUPS
from tools.gazetteer.own_sites import SITES
from tools.gazetteer.regions import countries, regions

# Numbers of sites go down from here.
FIRST_SITE = -10_000
_ORDER = {"region": 0, "country": 1, "division": 2, "city": 2, "site": 2}


def collect() -> list[Entry]:
    """Returns every place of the gazetteer with its names, population and form of slug."""
    above, lands = regions(), countries()
    numbers = {str(entry.country): entry.number for entry in lands}
    parts = divisions(numbers)
    towns = cities(parts, numbers)
    places = _sites(parts.values())
    _spell_divisions(parts.values(), towns)
    _add_populations([*lands, *parts.values(), *places.values()], towns)
    entries = [*above, *lands, *parts.values(), *towns, *places.values()]
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


def _add_populations(areas: list[Entry], towns: list[Entry]) -> None:
    """Add the populations of cities to what contains them, to order these by size."""
    above = {entry.number: entry for entry in areas}
    for town in towns:
        entry = above.get(town.parent or 0)
        while entry is not None:
            entry.population += town.population
            entry = above.get(entry.parent or 0)


def _sites(parts: Iterable[Entry]) -> dict[str, Entry]:
    """Returns sites by id, each in its division or in an earlier site."""
    found = {entry.codes[0]: entry for entry in parts}
    sites = {}
    for index, site in enumerate(SITES):
        parent = found[site.within]
        entry = Entry(
            FIRST_SITE - index, "site", site.name, parent.number, parent.country, [site.id]
        )
        entry.latitude, entry.longitude = site.latitude, site.longitude
        entry.add_name(site.name, MAIN)
        for name in site.other_names:
            entry.add_name(name, ALIAS)
        found[site.id] = sites[site.id] = entry
    return sites


def give_slugs(entries: list[Entry], codes: Iterable[str]) -> None:
    """Set the `slug_form` of each entry, the bare slug for the place that its name means.

    A name that means several places is nobody's slug, and neither is the name of a group or a code
    in lower case («can» for Canada).
    """
    taken = {code.lower() for code in codes}
    by_number = {entry.number: entry for entry in entries}
    meant = _meanings(entries)
    for entry in sorted(entries, key=_rank):
        division = entry if entry.kind == "division" else by_number.get(entry.parent or 0)
        code = division.codes[0] if division and division.codes else ""
        slugs = [
            written_slug(entry.name, form, entry.country, code, entry.number) for form in SLUG_FORMS
        ]
        entry.slug_form = next(
            form
            for form, slug in zip(SLUG_FORMS, slugs, strict=True)
            if slug not in taken and meant.get(place_key(slug), entry.number) == entry.number
        )
        taken.add(slugs[entry.slug_form])


def _meanings(entries: list[Entry]) -> dict[str, int | None]:
    """Returns the number of the place that a name means, None if it means several places."""
    owners: dict[str, list[Entry]] = {}
    for entry in entries:
        for key in entry.names:
            owners.setdefault(key, []).append(entry)
    seats = known_cities()
    by_number = {entry.number: entry for entry in entries}
    record = cache(lambda number: _record(by_number[number], by_number))
    found: dict[str, int | None] = {}
    for key, having in owners.items():
        matches = [
            NameMatch(record(entry.number), entry.names[key], entry.number in seats)
            for entry in having
        ]
        matches.sort(key=lambda match: (-match.weight, match.place.id))
        place = meaning_of(key, matches).place
        found[key] = int(place.slug) if place else None
    return found | {place_key(name): None for names in GROUPS for name in names}


def _record(entry: Entry, by_number: dict[int, Entry]) -> PlaceRecord:
    """Returns an entry as the gazetteer would give it, with its number in place of a slug."""
    above = by_number.get(entry.parent or 0)
    return PlaceRecord(
        id=_id(entry),
        kind=entry.kind,
        name=entry.name,
        slug=str(entry.number),
        code=None,
        country=entry.country,
        latitude=None,
        longitude=None,
        population=entry.population,
        timezone=None,
        parent=_id(above) if above else None,
    )


def _id(entry: Entry) -> str:
    return entry.codes[0] if entry.codes else f"geonames:{entry.number}"


def _rank(entry: Entry) -> tuple[int, float, int]:
    """Returns the order in which slugs are given: regions, countries, then by prominence."""
    return (
        _ORDER[entry.kind],
        -prominence(entry.kind, entry.population),
        entry.number,
    )
