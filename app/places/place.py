"""A place, a place matched by a name, and the order among places of one name."""

from dataclasses import dataclass

from app.base.text import slugify

KINDS = ("region", "country", "division", "city", "site")

# A city that has a twentieth of the people of a division is meant before the division.
DIVISION_WEIGHT = 0.05

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
    """A place that has the requested name. `weight` orders places of one name, biggest first."""

    place: PlaceRecord
    is_main_name: bool
    weight: float


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
