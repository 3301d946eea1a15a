"""The taxonomy file -> the themes, each time the service starts."""

from sqlmodel import Session

from app.changes import log
from app.releases.audit import Actor
from app.themes import taxonomy
from app.themes.taxonomy import Loaded, Taxonomy
from app.vocabularies.relabel import relabel_themes

NOTE = "Themes have other names or other places in the tree."


def load(session: Session, given: Taxonomy, by: Actor) -> Loaded:
    """`taxonomy.load`; public documents that show what it changed are rendered anew."""
    # An editor at work on a theme comes before or after it, never between its look and its write.
    log.lock(session)
    loaded = taxonomy.load(session, given)
    if loaded.added or loaded.updated or loaded.retired:
        log.lock(session, words=1)
    relabel_themes(session, loaded.shown, by, NOTE)
    return loaded
