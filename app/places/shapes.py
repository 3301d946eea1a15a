"""The public shape of a place."""

from dataclasses import dataclass
from typing import Any

from app.places.place import PlaceRecord


@dataclass(frozen=True, slots=True)
class PlacePath:
    """A place with its ancestors, nearest first."""

    place: PlaceRecord
    ancestors: tuple[PlaceRecord, ...]


def describe(path: PlacePath) -> dict[str, Any]:
    """Returns `{id, kind, name, slug, code, country, coordinates, ancestors}` (WGS 84)."""
    place = path.place
    return {
        **refer(place),
        "slug": place.slug,
        "country": place.country,
        "coordinates": coordinates(place),
        "ancestors": [refer(ancestor) for ancestor in path.ancestors],
    }


def refer(place: PlaceRecord) -> dict[str, Any]:
    """Returns `{id, kind, name, code}`: a reference to a place."""
    return {"id": place.id, "kind": place.kind, "name": place.name, "code": place.code}


def coordinates(place: PlaceRecord) -> Any:
    """Returns `{latitude, longitude}`, None for an area without a point of its own."""
    if place.latitude is None or place.longitude is None:
        return None
    return {"latitude": place.latitude, "longitude": place.longitude}
