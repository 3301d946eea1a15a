"""Names of a place by language."""

from app.places.completion import other_names
from app.places.gazetteer import Gazetteer, shipped_gazetteer
from app.places.place import PlaceRecord


def labels_of(place: PlaceRecord, own: str, known: Gazetteer | None = None) -> dict[str, str]:
    """Returns at least one name by language (BCP 47); editors' names win over the gazetteer's.

    `own` is the language of the newsroom, the language of `place.name`.
    """
    known = known or shipped_gazetteer()
    has_labels = place.kind in ("region", "country")
    labels = (known.names(place.id) if has_labels else {}) | dict(place.names)
    shipped = known.get(place.id)
    if shipped is None or shipped.name != place.name:
        labels[own] = place.name
    return labels or {own: place.name}


def further_names(place: PlaceRecord, known: Gazetteer | None = None) -> tuple[str, ...]:
    """Returns the other names of a place in any language, those of editors first."""
    return (*place.other_names, *other_names(known or shipped_gazetteer(), place.id))
