"""The only place that reads the time."""

from datetime import UTC, datetime


def now() -> datetime:
    """Returns the present instant, aware, in UTC, to the microsecond."""
    return datetime.now(UTC)
