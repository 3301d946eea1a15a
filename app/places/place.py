"""A place, a place matched by a name, and the order among places of one name."""

from dataclasses import dataclass

from app.base.text import slugify

KINDS = ("region", "country", "division", "city", "site")
AREAS = ("region", "country")

# Rank of a name of a place: printed form, other forms of the same language, other languages.
MAIN, ALIAS, FOREIGN = 0, 1, 2
# Another language's name for a small place must not beat the main name of a large one.
FOREIGN_NAME_WEIGHT = 0.1
# Population that a site counts with, and a known city at least: Valletta has 6,000 people.
SITE_COUNTS_AS = 20_000
LEAST_KNOWN = 100_000
# A city of this score keeps its name, whatever other languages call by it: Brasília, Malé, Poole.
GREAT_NAME = 100_000

# A city that has a twentieth of the people of a division is meant before the division.
DIVISION_WEIGHT = 0.05
# A city with this share of the people of its division, and a name alike, is meant by foreign names
# of both: Brüssel.
MOSTLY = 0.3
ALIKE = 3

_WITH_COUNTRY, _WITH_DIVISION, _WITH_NUMBER = 1, 2, 3
SLUG_FORMS = (0, _WITH_COUNTRY, _WITH_DIVISION, _WITH_NUMBER)


@dataclass(frozen=True, slots=True)
class PlaceRecord:
    """A place as the gazetteer or the database has it.

    `code` is ISO 3166-1 alpha-2, ISO 3166-2 or UN M49, None where there is none; `country` is
    alpha-2; degrees are WGS 84; `parent` is the id of the place that contains it. `names` by
    language (BCP 47) and `other_names` hold only what editors gave; `labels.py` adds the rest.
    """

    id: str
    kind: str
    name: str
    slug: str
    code: str | None
    country: str | None
    latitude: float | None
    longitude: float | None
    population: int
    timezone: str | None
    parent: str | None
    names: tuple[tuple[str, str], ...] = ()
    other_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A place that has the requested name, as one of MAIN, ALIAS and FOREIGN.

    `is_known` tells a capital, or another city that press releases are often dated from.
    """

    place: PlaceRecord
    rank: int
    is_known: bool = False

    @property
    def is_main_name(self) -> bool:
        """Returns whether it is the place's own name, not that of another language."""
        return self.rank < FOREIGN

    @property
    def people(self) -> int:
        """Returns at least 1; a site counts as a town, since releases are dated from it."""
        return max(self.place.population, SITE_COUNTS_AS if self.place.kind == "site" else 1)

    @property
    def weight(self) -> float:
        """Returns what orders places of one name, biggest first."""
        return self.people * (1.0 if self.is_main_name else FOREIGN_NAME_WEIGHT)

    @property
    def known_people(self) -> int:
        """Returns the population that the name speaks for in a text."""
        if self.place.kind in AREAS:
            return max(self.people, LEAST_KNOWN)
        return max(round(self.weight), int(self.score))

    @property
    def score(self) -> float:
        """Returns the weight in a choice: divisions count less, known cities more."""
        is_seat = self.is_known and self.is_main_name
        return max(prominence(self.place.kind, self.weight), LEAST_KNOWN if is_seat else 0)


def prominence(kind: str, population: float) -> float:
    """Returns the weight that orders places of one name; a division counts a twentieth.

    So «edirne» is the city, while «california» is the state and not California, Maryland.
    """
    return population * (DIVISION_WEIGHT if kind == "division" else 1.0)


def written_slug(
    name: str, form: int, country: str | None, division: str | None, number: int
) -> str:
    """Returns the slug in one of its four forms; the gazetteer file stores only the form.

    >>> [written_slug("Rome", form, "US", "US-GA", 4219762) for form in SLUG_FORMS]
    ['rome', 'rome-us', 'rome-us-ga', 'rome-4219762']
    """
    base = slugify(name) or "place"
    if form == _WITH_COUNTRY and country:
        return f"{base}-{country.lower()}"
    if form == _WITH_DIVISION and division:
        return f"{base}-{slugify(division)}"
    return base if not form else f"{base}-{abs(number)}"


def are_alike(one: PlaceRecord, other: PlaceRecord) -> bool:
    """Returns whether two names begin alike: Geneva and Genève, not Antakya and Hatay."""
    return slugify(one.name)[:ALIKE] == slugify(other.name)[:ALIKE]
