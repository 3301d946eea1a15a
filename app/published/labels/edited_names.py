"""The names of a vocabulary in several languages: of places as editors gave them, of themes."""

import json

from sqlalchemy import select
from sqlmodel import Session, col

from app.places.models import Location
from app.published.labels.labels import EditedNames, ThemeLabels
from app.themes.models import Theme

_EDITED = select(col(Location.id), col(Location.names)).where(col(Location.names) != "{}")
_THEMES = select(col(Theme.id), col(Theme.labels))


def read_edited_names(session: Session) -> EditedNames:
    """Return the names by language of each place that editors named; one statement."""
    return {row.id: json.loads(row.names) for row in session.execute(_EDITED)}


def read_theme_labels(session: Session) -> ThemeLabels:
    """Return the labels by language of each theme; one statement."""
    return {row.id: json.loads(row.labels) for row in session.execute(_THEMES)}
