"""Chooses among several places of one name, or leaves the choice open."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from app.places.gazetteer import Gazetteer
from app.places.naming import place_key
from app.places.place import GREAT_NAME, MOSTLY, NameMatch, PlaceRecord, are_alike, prominence

# The biggest place wins outright with this many times the weight of the next, whatever else a text
# names: Geneva (nine times Geneva, Illinois) in a release that thanks the United States, Washington
# in one by a senator of Utah. Four times suffice if the next is a lesser city (Athens in Georgia).
# Tripoli (six times the other, a city of 229,000) and San José stay open.
OUTRIGHT = 8.0
CLEARLY = 4.0
MODESTLY = 2.5
LESSER_CITY = 150_000
SMALL_TOWN = 50_000

# Factors for a place whose division or country the text names.
DIVISION_HINT = 40.0
COUNTRY_HINT = 3.0
COUNTRY_HINT_FOR_CITY = 30.0
CITY = 100_000

# Namesakes of a smaller share are not reported as candidates.
WORTH_NAMING = 0.02
# Lead that a foreign name needs over a main name: Monterrey over Monterey stays open.
ABROAD = 8.0
MOST_CANDIDATES = 8


@dataclass(frozen=True, slots=True)
class Choice:
    """The chosen place, or None with the candidates that the text does not decide between.

    `basis` is `name` (the only one), `hint`, `population`, or `ambiguous`.
    """

    place: PlaceRecord | None
    candidates: tuple[PlaceRecord, ...]
    basis: str


@dataclass(frozen=True, slots=True)
class _Ranked:
    """A match with its weight by size, and the factor that hints give it."""

    plain: float
    gain: float
    match: NameMatch

    @property
    def weight(self) -> float:
        return self.plain * self.gain


def choose(
    matches: Sequence[NameMatch], gazetteer: Gazetteer, hints: Collection[str] = frozenset()
) -> Choice:
    """Chooses among places of one name; `hints` are ids of nearby countries and divisions."""
    matches = _without_wholes(_without_foreign(matches))
    countries = [
        match.place for match in matches if match.place.kind == "country" and match.is_main_name
    ]
    if countries and any(_is_foreign_capital(match, countries[0]) for match in matches):
        matches = [match for match in matches if match.place != countries[0]]
    elif countries:
        return _choose_country(countries[0], matches, hints)
    ranked = sorted(
        (_Ranked(match.score, _gain(match, gazetteer, hints), match) for match in matches),
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
    matches: Sequence[NameMatch], gazetteer: Gazetteer, hints: Collection[str] = frozenset()
) -> bool:
    """Returns whether the only match is a foreign name of a city too small to be known abroad.

    «Ras al-Ayn» is the Arabic name of Rosh Ha‘Ayin, and a town of Syria that is not listed.
    """
    if len(matches) != 1 or matches[0].is_main_name or matches[0].place.kind != "city":
        return False
    return matches[0].place.population < CITY and _gain(matches[0], gazetteer, hints) <= 1


def _choose_country(
    country: PlaceRecord, matches: Sequence[NameMatch], hints: Collection[str]
) -> Choice:
    """Chooses a country by its main name, or leaves it open against a division: Georgia."""
    rivals = [
        match.place for match in matches if match.place.kind == "division" and match.is_main_name
    ]
    rivals = [
        rival
        for rival in rivals
        if rival.country != country.country and rival.population > CITY * 10
    ]
    if not rivals:
        return Choice(country, (), "name")
    hinted = [rival for rival in rivals if rival.country in hints or rival.id in hints]
    if bool(hinted) == (country.id in hints):
        return Choice(None, (country, *rivals), "ambiguous")
    return Choice(hinted[0] if hinted else country, (), "hint")


def _without_foreign(matches: Sequence[NameMatch]) -> Sequence[NameMatch]:
    """Leaves out foreign names if a great city has the name: Brasília is not Brazil."""
    own = [match for match in matches if match.is_main_name]
    is_great = any(match.score >= GREAT_NAME and match.place.kind == "city" for match in own)
    return own if is_great else matches


def _is_foreign_capital(match: NameMatch, country: PlaceRecord) -> bool:
    """Returns whether another country's capital has the name: Amman is Oman without vowel signs."""
    return match.is_known and match.is_main_name and match.place.country != country.country


def _without_wholes(matches: Sequence[NameMatch]) -> list[NameMatch]:
    """Leaves out a division if a large city has its name: Edirne is the city, not its province.

    Size decides, as for slugs: California is the state, although villages have its name.
    """
    kept: list[NameMatch] = []
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
            match
            for match in kept
            if not any(_is_named_after(match, division) for division in matches)
        ]
    return [match for match in kept if match.place.kind != "region"] or kept


def _is_named_after(city: NameMatch, division: NameMatch) -> bool:
    """Returns whether a city has its division's name only as an alias: Antakya, called Hatay."""
    return (
        city.place.kind == "city"
        and division.place.kind == "division"
        and city.place.parent == division.place.id
        and division.is_main_name
        and not city.is_main_name
        and place_key(city.place.name) != place_key(division.place.name)
        and not (
            city.place.population >= MOSTLY * division.place.population
            and are_alike(city.place, division.place)
        )
    )


def _gain(match: NameMatch, gazetteer: Gazetteer, hints: Collection[str]) -> float:
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
    """Returns whether size alone decides; a namesake with a stronger hint may forbid it."""
    second = max(other.plain for other in others)
    is_abroad = not biggest.match.is_main_name and any(one.match.is_main_name for one in others)
    if is_abroad and biggest.plain < ABROAD * second:
        return False
    if biggest.plain >= OUTRIGHT * second and not _is_placed_elsewhere(biggest, others):
        return True
    if second >= LESSER_CITY or any(other.gain > biggest.gain for other in others):
        return False
    return biggest.plain >= (CLEARLY if second >= SMALL_TOWN else MODESTLY) * second


def _is_placed_elsewhere(biggest: _Ranked, others: Sequence[_Ranked]) -> bool:
    """Returns whether the text names another's division: Portland in a text about Maine.

    A capital is not dated otherwise by that: Washington in a text by a senator from Missouri.
    """
    return not biggest.match.is_known and any(
        other.gain == DIVISION_HINT > biggest.gain and other.weight >= CLEARLY * biggest.weight
        for other in others
    )


def _is_hinted(ranked: Sequence[_Ranked]) -> bool:
    """Returns whether hints lift the first above all others, or clearly above those also hinted."""
    top, rest = ranked[0], ranked[1:]
    lifted = [other for other in rest if other.gain == top.gain]
    others = [other for other in rest if other.gain < top.gain]
    if not others or (lifted and not _dominates(top, lifted)):
        return False
    return all(top.weight >= CLEARLY * other.weight for other in others)


def _worth_naming(ranked: Sequence[_Ranked]) -> tuple[PlaceRecord, ...]:
    worth = [
        other.match.place for other in ranked if other.weight >= ranked[0].weight * WORTH_NAMING
    ]
    return tuple(worth[:MOST_CANDIDATES])
