"""Cache tags of public answers, by which caches purge them: which there are, and as headers. Pure.

Every public answer that depends on releases has the tag `EVERYTHING` and one more: an answer about
one release alone has that of the release; any other, such as a list, has `LISTS`. No tag reveals
more than the address or the body of its answer.

A tag has at most 32 letters, digits and hyphens, an answer at most 32 tags: RFC 9875 section 2
requires every cache to support as many groups, and Fastly and Cloudflare support more.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

MOST_TAGS = 32
# Every answer with tags has this one.
EVERYTHING = "dateline"
LISTS = "releases"
# 8 + 24 characters: RFC 9875 requires every cache to take groups of 32.
_ID_DIGITS = 24
# In the `info` of a writing session and in `request.state`: the set of tags that the transaction
# makes stale.
STALE_TAGS = "stale_tags"


@dataclass(frozen=True)
class Tagged:
    """The tags of a public answer; `is_moving` says that the clock changes it too."""

    tags: tuple[str, ...]
    is_moving: bool = False


OF_LISTS = Tagged((EVERYTHING, LISTS))
# For lists that the clock changes too.
OF_MOVING_LISTS = Tagged(OF_LISTS.tags, is_moving=True)


def release_tag(release_id: UUID) -> str:
    """Return `release-` and the last 24 digits of the id, without hyphens."""
    return f"release-{release_id.hex[-_ID_DIGITS:]}"


def of_release(release_id: UUID) -> Tagged:
    """Return the tags of an answer about this release alone."""
    return Tagged((EVERYTHING, release_tag(release_id)))


def of_files(release_ids: Collection[UUID]) -> Tagged:
    """Return the tags of a file that these releases use: a fact about any of them makes it stale.

    Where many use it, a fact about any release does.
    """
    if len(release_ids) >= MOST_TAGS:
        return OF_LISTS
    return Tagged((EVERYTHING, *map(release_tag, release_ids)))


def stale_after(release_ids: Collection[UUID], most: int) -> tuple[str, ...]:
    """Return the tags that facts about these releases make stale, at most `most`."""
    if len(release_ids) >= most:
        return (EVERYTHING,)
    return LISTS, *sorted(release_tag(release_id) for release_id in release_ids)


@lru_cache(maxsize=4_096)
def tag_headers(tags: tuple[str, ...]) -> Mapping[str, str]:
    """Return `tags` in the headers of RFC 9875, of Fastly and of Cloudflare."""
    return {
        "Cache-Groups": _groups(tags),
        "Surrogate-Key": " ".join(tags),
        "Cache-Tag": ",".join(tags),
    }


def stale_groups(tags: Collection[str]) -> str:
    """Return the value of `Cache-Group-Invalidation`: `tags`, or everything if that is less."""
    is_all = EVERYTHING in tags or len(tags) > MOST_TAGS
    return _groups([EVERYTHING] if is_all else sorted(tags))


def _groups(tags: Iterable[str]) -> str:
    """Return a list of strings as of RFC 9651."""
    return ", ".join(f'"{tag}"' for tag in tags)
