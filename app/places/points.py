"""The point of a place on a map: its own coordinates, or those of a city inside it."""

from functools import lru_cache

from app.places.gazetteer import Gazetteer
from app.places.place import PlaceRecord

Point = tuple[float, float]


def point_of(place: PlaceRecord, known: Gazetteer) -> Point | None:
    """Returns latitude and longitude (degrees, WGS 84); an area has those of its central city."""
    own = _degrees(place)
    if own is not None:
        return own
    return _centre(known, place.id)


@lru_cache(maxsize=8_192)
def _centre(known: Gazetteer, place_id: str) -> Point | None:
    asked = "SELECT city FROM centre WHERE number = ?"
    rows = known.rows(asked, (known.number_of(place_id),))
    centre = known.numbered(rows[0][0]) if rows else None
    return _degrees(centre) if centre else None


def _degrees(place: PlaceRecord) -> Point | None:
    if place.latitude is None or place.longitude is None:
        return None
    return place.latitude, place.longitude
