"""One line in the access log and one count in the metrics for each answered request."""

import asyncio
import json
import logging
from collections.abc import Iterable
from contextlib import nullcontext, suppress
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

import structlog
from prometheus_client import CollectorRegistry, Histogram, PlatformCollector, ProcessCollector

from app.base import logs

NAME = "dateline.access"

access_log = structlog.get_logger(NAME)
_standard = logging.getLogger(NAME)
_LEVEL_AND_LOGGER = f'", "level": "info", "logger": "{NAME}", "timestamp": "'

# In seconds. A public read takes a few milliseconds, the import of a page some seconds.
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)
PlatformCollector(registry=REGISTRY)
# No label for a path or a key: each value would be a series of its own, and would be shown.
REQUESTS = Histogram(
    "dateline_request_seconds",
    "Time from the first byte of a request to the last of its answer.",
    ["route", "status"],
    buckets=BUCKETS,
    registry=REGISTRY,
)


class AccessEntry(NamedTuple):
    """One answer: it took `seconds` and was finished `at` that time; `caller` where known."""

    method: str
    route: str
    status: int
    seconds: float
    request_id: str
    at: datetime
    caller: object = None


def count(entry: AccessEntry) -> None:
    """Count one answered request."""
    _series(entry.route, entry.status).observe(entry.seconds)


# Routes and statuses are few; prometheus_client takes as long to find a series as to count in it.
@lru_cache(maxsize=1_024)
def _series(route: str, status: int) -> Histogram:
    return REQUESTS.labels(route, str(status))


def write(entries: Iterable[AccessEntry]) -> None:
    """Log answers.

    Their lines have the members of every other line in JSON (`logs.py`), in the same order. Made
    from a template they take a tenth of the time, and there is one for every request.
    """
    handler = _json_handler()
    if handler is None:
        for entry in entries:
            _write_as_text(entry)
    elif _standard.isEnabledFor(logging.INFO):
        lines = "".join(map(_line, entries))
        # As with every other line, one that cannot be written is dropped.
        with handler.lock or nullcontext(), suppress(OSError, ValueError):
            handler.stream.write(lines)
            handler.flush()


def _json_handler() -> logs.LineHandler | None:
    """Return the handler that takes finished JSON lines; None when logs are set up otherwise."""
    processors = structlog.get_config()["processors"]
    if not processors or processors[-1] is not logs.TO_STANDARD:
        return None
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logs.LineHandler) and handler.is_json:
            return handler
    return None


class BatchWriter:
    """Writes the entries of one turn of the event loop together."""

    def __init__(self) -> None:
        self._waiting: list[AccessEntry] = []
        self._loop: asyncio.AbstractEventLoop | None = None

    def write(self, entry: AccessEntry) -> None:
        """Log an answer at the end of this turn of the loop; for one running loop at a time."""
        # A loop that has ended calls nothing any more.
        if not self._waiting or self._loop is None or self._loop.is_closed():
            self._loop = asyncio.get_running_loop()
            self._loop.call_soon(self._flush)
        self._waiting.append(entry)

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        write(waiting)


def _write_as_text(entry: AccessEntry) -> None:
    access_log.info(
        "request",
        method=entry.method,
        route=entry.route,
        status=entry.status,
        ms=round(entry.seconds * 1000, 1),
        caller=entry.caller,
        request_id=entry.request_id,
    )


def _line(entry: AccessEntry) -> str:
    method, route, status, seconds, request_id, at, caller = entry
    named = "null" if caller is None else json.dumps(caller, default=str)
    written = at.isoformat().removesuffix("+00:00")
    # A request id consists of letters, digits and a few signs that JSON writes as they are.
    return (
        f'{_head(method, route, status)}{seconds * 1000:.1f}, "caller": {named},'
        f' "event": "request", "request_id": "{request_id}{_LEVEL_AND_LOGGER}{written}Z"}}\n'
    )


@lru_cache(maxsize=1_024)
def _head(method: str, route: str, status: int) -> str:
    named = f'"method": {json.dumps(method)}, "route": {json.dumps(route)}'
    return f'{{{named}, "status": {status}, "ms": '
