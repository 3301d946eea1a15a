"""Reads of places: what the database holds wins, the gazetteer knows the rest."""

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import or_, select, text
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import Session, SQLModel, col

from app.core.problems import NotFound
from app.core.text import slugify
from app.locations.gazetteer import Gazetteer, shipped_gazetteer
from app.locations.models import Location, LocationAncestor
from app.locations.naming import place_key
from app.locations.place import Place
from app.locations.shapes import PlacePath

# Any number will do as long as nothing else in the database locks it: «place» in ASCII.
_COPYING = 0x706C616365
# SQLite takes 32,766 variables in one statement; a row of `location` has 13.
_ROWS_AT_ONCE = 1_000


def find_places(
    session: Session, values: Collection[str], known: Gazetteer | None = None
) -> dict[str, Place | None]:
    """The place that each value names, None for an unknown one; one statement at most.

    A value is an id, an ISO 3166 or M49 code, a slug, or a name; case and accents do not count.
    """
    if not values:
        return {}
    known = known or shipped_gazetteer()
    guesses = {value: known.find(value) for value in values}
    rows = _rows_named(session, guesses)
    return {value: _best(value, guess, rows) for value, guess in guesses.items()}


def get_place(session: Session, value: str) -> PlacePath:
    """The place that `value` names, with its ancestors. Raises NotFound."""
    place = find_places(session, [value])[value]
    if place is None:
        raise NotFound(f"No place is known as {value[:80]!r}.")
    return find_paths(session, [place.id])[place.id]


def find_paths(
    session: Session, ids: Collection[str], known: Gazetteer | None = None
) -> dict[str, PlacePath]:
    """Places with their ancestors by id; an id that nobody knows is left out. Copies nothing."""
    known = known or shipped_gazetteer()
    paths = _stored_paths(session, ids)
    for place_id in ids:
        place = known.get(place_id) if place_id not in paths else None
        if place is not None:
            paths[place_id] = PlacePath(place, known.ancestors(place_id))
    return {place_id: paths[place_id] for place_id in ids if place_id in paths}


def ensure_places(
    session: Session, ids: Collection[str], known: Gazetteer | None = None
) -> dict[str, PlacePath]:
    """Places by id, copied from the gazetteer with their ancestors where the database lacks them.

    Two transactions may copy the same place at once. At most five statements for a thousand places.
    Raises NotFound for an id that neither the database nor the gazetteer knows.
    """
    wanted = list(dict.fromkeys(ids))
    paths = _stored_paths(session, wanted)
    missing = [place_id for place_id in wanted if place_id not in paths]
    if missing:
        _copy(session, missing, known or shipped_gazetteer())
        paths |= _stored_paths(session, missing)
    for place_id in wanted:
        if place_id not in paths:
            raise NotFound(f"No place has the id {place_id[:80]!r}.")
    return {place_id: paths[place_id] for place_id in wanted}


def list_children(session: Session, place_id: str, known: Gazetteer | None = None) -> list[Place]:
    """The places directly below, by name, those that only the database knows among them."""
    below = {place.id: place for place in (known or shipped_gazetteer()).children(place_id)}
    rows = session.scalars(select(Location).where(col(Location.parent_id) == place_id))
    below |= {row.id: as_place(row) for row in rows}
    return sorted(below.values(), key=lambda place: (place_key(place.name), place.id))


def nearest_places(value: str, count: int = 3) -> list[str]:
    """Slugs of places that `value` may have meant, the nearest first."""
    return shipped_gazetteer().nearest_slugs(value, count)


def as_place(row: Location) -> Place:
    """The row as the gazetteer would give it."""
    return Place(
        id=row.id,
        kind=row.kind,
        name=row.name,
        slug=row.slug,
        code=row.code,
        country=row.country,
        latitude=row.latitude,
        longitude=row.longitude,
        population=row.population,
        timezone=row.timezone,
        parent=row.parent_id,
    )


def _rows_named(session: Session, guesses: Mapping[str, Place | None]) -> list[Place]:
    ids = {*guesses, *(place.id for place in guesses.values() if place)}
    slugs = {slugify(value) for value in guesses} - {""}
    keys = {place_key(value) for value in guesses} - {""}
    rows = session.scalars(
        select(Location).where(
            or_(
                col(Location.id).in_(sorted(ids)),
                col(Location.slug).in_(sorted(slugs)),
                col(Location.name_key).in_(sorted(keys)),
            )
        )
    )
    return [as_place(row) for row in rows]


def _best(value: str, guess: Place | None, rows: Iterable[Place]) -> Place | None:
    """The row with that id, slug or guessed id, in this order, or else with that name."""
    slug, key = slugify(value), place_key(value)
    by_id = {row.id: row for row in rows}
    by_slug = {row.slug: row for row in rows}
    if value in by_id:
        return by_id[value]
    if guess is not None and (guess.id == value or guess.code == value.upper()):
        return by_id.get(guess.id, guess)
    if slug in by_slug:
        return by_slug[slug]
    if guess is not None:
        return by_id.get(guess.id, guess)
    named = [row for row in rows if place_key(row.name) == key]
    return min(named, key=lambda row: (-row.population, row.id), default=None)


def _stored_paths(session: Session, ids: Collection[str]) -> dict[str, PlacePath]:
    if not ids:
        return {}
    rows = session.execute(
        select(col(LocationAncestor.location_id), Location)
        .join(Location, col(LocationAncestor.ancestor_id) == col(Location.id))
        .where(col(LocationAncestor.location_id).in_(sorted(ids)))
        .order_by(col(LocationAncestor.location_id), col(LocationAncestor.depth))
    )
    found: dict[str, list[Place]] = {}
    for place_id, row in rows:
        found.setdefault(place_id, []).append(as_place(row))
    return {place_id: PlacePath(line[0], tuple(line[1:])) for place_id, line in found.items()}


def _copy(session: Session, ids: Iterable[str], known: Gazetteer) -> None:
    places: dict[str, Place] = {}
    for place_id in ids:
        place = known.get(place_id)
        if place is not None:
            places |= {found.id: found for found in (place, *known.ancestors(place_id))}
    if not places:
        return
    ordered = [places[place_id] for place_id in sorted(places)]
    closure = [
        {"location_id": place.id, "ancestor_id": above.id, "depth": depth}
        for place in ordered
        for depth, above in enumerate((place, *known.ancestors(place.id)))
    ]
    if session.get_bind().dialect.name == "postgresql":
        # Two transactions that copy one another's places in different order would lock each other.
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _COPYING})
    _insert_missing(session, Location, [_row(place) for place in ordered])
    _insert_missing(session, LocationAncestor, closure)


def _insert_missing(session: Session, table: type[SQLModel], rows: list[dict[str, object]]) -> None:
    is_postgres = session.get_bind().dialect.name == "postgresql"
    insert = postgres_insert if is_postgres else sqlite_insert
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        part = rows[start : start + _ROWS_AT_ONCE]
        session.execute(insert(table).values(part).on_conflict_do_nothing())


def _row(place: Place) -> dict[str, object]:
    return {
        "id": place.id,
        "kind": place.kind,
        "name": place.name,
        "name_key": place_key(place.name),
        "slug": place.slug,
        "code": place.code,
        "country": place.country,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "population": place.population,
        "timezone": place.timezone,
        "parent_id": place.parent,
        "source": "gazetteer",
    }
