"""Writes themes as a SKOS concept scheme (W3C, 2009-08-18) in JSON-LD 1.1. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.base.compact_json import compact, without_none

MEDIA_TYPE = "application/ld+json"
MEDIA_TOPIC = "http://cv.iptc.org/newscodes/mediatopic/"
_MATCHES = {
    "exact": "exactMatch",
    "close": "closeMatch",
    "broad": "broadMatch",
    "narrow": "narrowMatch",
    "related": "relatedMatch",
}
_ADDRESSES = (
    "inScheme",
    "topConceptOf",
    "hasTopConcept",
    "broader",
    "narrower",
    *_MATCHES.values(),
)
# The context is written out, so that a reader need not fetch a second document.
CONTEXT: dict[str, Any] = {
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "id": "@id",
    "type": "@type",
    "prefLabel": {"@id": "skos:prefLabel", "@container": "@language"},
    "notation": "skos:notation",
    "title": "dcterms:title",
    "deprecated": "owl:deprecated",
    "isReplacedBy": {"@id": "dcterms:isReplacedBy", "@type": "@id"},
    **{name: {"@id": f"skos:{name}", "@type": "@id"} for name in _ADDRESSES},
}


@dataclass(frozen=True)
class Concept:
    """A theme as the scheme shows it.

    `iptc` are pairs of a Media Topic (`medtop:20000790`) and how it relates to the theme, as in the
    taxonomy file. `replaced_by` is the id of the theme that it was merged into.
    """

    id: str
    labels: Mapping[str, str]
    parent: str | None
    iptc: tuple[tuple[str, str], ...]
    deprecated: bool
    replaced_by: str | None


def write(concepts: Sequence[Concept], title: str, scheme: str) -> bytes:
    """Returns the document of the scheme at the address `scheme`, with its concepts below it."""
    today = [concept for concept in concepts if concept.replaced_by is None]
    members = {
        "id": scheme,
        "type": "skos:ConceptScheme",
        "title": title,
        "hasTopConcept": [
            _address(scheme, concept.id) for concept in today if concept.parent is None
        ],
    }
    graph = [members, *(_concept(concept, today, scheme) for concept in concepts)]
    document = {"@context": CONTEXT, "@graph": graph}
    return compact(document).encode()


def _concept(concept: Concept, today: Iterable[Concept], scheme: str) -> dict[str, Any]:
    is_top = concept.parent is None and concept.replaced_by is None
    narrower = [_address(scheme, other.id) for other in today if other.parent == concept.id]
    members: dict[str, Any] = {
        "id": _address(scheme, concept.id),
        "type": "skos:Concept",
        "notation": concept.id,
        "prefLabel": dict(concept.labels),
        "inScheme": scheme,
        "topConceptOf": scheme if is_top else None,
        "broader": _address(scheme, concept.parent) if concept.parent else None,
        "narrower": narrower or None,
        **_matches(concept),
        "deprecated": True if concept.deprecated else None,
        "isReplacedBy": _address(scheme, concept.replaced_by) if concept.replaced_by else None,
    }
    return without_none(members)


def _matches(concept: Concept) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for code, relation in concept.iptc:
        address = f"{MEDIA_TOPIC}{code.removeprefix('medtop:')}"
        found.setdefault(_MATCHES[relation], []).append(address)
    return found


def _address(scheme: str, theme_id: str) -> str:
    return f"{scheme}/{theme_id}"
