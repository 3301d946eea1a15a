"""Writes NDJSON: the JSON of each release on a line of its own."""

from collections.abc import Iterable, Iterator

MEDIA_TYPE = "application/x-ndjson"


def write(releases: Iterable[bytes]) -> Iterator[bytes]:
    """Yields compact JSON texts as lines; JSON escapes every line end inside of them."""
    for release in releases:
        yield release + b"\n"
