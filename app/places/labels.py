"""Names of a place by language, and the language of the name that it is written with."""

import unicodedata

from app.base.language import UNDETERMINED
from app.places.completion import other_names
from app.places.gazetteer import Gazetteer, shipped_gazetteer
from app.places.names import PlaceNames, shipped_names
from app.places.place import AREAS, PlaceRecord

# What English texts call a place is mostly its name in GeoNames; ISO writes divisions as their
# country does: «Federacija Bosne i Hercegovine».
_NAMED_IN_ENGLISH = (*AREAS, "city", "site")
ENGLISH = "en"
# From this size on GeoNames has the English names of cities, such as Munich; those of Turkish ones
# are written in Turkish letters here.
_HAS_ENGLISH_NAME = 50_000
_ALWAYS_LOCAL = "TR"


def labels_of(place: PlaceRecord, own: str, known: Gazetteer | None = None) -> dict[str, str]:
    """Returns at least one name by language (BCP 47); editors' names win over the shipped ones.

    `own` is the language of the newsroom, in which editors write `place.name`. A name whose
    language is not known stands under `und`, with its script where that is certain.
    """
    known = known or shipped_gazetteer()
    labels = {**PlaceNames(place.id, known=known), **dict(place.names)}
    if not is_shipped_name(place.id, place.name, known):
        labels[own] = place.name
    else:
        labels.setdefault(written_language(place.id, place.name, known), place.name)
        if is_english(place.id, place.name, known):
            labels.setdefault(ENGLISH, place.name)
    return _without_guess(labels)


def _without_guess(labels: dict[str, str]) -> dict[str, str]:
    """Leave out a name without a language that some language has too."""
    known = {tag: name for tag, name in labels.items() if not tag.startswith(UNDETERMINED)}
    return {tag: name for tag, name in labels.items() if tag in known or name not in known.values()}


def is_shipped_name(place_id: str, name: str, known: Gazetteer | None = None) -> bool:
    """Returns whether the gazetteer writes this place so; editors may write it otherwise."""
    shipped = (known or shipped_gazetteer()).get(place_id)
    return shipped is not None and shipped.name == name


def is_english(place_id: str, name: str, known: Gazetteer | None = None) -> bool:
    """Returns whether `name` is what English texts call the place: see `_NAMED_IN_ENGLISH`."""
    shipped = (known or shipped_gazetteer()).get(place_id)
    return shipped is not None and shipped.name == name and shipped.kind in _NAMED_IN_ENGLISH


def written_language(place_id: str, name: str, known: Gazetteer | None = None) -> str:
    """Returns the language of the name that a shipped place is written with.

    Sites are written in English, as «Azraq camp». Of a small town it is the one official language
    of its country, if there is one alone; of others nobody tells: `und-Latn` for Latin letters, or
    `und`.
    """
    shipped = (known or shipped_gazetteer()).get(place_id)
    if shipped is not None and shipped.name == name and shipped.kind == "site":
        return ENGLISH
    if shipped is not None and shipped.name == name and shipped.kind == "city":
        is_local = shipped.country == _ALWAYS_LOCAL or shipped.population < _HAS_ENGLISH_NAME
        home = shipped_names().home_language(shipped.country) if is_local else None
        if home is not None:
            return home
    return UNDETERMINED + ("-Latn" if _is_latin(name) else "")


def _is_latin(name: str) -> bool:
    letters = [unicodedata.name(char, "") for char in name if char.isalpha()]
    return bool(letters) and all(letter.startswith("LATIN") for letter in letters)


def further_names(place: PlaceRecord, known: Gazetteer | None = None) -> tuple[str, ...]:
    """Returns the other names of a place in any language, those of editors first."""
    return (*place.other_names, *other_names(known or shipped_gazetteer(), place.id))
