"""Errors of the API (RFC 9457) as exceptions: catch what you handle, `Problem` for the rest."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from dateline_client.answers import Fault, Notice


class Problem(Exception):
    """An answer with a status of 400 or above. `type` is from a closed list: branch on `code`."""

    def __init__(self, status: int, members: Mapping[str, Any], headers: httpx.Headers) -> None:
        self.status, self.members, self.headers = status, members, headers
        self.type = str(members.get("type", "about:blank"))
        """Address of the page that explains the type."""
        self.code = str(members.get("code", ""))
        """The type in short, such as `invalid`; empty when something before the API answered."""
        self.title = str(members.get("title", f"HTTP {status}"))
        self.detail = str(members.get("detail", self.title))
        self.instance: str | None = members.get("instance")
        """Names the request as the server's log does."""
        super().__init__(self.detail)

    @property
    def retry_after(self) -> float | None:
        """Seconds that the server asks to wait before the request is sent again."""
        return retry_after(self.headers)


class InvalidProblem(Problem):
    """422 `invalid`: `errors` lists every fault, with what was probably meant."""

    @property
    def errors(self) -> tuple[Fault, ...]:
        """Every fault that was found."""
        return tuple(Fault.model_validate(fault) for fault in self.members.get("errors", ()))


class GoneProblem(Problem):
    """410 `withdrawn`: take the text down, show `notice` in its place."""

    @property
    def notice(self) -> Notice | None:
        """Why it was withdrawn."""
        notice = self.members.get("notice")
        return None if notice is None else Notice.model_validate(notice)


class NotFoundProblem(Problem):
    """404 `not-found`."""


class UnauthenticatedProblem(Problem):
    """401 `unauthenticated`: no key, or one that is not valid."""


class ForbiddenProblem(Problem):
    """403 `forbidden`: the key lacks a scope."""


class SubscriptionStateProblem(Problem):
    """409 `subscription-not-in-this-state`."""

    @property
    def state(self) -> str | None:
        """The state that the subscription is in."""
        return self.members.get("state")

    @property
    def remedy(self) -> str | None:
        """What would help."""
        return self.members.get("remedy")


class StaleProblem(Problem):
    """412 `stale`: somebody changed it first."""

    @property
    def etag(self) -> str | None:
        """The current entity tag."""
        return self.members.get("etag")


class TooManyRequestsProblem(Problem):
    """429: more than the server takes. It was sent again as often as `retries` says."""


class UnavailableProblem(Problem):
    """503: the server is busy. It was sent again as often as `retries` says."""


_BY_CODE: Mapping[str, type[Problem]] = {
    "invalid": InvalidProblem,
    "withdrawn": GoneProblem,
    "not-found": NotFoundProblem,
    "unauthenticated": UnauthenticatedProblem,
    "forbidden": ForbiddenProblem,
    "subscription-not-in-this-state": SubscriptionStateProblem,
    "stale": StaleProblem,
}
# For answers of proxies, which name no type, and for types that came later.
_BY_STATUS: Mapping[int, type[Problem]] = {
    401: UnauthenticatedProblem,
    403: ForbiddenProblem,
    404: NotFoundProblem,
    429: TooManyRequestsProblem,
    503: UnavailableProblem,
}


def problem_of(response: httpx.Response) -> Problem:
    """Return the problem that an answer tells; one that is no problem+json becomes a `Problem`."""
    members: Mapping[str, Any] = {}
    if "json" in response.headers.get("Content-Type", ""):
        try:
            read = response.json()
        except ValueError:
            read = None
        members = read if isinstance(read, dict) else {}
    kind = _BY_CODE.get(str(members.get("code", "")))
    kind = kind or _BY_STATUS.get(response.status_code, Problem)
    return kind(response.status_code, members, response.headers)


def retry_after(headers: httpx.Headers) -> float | None:
    """Return the seconds in `Retry-After`, which may also be a date (RFC 9110 section 10.2.3)."""
    given = headers.get("Retry-After", "").strip()
    if given.isdecimal():
        return float(given)
    try:
        at = parsedate_to_datetime(given)
    except ValueError:
        return None
    return max(0.0, (at.astimezone(UTC) - datetime.now(UTC)).total_seconds())
