"""Finds the countries, divisions and cities that a title and a first paragraph name.

A name in a text is often no place: a person (Jordan), a treaty (Paris Agreement), a university. So
a country counts by its name, a city only where the words around it make it one. A missed city does
less harm than a wrong one: editors see the list and can add to it.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from app.base.text import fold
from app.places.gazetteer import Gazetteer
from app.places.naming import place_key
from app.places.place import NameMatch, PlaceRecord
from app.places.reading.abbreviations import DIRECTIONS, DIVISIONS
from app.places.reading.choice import choose
from app.places.reading.context_words import (
    FOLLOWERS,
    INITIALS,
    LEADERS,
    LOCATIVES,
    NOT_CITIES,
    NOT_COUNTRIES,
    PERSONAL,
)
from app.places.reading.demonyms import DEMONYMS
from app.places.reading.divisions import WELL_KNOWN_DIVISION, mentioned_division
from app.places.reading.spans import Mention, mentions

# Least population of a city after «in»; a smaller one needs its country or state behind it.
KNOWN_CITY = 100_000
# Least population under a foreign name, and of a city without «in».
KNOWN_ABROAD = 500_000
GREAT_CITY = 1_000_000
SHORTEST_INITIALS = 4
SHORTEST_ALONE = 5

_UNITED_STATES = re.compile(
    r"\bU\.S\.|\bUSA?\b|\b[RDI]-[A-Z][A-Za-z.]+|\bSenat|\bCongress(?:man|woman)?\b|\bAtlanta\b|\bGa\."
)
# (R-Mo.), (D-DE), «, N.Y.», (WI-02): an abbreviation that names a state.
_STATE = re.compile(r"(?:(?<=[RDI]-)|(?<=, ))([A-Z][A-Za-z]{1,5}\.?|(?:[A-Z]\.){2})(?=[\s,).;])")
_DISTRICT = re.compile(r"\(([A-Z]{2})[-–]\d")
_TOWN_OF_STATE = re.compile(r",\s*((?:[A-Z]\.){2}|[A-Z][A-Za-z]{1,5}\.?)(?=[\s,.;)]|$)")
_STATED = re.compile(r",\s*([A-Z][^\W\d_.]*(?:[. ]+[A-Z][^\W\d_.]*){0,3}\.?)")
LONGEST_ADDRESS = 80
# «320 Hart Building, Washington, D.C.» is an address.
_ADDRESS = re.compile(
    r"\b(?:Building|Bldg\.?|Room|Street|St\.|Avenue|Ave\.|Suite|Floor|Hall|House|Road),?\s*$"
)
_LEADING_OF = re.compile(r"\b(?:Gulf|Bank|Sea) of $")
_AND = re.compile(r",?\s+(?:and|et|y|e|und|ve|&)\s+|,\s+")
# Languages without blanks between words: names of countries are searched as substrings.
_UNSPACED = frozenset({"zh", "ja", "th"})


@dataclass(frozen=True, slots=True)
class _ReadText:
    """A text with its names and language, and whether it is American."""

    text: str
    found: Sequence[Mention]
    gazetteer: Gazetteer
    language: str
    american: bool


@dataclass(frozen=True, slots=True)
class MentionedPlace:
    """A place, the words that first name it, and the rule by which they count.

    `basis` is `country` or `division`; for a city `dateline` (dated from there), `within` (its
    country or state follows), `locative` («in Izmir») or `size` (known the world over).
    """

    place: PlaceRecord
    words: str
    basis: str


# A city with the rule by which it counts.
_Believed = tuple[PlaceRecord, str]


def mentioned_places(
    text: str,
    gazetteer: Gazetteer,
    language: str = "en",
    known: Collection[str] = frozenset(),
) -> list[PlaceRecord]:
    """Returns the countries, divisions and cities that `text` names, in order of first mention.

    `text` is a title and a first paragraph with a line feed between. `known` are ids of the places
    of the dateline: their names count wherever they stand.
    """
    return [found.place for found in read_mentions(text, gazetteer, language, known)]


def read_mentions(
    text: str,
    gazetteer: Gazetteer,
    language: str = "en",
    known: Collection[str] = frozenset(),
) -> list[MentionedPlace]:
    """Returns `mentioned_places`, each with the words that name it and the rule that applied."""
    reading = _read(text, gazetteer, language, known)
    hints = {*known, *(place.id for place in _hints(reading))}
    found: dict[str, MentionedPlace] = {}
    for mention in reading.found:
        believed = _area(mention, reading) or _city(mention, reading, hints, known)
        if believed is not None:
            place, basis = believed
            # A final full stop ends the sentence.
            words = text[mention.start : mention.end].rstrip(".")
            found.setdefault(place.id, MentionedPlace(place, words, basis))
    if reading.language in _UNSPACED:
        for name, country in gazetteer.countries_in(reading.language):
            if name in text:
                found.setdefault(country.id, MentionedPlace(country, name, "country"))
    return list(found.values())


def hinted_places(text: str, gazetteer: Gazetteer, language: str = "en") -> list[PlaceRecord]:
    """Returns countries and divisions that `text` names, to decide between namesakes."""
    return _hints(_read(text, gazetteer, language))


def _read(text: str, gazetteer: Gazetteer, language: str, known: Collection[str] = ()) -> _ReadText:
    found = list(mentions(text, gazetteer))
    states = (place for mention in found for place in _division(mention))
    dated = (place for place in map(gazetteer.get, known) if place)
    american = bool(_UNITED_STATES.search(text)) or any(
        place.country == "US" for place in (*states, *dated)
    )
    return _ReadText(text, found, gazetteer, language.split("-", maxsplit=1)[0], american)


def _hints(reading: _ReadText) -> list[PlaceRecord]:
    countries = [_country(mention, reading) for mention in reading.found]
    divisions = [place for mention in reading.found for place in _division(mention)]
    abbreviated = [*_STATE.findall(reading.text), *_DISTRICT.findall(reading.text)]
    codes = [code for word in abbreviated for code in DIVISIONS.get(place_key(word), ())[:1]]
    codes += [DEMONYMS[word] for word in fold(reading.text).split(" ") if word in DEMONYMS]
    coded = map(reading.gazetteer.get, codes)
    return list(dict.fromkeys(place for place in (*countries, *divisions, *coded) if place))


def _area(mention: Mention, reading: _ReadText) -> _Believed | None:
    """Returns the country or division that the text is about by this name."""
    country = _country(mention, reading)
    if country is not None:
        return country, "country"
    division = mentioned_division(reading.text, mention)
    if division is None or _is_town_of_state(mention, reading):
        return None
    return division, "division"


def _division(mention: Mention) -> list[PlaceRecord]:
    """Returns the state or province of a mention, unless a city is more prominent by that name."""
    biggest = max(mention.matches, key=lambda match: match.score)
    is_division = biggest.place.kind == "division" and biggest.is_main_name
    well_known = biggest.place.population >= WELL_KNOWN_DIVISION
    return [biggest.place] if is_division and well_known else []


def _country(mention: Mention, reading: _ReadText) -> PlaceRecord | None:
    """Returns the country of a mention, unless the words around it give it another sense."""
    named = next((match for match in mention.matches if match.place.kind == "country"), None)
    if named is None:
        return None
    printed = reading.text[mention.start : mention.end]
    if not _is_country_name(printed, named, reading) or _is_part_of_another_name(mention, reading):
        return None
    if fold(printed) in PERSONAL and not _is_placed(mention, named.place, reading):
        return None
    return named.place


def _is_country_name(printed: str, named: NameMatch, reading: _ReadText) -> bool:
    folded, place = fold(printed), named.place
    if folded in NOT_COUNTRIES:
        return False
    if len(place_key(printed)) < SHORTEST_INITIALS and printed.replace(".", "") not in INITIALS:
        return False
    if not _is_spelt_like(printed, place):
        return False
    labels = reading.gazetteer.names(place.id)
    if named.is_main_name or fold(labels.get(reading.language, "")) == folded:
        return True
    return reading.language not in labels and folded in map(fold, labels.values())


def _is_spelt_like(printed: str, place: PlaceRecord) -> bool:
    """Returns whether the blanks agree, which keys ignore: «to go» is not Togo."""
    same_key = place_key(printed) == place_key(place.name)
    return not same_key or fold(printed) == fold(place.name)


def _is_part_of_another_name(mention: Mention, reading: _ReadText) -> bool:
    """Returns whether the name belongs to another one: «Turkey Day», «Mexico, Mo.»."""
    folded = fold(reading.text[mention.start : mention.end])
    if fold(mention.after) in FOLLOWERS or fold(mention.before) in LEADERS:
        return True
    if _LEADING_OF.search(reading.text[max(0, mention.start - 10) : mention.start]):
        return True
    if folded == "jersey" and fold(mention.before) in DIRECTIONS:
        return True
    if folded.endswith("georgia") and reading.american:
        return True
    return _is_town_of_state(mention, reading)


def _is_town_of_state(mention: Mention, reading: _ReadText) -> bool:
    """Returns whether an abbreviated state follows: «Mexico, Mo.», «Nevada, Mo.»."""
    town = _TOWN_OF_STATE.match(reading.text, mention.end)
    return town is not None and place_key(town.group(1)) in DIVISIONS


def _is_placed(mention: Mention, country: PlaceRecord, reading: _ReadText) -> bool:
    """Returns whether a personal name is used as a country: after a small word, or in a list."""
    if mention.before[:1].islower():
        return mention.in_title or not _is_capitalised(mention.after)
    if mention.before or _is_capitalised(mention.after):
        return False
    return any(
        other.start != mention.start
        and _AND.fullmatch(
            reading.text[min(mention.end, other.end) : max(mention.start, other.start)]
        )
        and any(
            match.place.kind == "country" or match.place.country == country.country
            for match in other.matches
        )
        for other in reading.found
    )


def _is_capitalised(word: str) -> bool:
    return word[:1].isupper() and not word.isupper()


def _city(
    mention: Mention, reading: _ReadText, hints: Collection[str], known: Collection[str]
) -> _Believed | None:
    """Returns the city of a mention, if the words around it say that it is one."""
    printed = reading.text[mention.start : mention.end]
    cities = [
        match
        for match in mention.matches
        if match.place.kind in ("city", "site") and _is_spelt_like(printed, match.place)
    ]
    if fold(printed) in NOT_CITIES or not cities or mention.matches[0].place.kind == "country":
        return None
    dated = [match.place for match in cities if match.place.id in known]
    if dated:
        return dated[0], "dateline"
    if mention.before[:1].isupper() and fold(mention.before) not in LOCATIVES:
        return None
    before = reading.text[max(0, mention.start - LONGEST_ADDRESS) : mention.start]
    if _is_initials(printed, mention) or _ADDRESS.search(before):
        return None
    return _city_by_words(mention, cities, reading, hints)


def _is_initials(printed: str, mention: Mention) -> bool:
    """Returns whether a name in capitals stands in other text: «GAO audit», a surname."""
    return printed.isupper() and not mention.in_title and printed.lower() != printed


def _city_by_words(
    mention: Mention, cities: Sequence[NameMatch], reading: _ReadText, hints: Collection[str]
) -> _Believed | None:
    within = _stated_within(mention, cities, reading)
    if within is not None:
        return within, "within"
    if mention.after[:1].isupper():
        return None
    chosen = choose(mention.matches, reading.gazetteer, hints).place
    if chosen is None or chosen.kind != "city":
        return None
    # The gazetteer does not know in which language a foreign name is.
    is_own_name = reading.language != "en" or any(
        match.place == chosen and match.is_main_name for match in cities
    )
    basis = _reason_for_city(chosen, is_own_name, mention)
    return (chosen, basis) if basis else None


def _reason_for_city(chosen: PlaceRecord, is_own_name: bool, mention: Mention) -> str | None:
    if fold(mention.before) in LOCATIVES:
        least = KNOWN_CITY if is_own_name else KNOWN_ABROAD
        return "locative" if chosen.population >= least else None
    alone = is_own_name and not mention.in_title and len(chosen.name) >= SHORTEST_ALONE
    return "size" if alone and chosen.population >= GREAT_CITY else None


def _stated_within(
    mention: Mention, cities: Sequence[NameMatch], reading: _ReadText
) -> PlaceRecord | None:
    """Returns the city in the country or state that is printed behind it: «Rome, Georgia»."""
    following = _STATED.match(reading.text, mention.end)
    words = following.group(1).split(" ") if following else []
    for size in range(len(words), 0, -1):
        name = " ".join(words[:size])
        named = reading.gazetteer.matches_key(place_key(name))
        above = {*DIVISIONS.get(place_key(name), ())}
        above |= {match.place.id for match in named if match.is_main_name}
        if place_key(name) in NOT_COUNTRIES:
            continue
        for match in cities:
            over = reading.gazetteer.ancestors(match.place.id)
            if any(place.id in above for place in over):
                return match.place
    return None
