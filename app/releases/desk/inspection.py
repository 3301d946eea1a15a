"""Preflight with everything that it can ask for: the gazetteer, the languages, the releases."""

from datetime import datetime

from sqlmodel import Session

from app.places.gazetteer import shipped_gazetteer
from app.releases.content import Content
from app.releases.language_detection import language_of
from app.releases.models import Release
from app.releases.preflight.checks import Context, Finding, check, text_of
from app.releases.preflight.likeness import near_duplicates


def foresee(content: Content) -> None:
    """Find out ahead what takes long: `inspect` finds it done."""
    language_of(text_of(content))


def inspect(session: Session, release: Release, content: Content, at: datetime) -> list[Finding]:
    """What is found in `content`, which would be public at the instant `at`; errors first."""
    context = Context(
        at=at,
        population_of=shipped_gazetteer().population_of,
        language_of=language_of,
        duplicates=near_duplicates(session, release, content),
    )
    return check(content, context)
