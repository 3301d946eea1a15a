"""Examples of places for the contract."""

from typing import Any

from app.http.contract.openapi import EXAMPLE_BASE
from app.places.gazetteer import ATTRIBUTION

_URL = f"{EXAMPLE_BASE}/v1/locations"
_ENTRY: dict[str, Any] = {
    "id": "TR-22",
    "kind": "division",
    "name": "Edirne",
    "label": "Edirne",
    "slug": "edirne-tr",
    "code": "TR-22",
    "country": "TR",
    "coordinates": None,
    "parent": "TR",
    "ancestors": [
        {"id": "TR", "kind": "country", "name": "Türkiye", "code": "TR", "label": "Türkiye"},
        {
            "id": "145",
            "kind": "region",
            "name": "Western Asia",
            "code": "145",
            "label": "Western Asia",
        },
    ],
    "releases": 2,
    "matched": "Edirne",
    "url": f"{_URL}/TR-22",
}
LIST = {"data": [_ENTRY], "meta": {"total": 1}, "links": {"self": f"{_URL}?q=edi&kind=division"}}
DETAIL = {
    **_ENTRY,
    "matched": None,
    "names": {"en": "Edirne"},
    "other_names": ["Edirne Province"],
    "timezone": None,
    "counts": {"total": 2, "dateline": 1, "about": 2},
    "children": [
        {
            "id": "geonames:747712",
            "kind": "city",
            "name": "Edirne",
            "code": None,
            "label": "Edirne",
            "releases": 2,
            "url": f"{_URL}/geonames:747712",
        }
    ],
}
MAP = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "id": "geonames:747712",
            "geometry": {"type": "Point", "coordinates": [26.55597, 41.67719]},
            "properties": {
                "id": "geonames:747712",
                "kind": "city",
                "name": "Edirne",
                "slug": "edirne",
                "releases": 2,
                "url": f"{_URL}/geonames:747712",
            },
        }
    ],
    "attribution": ATTRIBUTION,
}
