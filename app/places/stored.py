"""Places of the database: by id with their ancestors, and by name; merged places are followed."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, or_, select, update
from sqlmodel import Session, col

from app.base.text import slugify
from app.places.models import Location, LocationAncestor, LocationSpelling
from app.places.naming import place_key
from app.places.place import PlaceRecord
from app.places.shapes import PlacePath

# Prefix of the ids of places that editors made.
OWN = "own:"
# SQLite takes 32,766 values in one statement.
_AT_ONCE = 10_000
# Each name is looked up as an id, a slug and a key, and the keys stand in the statement thrice.
_NAMES_AT_ONCE = 2_000
_COLUMNS: list[Any] = [
    getattr(Location, name)
    for name in (
        "id",
        "kind",
        "name",
        "slug",
        "code",
        "country",
        "latitude",
        "longitude",
        "population",
        "timezone",
        "parent_id",
        "names",
        "other_names",
    )
]
# Places with their ancestors, nearest first. Built once: building takes longer than running.
_LINES = (
    select(col(LocationAncestor.location_id), *_COLUMNS)
    .join(Location, col(LocationAncestor.ancestor_id) == col(Location.id))
    .where(col(LocationAncestor.location_id).in_(bindparam("ids", expanding=True)))
    .order_by(col(LocationAncestor.location_id), col(LocationAncestor.depth))
)


def as_place(row: Any) -> PlaceRecord:
    """Returns a `Location`, or a row of its columns, as a `PlaceRecord`."""
    return PlaceRecord(
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
        names=() if row.names == "{}" else tuple(json.loads(row.names).items()),
        other_names=() if row.other_names == "[]" else tuple(json.loads(row.other_names)),
    )


def stored_places(session: Session, ids: Collection[str]) -> dict[str, PlaceRecord]:
    """Returns stored places by id, without ancestors; merged places are not followed.

    One statement for every ten thousand.
    """
    found = {}
    for part in _parts(ids):
        asked = select(*_COLUMNS).where(col(Location.id).in_(part))
        found.update({row.id: as_place(row) for row in session.execute(asked)})
    return found


def merged_places(session: Session, ids: Collection[str]) -> dict[str, str]:
    """Returns the successor of each merged place among `ids`. One statement at most."""
    own = sorted(place_id for place_id in ids if place_id.startswith(OWN))
    if not own:
        return {}
    asked = select(col(Location.id), col(Location.merged_into)).where(col(Location.id).in_(own))
    rows = session.execute(asked.where(col(Location.merged_into).is_not(None)))
    return {row.id: row.merged_into for row in rows}


def stored_paths(session: Session, ids: Collection[str]) -> dict[str, PlacePath]:
    """Returns stored places by id with their ancestors; a merged id leads to its successor.

    One statement for every ten thousand, one more if there are places of editors among them.
    """
    became = merged_places(session, ids)
    found: dict[str, list[PlaceRecord]] = {}
    # Thousands of places share a few hundred ancestors.
    places: dict[str, PlaceRecord] = {}
    for part in _parts({became.get(place_id, place_id) for place_id in ids}):
        for row in session.execute(_LINES, {"ids": part}):
            if row.id not in places:
                places[row.id] = as_place(row)
            found.setdefault(row.location_id, []).append(places[row.id])
    paths = {place_id: PlacePath(line[0], tuple(line[1:])) for place_id, line in found.items()}
    merged = {old: paths[new] for old, new in became.items() if new in paths}
    return paths | merged


def _parts(values: Collection[str], at_once: int = _AT_ONCE) -> Iterator[list[str]]:
    ordered = sorted(values)
    for start in range(0, len(ordered), at_once):
        yield ordered[start : start + at_once]


def make_public(session: Session, paths: Iterable[PlacePath]) -> None:
    """Show these places of editors, and their ancestors, to readers from now on."""
    places = {place.id for path in paths for place in (path.place, *path.ancestors)}
    own = sorted(place_id for place_id in places if place_id.startswith(OWN))
    if own:
        hidden = update(Location).where(col(Location.id).in_(own), ~col(Location.is_public))
        session.execute(hidden.values(is_public=True))


@dataclass(frozen=True)
class _NamedRow:
    """A place by the id, slug and keys of one row; the row of a merged place has its successor."""

    id: str
    slug: str
    keys: frozenset[str | None]
    place: PlaceRecord


class StoredNames:
    """Places of the database by id, slug and name, read once for many values.

    With each value come further ids that it may mean.

    `hidden` includes places that no public release has used yet. One statement for every two
    thousand values, one more if there are merged places among them.
    """

    def __init__(
        self, session: Session, values: Mapping[str, Collection[str]], *, hidden: bool
    ) -> None:
        self._rows = _rows_named(session, values, hidden=hidden)
        self.by_id = {row.id: row.place for row in self._rows}
        self.by_slug = {row.slug: row.place for row in self._rows}

    def by_name(self, name: str) -> list[PlaceRecord]:
        """Returns the places of that name, the biggest first."""
        key = place_key(name)
        if not key:
            return []
        named = {row.place: None for row in self._rows if key in row.keys}
        return sorted(named, key=lambda place: (-place.population, place.id))


def _named(*, hidden: bool) -> Select[Any]:
    keys: BindParameter[Any] = bindparam("keys", expanding=True)
    whole = select(LocationSpelling).where(
        col(LocationSpelling.key).in_(keys), col(LocationSpelling.whole)
    )
    named = whole.subquery()
    asked = (
        select(*_COLUMNS, col(Location.name_key), col(Location.merged_into), named.c.key)
        .outerjoin(named, named.c.location_id == col(Location.id))
        .where(
            or_(
                col(Location.id).in_(bindparam("ids", expanding=True)),
                col(Location.slug).in_(bindparam("slugs", expanding=True)),
                col(Location.name_key).in_(keys),
                col(Location.id).in_(select(named.c.location_id)),
            )
        )
    )
    return asked if hidden else asked.where(col(Location.is_public))


# Places by id, slug and key: those that readers see, and all of them.
_NAMED_PUBLIC, _NAMED = _named(hidden=False), _named(hidden=True)


def _rows_named(
    session: Session, wanted: Mapping[str, Collection[str]], *, hidden: bool
) -> list[_NamedRow]:
    rows: list[Any] = []
    for part in _parts(wanted, _NAMES_AT_ONCE):
        rows += _found_named(session, {value: wanted[value] for value in part}, hidden=hidden)
    others = {row.merged_into for row in rows if row.merged_into is not None}
    became = _by_id(session, others)
    return [
        _NamedRow(
            row.id,
            row.slug,
            frozenset((row.name_key, row.key)),
            as_place(row if row.merged_into is None else became[row.merged_into]),
        )
        for row in rows
    ]


def _found_named(
    session: Session, wanted: Mapping[str, Collection[str]], *, hidden: bool
) -> Iterable[Any]:
    values = {
        "ids": sorted({*wanted, *(place_id for some in wanted.values() for place_id in some)}),
        # A name without letters and digits has an empty slug and an empty key, as no place has.
        "slugs": sorted({slugify(value) for value in wanted} - {""}),
        "keys": sorted({place_key(value) for value in wanted} - {""}),
    }
    return session.connection().execute(_NAMED if hidden else _NAMED_PUBLIC, values)


def _by_id(session: Session, ids: Collection[str]) -> dict[str, Location]:
    if not ids:
        return {}
    rows = session.scalars(select(Location).where(col(Location.id).in_(sorted(ids))))
    return {row.id: row for row in rows}
