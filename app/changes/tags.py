"""Names that caches know public answers by, so that a fact clears what it made stale.

Every public answer that depends on releases has the tag `EVERYTHING` and one more: an answer that
tells of one release alone has that release's, any other one, such as a list, has `LISTS`. No tag
tells more than the address or the body of its answer does.
"""

from collections.abc import Collection
from uuid import UUID

from sqlmodel import Session

from app.http.cache_tags import EVERYTHING, STALE_TAGS, Tagged

LISTS = "releases"
# 8 + 24 letters: RFC 9875 has every cache take groups of 32.
_ID_DIGITS = 24

OF_LISTS = Tagged((EVERYTHING, LISTS))
# The same for what the clock changes too.
OF_MOVING_LISTS = Tagged(OF_LISTS.tags, is_moving=True)


def release_tag(release_id: UUID) -> str:
    """`release-` and the last 24 digits of the id, without hyphens."""
    return f"release-{release_id.hex[-_ID_DIGITS:]}"


def of_release(release_id: UUID) -> Tagged:
    """The policy of an answer that tells of this release alone."""
    return Tagged((EVERYTHING, release_tag(release_id)))


def stale_after(release_ids: Collection[UUID], most: int) -> tuple[str, ...]:
    """What facts about these releases make stale, in at most `most` tags."""
    if len(release_ids) >= most:
        return (EVERYTHING,)
    return LISTS, *sorted(release_tag(release_id) for release_id in release_ids)


def make_stale(session: Session, *tags: str) -> None:
    """Note that the running transaction makes stale what has `tags`."""
    session.info.setdefault(STALE_TAGS, set()).update(tags)
