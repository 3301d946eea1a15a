"""Rows of places <-> what editors write and read of them."""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from sqlmodel import Session, col, select

from app.base.faults import invalid_body
from app.places.models import Location
from app.places.naming import place_key
from app.places.shapes import PlacePath, coordinates, refer
from app.places.spelling import LONGEST_KEY
from app.places.stored import OWN
from app.published.document import PlaceReference
from app.releases.merge_patch import merged
from app.vocabularies.places.schemas import EditorialPlace, PlaceInput


def etag_of(row: Location | None) -> str:
    """The entity tag of a place; one of the gazetteer that nobody changed has the first."""
    return f'"{row.lock if row else 1}"'


def shown(path: PlacePath, row: Location | None) -> EditorialPlace:
    """What editors see of a place; `row` is None when the database does not have it."""
    place = path.place
    return EditorialPlace(
        **refer(place),
        etag=etag_of(row),
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


def rows_of(session: Session, ids: list[str]) -> dict[str, Location]:
    """Those of places that the database has; one statement."""
    asked = select(Location).where(col(Location.id).in_(ids))
    return {row.id: row for row in session.exec(asked)} if ids else {}


def patched(row: Location, patch: Mapping[str, Any]) -> PlaceInput:
    """The place with a merge patch on top; a name of null goes away. Raises Invalid."""
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
    members: dict[str, Any] = merged(before, patch)
    names = members.get("names")
    if isinstance(names, dict):
        members["names"] = {tag: name for tag, name in names.items() if name is not None}
    # A merge may give a place more names than one request may: they stay until a patch has others.
    kept = {} if "other_names" in patch else {"other_names": members.pop("other_names")}
    try:
        return PlaceInput.model_validate(members).model_copy(update=kept)
    except ValidationError as error:
        raise invalid_body(error.errors(include_url=False), members) from None


def members_of(given: PlaceInput, parent: PlacePath | None) -> dict[str, Any]:
    """The columns that say what `given` says; the country is that of the parent."""
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
    """The further names of a place with all that another was called, as JSON."""
    had = [*json.loads(into.other_names)]
    others = (
        merged_row.name,
        *json.loads(merged_row.names).values(),
        *json.loads(merged_row.other_names),
    )
    known = {into.name, *json.loads(into.names).values()}
    more = [name for name in others if name not in known]
    return json.dumps(list(dict.fromkeys([*had, *more])), ensure_ascii=False)
