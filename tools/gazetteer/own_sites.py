"""Camps, crossings, islands and headlands that agencies write from and no set of cities has.

`sites.tsv` holds facts of common knowledge, written for this product: id, name, other names parted
by `;`, the division or site that contains it, latitude, longitude.
"""

from pathlib import Path
from typing import NamedTuple


class Site(NamedTuple):
    """A place without a GeoNames id. `within` is the id of the place that contains it."""

    id: str
    name: str
    other_names: tuple[str, ...]
    within: str
    latitude: float
    longitude: float


def _site(line: str) -> Site:
    code, name, others, within, latitude, longitude = line.split("\t")
    names = tuple(filter(None, others.split(";")))
    return Site(f"site:{code}", name, names, within, float(latitude), float(longitude))


# A container stands before what it contains; the order gives the numbers of the file.
_LINES = Path(__file__).with_name("sites.tsv").read_text("utf-8").splitlines()
SITES = tuple(map(_site, _LINES[1:]))
