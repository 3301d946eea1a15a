"""Circles and boxes on the globe, as filters of an address. Pure."""

import re
from dataclasses import dataclass
from math import asin, cos, degrees, radians, sin, sqrt

from app.base.problems import Invalid, excerpt
from app.published.document import decimal

# The mean radius of the Earth by the IUGG, in km; half a circumference is the farthest there is.
EARTH_KM = 6371.0088
FARTHEST_KM = 20_038
POLE = 90

# Every number that JSON shows is taken, such as 1e-05 and 0.00012345678901234567.
_NUMBER = r"\s*([+-]?\d{1,5}(?:\.\d{1,24})?(?:[eE][+-]?\d{1,3})?)\s*"
_NEAR = re.compile(",".join([_NUMBER] * 3), re.ASCII)
_BOX = re.compile(",".join([_NUMBER] * 4), re.ASCII)


@dataclass(frozen=True, order=True)
class Box:
    """In degrees. If its west lies east of its east, it crosses the antimeridian: RFC 7946, 5.2."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, latitude: float, longitude: float) -> bool:
        """Return whether a point lies in the box or on its edge."""
        if not self.south <= latitude <= self.north:
            return False
        if self.west <= self.east:
            return self.west <= longitude <= self.east
        return longitude >= self.west or longitude <= self.east

    def canonical(self) -> list[float]:
        """Return numbers that are the same for equal boxes only."""
        return [self.west, self.south, self.east, self.north]


@dataclass(frozen=True, order=True)
class Near:
    """All points within `km` of one, on a sphere: distances are right to half a per cent."""

    latitude: float
    longitude: float
    km: float

    def holds(self, latitude: float, longitude: float) -> bool:
        """Return whether a point is no farther away than `km` (haversine formula)."""
        here, there = radians(self.latitude), radians(latitude)
        across = radians(longitude - self.longitude)
        half = sin((there - here) / 2) ** 2 + cos(here) * cos(there) * sin(across / 2) ** 2
        return 2 * EARTH_KM * asin(min(1.0, sqrt(half))) <= self.km

    def around(self) -> Box:
        """Return a box that holds every point of the circle, and some more."""
        reach = degrees(self.km / EARTH_KM) * 1.001
        south, north = self.latitude - reach, self.latitude + reach
        if south <= -POLE or north >= POLE:
            return Box(-180, max(south, -POLE), 180, min(north, POLE))
        wide = degrees(asin(min(1.0, sin(radians(reach)) / cos(radians(self.latitude))))) * 1.001
        return Box(_wrapped(self.longitude - wide), south, _wrapped(self.longitude + wide), north)

    def canonical(self) -> list[float]:
        """Return numbers that are the same for equal circles only."""
        return [self.latitude, self.longitude, self.km]


def read_near(value: str) -> Near:
    """Read `latitude,longitude,km`. Raises Invalid."""
    if not (found := _NEAR.fullmatch(value)):
        detail = f"{excerpt(value)!r} is not latitude, longitude and kilometres: 41.68,26.56,50."
        raise Invalid.of(detail, parameter="near")
    latitude, longitude, km = (float(part) for part in found.groups())
    _check("near", "latitude", latitude, 90)
    _check("near", "longitude", longitude, 180)
    if not 0 < km <= FARTHEST_KM:
        raise Invalid.of(f"The distance is over 0 and up to {FARTHEST_KM} km.", parameter="near")
    return Near(latitude, longitude, km)


def read_box(value: str) -> Box:
    """Read `west,south,east,north` in degrees. Raises Invalid."""
    if not (found := _BOX.fullmatch(value)):
        detail = f"{excerpt(value)!r} is not west, south, east and north: 25.6,35.8,44.8,42.1."
        raise Invalid.of(detail, parameter="bbox")
    west, south, east, north = (float(part) for part in found.groups())
    for name, degree, limit in (
        ("west", west, 180),
        ("south", south, 90),
        ("east", east, 180),
        ("north", north, 90),
    ):
        _check("bbox", name, degree, limit)
    if south > north:
        meant = ",".join(map(decimal, (west, north, east, south)))
        detail = "South lies north of north. The order is west, south, east, north."
        raise Invalid.of(detail, parameter="bbox", suggestion=meant)
    return Box(west, south, east, north)


def _check(parameter: str, name: str, degree: float, limit: int) -> None:
    if abs(degree) > limit:
        detail = (
            f"The {name} {excerpt(decimal(degree))} is not between -{limit} and {limit} degrees."
        )
        raise Invalid.of(detail, parameter=parameter)


def _wrapped(longitude: float) -> float:
    return (longitude + 180) % 360 - 180
