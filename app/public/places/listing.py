"""Selects and orders the places of a list: used ones and others, filtered or completed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlmodel import Session

from app.base.problems import Invalid, excerpt
from app.base.text import nearest
from app.places.completion import Completion, complete, complete_among, matched_name
from app.places.gazetteer import shipped_gazetteer
from app.places.labels import further_names, labels_of
from app.places.place import KINDS, PlaceRecord
from app.places.queries import find_flat, find_paths, find_places, list_children, nearest_places
from app.places.shapes import PlacePath
from app.places.spelling import complete_stored
from app.public.places.schemas import COMPLETIONS, PlacesParameters
from app.published.labels.labels import WantedLanguage
from app.published.reading.reader import Reader


@dataclass(frozen=True)
class ListedPlace:
    """A place with the number of its public releases, and its name that matches `q`, if any."""

    path: PlacePath
    releases: int
    matched: str | None = None


@dataclass(frozen=True)
class PlacesQuery:
    """The parameters of a list of places, with `parent` resolved to an id."""

    given: PlacesParameters
    parent: str | None
    language: WantedLanguage

    def fits(self, place: PlaceRecord) -> bool:
        """Return whether the filters let a place through."""
        given = self.given
        return (
            given.kind in (None, place.kind)
            and self.parent in (None, place.parent)
            and (given.code is None or given.code.upper() == place.code)
        )

    @property
    def is_narrowed(self) -> bool:
        """Return whether there is a filter beside `q`."""
        return (self.given.kind, self.parent, self.given.code) != (None, None, None)

    @property
    def limit(self) -> int | None:
        """Return how many places are shown at most; None for all."""
        given = self.given
        return given.limit or (COMPLETIONS if given.q is not None or given.unused else None)


def read_query(reader: Reader, given: PlacesParameters, language: WantedLanguage) -> PlacesQuery:
    """Read the parameters of a list. Raises Invalid."""
    check_kind(given.kind, "kind")
    parent = _read_parent(reader.session, given.parent)
    if given.unused and given.q is None and parent is None:
        detail = "All places of the world are too many for a list; give `q` or `parent`."
        raise Invalid.of(detail, parameter="unused")
    return PlacesQuery(given, parent, language)


def list_places(reader: Reader, query: PlacesQuery) -> tuple[int, list[ListedPlace]]:
    """Return how many places match, and those to show."""
    counts = reader.count_by_place()
    if query.given.q is not None:
        found = _typed(reader.session, query, counts)
    else:
        found = _all(reader.session, query, counts)
    shown = found[: query.limit]
    paths = find_paths(reader.session, shown)
    listed = [
        ListedPlace(path, counts.get(place_id, 0), _matched(path.place, query))
        for place_id, path in paths.items()
    ]
    return (len(shown) if query.given.unused else len(found)), listed


def check_kind(value: str | None, parameter: str) -> None:
    """Raises Invalid if `value` is no kind of place."""
    if value is not None and value not in KINDS:
        detail = f"{excerpt(value)!r} is no kind of place; known: {', '.join(KINDS)}."
        raise Invalid.of(detail, parameter=parameter, suggestion=nearest(value[:100], KINDS))


def _all(session: Session, query: PlacesQuery, counts: Mapping[str, int]) -> list[str]:
    """Return the ids of places from regions down to cities, the most used first."""
    ids = list(counts)
    if query.given.unused:
        ids += [place.id for place in list_children(session, query.parent or "")]
    found = [place for place in find_flat(session, set(ids)).values() if query.fits(place)]
    found.sort(
        key=lambda place: (
            KINDS.index(place.kind),
            -counts.get(place.id, 0),
            -place.population,
            place.id,
        )
    )
    return [place.id for place in found]


def _typed(session: Session, query: PlacesQuery, counts: Mapping[str, int]) -> list[str]:
    """Return the ids of places with a name that begins with `q`, the most used first."""
    given, language = query.given, query.language.language
    typed = given.q or ""
    known = shipped_gazetteer()
    stored = complete_stored(session, typed)
    used = complete_among(known, typed, counts, language)
    used += [each for each in stored if each.place_id in counts]
    found = _fitting(session, query, used, counts)
    limit = query.limit or COMPLETIONS
    if given.unused and len(found) < limit:
        have = {each.place_id for each in used}
        more = complete(
            known, typed, language, limit + len(have), kind=given.kind, parent=query.parent
        )
        rest = [each for each in (*more, *stored) if each.place_id not in have]
        found += _fitting(session, query, rest, counts)
    return found


def _fitting(
    session: Session, query: PlacesQuery, found: Iterable[Completion], counts: Mapping[str, int]
) -> list[str]:
    ordered = sorted(
        found,
        key=lambda each: (-counts.get(each.place_id, 0), -each.weight, each.place_id),
    )
    ids = list(dict.fromkeys(each.place_id for each in ordered))
    if not query.is_narrowed:
        return ids
    places = find_flat(session, ids)
    return [place_id for place_id in ids if place_id in places and query.fits(places[place_id])]


def _matched(place: PlaceRecord, query: PlacesQuery) -> str | None:
    typed = query.given.q
    if typed is None:
        return None
    labels = labels_of(place, query.language.own)
    # A match within the shown name explains more than one in a language that was not asked for.
    shown = (labels.get(query.language.find(labels) or "", place.name), place.name)
    return matched_name(shown, typed) or matched_name(
        (*labels.values(), *further_names(place)), typed
    )


def _read_parent(session: Session, value: str | None) -> str | None:
    if value is None:
        return None
    place = find_places(session, [value])[value]
    if place is None:
        suggestion = next(iter(nearest_places(value)), None)
        detail = f"{excerpt(value)!r} is no known location."
        raise Invalid.of(detail, parameter="parent", suggestion=suggestion)
    return place.id
