"""The names that editors gave places, as keys to find and to complete them by."""

import json
from collections.abc import Callable

from sqlalchemy import delete, or_, select
from sqlmodel import Session, col

from app.places.completion import TAIL_LOSS, Completion, standing
from app.places.gazetteer import SITE_COUNTS_AS, Gazetteer
from app.places.models import Location, LocationSpelling
from app.places.naming import place_key, swapped_keys, tail_keys
from app.places.stored import as_place

# A key is as long as the column at most; nobody types more.
LONGEST_KEY = 200
# Beginnings of one letter find many: more are not looked at.
_MOST = 1_000


def respell(session: Session, row: Location) -> None:
    """Let a place be found by the names that its row has now, and by no others."""
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
    """Places with a name by editors that begins with `typed`, in no order. One statement.

    Those that readers may not see yet are among them only when they are `hidden`.
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
        weight = standing(as_place(row)) - (0 if whole else TAIL_LOSS)
        weights[row.id] = max(weight, weights.get(row.id, weight))
    return [Completion(place_id, weight) for place_id, weight in weights.items()]


def populations(session: Session, known: Gazetteer, *, hidden: bool = True) -> Callable[[str], int]:
    """`Gazetteer.population_of` for `parse_dateline`, with the places of editors as sites.

    One statement, which reads all their names; without `hidden` those that readers may see.
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
