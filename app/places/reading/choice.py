"""Which of several places with one name is meant, and when that cannot be said."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from app.places.gazetteer import Gazetteer
from app.places.naming import place_key
from app.places.place import Named, Place, prominence

# The biggest place is meant when it is this many times the size of the next, whatever else the text
# names: Geneva (nine times Geneva, Illinois) in a release that thanks the United States, Washington
# in one by a senator of Utah. Four times will do when the next is no city that people write about
# (Athens in Georgia). Tripoli (six times the other, a city of 229,000) and San José stay open.
OUTRIGHT = 8.0
CLEARLY = 4.0
MODESTLY = 2.5
LESSER_CITY = 150_000
SMALL_TOWN = 50_000

# What a place gains when the text names its country or its division.
DIVISION_HINT = 40.0
COUNTRY_HINT = 3.0
COUNTRY_HINT_FOR_CITY = 30.0
CITY = 100_000

# A namesake of less than this share is no candidate worth reporting.
WORTH_NAMING = 0.02
MOST_CANDIDATES = 8


@dataclass(frozen=True, slots=True)
class Choice:
    """The place meant, or None and the candidates between which the text does not decide.

    `basis` is `name` (only one has it), `hint`, `population`, or `ambiguous`.
    """

    place: Place | None
    candidates: tuple[Place, ...]
    basis: str


@dataclass(frozen=True, slots=True)
class _Ranked:
    """A match with its weight by size alone and what the hints make of it."""

    plain: float
    gain: float
    match: Named

    @property
    def weight(self) -> float:
        return self.plain * self.gain


def choose(
    matches: Sequence[Named], gazetteer: Gazetteer, hints: Collection[str] = frozenset()
) -> Choice:
    """Choose among places of one name; `hints` are ids of countries and divisions near by."""
    matches = _without_wholes(matches)
    lands = [
        match.place for match in matches if match.place.kind == "country" and match.is_main_name
    ]
    if lands:
        return _choose_land(lands[0], matches, hints)
    ranked = sorted(
        (_Ranked(_plain_weight(match), _gain(match, gazetteer, hints), match) for match in matches),
        key=lambda ranked: (-ranked.weight, ranked.match.place.id),
    )
    if len(ranked) <= 1:
        return Choice(ranked[0].match.place if ranked else None, (), "name")
    biggest = max(ranked, key=lambda ranked: ranked.plain)
    if _dominates(biggest, [other for other in ranked if other is not biggest]):
        return Choice(biggest.match.place, (), "population")
    if _is_hinted(ranked):
        return Choice(ranked[0].match.place, (), "hint")
    return Choice(None, _worth_naming(ranked), "ambiguous")


def is_borrowed(
    matches: Sequence[Named], gazetteer: Gazetteer, hints: Collection[str] = frozenset()
) -> bool:
    """Whether a name belongs to one city only in another language, and that is not known abroad.

    «Ras al-Ayn» is what Arabic calls Rosh Ha‘Ayin, and a smaller town of Syria that is not listed.
    """
    if len(matches) != 1 or matches[0].is_main_name or matches[0].place.kind != "city":
        return False
    return matches[0].place.population < CITY and _gain(matches[0], gazetteer, hints) <= 1


def _choose_land(land: Place, matches: Sequence[Named], hints: Collection[str]) -> Choice:
    """A country is meant by its name, unless a division has it too: Georgia."""
    rivals = [
        match.place for match in matches if match.place.kind == "division" and match.is_main_name
    ]
    rivals = [
        rival for rival in rivals if rival.country != land.country and rival.population > CITY * 10
    ]
    if not rivals:
        return Choice(land, (), "name")
    hinted = [rival for rival in rivals if rival.country in hints or rival.id in hints]
    if bool(hinted) == (land.id in hints):
        return Choice(None, (land, *rivals), "ambiguous")
    return Choice(hinted[0] if hinted else land, (), "hint")


def _without_wholes(matches: Sequence[Named]) -> list[Named]:
    """Leave out a division when a city has its name: Edirne is the city, not its province.

    Size decides, as for slugs: California is the state, although a village may have its name.
    """
    kept: list[Named] = []
    cities = [match for match in matches if match.place.kind == "city"]
    for match in matches:
        place = match.place
        weight = prominence(place.kind, place.population)
        if place.kind != "division" or not any(
            other.place.population >= weight and not _is_named_after(other, match)
            for other in cities
        ):
            kept.append(match)
    if any(match.place.kind == "division" and match.is_main_name for match in kept):
        kept = [
            match for match in kept if not any(_is_named_after(match, land) for land in matches)
        ]
    return [match for match in kept if match.place.kind != "region"] or kept


def _is_named_after(city: Named, division: Named) -> bool:
    """Antakya, which people also call Hatay as its province; Geneva is Genève as its canton is."""
    return (
        city.place.kind == "city"
        and division.place.kind == "division"
        and city.place.parent == division.place.id
        and division.is_main_name
        and not city.is_main_name
        and place_key(city.place.name) != place_key(division.place.name)
    )


def _plain_weight(match: Named) -> float:
    return prominence(match.place.kind, 1) * match.weight


def _gain(match: Named, gazetteer: Gazetteer, hints: Collection[str]) -> float:
    if not hints:
        return 1.0
    place = match.place
    divisions = [above.id for above in gazetteer.ancestors(place.id) if above.kind == "division"]
    if any(division in hints for division in divisions):
        return DIVISION_HINT
    if place.country in hints:
        return COUNTRY_HINT_FOR_CITY if place.population >= CITY else COUNTRY_HINT
    return 1.0


def _dominates(biggest: _Ranked, others: Sequence[_Ranked]) -> bool:
    """Whether the biggest is meant by its size alone, no namesake being hinted at more strongly."""
    second = max(other.plain for other in others)
    if biggest.plain >= OUTRIGHT * second:
        return True
    if second >= LESSER_CITY or any(other.gain > biggest.gain for other in others):
        return False
    return biggest.plain >= (CLEARLY if second >= SMALL_TOWN else MODESTLY) * second


def _is_hinted(ranked: Sequence[_Ranked]) -> bool:
    """Whether hints lift the first above the rest, and it is the biggest by far of those lifted."""
    top, rest = ranked[0], ranked[1:]
    lifted = [other for other in rest if other.gain == top.gain]
    others = [other for other in rest if other.gain < top.gain]
    if not others or (lifted and not _dominates(top, lifted)):
        return False
    return all(top.weight >= CLEARLY * other.weight for other in others)


def _worth_naming(ranked: Sequence[_Ranked]) -> tuple[Place, ...]:
    worth = [
        other.match.place for other in ranked if other.weight >= ranked[0].weight * WORTH_NAMING
    ]
    return tuple(worth[:MOST_CANDIDATES])
