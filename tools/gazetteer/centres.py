"""The central city of each area: the one nearest to the centre of its population.

GeoNames' points of countries and divisions are in no package. The mean of an area's cities on the
sphere, weighted by population, may lie in the sea or abroad (Chile, Croatia); a city does not.
"""

from collections.abc import Iterable
from math import cos, radians, sin

from tools.gazetteer.entry import Entry

Vector = tuple[float, float, float]


def centres(areas: Iterable[Entry], towns: Iterable[Entry]) -> dict[int, int]:
    """Returns the number of the central city by the number of the area."""
    above = {entry.number: entry for entry in areas}
    inside: dict[int, list[Entry]] = {}
    for town in towns:
        area = above.get(town.parent or 0)
        while area is not None:
            inside.setdefault(area.number, []).append(town)
            area = above.get(area.parent or 0)
    return {number: _central(found).number for number, found in sorted(inside.items())}


def _central(towns: list[Entry]) -> Entry:
    vectors = [(_vector(town), town) for town in towns]
    x, y, z = (
        sum(vector[axis] * max(town.population, 1) for vector, town in vectors) for axis in range(3)
    )
    # The length of the mean does not matter, only its direction.
    return max(
        vectors, key=lambda pair: (_dot(pair[0], (x, y, z)), pair[1].population, -pair[1].number)
    )[1]


def _vector(town: Entry) -> Vector:
    latitude, longitude = radians(town.latitude or 0), radians(town.longitude or 0)
    return cos(latitude) * cos(longitude), cos(latitude) * sin(longitude), sin(latitude)


def _dot(one: Vector, other: Vector) -> float:
    return sum(left * right for left, right in zip(one, other, strict=True))
