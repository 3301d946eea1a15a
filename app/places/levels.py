"""The kind of a place told by its id, without reading the place. Pure."""

import re

# The ids of the gazetteer: UN M49, ISO 3166-1 alpha-2, ISO 3166-2 or a GeoNames code, a number.
_SHAPES = (
    ("city", re.compile(r"geonames:[0-9]+")),
    ("division", re.compile(r"[A-Z]{2}-[A-Z0-9]+|geonames:[A-Z]{2}\..+")),
    ("country", re.compile(r"[A-Z]{2}")),
    ("region", re.compile(r"[0-9]{3}")),
)


def kind_of(place_id: str) -> str | None:
    """The kind of a place of the gazetteer; None of one that editors made.

    >>> [kind_of(id) for id in ("145", "TR", "TR-22", "geonames:747712", "own:camp")]
    ['region', 'country', 'division', 'city', None]
    """
    return next((kind for kind, shape in _SHAPES if shape.fullmatch(place_id)), None)
