"""Guards uvicorn's protocol: it gets whole and readable requests alone, and gets them in time.

A head is held back until it is there as a whole. One that is too long, too slow or broken is
replaced by a small request that `BodyLimit` refuses: so a refusal comes after the answers that are
due, with all headers of an answer and a line in the log. Chunks are passed on as chunks of our own,
so that a body that breaks off can be ended, and refused, too.
"""

import asyncio
import re
import socket
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple, cast

import httptools
import structlog
import uvicorn
from starlette.types import Receive, Scope, Send

from app.base.problems import (
    HEAD_TOO_LARGE,
    MALFORMED,
    NOT_IMPLEMENTED,
    REQUEST_TIMEOUT,
    URL_TOO_LONG,
    Problem,
)
from app.base.settings import Settings
from app.http.server.body_limit import LINGER_SECONDS, REFUSALS, WHOLE_BODY_WAITS

# A client that takes nothing of an answer for so long is cut off.
UNREAD_SECONDS = 25.0
# What the system may hold of an answer. It asks for more when a third of that is taken, so nobody
# who reads 8 kB a second is cut off; left alone it holds 4 MB for each client that reads nothing.
_SENT_BYTES = 256 * 1024
_VERSIONS = ("0.9", "1.0", "1.1")
_BLANK_LINE = b"\r\n\r\n"
_FRAMING = re.compile(
    rb"\n(host|transfer-encoding|content-length|upgrade):[ \t]*([^\r\n]*)", re.IGNORECASE
)
_UPGRADE = re.compile(rb"\r\nupgrade:[^\r\n]*", re.IGNORECASE)
# RFC 3986 section 3.2.2, and a port.
_HOST = re.compile(rb"(\[[0-9A-Za-z:.]+\]|[\w.~!$&'()*+,;=%-]*)(:[0-9]*)?")
# `BodyLimit` waits for its last byte while the client sends the rest of what was refused, or until
# the client leaves.
_REFUSED = b"POST / HTTP/1.1\r\nHost: refused\r\nConnection: close\r\nContent-Length: 1\r\n\r\n"
_LINGER_SECONDS = 0.2

log = structlog.get_logger("dateline.connections")


class ConnectionLimits(NamedTuple):
    """What one connection may take."""

    head_bytes: int
    head_seconds: float
    idle_seconds: float
    body_seconds: float

    @classmethod
    def of(cls, settings: Settings) -> "ConnectionLimits":
        """Return those that `settings` name."""
        # Later than `BodyLimit`, whose answer says what was wrong.
        body_seconds = settings.body_timeout_seconds * (WHOLE_BODY_WAITS + 1) + LINGER_SECONDS
        return cls(
            settings.max_head_bytes,
            settings.head_timeout_seconds,
            settings.idle_timeout_seconds,
            body_seconds,
        )


class ConnectionGuard(asyncio.Protocol):
    """One connection: takes what the transport receives, and passes requests on to uvicorn's."""

    def __init__(self, limits: ConnectionLimits, *, app_state: dict[str, Any], **given: Any):
        self._limits = limits
        # The `state` of the scope of each request is a copy of it (ASGI's lifespan extension).
        self._state = {**app_state}
        self._inner = _uvicorn_protocol()(app_state=self._state, **given)
        self._after_answer = self._inner.on_response_complete
        self._inner.on_response_complete = self._go_on
        self._timer: asyncio.TimerHandle | None = None
        self._unread: asyncio.TimerHandle | None = None
        self._received, self._at = b"", 0  # what was passed on ends there
        self._is_answering = False
        self._held = bytearray()  # of a head that is not complete
        self._probe: httptools.HttpRequestParser | None = None  # has read what is held
        self._parser: httptools.HttpRequestParser | None = None
        self._target = b""
        self._is_complete = False
        self._body_left = 0
        self._is_chunked = False
        self._chunk, self._tail = bytearray(), b""
        self._is_refused = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for the first byte."""
        self._transport = cast("asyncio.Transport", transport)
        connection: socket.socket = transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SENT_BYTES)
        # Whatever the system does not take at once is watched: to close the connection would wait
        # for it, however little it is.
        self._transport.set_write_buffer_limits(0)
        self._inner.connection_made(self._transport)
        self._wait(self._limits.idle_seconds, self._close, "idle")

    def connection_lost(self, exc: Exception | None) -> None:
        """End the waiting."""
        self._stop_waiting()
        self._stop_watching()
        self._inner.connection_lost(exc)

    def eof_received(self) -> bool:
        """Keep the connection open while requests wait, or a refusal has to be written."""
        return self._is_refused or bool(self._received)

    def pause_writing(self) -> None:
        """Watch whether the client takes what is written."""
        self._watch(self._transport.get_write_buffer_size())
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        """End the watch."""
        self._stop_watching()
        self._inner.resume_writing()

    def _watch(self, unread: int) -> None:
        loop = asyncio.get_running_loop()
        self._unread = loop.call_later(UNREAD_SECONDS, self._cut_off_unless_read, unread)

    def _cut_off_unless_read(self, unread: int) -> None:
        left = self._transport.get_write_buffer_size()
        if left < unread:
            self._watch(left)
        else:
            # To close it would wait until all is read.
            log.warning("connection cut off", reason="the client reads nothing", bytes=left)
            self._transport.abort()

    def _stop_watching(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def data_received(self, data: bytes) -> None:
        """Pass on what is complete in `data`; what follows a refusal is dropped."""
        self._received, self._at = self._received[self._at :] + data, 0
        self._pass_on()

        if len(self._received) > self._limits.head_bytes:
            self._transport.pause_reading()

    def _go_on(self) -> None:
        """Pass on the next request; called when an answer has been sent."""
        self._after_answer()
        if self._transport.is_closing():
            return
        self._is_answering = False
        self._pass_on()
        if len(self._received) <= self._limits.head_bytes:
            self._transport.resume_reading()

    def _pass_on(self) -> None:
        """Pass on one request at a time: uvicorn would make thousands of what was read at once."""
        while self._at < len(self._received) and not self._is_refused:
            data, at = self._received, self._at
            try:
                if self._body_left:
                    self._at = self._pass_body(data, at)
                elif self._is_chunked:
                    self._at = self._pass_chunks(data, at)
                elif self._is_answering:
                    return
                else:
                    self._at = self._read_head(data, at)
            except httptools.HttpParserError as error:
                self._refuse(Problem(MALFORMED, f"This is no HTTP: {error}."))
        self._received, self._at = b"", 0
        self._pass_chunk()

    def _read_head(self, data: bytes, at: int) -> int:
        """Return where in `data` the head ends."""
        end = _blank_line_end(bytes(self._held[-3:]), data, at)
        if len(self._held) + (end or len(data)) - at > self._limits.head_bytes:
            self._refuse_length(bytes(self._held) + data[at : at + self._limits.head_bytes])
        elif not self._held and end:
            self._begin(data[at:end])
        else:
            self._hold(data[at : end or len(data)], is_whole=bool(end))
        return end or len(data)

    def _hold(self, piece: bytes, *, is_whole: bool) -> None:
        if self._probe is None:
            self._probe = httptools.HttpRequestParser(object())
            self._inner.data_received(b"")  # it waits no more for the next request
            self._wait(self._limits.head_seconds, self._refuse_slow)
        self._held += piece
        if not is_whole:
            self._probe.feed_data(piece)
            return
        head, self._held, self._probe = bytes(self._held), bytearray(), None
        self._begin(head)

    def _begin(self, head: bytes) -> None:
        """Pass on a whole head. Raises HttpParserError, or refuses it, if it is not right."""
        self._stop_waiting()
        fields = [(name.lower(), value.strip()) for name, value in _FRAMING.findall(head)]
        framing = dict(fields)
        if b"upgrade" in framing:
            # It may be ignored (RFC 9110 section 7.8). The parsers would read no further request.
            head = _UPGRADE.sub(b"", head)
        self._target, self._is_complete = b"", False
        self._parser = httptools.HttpRequestParser(self)
        try:
            self._parser.feed_data(head)
        except httptools.HttpParserUpgrade:
            self._refuse(Problem(NOT_IMPLEMENTED, "CONNECT is not for this server."))
            return
        if not self._target:
            # Empty lines before a request (RFC 9112 section 2.2): it has begun.
            self._wait(self._limits.head_seconds, self._refuse_slow)
            return
        fault = self._fault([value for name, value in fields if name == b"host"])
        if fault:
            self._refuse(Problem(MALFORMED, fault))
            return
        codings = [value.lower() for name, value in fields if name == b"transfer-encoding"]
        if codings not in ([], [b"chunked"]):
            self._refuse(Problem(NOT_IMPLEMENTED, "Transfer-Encoding has to be chunked alone."))
            return
        if b"transfer-encoding" in framing:
            self._state[REFUSALS] = []
        self._is_answering = True
        self._inner.data_received(head)
        if not self._is_complete:
            self._is_chunked = b"transfer-encoding" in framing
            self._body_left = int(framing.get(b"content-length", b"0"))
            self._wait(self._limits.body_seconds, self._close, "body not complete")

    def _fault(self, hosts: list[bytes]) -> str | None:
        """Return what is wrong with version, target or Host (RFC 9112 section 3.2)."""
        assert self._parser is not None
        version = self._parser.get_http_version()
        if version not in _VERSIONS:
            return f"This server speaks HTTP/1.1, not HTTP/{version}."
        try:
            path = httptools.parse_url(self._target).path
        except httptools.HttpParserInvalidURLError:
            path = None
        if not path or not path.isascii():
            return "The target of the request is no path."
        if len(hosts) > 1 or (not hosts and version == "1.1"):
            return f"A request names one Host, not {len(hosts)}."
        if hosts and not _HOST.fullmatch(hosts[0]):
            return "Host is a name or an address, and a port if need be."
        return None

    def _pass_body(self, data: bytes, at: int) -> int:
        end = min(len(data), at + self._body_left)
        self._body_left -= end - at
        self._inner.data_received(data[at:end])
        if not self._body_left:
            self._stop_waiting()
        return end

    def _pass_chunks(self, data: bytes, at: int) -> int:
        """Read up to an empty line, which every body in chunks ends with."""
        assert self._parser is not None
        end = _blank_line_end(self._tail, data, at) or len(data)
        piece = data[at:end]
        self._tail = (self._tail + piece[-3:])[-3:]
        try:
            self._parser.feed_data(piece)
        except httptools.HttpParserError as error:
            problem = Problem(MALFORMED, f"The chunks of the body cannot be read: {error}.")
            self._state[REFUSALS].append(problem)
            self.on_message_complete()
            self._refuse(problem)
        return end

    def on_url(self, url: bytes) -> None:
        """Take a piece of the target; called by the parser."""
        self._target += url

    def on_body(self, body: bytes) -> None:
        """Take a piece of a chunk; called by the parser."""
        self._chunk += body

    def on_message_complete(self) -> None:
        """End a request; called by the parser."""
        self._is_complete = True
        if self._is_chunked:
            self._pass_chunk()
            self._is_chunked, self._tail = False, b""
            self._inner.data_received(b"0\r\n\r\n")
            self._stop_waiting()

    def _pass_chunk(self) -> None:
        if self._chunk:
            self._inner.data_received(b"%x\r\n%b\r\n" % (len(self._chunk), bytes(self._chunk)))
            self._chunk = bytearray()

    def _refuse_length(self, head: bytes) -> None:
        """Refuse a head that is too long, by its first line or by its fields."""
        most = self._limits.head_bytes
        kind, what = HEAD_TOO_LARGE, "The head of a request"
        if b"\n" not in head[:most]:
            kind, what = URL_TOO_LONG, "The address of a request, with the rest of its head,"
        self._refuse(
            Problem(kind, f"{what} may have {most:,} bytes here.", {"limit_bytes": most}),
            LINGER_SECONDS,
        )

    def _refuse_slow(self) -> None:
        log.info("connection closed", reason="head not complete")
        detail = f"The head did not come within {self._limits.head_seconds:g} seconds."
        self._refuse(Problem(REQUEST_TIMEOUT, detail))

    def _refuse(self, problem: Problem, linger_seconds: float = _LINGER_SECONDS) -> None:
        """Have `problem` answered after the answers that are due; then the connection ends."""
        self._is_refused, self._held, self._chunk = True, bytearray(), bytearray()
        self._state[REFUSALS] = [problem]
        self._inner.data_received(_REFUSED)
        self._wait(linger_seconds, self._inner.data_received, b".")

    def _wait(self, seconds: float, then: Callable[..., None], *given: object) -> None:
        self._stop_waiting()
        self._timer = asyncio.get_running_loop().call_later(seconds, then, *given)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _close(self, reason: str) -> None:
        log.info("connection closed", reason=reason)
        self._transport.close()


def _blank_line_end(before: bytes, data: bytes, at: int) -> int:
    """Return where in `data` the first empty line from `at` on ends; 0 without one."""
    if before:
        found = (before + data[at : at + 3]).find(_BLANK_LINE)
        if found >= 0:
            return at + found + len(_BLANK_LINE) - len(before)
    found = data.find(_BLANK_LINE, at)
    return found + len(_BLANK_LINE) if found >= 0 else 0


@cache
def _uvicorn_protocol() -> Callable[..., Any]:
    """Return the class that uvicorn itself takes for HTTP."""
    quiet: dict[str, Any] = {"log_config": None, "access_log": False}
    config = uvicorn.Config(_nothing, http="httptools", ws="none", **quiet)
    config.load()
    return config.http_protocol_class


async def _nothing(_scope: Scope, _receive: Receive, _send: Send) -> None:
    """Stand for the app where none is asked."""
