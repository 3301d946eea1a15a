"""The names that editors gave to places in several languages."""

import json

from sqlalchemy import select
from sqlmodel import Session, col

from app.places.models import Location
from app.published.labels.labels import EditedNames

_EDITED = select(col(Location.id), col(Location.names)).where(col(Location.names) != "{}")


def read_edited_names(session: Session) -> EditedNames:
    """Return the names by language of each place that editors named; one statement."""
    return {row.id: json.loads(row.names) for row in session.execute(_EDITED)}
