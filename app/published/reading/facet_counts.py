"""Reads which facets an address names, counts them, and writes them with their labels."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import orjson
from sqlmodel import Session, col, select

from app.base.problems import Fault, Invalid, excerpt
from app.base.text import nearest
from app.changes.log import Mark
from app.places.gazetteer import shipped_gazetteer
from app.places.levels import kind_of
from app.places.models import Location
from app.published import terms
from app.published.index.facets import CountedPlaces, Counts, FacetCounter, FacetLimits
from app.published.index.ordering import Order
from app.published.index.sets import Index
from app.published.labels.labels import WantedLanguage
from app.published.reading import facet_names
from app.published.reading.facet_names import CalledOrganisation
from app.published.reading.reader import Reader
from app.published.selection.facet_schemas import FacetName, FacetOptions
from app.published.selection.grammar import Selection, first_names
from app.published.selection.parameters import Sort

# By their names in an address.
_NAMES = {name.value: name for name in FacetName}


@dataclass(frozen=True)
class Counted:
    """Counts by facet, all of the state `mark`; those of places the most frequent first.

    `organisations` are known names by id; for any other organisation `newest` is the number of its
    newest release, which has the name.
    """

    total: int
    values: dict[FacetName, Counts]
    places: CountedPlaces | None
    newest: dict[str, int]
    organisations: dict[str, CalledOrganisation]
    mark: Mark


def read_names(given: Iterable[str] | None) -> tuple[FacetName, ...]:
    """Return the facets that `facets` names. Raises Invalid with the nearest known name."""
    wanted = first_names(given)
    faults = [_unknown(name) for name in wanted if name not in _NAMES]
    if faults:
        raise Invalid(faults)
    return tuple(name for name in _NAMES.values() if name in wanted)


def count_facets(
    reader: Reader,
    selection: Selection,
    names: Iterable[FacetName],
    given: FacetOptions,
    sort: Sort = Sort.RELEVANCE,
) -> Counted:
    """Count the facets `names` of a list of `selection` in one state of the read model."""
    limits = FacetLimits(given.facet_location_limit, given.facet_zero, selection.zone)
    facets = tuple(names)
    with reader.steady() as index:
        reader.spare_the_loop()
        counter = FacetCounter(index, reader.find(selection, sort).parts, limits)
        places = None
        if FacetName.LOCATION in facets:
            kind = terms.OF_ROLE[selection.location_role]
            levels = index.levels(kind, partial(_level_of, reader.connect))
            places = counter.count_places(kind, levels, partial(_parent_of, reader.connect))
        values: dict[FacetName, Counts] = {
            name: counter.count_values(name) for name in facets if name is not FacetName.LOCATION
        }
        known = reader.snapshot.labels.organisations(index.mark)
        named = values.get(FacetName.ORGANISATION)
        values_named = [] if named is None else named.values
        newest = _newest(index, [value for value in values_named if value not in known])
        mark = index.mark
    return Counted(counter.total, values, places, newest, known, mark)


def facets_json(
    reader: Reader, counted: Counted, given: FacetOptions, language: WantedLanguage
) -> str:
    """Return counts with their labels: the JSON text of `Facets`."""
    connect = reader.connect
    vocabulary = reader.snapshot.labels.of(counted.mark.vocabulary, language, connect)
    labels = vocabulary.labels
    found: dict[FacetName, Any] = {}
    if counted.places is not None:
        found[FacetName.LOCATION] = facet_names.name_places(connect, counted.places, vocabulary)
    for name, counts in counted.values.items():
        match name:
            case FacetName.THEME:
                zero = given.facet_zero
                found[name] = facet_names.name_themes(connect, counts, vocabulary, zero=zero)
            case FacetName.ORGANISATION:
                newest, names = counted.newest, counted.organisations
                found[name] = facet_names.name_organisations(connect, counts, newest, names, labels)
            case _:
                found[name] = facet_names.name_values(name, counts, labels)
    return orjson.dumps({name.value: found[name] for name in FacetName if name in found}).decode()


def name_of_organisations(
    reader: Reader, values: Collection[str]
) -> Mapping[str, CalledOrganisation]:
    """Return the names of those organisations that have listed releases, by id."""
    with reader.steady() as index:
        names = reader.snapshot.labels.organisations(index.mark)
        having = [value for value in values if index.having(f"{terms.ORGANISATION}{value}")]
        newest = _newest(index, [value for value in having if value not in names])
    facet_names.learn_organisations(reader.connect, newest, names)
    return {value: names[value] for value in having}


def _newest(index: Index, organisations: Collection[str]) -> dict[str, int]:
    order = Order(index.columns, Sort.NEWEST)
    found = {}
    for value in organisations:
        ordinals = order.cut(index.having(f"{terms.ORGANISATION}{value}"), 1, None).ordinals
        found[value] = int(index.columns["number"][ordinals[0]])
    return found


def _level_of(connect: Callable[[], Session], place_id: str) -> str | None:
    known = _gazetteer_level(place_id)
    if known is not None:
        return known
    # Editors made few places; each is looked up once after every change of the log.
    return connect().exec(select(Location.kind).where(col(Location.id) == place_id)).first()


@lru_cache(maxsize=65_536)
def _gazetteer_level(place_id: str) -> str | None:
    return kind_of(place_id)


def _parent_of(connect: Callable[[], Session], place_id: str) -> str | None:
    is_shipped, parent = _gazetteer_parent(place_id)
    if is_shipped:
        return parent
    above = select(Location.parent_id).where(col(Location.id) == place_id)
    return connect().exec(above).first()


@lru_cache(maxsize=65_536)
def _gazetteer_parent(place_id: str) -> tuple[bool, str | None]:
    place = shipped_gazetteer().get(place_id)
    return place is not None, None if place is None else place.parent


def _unknown(name: str) -> Fault:
    known = nearest(name[:100], [facet.value for facet in FacetName]) if name else None
    hint = f"; did you mean {known!r}?" if known else f"; known: {', '.join(FacetName)}."
    shown = excerpt(name) if name else ""
    return Fault(f"{shown!r} is no facet{hint}", parameter="facets", suggestion=known)
