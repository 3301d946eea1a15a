"""A clock that a test moves by hand, for the routes of an app and its watch over what is due."""

from datetime import UTC, datetime, timedelta

from fastapi import FastAPI

from app.http import deps

T = datetime(2031, 3, 3, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Clock:
    """Stands still until it is set."""

    def __init__(self, app: FastAPI, at: datetime = T) -> None:
        self.at = at
        app.dependency_overrides[deps.now] = self.read
        app.state.due.now = self.read

    def read(self) -> datetime:
        """The instant that it was set to."""
        return self.at


def instant(at: datetime) -> str:
    """RFC 3339."""
    return at.isoformat()
