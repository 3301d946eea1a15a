"""The cache tags of public answers, and those that a fact makes stale.

Every public answer that depends on releases has the tag `EVERYTHING` and one more: an answer about
one release alone has that of the release; any other, such as a list, has `LISTS`. No tag reveals
more than the address or the body of its answer.
"""

from collections.abc import Collection
from uuid import UUID

from sqlmodel import Session

from app.http.cache_tags import EVERYTHING, STALE_TAGS, Tagged

LISTS = "releases"
# 8 + 24 characters: RFC 9875 requires every cache to take groups of 32.
_ID_DIGITS = 24

OF_LISTS = Tagged((EVERYTHING, LISTS))
# For lists that the clock changes too.
OF_MOVING_LISTS = Tagged(OF_LISTS.tags, is_moving=True)


def release_tag(release_id: UUID) -> str:
    """Return `release-` and the last 24 digits of the id, without hyphens."""
    return f"release-{release_id.hex[-_ID_DIGITS:]}"


def of_release(release_id: UUID) -> Tagged:
    """Return the tags of an answer about this release alone."""
    return Tagged((EVERYTHING, release_tag(release_id)))


def stale_after(release_ids: Collection[UUID], most: int) -> tuple[str, ...]:
    """Return the tags that facts about these releases make stale, at most `most`."""
    if len(release_ids) >= most:
        return (EVERYTHING,)
    return LISTS, *sorted(release_tag(release_id) for release_id in release_ids)


def make_stale(session: Session, *tags: str) -> None:
    """Note that the running transaction makes answers with these tags stale."""
    session.info.setdefault(STALE_TAGS, set()).update(tags)
