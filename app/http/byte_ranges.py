"""Parts of an answer by byte: `Range` and `If-Range` (RFC 9110 section 14). Pure."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from app.base.problems import RANGE_NOT_SATISFIABLE, Problem
from app.http.conditional import matches_strongly

_RANGE = re.compile(r"\s*bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*", re.ASCII | re.IGNORECASE)


class ByteRange(NamedTuple):
    """The bytes from `start` up to, but without, `end`, of `size`."""

    start: int
    end: int
    size: int

    @property
    def length(self) -> int:
        """Return the number of bytes."""
        return self.end - self.start

    @property
    def content_range(self) -> str:
        """Return the value of `Content-Range`."""
        return f"bytes {self.start}-{self.end - 1}/{self.size}"


def read_range(headers: Mapping[str, str], size: int, etag: str) -> ByteRange | None:
    """Return the part of `size` bytes, tagged `etag`, that is asked for; None for the whole.

    The whole answers what cannot be read, several ranges, and an `If-Range` that names other
    bytes; dates among them, for a hash alone says which bytes these are.
    Raises Problem (416) for a part that begins behind the end.
    """
    asked = _RANGE.fullmatch(headers.get("range", ""))
    if asked is None or not (asked[1] or asked[2]):
        return None
    if_range = headers.get("if-range")
    if if_range is not None and (if_range.strip() == "*" or not matches_strongly(if_range, etag)):
        return None
    if not asked[1]:
        start, end = max(size - int(asked[2]), 0), size
    else:
        start, end = int(asked[1]), min(int(asked[2]) + 1, size) if asked[2] else size
        if asked[2] and int(asked[2]) < start:
            return None
    if start >= size:
        detail = f"There are {size:,} bytes, counted from 0: none of those asked for is there."
        raise Problem(RANGE_NOT_SATISFIABLE, detail, {}, {"Content-Range": f"bytes */{size}"})
    return ByteRange(start, end, size)
