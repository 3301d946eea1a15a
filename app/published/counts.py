"""How many listed releases belong to each place and to each theme, contained ones included."""

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.published.models import PublishedPlace, PublishedTheme


def count_by_place(session: Session, place_id: str | None = None) -> dict[str, int]:
    """Listed releases by place, or of `place_id` alone; places without any are left out."""
    place = col(PublishedPlace.place_id)
    # A release is counted once, also where it is both dated from a place and about it.
    counted = select(place, func.count(col(PublishedPlace.release_id).distinct())).group_by(place)
    if place_id is not None:
        counted = counted.where(place == place_id)
    return dict(session.execute(counted).all())


def count_by_theme(session: Session) -> dict[str, int]:
    """Listed releases by theme; themes without any are left out."""
    theme = col(PublishedTheme.theme_id)
    counted = select(theme, func.count()).group_by(theme)
    return dict(session.execute(counted).all())
