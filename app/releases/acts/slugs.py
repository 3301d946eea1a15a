"""Slugs: readable addresses, one public release each, free ones found for a title."""

import re
from collections.abc import Callable, Sequence

from sqlalchemy import bindparam, true
from sqlalchemy import select as select_columns
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel, col, or_, select

from app.base.problems import SLUG_TAKEN, Invalid, Problem, excerpt
from app.base.text import SLUG_LENGTH, slugify
from app.published.models import PublishedRelease, PublishedSlug
from app.releases.models import Release

# More releases than this do not get one title at one moment.
TRIES = 50
_PUBLISHED = SQLModel.metadata.tables["published_release"]
# Made once: to build a statement takes longer than to run it.
_LIVE = select_columns(_PUBLISHED.c.slug, _PUBLISHED.c.id).where(
    _PUBLISHED.c.slug.in_(bindparam("slugs", expanding=True))
)
# Other addresses directly under /v1/releases.
RESERVED = frozenset({"facets"})
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class SlugTaken(Problem):
    """409: an explicit slug belongs to another release."""

    def __init__(self, slug: str) -> None:
        super().__init__(SLUG_TAKEN, f"The slug {excerpt(slug)!r} belongs to another release.")


def assign(session: Session, release: Release, title: str, explicit: str | None) -> None:
    """Give `release` the slug that was asked for, or a free one made from `title`, and flush it.

    Taken is what a public release has, and what a working copy of the same organisation has. A slug
    that another release only had before is taken over. Raises SlugTaken for one that is in use,
    Invalid for one that would be read as something else at the same address.
    """
    if explicit is not None:
        if _is_address(explicit):
            detail = "A slug is no id and no name of another address, such as `facets`."
            raise Invalid.of(detail, pointer="#/slug")
        release.slug_fixed = True
        if explicit != release.slug or _moves(release):
            _check_free(session, explicit, release)
            _write(session, release, explicit, refuse=lambda: SlugTaken(explicit))
    elif not release.slug or (not release.slug_fixed and not _fits(release.slug, title)):
        _assign_free(session, release, _base(title))
    elif _moves(release):
        _assign_free(session, release, release.slug)


def free_taken(session: Session, releases: Sequence[Release]) -> None:
    """Before publication, give a free slug to each release whose slug is another's by now.

    Nobody was told that another organisation had planned the same slug: who is public first has it.
    """
    planned = {"slugs": [release.slug for release in releases]}
    owners = {row.slug: row.id for row in session.connection().execute(_LIVE, planned)}
    for release in releases:
        while owners.setdefault(release.slug, release.id) != release.id:
            _assign_free(session, release, _first_free(release.slug, set(owners)))


def _scope(release: Release) -> str:
    return release.organisation_id or ""


def _moves(release: Release) -> bool:
    """Whether its organisation is another than the one that its slug was taken in."""
    return bool(release.slug) and release.slug_scope != _scope(release)


def _assign_free(session: Session, release: Release, base: str) -> None:
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
            release.slug, release.slug_scope = slug, _scope(release)
            session.add(release)
            session.flush()
    except IntegrityError as error:
        if refuse is None:
            raise
        raise refuse() from error


def _check_free(session: Session, slug: str, release: Release) -> None:
    working = select(Release.id).where(
        col(Release.slug) == slug,
        col(Release.slug_scope) == _scope(release),
        col(Release.id) != release.id,
    )
    live = select(PublishedRelease.id).where(
        col(PublishedRelease.slug) == slug, col(PublishedRelease.id) != release.id
    )
    if session.exec(working).first() or session.exec(live).first():
        raise SlugTaken(slug)


def _taken(session: Session, base: str, release: Release) -> set[str]:
    found: set[str] = set()
    for column, owner, seen in (
        (col(Release.slug), col(Release.id), col(Release.slug_scope) == _scope(release)),
        (col(PublishedRelease.slug), col(PublishedRelease.id), true()),
        (col(PublishedSlug.slug), col(PublishedSlug.release_id), true()),
    ):
        # Slugs are letters, digits and hyphens: nothing in them is a pattern to LIKE.
        like = or_(column == base, column.like(f"{base[: SLUG_LENGTH - 6]}%"))
        found.update(session.exec(select(column).where(like, owner != release.id, seen)))
    return found


def _base(title: str) -> str:
    base = slugify(title) or "release"
    return f"release-{base}" if _is_address(base) else base


def _is_address(slug: str) -> bool:
    """Whether readers who ask for `slug` would get another thing than the release of that slug."""
    return slug in RESERVED or _UUID.fullmatch(slug) is not None


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
    base = _base(title)
    rest = slug.removeprefix(base[: SLUG_LENGTH - 6].rstrip("-"))
    return slug == base or (rest != slug and rest.removeprefix("-").isdigit())
