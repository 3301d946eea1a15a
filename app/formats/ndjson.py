"""NDJSON: the JSON of each release on a line of its own, one after the other."""

from collections.abc import Iterable, Iterator

MEDIA_TYPE = "application/x-ndjson"


def write(releases: Iterable[bytes]) -> Iterator[bytes]:
    """Lines of compact JSON texts, in which JSON itself escapes every line end."""
    for release in releases:
        yield release + b"\n"
