"""A client for partners: mirrors an installation's releases, under a selection, by its stream.

A mirror stores the entries and its position in one durable step, so that it continues where it was
after a `kill -9` at any point. An entry that comes twice changes nothing.
"""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import UUID

import httpx
import structlog
from pydantic import BaseModel, ValidationError

from app.base import clock
from app.base.backoff import Backoff
from app.outbound.client import USER_AGENT
from app.outbound.retry_after import retry_after

START = "0"
# The server may hold an answer for so long, and the client waits for one so much longer.
WAIT_SECONDS, PATIENCE_SECONDS = 30, 30.0
# Between two attempts: 1 s, 2 s, ... 64 s, and never longer than the longest that is asked for.
PAUSES = Backoff(first=1.0, growth=2.0, longest=64.0)
LONGEST_PAUSE = 3_600.0
# Attempts at the same page before `once` gives up.
TRIES = 5
_AGAIN = (408, 425, 429)

events = structlog.get_logger("dateline.follow")


class CannotFollow(Exception):
    """Following cannot go on: the text says why, and what to do."""


class StreamEntry(BaseModel):
    """One entry of the stream. Members that later versions add are ignored."""

    kind: str
    release_id: UUID
    note: dict[str, Any] | None = None
    addresses: tuple[str, ...] | None = None
    document: dict[str, Any] | None = None

    @property
    def is_gone(self) -> bool:
        """Whether the release has to be taken down."""
        return self.document is None and self.kind in ("withdrawn", "left")

    @property
    def tombstone(self) -> dict[str, Any]:
        """Returns what is kept of a withdrawn release: its notice, and nothing of its text."""
        return {
            "id": str(self.release_id),
            "withdrawn": True,
            "notice": self.note,
            "addresses": self.addresses,
        }


class _Meta(BaseModel):
    more: bool


class _Links(BaseModel):
    next: str


class _Page(BaseModel):
    data: tuple[StreamEntry, ...]
    meta: _Meta
    links: _Links


@dataclass(frozen=True)
class Origin:
    """The source of a mirror: the address of an installation, and a selection as its query."""

    url: str
    selection: str = ""

    @classmethod
    def of(cls, url: str, selection: str) -> "Origin":
        """Returns an origin in one spelling. Raises CannotFollow for what is no address."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise CannotFollow(f"{url!r} is no address such as https://newsroom.example.")
        query = parse_qsl(selection.lstrip("?"), keep_blank_values=True)
        return cls(url.rstrip("/"), urlencode(query, safe=",:/"))


class Mirror(Protocol):
    """Stores releases, and how far the stream was followed."""

    def open(self, origin: Origin) -> str:
        """Returns its position, `START` when it is new. Raises CannotFollow for another origin."""

    def keep(self, changes: Sequence[StreamEntry], since: str) -> None:
        """Apply all of `changes` and store `since`, durably and in one step."""


@dataclass(frozen=True)
class Client:
    """Follows an origin over HTTP."""

    origin: Origin
    http: httpx.Client
    sleep: Callable[[float], None] = time.sleep

    def follow(self, mirror: Mirror, *, once: bool) -> None:
        """Bring `mirror` to what the origin shows; with `once` up to the present, else for ever.

        Raises CannotFollow.
        """
        since = mirror.open(self.origin)
        wait, failures = False, 0
        while True:
            found = self._ask(since, wait=wait and not once)
            if isinstance(found, _Page):
                failures, wait = 0, not found.meta.more
                since = _cursor_of(found.links.next)
                mirror.keep(found.data, since)
                _report(found.data)
                if once and wait:
                    return
                continue
            failures += 1
            if once and failures >= TRIES:
                raise CannotFollow(f"{self.origin.url} does not answer: {found.reason}.")
            pause = found.asked.total_seconds() if found.asked else PAUSES.after(failures)
            events.warning("no answer", reason=found.reason, pause=round(pause, 1))
            self.sleep(min(pause, LONGEST_PAUSE))

    def _ask(self, since: str, *, wait: bool) -> "_Page | _Failure":
        query = [*parse_qsl(self.origin.selection, keep_blank_values=True), ("since", since)]
        if wait:
            query.append(("wait", str(WAIT_SECONDS)))
        address = f"{self.origin.url}/v1/changes?{urlencode(query)}"
        try:
            answer = self.http.get(address, headers={"Accept": "application/json"})
            if answer.status_code == httpx.codes.OK:
                return _Page.model_validate_json(answer.content)
        except (httpx.TransportError, httpx.DecodingError) as error:
            return _Failure(type(error).__name__)
        except ValidationError:
            return _Failure("the answer is no page of changes")
        if answer.is_server_error or answer.status_code in _AGAIN:
            asked = retry_after(answer.headers, clock.now())
            return _Failure(f"status {answer.status_code}", asked)
        raise CannotFollow(f"{address} answers {answer.status_code}: {_detail(answer)}")


@dataclass(frozen=True)
class _Failure:
    reason: str
    asked: timedelta | None = None


def open_client(origin: Origin) -> Client:
    """Returns a client with connections of its own; the caller closes its `http`."""
    timeout = httpx.Timeout(WAIT_SECONDS + PATIENCE_SECONDS, connect=PATIENCE_SECONDS)
    return Client(origin, httpx.Client(timeout=timeout, headers={"User-Agent": USER_AGENT}))


def last_entries(changes: Sequence[StreamEntry]) -> Mapping[UUID, StreamEntry]:
    """Returns the last entry of each release that has an effect."""
    return {
        change.release_id: change
        for change in changes
        if change.document is not None or change.is_gone
    }


def _cursor_of(address: str) -> str:
    """Returns the cursor of a link, whose address itself may not be reachable from here."""
    cursors = [value for name, value in parse_qsl(urlsplit(address).query) if name == "since"]
    if not cursors:
        raise CannotFollow(f"{address!r} has no cursor.")
    return cursors[-1]


def _detail(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["detail"])
    except (ValueError, TypeError, KeyError):
        return "no Dateline is there"


def _report(changes: Sequence[StreamEntry]) -> None:
    for release_id, change in last_entries(changes).items():
        events.info("kept", kind=change.kind, release=str(release_id))


def as_text(value: Mapping[str, Any]) -> str:
    """Returns JSON for a file that people may read too."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
