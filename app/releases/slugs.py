"""Slugs: readable addresses, one release each, free ones found for a title."""

from collections.abc import Callable

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, or_, select

from app.core.problems import SlugTaken
from app.core.text import SLUG_LENGTH, slugify
from app.published.models import PublishedRelease, PublishedSlug
from app.releases.models import Release

# More releases than this do not get one title at one moment.
TRIES = 50


def assign(session: Session, release: Release, title: str, explicit: str | None) -> None:
    """Give `release` the slug that was asked for, or a free one made from `title`, and flush it.

    A live slug of another release is refused; one that another release only had before is taken
    over. Raises SlugTaken for an explicit slug in use.
    """
    if explicit is not None:
        release.slug_fixed = True
        if explicit != release.slug:
            _check_free(session, explicit, release)
            _write(session, release, explicit, refuse=lambda: SlugTaken(explicit))
    elif not release.slug or (not release.slug_fixed and not _fits(release.slug, title)):
        _assign_free(session, release, title)


def _assign_free(session: Session, release: Release, title: str) -> None:
    base = slugify(title) or "release"
    for _ in range(TRIES):
        slug = _first_free(base, _taken(session, base, release))
        try:
            _write(session, release, slug)
        except IntegrityError:
            # Another transaction took it between the look and the write.
            continue
        return
    raise SlugTaken(base)


def _write(
    session: Session,
    release: Release,
    slug: str,
    refuse: Callable[[], Exception] | None = None,
) -> None:
    try:
        with session.begin_nested():
            release.slug = slug
            session.add(release)
            session.flush()
    except IntegrityError as error:
        if refuse is None:
            raise
        raise refuse() from error


def _check_free(session: Session, slug: str, release: Release) -> None:
    """A slug is in use when another working copy has it, or another public document."""
    working = select(Release.id).where(col(Release.slug) == slug, col(Release.id) != release.id)
    live = select(PublishedRelease.id).where(
        col(PublishedRelease.slug) == slug, col(PublishedRelease.id) != release.id
    )
    if session.exec(working).first() or session.exec(live).first():
        raise SlugTaken(slug)


def _taken(session: Session, base: str, release: Release) -> set[str]:
    found: set[str] = set()
    for column, owner in (
        (col(Release.slug), col(Release.id)),
        (col(PublishedRelease.slug), col(PublishedRelease.id)),
        (col(PublishedSlug.slug), col(PublishedSlug.release_id)),
    ):
        # Slugs are letters, digits and hyphens: nothing in them is a pattern to LIKE.
        like = or_(column == base, column.like(f"{base[: SLUG_LENGTH - 6]}%"))
        found.update(session.exec(select(column).where(like, owner != release.id)))
    return found


def _first_free(base: str, taken: set[str]) -> str:
    if base not in taken:
        return base
    stem = base[: SLUG_LENGTH - 6].rstrip("-")
    number = 2
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"


def _fits(slug: str, title: str) -> bool:
    """Whether `slug` is what `title` gives, but for a number that made it unique."""
    base = slugify(title) or "release"
    rest = slug.removeprefix(base[: SLUG_LENGTH - 6].rstrip("-"))
    return slug == base or (rest != slug and rest.removeprefix("-").isdigit())
