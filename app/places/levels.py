"""Tells the kind of a place by its id, without reading the place."""

import re

# Ids of the gazetteer: a GeoNames number, ISO 3166-2 or a GeoNames code, ISO 3166-1 alpha-2, M49.
_SHAPES = (
    ("city", re.compile(r"geonames:[0-9]+")),
    ("division", re.compile(r"[A-Z]{2}-[A-Z0-9]+|geonames:[A-Z]{2}\..+")),
    ("country", re.compile(r"[A-Z]{2}")),
    ("region", re.compile(r"[0-9]{3}")),
)


def kind_of(place_id: str) -> str | None:
    """Returns the kind of a place of the gazetteer, None for a site or a place of editors.

    >>> [kind_of(id) for id in ("145", "TR", "TR-22", "geonames:747712", "own:camp")]
    ['region', 'country', 'division', 'city', None]
    """
    return next((kind for kind, shape in _SHAPES if shape.fullmatch(place_id)), None)
