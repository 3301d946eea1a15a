"""Reads what somebody asks for as a place: a name alone, or with its region («Madison, WI»)."""

import re
from collections.abc import Collection

from sqlmodel import Session

from app.places.gazetteer import Gazetteer, shipped_gazetteer
from app.places.meaning import NOTHING, Meaning
from app.places.place import AREAS, PlaceRecord
from app.places.queries import find_meanings
from app.places.reading.abbreviations import divisions_abbreviated
from app.places.reading.dateline_head import MOST_PARTS, split_at_commas
from app.places.reading.resolve import region_readings, resolve_place

# A smaller place is not meant by a name and a region where both name greater ones: a list is.
SMALL = 15_000
_OF = re.compile(" of( the)?$", re.IGNORECASE)
_COMMAS = frozenset(",،、，")


def read_asked(session: Session, values: Collection[str]) -> dict[str, Meaning]:
    """Returns what each value means, as `find_meanings` does; a comma may part a name and a region.

    A value with a comma that names no place as a whole means nothing: its parts may.
    """
    known = shipped_gazetteer()
    found = find_meanings(session, values)
    for value, whole in tuple(found.items()):
        parts = [] if _COMMAS.isdisjoint(value) else split_at_commas(value)
        if parts and not _is_formal_name(whole, parts, known):
            is_name = all(parts) and len(parts) <= MOST_PARTS
            found[value] = _turned(parts, known) or (_printed(parts, known) if is_name else NOTHING)
    return found


def _is_formal_name(whole: Meaning, parts: list[str], known: Gazetteer) -> bool:
    """Returns whether a country's own name has a comma: «Bonaire, Sint Eustatius and Saba»."""
    is_area = whole.place is not None and whole.place.kind in AREAS
    return is_area and not all(known.meaning(part).place for part in parts)


def _turned(parts: list[str], known: Gazetteer) -> Meaning | None:
    """Returns what a name means that stands as in ISO 3166: «Korea, Republic of»."""
    name, *kinds = parts
    turned = (
        known.meaning(f"{kinds[0]} {name}") if len(kinds) == 1 and _OF.search(kinds[0]) else None
    )
    return turned if turned and turned.place else None


def _printed(parts: list[str], known: Gazetteer) -> Meaning:
    name, last = parts[0], parts[-1]
    region = ", ".join(parts[1:])
    if len(region_readings(region, known)) < len(parts) - 1:
        return NOTHING
    resolved = resolve_place(name, region, known)
    place, alone, outer = resolved.place, known.meaning(name).place, known.meaning(last).place
    if place is None or resolved.basis == "spelling":
        return Meaning(None, resolved.candidates or ((place,) if place else ()))
    if _is_area(alone) and place != alone and not divisions_abbreviated(last):
        return _area_and_region(place, alone, outer)
    is_list = place.kind == "city" and place.population < SMALL and _is_city(outer)
    return NOTHING if is_list and alone is not None and alone != place else Meaning(place)


def _area_and_region(
    place: PlaceRecord, alone: PlaceRecord | None, outer: PlaceRecord | None
) -> Meaning:
    """Returns a division inside another country, «Georgia, US», as one of several readings.

    Two countries are a list, although a town in one has the other's name: «Mexico, US».
    """
    if place.kind == "city" and alone and alone.kind in AREAS and outer and outer.kind in AREAS:
        return NOTHING
    return Meaning(None, tuple(one for one in (place, alone, outer) if one is not None))


def _is_area(place: PlaceRecord | None) -> bool:
    return place is not None and place.kind in (*AREAS, "division")


def _is_city(place: PlaceRecord | None) -> bool:
    return place is not None and place.kind == "city"
