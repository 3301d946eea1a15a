"""Preflight with all that it asks for: the gazetteer, the languages, and releases much like one.

Published releases with much the same text are found by the sketches that saving keeps.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, delete, func, insert, select
from sqlmodel import Session, SQLModel, col

from app.places.gazetteer import shipped_gazetteer
from app.releases.body import to_text
from app.releases.content import Content
from app.releases.language_detection import language_of
from app.releases.models import Release, ReleaseSketch
from app.releases.preflight.checks import Context, Duplicate, Finding, check
from app.releases.shingles import likeness, shingles, sketch
from app.releases.states import State

# From half of the runs of words on, one text was made from the other.
ALIKE = 0.5
# Of 16 hashes two such texts share some 8, and fewer than 3 in one case of 500.
SHARED = 3
# The most alike are read and compared in full.
CANDIDATES = 5


def _sharing() -> Select[Any]:
    """Public releases that share hashes with one, and what readers see of them."""
    releases = SQLModel.metadata.tables["release"]
    revisions = SQLModel.metadata.tables["revision"]
    own = SQLModel.metadata.tables["release_sketch"].alias()
    others = SQLModel.metadata.tables["release_sketch"].alias()
    shared = func.count()
    found = (
        select(releases.c.id, releases.c.live_revision, shared.label("shared"))
        .select_from(own)
        .join(others, others.c.hash == own.c.hash)
        .join(releases, releases.c.id == others.c.release_id)
        .where(
            own.c.release_id == bindparam("release"),
            others.c.release_id != bindparam("release"),
            releases.c.state == bindparam("public"),
        )
        .group_by(releases.c.id, releases.c.live_revision)
        .having(shared >= SHARED)
        .order_by(shared.desc(), releases.c.id)
        .limit(CANDIDATES)
        .subquery()
    )
    seen = (revisions.c.release_id == found.c.id) & (revisions.c.number == found.c.live_revision)
    return (
        select(found.c.id, revisions.c.content)
        .select_from(found)
        .join(revisions, seen)
        .order_by(found.c.shared.desc(), found.c.id)
    )


# Built once: to build a statement takes longer than to run it.
_SHARING = _sharing()


def keep_sketch(session: Session, release: Release, content: Content) -> None:
    """Keep the sketch of the words just saved."""
    hashes = sketch(shingles(to_text(content.body_html)))
    own = col(ReleaseSketch.release_id) == release.id
    first = release.revision == 1
    stored = set() if first else set(session.scalars(select(col(ReleaseSketch.hash)).where(own)))
    if gone := stored - hashes:
        session.execute(delete(ReleaseSketch).where(own, col(ReleaseSketch.hash).in_(gone)))
    rows = [{"release_id": release.id, "hash": value} for value in sorted(hashes - stored)]
    if rows:
        session.execute(insert(ReleaseSketch), rows)


def near_duplicates(session: Session, release: Release, content: Content) -> list[Duplicate]:
    """Other releases that are public with at least half of the words, the most alike first.

    `content` are the newest words, whose sketch is kept.
    """
    given = {"release": release.id, "public": State.PUBLISHED.value}
    candidates = session.connection().execute(_SHARING, given).all()
    if not candidates:
        return []
    own = shingles(to_text(content.body_html))
    found = []
    for release_id, stored in candidates:
        words = Content.model_validate_json(stored)
        alike = likeness(own, shingles(to_text(words.body_html)))
        found.append(Duplicate(release_id, words.title, alike))
    alike_enough = [duplicate for duplicate in found if duplicate.likeness >= ALIKE]
    return sorted(alike_enough, key=lambda duplicate: (-duplicate.likeness, duplicate.id))


def inspect(session: Session, release: Release, content: Content, at: datetime) -> list[Finding]:
    """Returns what is found in `content`, which is public from the instant `at`; errors first."""
    context = Context(
        at=at,
        population_of=shipped_gazetteer().population_of,
        language_of=language_of,
        duplicates=near_duplicates(session, release, content),
    )
    return check(content, context)
