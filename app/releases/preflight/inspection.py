"""Preflight with everything that it can ask for: the gazetteer, the languages, the releases."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from app.places.gazetteer import shipped_gazetteer
from app.releases.content import Content
from app.releases.language_detection import language_of
from app.releases.models import Release
from app.releases.preflight.checks import Context, Finding, check, text_of
from app.releases.preflight.likeness import near_duplicates


def warm_up(contents: Iterable[Content]) -> None:
    """Detect languages, which takes some milliseconds, before a lock: `inspect` finds it done."""
    for content in contents:
        language_of(text_of(content))


def inspect(session: Session, release: Release, content: Content, at: datetime) -> list[Finding]:
    """Returns what is found in `content`, which is public from the instant `at`; errors first."""
    context = Context(
        at=at,
        population_of=shipped_gazetteer().population_of,
        language_of=language_of,
        duplicates=near_duplicates(session, release, content),
    )
    return check(content, context)
