"""Published releases with much the same text, found by the sketches that saving keeps."""

from sqlalchemy import delete, func, insert
from sqlmodel import Session, col, select

from app.releases.body import to_text
from app.releases.content import Content
from app.releases.models import Release, ReleaseSketch, Revision
from app.releases.preflight import Duplicate
from app.releases.shingles import likeness, shingles, sketch
from app.releases.states import State

# From half of the runs of words on, one text was made from the other.
ALIKE = 0.5
# Of 16 hashes two such texts share some 8, and fewer than 3 in one case of 500.
SHARED = 3
# The most alike are read and compared in full.
CANDIDATES = 5


def remember(session: Session, release: Release, content: Content) -> None:
    """Keep the sketch of the words just saved."""
    hashes = sketch(shingles(to_text(content.body_html)))
    own = col(ReleaseSketch.release_id) == release.id
    first = release.revision == 1
    stored = set() if first else set(session.exec(select(ReleaseSketch.hash).where(own)))
    if gone := stored - hashes:
        session.execute(delete(ReleaseSketch).where(own, col(ReleaseSketch.hash).in_(gone)))
    rows = [{"release_id": release.id, "hash": value} for value in sorted(hashes - stored)]
    if rows:
        session.execute(insert(ReleaseSketch), rows)


def near_duplicates(session: Session, release: Release, content: Content) -> list[Duplicate]:
    """Other releases that are public with at least half of the words, the most alike first."""
    runs = shingles(to_text(content.body_html))
    if not runs:
        return []
    shared = func.count().label("shared")
    asked = (
        select(Release, shared)
        .join(ReleaseSketch, col(ReleaseSketch.release_id) == col(Release.id))
        .where(
            col(ReleaseSketch.hash).in_(sketch(runs)),
            col(Release.id) != release.id,
            col(Release.state) == State.PUBLISHED,
        )
        .group_by(col(Release.id))
        .having(shared >= SHARED)
        .order_by(shared.desc(), col(Release.id))
        .limit(CANDIDATES)
    )
    found = []
    for other, _ in session.exec(asked):
        live = session.get(Revision, (other.id, other.live_revision))
        if live is not None:
            words = Content.model_validate_json(live.content)
            alike = likeness(runs, shingles(to_text(words.body_html)))
            found.append(Duplicate(other.id, words.title, alike))
    alike_enough = [duplicate for duplicate in found if duplicate.likeness >= ALIKE]
    return sorted(alike_enough, key=lambda duplicate: (-duplicate.likeness, duplicate.id))
