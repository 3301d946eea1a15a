"""What a place is called in each language."""

from app.places.completion import other_names
from app.places.gazetteer import Gazetteer, shipped_gazetteer
from app.places.place import Place


def labels_of(place: Place, own: str, known: Gazetteer | None = None) -> dict[str, str]:
    """Names by language (BCP 47), never none; `own` is the newsroom's, which `place.name` is in.

    Editors' names win over the gazetteer's.
    """
    known = known or shipped_gazetteer()
    has_labels = place.kind in ("region", "country")
    labels = (known.names(place.id) if has_labels else {}) | dict(place.names)
    shipped = known.get(place.id)
    if shipped is None or shipped.name != place.name:
        labels[own] = place.name
    return labels or {own: place.name}


def further_names(place: Place, known: Gazetteer | None = None) -> tuple[str, ...]:
    """What else the place is found by, in any language; editors' names first."""
    return (*place.other_names, *other_names(known or shipped_gazetteer(), place.id))
