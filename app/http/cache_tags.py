"""Tags that caches are told to forget public answers by, as headers. Pure.

A tag has at most 32 letters, digits and hyphens, an answer at most 32 tags: RFC 9875 section 2 has
every cache know as many groups, and Fastly and Cloudflare know more.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

MOST_TAGS = 32
# Every answer with tags has this one.
EVERYTHING = "dateline"
# In the `info` of a writing session and in `request.state`: the set of the tags of all that the
# transaction makes stale.
STALE_TAGS = "stale_tags"


@dataclass(frozen=True)
class Tagged:
    """What a public answer is kept under; `is_moving` says that the clock changes it too."""

    tags: tuple[str, ...]
    is_moving: bool = False


@lru_cache(maxsize=4_096)
def tag_headers(tags: tuple[str, ...]) -> Mapping[str, str]:
    """`tags` as of RFC 9875, as Fastly reads them, as Cloudflare does."""
    return {
        "Cache-Groups": _groups(tags),
        "Surrogate-Key": " ".join(tags),
        "Cache-Tag": ",".join(tags),
    }


def stale_groups(tags: Collection[str]) -> str:
    """The value of `Cache-Group-Invalidation`: `tags`, or everything where they are too many."""
    return _groups(sorted(tags) if len(tags) <= MOST_TAGS else [EVERYTHING])


def _groups(tags: Iterable[str]) -> str:
    """A list of strings of RFC 9651."""
    return ", ".join(f'"{tag}"' for tag in tags)
