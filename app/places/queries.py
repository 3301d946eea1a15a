"""Reads of places: what the database holds wins, the gazetteer knows the rest."""

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
from app.places.place import Place
from app.places.shapes import PlacePath
from app.places.stored import Stored, as_place, show, stored_paths, stored_places

# Any number will do as long as nothing else in the database locks it: «place» in ASCII.
_COPYING = 0x706C616365


def find_places(
    session: Session,
    values: Collection[str],
    known: Gazetteer | None = None,
    *,
    hidden: bool = False,
) -> dict[str, Place | None]:
    """The place that each value names, None for an unknown one; two statements at most.

    A value is an id, an ISO 3166 or M49 code, a slug, or a name; case and accents do not count.
    What a merged place was called names the other. Places of editors that no release has shown to
    readers yet are found only with `hidden`.
    """
    if not values:
        return {}
    known = known or shipped_gazetteer()
    guesses = {value: known.find(value) for value in values}
    stored = Stored(session, guesses, hidden=hidden)
    return {value: _best(value, guess, stored, known) for value, guess in guesses.items()}


def get_place(session: Session, value: str, *, hidden: bool = False) -> PlacePath:
    """The place that `value` names, with its ancestors. Raises NotFound."""
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
    """Places with their ancestors by id; an id that nobody knows is left out. Copies nothing.

    `stored` are those of them that the database has, where that was asked before.
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
) -> dict[str, Place]:
    """Places by id without what they lie in; an id that nobody knows is left out."""
    known = known or shipped_gazetteer()
    stored = stored_places(session, ids)
    shipped = {place_id: known.get(place_id) for place_id in ids if place_id not in stored}
    return stored | {place_id: place for place_id, place in shipped.items() if place is not None}


def ensure_places(
    session: Session, ids: Collection[str], known: Gazetteer | None = None
) -> dict[str, PlacePath]:
    """`keep_places` for what is to be public: places of editors are no longer hidden from readers.

    One statement more where places of editors are among them. Raises NotFound.
    """
    paths = keep_places(session, ids, known)
    show(session, paths.values())
    return paths


def keep_places(
    session: Session, ids: Collection[str], known: Gazetteer | None = None
) -> dict[str, PlacePath]:
    """Places by id, copied from the gazetteer with their ancestors where the database lacks them.

    Two transactions may copy the same place at once. At most five statements for a thousand places,
    one more where places of editors are among them.
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


def list_children(session: Session, place_id: str, known: Gazetteer | None = None) -> list[Place]:
    """The places directly below that readers may see, by name; those of editors among them."""
    below = {place.id: place for place in (known or shipped_gazetteer()).children(place_id)}
    shown = (col(Location.is_public), col(Location.merged_into).is_(None))
    rows = session.scalars(select(Location).where(col(Location.parent_id) == place_id, *shown))
    below |= {row.id: as_place(row) for row in rows}
    return sorted(below.values(), key=lambda place: (place_key(place.name), place.id))


def children_among(
    session: Session, place_id: str, ids: Collection[str], known: Gazetteer | None = None
) -> list[Place]:
    """Those of `ids` that lie directly in a place; one statement."""
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
    """Slugs of places that `value` may have meant, the nearest first."""
    return shipped_gazetteer().nearest_slugs(value, count)


def _best(value: str, guess: Place | None, stored: Stored, known: Gazetteer) -> Place | None:
    """What has that id, slug or guessed id, in this order, or else that name."""
    named = stored.by_name(value)
    slug = slugify(value)
    if value in stored.by_id:
        return stored.by_id[value]
    if guess is not None and (guess.id == value or guess.code == value.upper()):
        return stored.by_id.get(guess.id, guess)
    if slug in stored.by_slug:
        return stored.by_slug[slug]
    # «The Hill» of editors is meant before a place called Hill.
    if guess is not None and not (named and not known.matches_key(place_key(value))):
        return stored.by_id.get(guess.id, guess)
    return next(iter(named), None)


def copy_places(session: Session, ids: Iterable[str], known: Gazetteer | None = None) -> None:
    """Copy places with their ancestors from the gazetteer; what the database has stays.

    Two statements. An id that the gazetteer does not know is left out.
    """
    known = known or shipped_gazetteer()
    places: dict[str, Place] = {}
    for place_id in ids:
        place = known.get(place_id)
        if place is not None:
            places |= {found.id: found for found in (place, *known.ancestors(place_id))}
    if not places:
        return
    # A place comes after those that it lies in, which its row names.
    ordered = sorted(places.values(), key=lambda each: (len(known.ancestors(each.id)), each.id))
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
    statement = insert(SQLModel.metadata.tables[str(table.__tablename__)]).on_conflict_do_nothing()
    session.connection().execute(statement, rows)


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
        "names": "{}",
        "other_names": "[]",
        "is_public": True,
        "lock": 1,
    }
