"""Slugs: one for each place, no two alike, the bare one for the place that most people mean."""

from collections.abc import Iterable

from app.core.text import slugify
from app.locations.build.entry import ALIAS, Entry
from app.locations.gazetteer import prominence, written_slug
from app.locations.naming import place_key

_PRECEDENCE = {"region": 0, "country": 1}


def give_slugs(entries: list[Entry], codes: Iterable[str]) -> None:
    """Set each entry's `slug_form`; a code in lower case («can» for Canada) is no slug of a city."""
    taken = {code.lower() for code in codes}
    lands = _country_names(entries)
    by_number = {entry.number: entry for entry in entries}
    for entry in sorted(entries, key=_turn):
        base = slugify(entry.name) or "place"
        division = entry if entry.kind == "division" else by_number.get(entry.parent or 0)
        code = division.codes[0] if division and division.codes else ""
        for form in range(4):
            slug = written_slug(base, form, entry.country, code, entry.number)
            if slug not in taken and (entry.kind == "country" or place_key(slug) not in lands):
                break
        taken.add(slug)
        entry.slug_form = form


def _turn(entry: Entry) -> tuple[int, float, int]:
    """Order of choosing: regions, countries, then the rest by size as `prominence` weighs it."""
    return (
        _PRECEDENCE.get(entry.kind, 2),
        -prominence(entry.kind, entry.population),
        entry.number,
    )


def _country_names(entries: list[Entry]) -> set[str]:
    """Keys by which countries are asked for («turkey»): no other place may have them as its slug."""
    lands = [entry for entry in entries if entry.kind == "country"]
    return {key for land in lands for key, rank in land.names.items() if rank <= ALIAS}
