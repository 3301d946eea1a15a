"""After an act on a vocabulary: the public documents that show what it changed are made anew."""

from collections.abc import Collection

from sqlmodel import Session

from app.published.terms import THEME
from app.releases.acts.rerender import find_having, rerender
from app.releases.audit import Actor


def relabel_themes(session: Session, theme_ids: Collection[str], by: Actor, note: str) -> int:
    """Render every document anew that shows one of the themes, as its own or a wider one.

    `note` goes into the public history of each that changed; answers how many did.
    """
    terms = [f"{THEME}{theme_id}" for theme_id in theme_ids]
    return rerender(session, find_having(session, terms), by, note=note)
