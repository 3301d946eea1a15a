"""Cache tags of public answers, by which caches purge them, as headers. Pure.

A tag has at most 32 letters, digits and hyphens, an answer at most 32 tags: RFC 9875 section 2
requires every cache to support as many groups, and Fastly and Cloudflare support more.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

MOST_TAGS = 32
# Every answer with tags has this one.
EVERYTHING = "dateline"
# In the `info` of a writing session and in `request.state`: the set of tags that the transaction
# makes stale.
STALE_TAGS = "stale_tags"


@dataclass(frozen=True)
class Tagged:
    """The tags of a public answer; `is_moving` says that the clock changes it too."""

    tags: tuple[str, ...]
    is_moving: bool = False


@lru_cache(maxsize=4_096)
def tag_headers(tags: tuple[str, ...]) -> Mapping[str, str]:
    """Return `tags` in the headers of RFC 9875, of Fastly and of Cloudflare."""
    return {
        "Cache-Groups": _groups(tags),
        "Surrogate-Key": " ".join(tags),
        "Cache-Tag": ",".join(tags),
    }


def stale_groups(tags: Collection[str]) -> str:
    """Return the value of `Cache-Group-Invalidation`: `tags`, or if too many, everything."""
    return _groups(sorted(tags) if len(tags) <= MOST_TAGS else [EVERYTHING])


def _groups(tags: Iterable[str]) -> str:
    """Return a list of strings as of RFC 9651."""
    return ", ".join(f'"{tag}"' for tag in tags)
