"""The only place that reads the time; and instants in the local time of a zone."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """Returns the present instant, aware, in UTC, to the microsecond."""
    return datetime.now(UTC)


def in_zone(at: datetime, zone: ZoneInfo) -> datetime:
    """Returns `at` in the time of `zone`; unchanged where its year there is not 1 to 9999.

    >>> str(in_zone(datetime.fromisoformat("0001-01-01T00:00:00Z"), ZoneInfo("America/Lima")))
    '0001-01-01 00:00:00+00:00'
    """
    try:
        return at.astimezone(zone)
    except OverflowError:
        return at
