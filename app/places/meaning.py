"""Decides which place a name means that somebody gives alone, or leaves the choice to them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.places.naming import abbreviated_key, place_key
from app.places.place import (
    ALIAS,
    AREAS,
    DIVISION_WEIGHT,
    GREAT_NAME,
    MOSTLY,
    NameMatch,
    PlaceRecord,
    are_alike,
)

# The most prominent place is meant if the next has no more than a quarter of its weight: Tripoli is
# the one in Libya, Burlington stays open. A foreign name needs a greater lead over a main name:
# Geneva against the Colombian town of Ginebra stays open.
CLEARLY = 4.0
CLEARLY_ABROAD = 8.0
# Capitals are written about more than their size tells: Washington against the state.
KNOWN_WEIGHT = 5.0
# «EU» is no town of Normandy, but a name as short has to be one's own.
SHORTEST_FOREIGN = 4

MOST_CANDIDATES = 8


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a name means: one place, or candidates that it does not decide between, or nothing.

    A `group` is a name of several places together («Middle East»), which are its candidates.
    `by_use` says that the archive has one of the candidates alone, as it may not have tomorrow.
    """

    place: PlaceRecord | None
    candidates: tuple[PlaceRecord, ...] = ()
    group: bool = False
    by_use: bool = False


NOTHING = Meaning(None)


@dataclass(frozen=True, slots=True)
class _Rival:
    """A place that has the name, with its weight; `is_own` is a name that the place has itself."""

    place: PlaceRecord
    score: float
    is_own: bool


def meaning_of(name: str, matches: Sequence[NameMatch]) -> Meaning:
    """Returns what `name` means, given every place that has it."""
    areas = [match.place for match in matches if match.place.kind in AREAS and match.is_main_name]
    seats = [match.place for match in matches if match.is_known and match.is_main_name]
    if areas:
        # عمان is Oman, and Amman without its vowel signs.
        others = tuple(seat for seat in seats if seat.country != areas[0].country)
        return Meaning(None, (areas[0], *others)) if others else Meaning(areas[0])
    short = abbreviated_key(name)
    ranked = sorted(_rivals(matches, short), key=lambda rival: (-rival.score, rival.place.id))
    if not ranked or (len(ranked) == 1 and not ranked[0].is_own and _is_short(name)):
        return NOTHING
    best, rest = ranked[0], ranked[1:]
    is_plain = best.is_own or not any(rival.is_own for rival in rest)
    if not rest or best.score >= (CLEARLY if is_plain else CLEARLY_ABROAD) * rest[0].score:
        return Meaning(best.place)
    return Meaning(None, tuple(rival.place for rival in ranked[:MOST_CANDIDATES]))


def _rivals(matches: Sequence[NameMatch], short: str) -> list[_Rival]:
    """Returns the matches without divisions named after a city, and without weak foreign names."""
    rivals = [_rival(match, short) for match in matches]
    if any(_is_great(rival) for rival in rivals):
        rivals = [rival for rival in rivals if rival.is_own]
    return [rival for rival in rivals if not any(_stands_before(other, rival) for other in rivals)]


def _stands_before(one: _Rival, other: _Rival) -> bool:
    """Returns whether of a city and the division around it the one is meant by a name of both.

    Edirne is the city. One that only has the name abroad must have a like name of its own and much
    of the people: Genf is the city, Oklahoma is not Oklahoma City, nor Sakarya Adapazarı.
    """
    if one.place.kind == "city" and one.place.parent == other.place.id:
        share = DIVISION_WEIGHT if one.is_own else MOSTLY
        is_like = one.is_own or are_alike(one.place, other.place)
        return is_like and one.place.population >= share * other.place.population
    is_outer = other.place.kind == "city" and other.place.parent == one.place.id
    return is_outer and not other.is_own and not _stands_before(other, one)


def _is_great(rival: _Rival) -> bool:
    return rival.is_own and rival.place.kind == "city" and rival.score >= GREAT_NAME


def _rival(match: NameMatch, short: str) -> _Rival:
    """Returns a match with its weight; «Saint Louis» is an own name of St. Louis."""
    if not match.is_main_name and place_key(match.place.name) == short:
        match = replace(match, rank=ALIAS)
    is_seat = match.is_known and match.is_main_name
    return _Rival(match.place, match.score * (KNOWN_WEIGHT if is_seat else 1), match.is_main_name)


def _is_short(name: str) -> bool:
    return name.isascii() and len(place_key(name)) < SHORTEST_FOREIGN
