"""What places of editors lie in: rows of the closure, kept true when a place moves."""

from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.places.models import Location, LocationAncestor


def link(session: Session, row: Location) -> None:
    """Write what a place lies in, from its parent on, which has to be linked itself."""
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
    """`link` for a place that moved, and for all that lie in it; they get its country too."""
    link(session, row)
    below = select(Location).where(col(Location.parent_id) == row.id).order_by(col(Location.id))
    for child in session.scalars(below).all():
        child.country = row.country
        relink(session, child)


def lies_in(session: Session, place_id: str, container_id: str) -> bool:
    """Whether a place of the database is another one, or lies in it."""
    return session.get(LocationAncestor, (place_id, container_id)) is not None
