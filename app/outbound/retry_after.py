"""Reads the pause that a receiver asks for."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from app.http.conditional import http_date

LONGEST_PAUSE = timedelta(hours=12)
_DIGITS = 9


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Returns the pause in `Retry-After` (RFC 9110 section 10.2.3), at most the longest one."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdecimal():
        asked = timedelta(seconds=int(text[:_DIGITS]))
    elif (at := http_date(text)) is not None:
        asked = at - now
    else:
        return None
    return min(max(asked, timedelta()), LONGEST_PAUSE)
