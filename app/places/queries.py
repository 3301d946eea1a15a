"""Reads of places. Rows of the database win over the gazetteer."""

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import Session, SQLModel, col

from app.base.problems import NotFound
from app.base.text import slugify
from app.places.gazetteer import Gazetteer, shipped_gazetteer
from app.places.models import Location, LocationAncestor
from app.places.naming import place_key
from app.places.place import PlaceRecord
from app.places.shapes import PlacePath
from app.places.stored import StoredNames, as_place, make_public, stored_paths, stored_places

# Key of an advisory lock that nothing else takes: «place» in ASCII.
_COPYING = 0x706C616365


def find_places(
    session: Session,
    values: Collection[str],
    known: Gazetteer | None = None,
    *,
    hidden: bool = False,
) -> dict[str, PlaceRecord | None]:
    """Returns the place that each value names, None for an unknown one; two statements at most.

    A value is an id, an ISO 3166 or M49 code, a slug, or a name; case and accents do not count.
    Names of a merged place find its successor. With `hidden` it also finds places that no public
    release has used yet.
    """
    if not values:
        return {}
    known = known or shipped_gazetteer()
    guesses = {value: known.find(value) for value in values}
    stored = StoredNames(session, guesses, hidden=hidden)
    return {value: _best(value, guess, stored, known) for value, guess in guesses.items()}


def get_place(session: Session, value: str, *, hidden: bool = False) -> PlacePath:
    """Returns the place that `value` names, with its ancestors. Raises NotFound."""
    place = find_places(session, [value], hidden=hidden)[value]
    if place is None:
        raise NotFound(f"No place is known as {value[:80]!r}.")
    return find_paths(session, [place.id])[place.id]


def find_paths(
    session: Session,
    ids: Collection[str],
    known: Gazetteer | None = None,
    *,
    stored: Mapping[str, PlacePath] | None = None,
) -> dict[str, PlacePath]:
    """Returns places with their ancestors by id, without unknown ids. Copies nothing.

    `stored` holds the places of the database where the caller has read them already.
    """
    known = known or shipped_gazetteer()
    paths = stored_paths(session, ids) if stored is None else dict(stored)
    for place_id in ids:
        place = known.get(place_id) if place_id not in paths else None
        if place is not None:
            paths[place_id] = PlacePath(place, known.ancestors(place_id))
    return {place_id: paths[place_id] for place_id in ids if place_id in paths}


def find_flat(
    session: Session, ids: Collection[str], known: Gazetteer | None = None
) -> dict[str, PlaceRecord]:
    """Returns places by id without their ancestors; unknown ids are left out."""
    known = known or shipped_gazetteer()
    stored = stored_places(session, ids)
    shipped = {place_id: known.get(place_id) for place_id in ids if place_id not in stored}
    return stored | {place_id: place for place_id, place in shipped.items() if place is not None}


def ensure_places(
    session: Session, ids: Collection[str], known: Gazetteer | None = None
) -> dict[str, PlacePath]:
    """Calls `keep_places` for a public release and shows its places of editors to readers.

    One more statement if there are places of editors among them. Raises NotFound.
    """
    paths = keep_places(session, ids, known)
    make_public(session, paths.values())
    return paths


def keep_places(
    session: Session, ids: Collection[str], known: Gazetteer | None = None
) -> dict[str, PlacePath]:
    """Returns places by id; copies missing ones from the gazetteer, with their ancestors.

    Two transactions may copy the same place at once. At most five statements for a thousand places,
    one more if there are places of editors among them.
    Raises NotFound for an id that neither the database nor the gazetteer knows.
    """
    wanted = list(dict.fromkeys(ids))
    paths = stored_paths(session, wanted)
    missing = [place_id for place_id in wanted if place_id not in paths]
    if missing:
        copy_places(session, missing, known)
        paths |= stored_paths(session, missing)
    for place_id in wanted:
        if place_id not in paths:
            raise NotFound(f"No place has the id {place_id[:80]!r}.")
    return {place_id: paths[place_id] for place_id in wanted}


def list_children(
    session: Session, place_id: str, known: Gazetteer | None = None
) -> list[PlaceRecord]:
    """Returns the public places directly inside one, those of editors too, by name."""
    below = {place.id: place for place in (known or shipped_gazetteer()).children(place_id)}
    shown = (col(Location.is_public), col(Location.merged_into).is_(None))
    rows = session.scalars(select(Location).where(col(Location.parent_id) == place_id, *shown))
    below |= {row.id: as_place(row) for row in rows}
    return sorted(below.values(), key=lambda place: (place_key(place.name), place.id))


def children_among(
    session: Session, place_id: str, ids: Collection[str], known: Gazetteer | None = None
) -> list[PlaceRecord]:
    """Returns the places among `ids` that lie directly in a place; one statement."""
    known = known or shipped_gazetteer()
    found = {
        place.id: place
        for place in map(known.get, ids)
        if place is not None and place.parent == place_id
    }
    rows = session.scalars(select(Location).where(col(Location.parent_id) == place_id))
    found |= {row.id: as_place(row) for row in rows if row.id in ids}
    return list(found.values())


def nearest_places(value: str, count: int = 3) -> list[str]:
    """Returns slugs of places with a name like `value`, the nearest first."""
    return shipped_gazetteer().nearest_slugs(value, count)


def _best(
    value: str, guess: PlaceRecord | None, stored: StoredNames, known: Gazetteer
) -> PlaceRecord | None:
    """Returns the place with that id, slug or guessed id, in this order, or with that name."""
    named = stored.by_name(value)
    slug = slugify(value)
    if value in stored.by_id:
        return stored.by_id[value]
    if guess is not None and (guess.id == value or guess.code == value.upper()):
        return stored.by_id.get(guess.id, guess)
    if slug in stored.by_slug:
        return stored.by_slug[slug]
    # An editor's «The Hill» wins over the gazetteer's Hill, which only a looser key finds.
    if guess is not None and not (named and not known.matches_key(place_key(value))):
        return stored.by_id.get(guess.id, guess)
    return next(iter(named), None)


def copy_places(session: Session, ids: Iterable[str], known: Gazetteer | None = None) -> None:
    """Copies places with their ancestors from the gazetteer; existing rows stay as they are.

    Two statements. Ids unknown to the gazetteer are left out.
    """
    known = known or shipped_gazetteer()
    places: dict[str, PlaceRecord] = {}
    for place_id in ids:
        place = known.get(place_id)
        if place is not None:
            places |= {found.id: found for found in (place, *known.ancestors(place_id))}
    if not places:
        return
    # Containers first: a row refers to its parent.
    ordered = sorted(places.values(), key=lambda each: (len(known.ancestors(each.id)), each.id))
    closure = [
        {"location_id": place.id, "ancestor_id": above.id, "depth": depth}
        for place in ordered
        for depth, above in enumerate((place, *known.ancestors(place.id)))
    ]
    if session.get_bind().dialect.name == "postgresql":
        # Two transactions that copy the same places in different order would deadlock.
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _COPYING})
    _insert_missing(session, Location, [_row(place) for place in ordered])
    _insert_missing(session, LocationAncestor, closure)


def _insert_missing(session: Session, table: type[SQLModel], rows: list[dict[str, object]]) -> None:
    is_postgres = session.get_bind().dialect.name == "postgresql"
    insert = postgres_insert if is_postgres else sqlite_insert
    statement = insert(SQLModel.metadata.tables[str(table.__tablename__)]).on_conflict_do_nothing()
    session.connection().execute(statement, rows)


def _row(place: PlaceRecord) -> dict[str, object]:
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
        "names": "{}",
        "other_names": "[]",
        "is_public": True,
        "lock": 1,
    }
