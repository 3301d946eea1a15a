"""What the contract shows of themes."""

import json
from typing import Any

from app.formats import skos
from app.http.contract.openapi import EXAMPLE_BASE
from app.http.routing import JSON

ADDRESS = f"{EXAMPLE_BASE}/v1/themes"
_HEALTH: dict[str, Any] = {
    "id": "health",
    "label": "Health",
    "labels": {"en": "Health", "tr": "Sağlık"},
    "parent": "humanitarian-response",
    "iptc": ["medtop:07000000"],
    "retired": False,
    "releases": 3,
    "url": f"{ADDRESS}/health",
}
_RESPONSE: dict[str, Any] = {
    "id": "humanitarian-response",
    "label": "Humanitarian response",
    "labels": {"en": "Humanitarian response", "tr": "İnsani müdahale"},
    "parent": None,
    "iptc": ["medtop:20000168"],
    "retired": False,
    "releases": 8,
    "url": f"{ADDRESS}/humanitarian-response",
}
_LIST = {
    "data": [_RESPONSE, _HEALTH],
    "meta": {"total": 2},
    "links": {"self": f"{ADDRESS}?location=TR&lang=en"},
}
_TREE = {
    "data": [{**_RESPONSE, "narrower": [{**_HEALTH, "narrower": []}]}],
    "meta": {"total": 2},
    "links": {"self": f"{ADDRESS}?form=tree&location=TR"},
}
_SCHEME = skos.write(
    [
        skos.Concept(
            entry["id"],
            entry["labels"],
            entry["parent"],
            ((entry["iptc"][0], "close" if entry is _RESPONSE else "exact"),),
            deprecated=False,
            replaced_by=None,
        )
        for entry in (_RESPONSE, _HEALTH)
    ],
    "Relief Network",
    ADDRESS,
)

SCHEME = {skos.MEDIA_TYPE: {"schema": {"type": "object"}, "example": json.loads(_SCHEME)}}
LIST = {
    JSON: {"examples": {"flat": {"value": _LIST}, "tree": {"value": _TREE}}},
    **SCHEME,
}
DETAIL = {
    **_HEALTH,
    "ancestors": [{"id": "humanitarian-response", "label": "Humanitarian response"}],
    "narrower": [],
}
