"""Slugs: one for each place, no two alike, the bare one for the place that most people mean."""

from collections.abc import Iterable

from app.places.naming import place_key
from app.places.place import SLUG_FORMS, prominence, written_slug
from tools.gazetteer.entry import ALIAS, Entry

_TURNS = {"region": 0, "country": 1, "division": 2, "city": 2, "site": 2}


def give_slugs(entries: list[Entry], codes: Iterable[str]) -> None:
    """Set each entry's `slug_form`.

    A code in lower case («can» for Canada) and a name of a country («turkey») are no city's slug.
    """
    taken = {code.lower() for code in codes}
    lands = _country_names(entries)
    by_number = {entry.number: entry for entry in entries}
    for entry in sorted(entries, key=_turn):
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


def _turn(entry: Entry) -> tuple[int, float, int]:
    """Order of choosing: regions, countries, then the rest by size as `prominence` weighs it."""
    return (
        _TURNS[entry.kind],
        -prominence(entry.kind, entry.population),
        entry.number,
    )


def _country_names(entries: list[Entry]) -> set[str]:
    lands = [entry for entry in entries if entry.kind == "country"]
    return {key for land in lands for key, rank in land.names.items() if rank <= ALIAS}
