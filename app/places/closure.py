"""Writes the closure of places: a row for each ancestor of each place."""

from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.places.models import Location, LocationAncestor


def link(session: Session, row: Location) -> None:
    """Write the ancestors of a place. Its parent must be linked already."""
    session.flush()
    session.execute(delete(LocationAncestor).where(col(LocationAncestor.location_id) == row.id))
    above = select(col(LocationAncestor.ancestor_id)).where(
        col(LocationAncestor.location_id) == row.parent_id
    )
    chain = [row.id, *session.scalars(above.order_by(col(LocationAncestor.depth)))]
    session.add_all(
        LocationAncestor(location_id=row.id, ancestor_id=place_id, depth=depth)
        for depth, place_id in enumerate(chain)
    )
    session.flush()


def relink(session: Session, row: Location) -> None:
    """Link a moved place and everything inside it again; these get its country too."""
    link(session, row)
    below = select(Location).where(col(Location.parent_id) == row.id).order_by(col(Location.id))
    for child in session.scalars(below).all():
        child.country = row.country
        relink(session, child)


def lies_in(session: Session, place_id: str, container_id: str) -> bool:
    """Returns whether a place of the database lies in another one or is that one."""
    return session.get(LocationAncestor, (place_id, container_id)) is not None
