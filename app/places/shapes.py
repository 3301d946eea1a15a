"""The public shape of a place."""

from dataclasses import dataclass
from typing import Any

from app.places.place import Place


@dataclass(frozen=True, slots=True)
class PlacePath:
    """A place and what it lies in, nearest first."""

    place: Place
    ancestors: tuple[Place, ...]


def describe(path: PlacePath) -> dict[str, Any]:
    """`{id, kind, name, slug, code, country, coordinates, ancestors}`, degrees in WGS 84."""
    place = path.place
    return {
        **refer(place),
        "slug": place.slug,
        "country": place.country,
        "coordinates": coordinates(place),
        "ancestors": [refer(ancestor) for ancestor in path.ancestors],
    }


def refer(place: Place) -> dict[str, Any]:
    """`{id, kind, name, code}`: a place as another one names it."""
    return {"id": place.id, "kind": place.kind, "name": place.name, "code": place.code}


def coordinates(place: Place) -> Any:
    """`{latitude, longitude}`, None for an area that has no point of its own."""
    if place.latitude is None or place.longitude is None:
        return None
    return {"latitude": place.latitude, "longitude": place.longitude}
