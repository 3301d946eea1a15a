"""Turns what editors write of a place into columns of its row, and back."""

import json
from typing import Any

from sqlmodel import Session, col, select

from app.places.models import Location
from app.places.naming import place_key
from app.places.queries import find_paths
from app.places.shapes import PlacePath, coordinates, refer
from app.places.spelling import LONGEST_KEY
from app.places.stored import OWN
from app.published.document import PlaceReference
from app.vocabularies.places.schemas import EditorialPlace, PlaceInput, PlacePatch


def show_places(session: Session, ids: list[str]) -> list[EditorialPlace]:
    """Returns places as editors see them; an id that nobody knows is left out."""
    asked = select(Location).where(col(Location.id).in_(ids))
    rows = {row.id: row for row in session.exec(asked)} if ids else {}
    paths = find_paths(session, ids)
    return [_show(path, rows.get(place_id)) for place_id, path in paths.items()]


def show_place(session: Session, place_id: str) -> EditorialPlace:
    """Returns the place with this id, which exists and was not merged, as editors see it."""
    return show_places(session, [place_id])[0]


def _show(path: PlacePath, row: Location | None) -> EditorialPlace:
    place = path.place
    return EditorialPlace(
        **refer(place),
        # A place of the gazetteer that nobody changed has the first tag.
        etag=f'"{row.lock if row else 1}"',
        names=dict(place.names),
        other_names=list(place.other_names),
        slug=place.slug,
        country=place.country,
        coordinates=coordinates(place),
        parent=place.parent,
        ancestors=[PlaceReference(**refer(above)) for above in path.ancestors],
        made_here=place.id.startswith(OWN),
        public=row is None or row.is_public,
    )


def patched(row: Location, patch: PlacePatch) -> PlaceInput:
    """Returns the place with a merge patch on top; a null name is removed. Raises Invalid."""
    point = None
    if row.latitude is not None and row.longitude is not None:
        point = {"latitude": row.latitude, "longitude": row.longitude}
    before = {
        "name": row.name,
        "names": json.loads(row.names),
        "other_names": json.loads(row.other_names),
        "kind": row.kind,
        "parent": row.parent_id,
        "coordinates": point,
    }
    result: PlaceInput = patch.apply_to(before, kept={"other_names": before["other_names"]})
    return result


def members_of(given: PlaceInput, parent: PlacePath | None) -> dict[str, Any]:
    """Returns the columns that `given` makes; the country is that of the parent."""
    point = given.coordinates
    return {
        "kind": given.kind,
        "name": given.name,
        "name_key": place_key(given.name)[:LONGEST_KEY],
        "names": json.dumps(given.names, ensure_ascii=False, sort_keys=True),
        "other_names": json.dumps(given.other_names, ensure_ascii=False),
        "latitude": point.latitude if point else None,
        "longitude": point.longitude if point else None,
        "parent_id": parent.place.id if parent else None,
        "country": parent.place.country if parent else None,
    }


def names_together(into: Location, merged_row: Location) -> str:
    """Returns the further names of a place, those of a merged one added, as JSON."""
    had = [*json.loads(into.other_names)]
    others = (
        merged_row.name,
        *json.loads(merged_row.names).values(),
        *json.loads(merged_row.other_names),
    )
    known = {into.name, *json.loads(into.names).values()}
    more = [name for name in others if name not in known]
    return json.dumps(list(dict.fromkeys([*had, *more])), ensure_ascii=False)
