"""Cuts of the contract: what one kind of client needs, with only the components that it uses."""

import json
import re
from enum import StrEnum
from typing import Any

from app.http.contract.shared_parts import METHODS

Node = dict[str, Any]


class Audience(StrEnum):
    """Whom a cut of the contract is for. Closed."""

    READER = "reader"
    PARTNER = "partner"


_READERS = frozenset(("releases", "locations", "themes", "discovery", "previews", "problems"))
# The tags of the operations that each needs.
_TAGS = {
    Audience.READER: _READERS,
    Audience.PARTNER: _READERS | {"changes", "feeds", "webhooks", "embargoed", "contacts"},
}
_REFERENCE = re.compile(r'"#/components/(\w+)/([\w.-]+)"')


def cut(document: Node, audience: Audience) -> Node:
    """Return the part of `document` that `audience` needs; `document` stays as it is."""
    tags = _TAGS[audience]
    found = {
        **document,
        "tags": [tag for tag in document["tags"] if tag["name"] in tags],
        "paths": _tagged(document["paths"], tags),
    }
    webhooks = _tagged(document.get("webhooks", {}), tags)
    if webhooks:
        found["webhooks"] = webhooks
    else:
        found.pop("webhooks", None)
    found["components"] = _used(found, document["components"])
    return found


def _tagged(items: Node, tags: frozenset[str]) -> Node:
    found = {
        path: {
            name: part
            for name, part in item.items()
            if name not in METHODS or tags.intersection(part["tags"])
        }
        for path, item in items.items()
    }
    return {path: item for path, item in found.items() if any(name in METHODS for name in item)}


def _used(found: Node, components: Node) -> Node:
    """Return those of `components` that `found` refers to, directly or by way of others."""
    used: set[tuple[str, str]] = set()
    waiting: list[Any] = [found["paths"], found.get("webhooks", {})]
    while waiting:
        for kind, name in _REFERENCE.findall(json.dumps(waiting.pop())):
            if (kind, name) not in used:
                used.add((kind, name))
                waiting.append(components[kind][name])
    schemes = {
        name
        for item in found["paths"].values()
        for part in item.values()
        for requirement in part.get("security", ())
        for name in requirement
    }
    used |= {("securitySchemes", name) for name in schemes}
    return {
        kind: kept
        for kind, parts in components.items()
        if (kept := {name: part for name, part in parts.items() if (kind, name) in used})
    }
