"""Reads of places. Rows of the database win over the gazetteer."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import Session, SQLModel, col

from app.base.problems import NotFound
from app.base.text import slugify
from app.places.gazetteer import Gazetteer, shipped_gazetteer
from app.places.meaning import Meaning
from app.places.models import Location, LocationAncestor
from app.places.naming import place_key
from app.places.place import GREAT_NAME, PlaceRecord
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
    """Returns the place that each value means, None for an unknown or open one.

    Two statements at most. See `find_meanings`.
    """
    found = find_meanings(session, values, known, hidden=hidden)
    return {value: meaning.place for value, meaning in found.items()}


def find_meanings(
    session: Session,
    values: Collection[str],
    known: Gazetteer | None = None,
    *,
    hidden: bool = False,
) -> dict[str, Meaning]:
    """Returns what each value means; two statements at most.

    A value is an id, an ISO 3166 or M49 code, a slug, or a name; case and accents do not count.
    Of the places that a name may mean it is the one that the database has, if it has one alone:
    that is copied once a release with it is public. Names of a merged place find its successor.
    With `hidden` it also finds places of editors that no public release has used yet.
    """
    if not values:
        return {}
    known = known or shipped_gazetteer()
    guesses = {value: known.meaning(value) for value in values}
    stored = StoredNames(
        session, {value: _ids(guess) for value, guess in guesses.items()}, hidden=hidden
    )
    return {value: _best(value, guess, stored, known) for value, guess in guesses.items()}


def _ids(meaning: Meaning) -> tuple[str, ...]:
    places = (meaning.place,) if meaning.place else meaning.candidates
    return () if meaning.group else tuple(place.id for place in places)


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
    """Returns slugs of places that `value` may mean, else of those with a name like it."""
    known = shipped_gazetteer()
    meant = [place.slug for place in known.meaning(value).candidates]
    return meant[:count] or known.nearest_slugs(value, count)


def _best(value: str, guess: Meaning, stored: StoredNames, known: Gazetteer) -> Meaning:
    """Returns the place with that id, slug or guessed id, in this order, or with that name."""
    place, named, slug = guess.place, stored.by_name(value), slugify(value)
    if value in stored.by_id:
        return Meaning(stored.by_id[value])
    if place is not None and (place.id == value or place.code == value.upper()):
        return Meaning(stored.by_id.get(place.id, place))
    if slug in stored.by_slug and (value == slug or not guess.candidates):
        return Meaning(stored.by_slug[slug])
    edited = [one for one in named if known.get(one.id) != one]
    if guess.candidates and not edited:
        return guess if guess.group else _by_use(guess, stored)
    # An editor's «The Hill» wins over a village called so, and over Hill, of a looser key.
    is_loose = bool(named) and not known.matches_key(place_key(value))
    if place is not None and not is_loose and not (edited and _is_small(place)):
        return Meaning(stored.by_id.get(place.id, place))
    return Meaning(next(iter(edited or named), None))


def _is_small(place: PlaceRecord) -> bool:
    return place.kind in ("city", "site") and place.population < GREAT_NAME


def _by_use(guess: Meaning, stored: StoredNames) -> Meaning:
    """Returns the one candidate that the database has, or those of them that it has, or all."""
    used = tuple(stored.by_id[place.id] for place in guess.candidates if place.id in stored.by_id)
    if len(used) == 1:
        return Meaning(used[0], by_use=True)
    return Meaning(None, used or guess.candidates)


def copy_places(session: Session, ids: Iterable[str], known: Gazetteer | None = None) -> None:
    """Copies places with their ancestors from the gazetteer; existing rows stay as they are.

    Three statements. Ids unknown to the gazetteer are left out.
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
    slugs = _free_slugs(session, ordered)
    rows = [{**_row(place), "slug": slugs[place.id]} for place in ordered]
    _insert_missing(session, Location, rows)
    _insert_missing(session, LocationAncestor, closure)


def _free_slugs(session: Session, places: Sequence[PlaceRecord]) -> dict[str, str]:
    """Returns a slug for each place: its own, unless the database gave that to another place.

    An earlier gazetteer may have done so, and a slug never changes its place.
    """
    asked = select(col(Location.slug), col(Location.id)).where(
        col(Location.slug).in_({place.slug for place in places})
    )
    owners = {row.slug: row.id for row in session.execute(asked)}
    return {
        place.id: place.slug
        if owners.get(place.slug, place.id) == place.id
        else f"{place.slug}-{slugify(place.id)}"
        for place in places
    }


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
