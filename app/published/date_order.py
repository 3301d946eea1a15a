"""Places in date order, as instants: where a release stands that has no date. Pure.

Releases are ordered by one instant each. Those without a date have one in the year 1, before any
that a release is dated by: the newest first, they follow the dated ones. Among themselves they
stand in the order in which they became public, a hundredth of a second apart or else by id.
"""

from datetime import UTC, datetime

# The first place of a dated release. A release that is dated earlier stands here too.
DATED_FROM = datetime(2, 1, 1, tzinfo=UTC)
_UNDATED_FROM = datetime(1, 1, 1, tzinfo=UTC)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# All years up to 9999 fit into one at this scale.
_SCALE = 10_000


def dated_place(at: datetime) -> datetime:
    """Return the place of a release that is dated `at`."""
    return max(at, DATED_FROM)


def undated_place(public_since: datetime) -> datetime:
    """Return the place, after all dated releases, of one that is public since an instant.

    >>> undated_place(datetime(2026, 12, 1, tzinfo=UTC)).isoformat()
    '0001-01-03T01:53:28.320000+00:00'
    """
    return _UNDATED_FROM + (max(public_since, _EPOCH) - _EPOCH) // _SCALE
