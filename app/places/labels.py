"""Names of a place by language, and the language of the name that it is written with."""

import unicodedata
from collections.abc import Mapping

from app.base.language import UNDETERMINED
from app.places.completion import other_names
from app.places.gazetteer import Gazetteer, shipped_gazetteer
from app.places.place import AREAS, PlaceRecord

# What English texts call a place is mostly its name in GeoNames; ISO writes divisions as their
# country does: «Federacija Bosne i Hercegovine».
_NAMED_IN_ENGLISH = (*AREAS, "city", "site")
ENGLISH = "en"


def labels_of(place: PlaceRecord, own: str, known: Gazetteer | None = None) -> dict[str, str]:
    """Returns at least one name by language (BCP 47); editors' names win over the gazetteer's.

    `own` is the language of the newsroom, in which editors write `place.name`. A name whose
    language is not known stands under `und`, with its script where that is certain.
    """
    known = known or shipped_gazetteer()
    labels = {**known_names(place.id, known), **dict(place.names)}
    if not is_shipped_name(place.id, place.name, known):
        labels[own] = place.name
    elif is_english(place.id, place.name, known):
        labels.setdefault(ENGLISH, place.name)
    return labels or {written_language(place.name): place.name}


def known_names(place_id: str, known: Gazetteer | None = None) -> Mapping[str, str]:
    """Returns names by language that the product ships for a place."""
    return (known or shipped_gazetteer()).names(place_id)


def is_shipped_name(place_id: str, name: str, known: Gazetteer | None = None) -> bool:
    """Returns whether the gazetteer writes this place so; editors may write it otherwise."""
    shipped = (known or shipped_gazetteer()).get(place_id)
    return shipped is not None and shipped.name == name


def is_english(place_id: str, name: str, known: Gazetteer | None = None) -> bool:
    """Returns whether `name` is what English texts call the place: see `_NAMED_IN_ENGLISH`."""
    shipped = (known or shipped_gazetteer()).get(place_id)
    return shipped is not None and shipped.name == name and shipped.kind in _NAMED_IN_ENGLISH


def written_language(name: str) -> str:
    """Returns the tag of a name whose language nobody tells: `und-Latn`, or `und`.

    >>> written_language("Kályvia"), written_language("Αθήνα")
    ('und-Latn', 'und')
    """
    letters = [unicodedata.name(char, "") for char in name if char.isalpha()]
    is_latin = bool(letters) and all(letter.startswith("LATIN") for letter in letters)
    return f"{UNDETERMINED}-Latn" if is_latin else UNDETERMINED


def further_names(place: PlaceRecord, known: Gazetteer | None = None) -> tuple[str, ...]:
    """Returns the other names of a place in any language, those of editors first."""
    return (*place.other_names, *other_names(known or shipped_gazetteer(), place.id))
