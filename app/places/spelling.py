"""Look-up and completion keys of the names that editors gave places."""

import json
from collections.abc import Callable

from sqlalchemy import delete, or_, select
from sqlmodel import Session, col

from app.places.completion import TAIL_LOSS, Completion, own_weight
from app.places.gazetteer import Gazetteer
from app.places.models import Location, LocationSpelling
from app.places.naming import place_key, swapped_keys, tail_keys
from app.places.place import SITE_COUNTS_AS
from app.places.stored import as_place

# The length of the column.
LONGEST_KEY = 200
# Most rows read: one letter may begin many names.
_MOST = 1_000


def respell(session: Session, row: Location) -> None:
    """Replace the keys of a place by those of the names in its row."""
    session.execute(delete(LocationSpelling).where(col(LocationSpelling.location_id) == row.id))
    names = (row.name, *json.loads(row.names).values(), *json.loads(row.other_names))
    keys = {key[:LONGEST_KEY]: False for name in names for key in tail_keys(name)}
    keys |= {place_key(name)[:LONGEST_KEY]: True for name in names}
    session.add_all(
        LocationSpelling(location_id=row.id, key=key, whole=whole)
        for key, whole in keys.items()
        if key
    )
    session.flush()


def complete_stored(session: Session, typed: str, *, hidden: bool = False) -> list[Completion]:
    """Returns places with an editors' name that begins with `typed`, unordered; one statement.

    `hidden` includes places that no public release has used yet.
    """
    keys = swapped_keys(typed)
    if not keys:
        return []
    begins = or_(*(col(LocationSpelling.key).startswith(key, autoescape=True) for key in keys))
    asked = (
        select(Location, col(LocationSpelling.whole))
        .join(LocationSpelling, col(LocationSpelling.location_id) == col(Location.id))
        .where(begins, col(Location.merged_into).is_(None))
    )
    if not hidden:
        asked = asked.where(col(Location.is_public))
    weights: dict[str, float] = {}
    for row, whole in session.execute(asked.limit(_MOST)):
        weight = own_weight(as_place(row)) - (0 if whole else TAIL_LOSS)
        weights[row.id] = max(weight, weights.get(row.id, weight))
    return [Completion(place_id, weight) for place_id, weight in weights.items()]


def populations(session: Session, known: Gazetteer, *, hidden: bool = True) -> Callable[[str], int]:
    """Returns `Gazetteer.population_of` that also knows the places of editors, as sites.

    One statement, which reads all their names; without `hidden` only names of public places.
    """
    whole = select(col(LocationSpelling.key)).where(col(LocationSpelling.whole))
    if not hidden:
        of_place = col(Location.id) == col(LocationSpelling.location_id)
        whole = whole.join(Location, of_place).where(col(Location.is_public))
    keys = frozenset(session.scalars(whole))

    def population_of(name: str) -> int:
        own = SITE_COUNTS_AS if place_key(name) in keys else 0
        return max(own, known.population_of(name))

    return population_of
