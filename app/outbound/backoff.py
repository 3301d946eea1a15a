"""How long to wait before something is sent again."""

import random
from collections.abc import Mapping
from datetime import datetime, timedelta

from app.http.conditional import http_date

# 5 s, 15 s, 45 s, 2 min, 7 min, 20 min, 1 h, 3 h, 9 h, 12 h, 12 h, ... for three days.
FIRST_PAUSE = 5.0
GROWTH = 3.0
LONGEST_PAUSE = timedelta(hours=12)
GIVE_UP = timedelta(days=3)
# Of a pause, at most so much more or less: receivers that came back are not called all at once.
JITTER = 0.2
MOST_DOUBLINGS = 12
_DIGITS = 9


def pause_after(failures: int, first: float = FIRST_PAUSE) -> timedelta:
    """How long to wait after so many failures in a row (at least 1); never twice the same."""
    longest = LONGEST_PAUSE.total_seconds()
    pause = min(first * GROWTH ** min(failures - 1, MOST_DOUBLINGS), longest / (1 + JITTER))
    return timedelta(seconds=pause * random.uniform(1 - JITTER, 1 + JITTER))


def asked_pause(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """What `Retry-After` asks for (RFC 9110 section 10.2.3), up to the longest pause."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdecimal():
        asked = timedelta(seconds=int(text[:_DIGITS]))
    elif (at := http_date(text)) is not None:
        asked = at - now
    else:
        return None
    return min(max(asked, timedelta()), LONGEST_PAUSE)
