"""The access log: one line an answered request, written without what other lines need."""

import asyncio
import json
import logging
from collections.abc import Iterable
from contextlib import nullcontext, suppress
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

import structlog

from app.base import logs

NAME = "dateline.access"

access_log = structlog.get_logger(NAME)
_standard = logging.getLogger(NAME)


class Told(NamedTuple):
    """One answer: `seconds` long, finished `at` that time; who asked, where known."""

    method: str
    route: str
    status: int
    seconds: float
    request_id: str
    at: datetime
    caller: object = None


def write(told: Iterable[Told]) -> None:
    """Tell of answers.

    Their lines have the members, and their order, that every other line in JSON has (`logs.py`).
    Made of one template they take a tenth of the time: there is one for every request.
    """
    handler = logs.json_handler()
    if handler is None:
        for each in told:
            _write_slowly(each)
    elif _standard.isEnabledFor(logging.INFO):
        lines = "".join(map(_line, told))
        # As with every other line: one that cannot be written holds nobody up.
        with handler.lock or nullcontext(), suppress(OSError, ValueError):
            handler.stream.write(lines)
            handler.flush()


class Soon:
    """Writes together what one turn of the event loop has answered."""

    def __init__(self) -> None:
        self._waiting: list[Told] = []
        self._loop: asyncio.AbstractEventLoop | None = None

    def write(self, told: Told) -> None:
        """Tell of an answer when the loop comes round; for coroutines of one loop at a time."""
        loop = asyncio.get_running_loop()
        # A loop that has ended does not come round any more.
        if not self._waiting or self._loop is not loop:
            self._loop = loop
            loop.call_soon(self._flush)
        self._waiting.append(told)

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        write(waiting)


def _write_slowly(told: Told) -> None:
    access_log.info(
        "request",
        method=told.method,
        route=told.route,
        status=told.status,
        ms=_milliseconds(told),
        caller=told.caller,
        request_id=told.request_id,
    )


def _line(told: Told) -> str:
    at = told.at.replace(tzinfo=None).isoformat()
    caller = "null" if told.caller is None else json.dumps(told.caller, default=str)
    # A request id is of letters, digits and a few marks that JSON writes as they are.
    return (
        f'{_head(told.method, told.route)}{told.status}, "ms": {_milliseconds(told)},'
        f' "caller": {caller}, "event": "request", "request_id": "{told.request_id}",'
        f' "level": "info", "logger": "{NAME}", "timestamp": "{at}Z"}}\n'
    )


@lru_cache(maxsize=1_024)
def _head(method: str, route: str) -> str:
    return f'{{"method": {json.dumps(method)}, "route": {json.dumps(route)}, "status": '


def _milliseconds(told: Told) -> float:
    return round(told.seconds * 1000, 1)
