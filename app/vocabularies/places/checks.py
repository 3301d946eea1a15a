"""Checks of places that editors make: in one that can hold them, and called like no other."""

from collections.abc import Collection, Iterable, Iterator

from sqlmodel import Session, col, select

from app.base.problems import PLACE_EXISTS, Fault, Invalid, Problem, excerpt
from app.base.text import nearest, slugify
from app.places.closure import lies_in
from app.places.gazetteer import shipped_gazetteer
from app.places.models import Location
from app.places.place import KINDS, PlaceRecord
from app.places.queries import find_places, keep_places, nearest_places
from app.places.shapes import PlacePath, refer
from app.places.stored import OWN, StoredNames
from app.vocabularies.places.schemas import PlaceInput

# What editors can make: countries and regions are those of ISO 3166 and UN M49.
MADE = ("division", "city", "site")
# An id has room for this and for a number after it.
_SLUG_LENGTH = 60
_MOST_NAMESAKES = 10


def checked_parent(session: Session, row: Location | None, given: PlaceInput) -> PlacePath | None:
    """Returns the place that `given` lies in, kept in the database; None for the world.

    `row` is the place as it is, None for a new one. Raises Invalid.
    """
    if row is not None and not row.id.startswith(OWN):
        _check_gazetteers(row, given)
        return keep_places(session, [row.parent_id])[row.parent_id] if row.parent_id else None
    if given.kind not in MADE:
        detail = f"{excerpt(given.kind)!r} is no kind that editors make: {', '.join(MADE)}."
        raise Invalid.of(detail, pointer="/kind", suggestion=nearest(given.kind, MADE))
    parent = _parent(session, given.parent)
    if KINDS.index(parent.kind) > KINDS.index(given.kind):
        detail = f"A {given.kind} does not lie in a {parent.kind}."
        raise Invalid.of(detail, pointer="/parent")
    if row is not None and lies_in(session, parent.id, row.id):
        raise Invalid.of("The place would lie in itself.", pointer="/parent")
    if row is not None:
        _check_below(session, row, given.kind, "/kind")
    return keep_places(session, [parent.id])[parent.id]


def check_names(
    session: Session, names: Collection[str], country: str | None, own_id: str | None = None
) -> None:
    """Raises Problem (`place-exists`) when another place of the country has one of the names."""
    found = {
        place.id: place
        for name in names
        for place in _named(session, name)
        if place.country == country and place.id != own_id
    }
    if found:
        known = list(found.values())[:_MOST_NAMESAKES]
        listed = ", ".join(f"{place.name} ({place.id})" for place in known)
        raise Problem(
            PLACE_EXISTS,
            f"Known in this country: {listed}.",
            {"places": [{**refer(place), "slug": place.slug} for place in known]},
        )


def checked_successor(session: Session, row: Location, value: str) -> PlacePath:
    """Returns the place that replaces `row`, kept in the database. Raises Invalid."""
    if not row.id.startswith(OWN):
        detail = "A place of the gazetteer stays; merge the other into it."
        raise Invalid.of(detail, pointer="")
    into = find_places(session, [value], hidden=True)[value]
    if into is None:
        raise Invalid([_unknown(value, "/into")])
    if into.id == row.id:
        raise Invalid.of("A place cannot be merged into itself.", pointer="/into")
    path = keep_places(session, [into.id])[into.id]
    if lies_in(session, into.id, row.id):
        detail = "The place lies in the one that would be merged; move it first."
        raise Invalid.of(detail, pointer="/into")
    _check_below(session, row, into.kind, "/into")
    return path


def free_slug(session: Session, name: str, country: str | None) -> str:
    """Returns a slug that no place has, and that names none in the gazetteer."""
    base = slugify(name)[:_SLUG_LENGTH].strip("-") or "place"
    tried = list(_slugs(base, country))
    taken = set(session.exec(select(Location.slug).where(col(Location.slug).in_(tried))))
    known = shipped_gazetteer()
    return next(slug for slug in tried if slug not in taken and known.find(slug) is None)


def _slugs(base: str, country: str | None) -> Iterator[str]:
    yield base
    if country:
        base = f"{base}-{country.lower()}"
        yield base
    yield from (f"{base}-{number}" for number in range(2, 500))


def _parent(session: Session, value: str | None) -> PlaceRecord:
    if value is None:
        raise Invalid.of("Say what the place lies in.", pointer="/parent")
    parent = find_places(session, [value], hidden=True)[value]
    if parent is None:
        raise Invalid([_unknown(value, "/parent")])
    return parent


def _check_below(session: Session, row: Location, kind: str, pointer: str) -> None:
    """Raises Invalid when a place in `row` is of a kind that does not lie in one of `kind`."""
    below = select(Location).where(
        col(Location.parent_id) == row.id,
        col(Location.merged_into).is_(None),
        col(Location.kind).in_(KINDS[: KINDS.index(kind)]),
    )
    held = session.exec(below.limit(1)).first()
    if held is not None:
        detail = f"A {held.kind} does not lie in a {kind}: move {held.name!r} out first."
        raise Invalid.of(detail, pointer=pointer)


def _check_gazetteers(row: Location, given: PlaceInput) -> None:
    faults = [
        Fault(f"The gazetteer's places keep their {member}.", f"/{member}")
        for member, was, now in (
            ("kind", row.kind, given.kind),
            ("parent", row.parent_id, given.parent),
        )
        if was != now
    ]
    if faults:
        raise Invalid(faults)


def _named(session: Session, name: str) -> Iterable[PlaceRecord]:
    known = [match.place for match in shipped_gazetteer().matches(name) if match.is_main_name]
    stored = StoredNames(session, {name: ()}, hidden=True)
    return (*stored.by_name(name), *known)


def _unknown(value: str, pointer: str) -> Fault:
    suggestion = next(iter(nearest_places(value)), None)
    return Fault(f"{excerpt(value)!r} is no known location.", pointer, suggestion=suggestion)
