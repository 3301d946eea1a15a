"""Limits on request bodies: their size, their coding, and the time they may take."""

import anyio
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.base.problems import REQUEST_TIMEOUT, TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, Problem
from app.http.problem_answers import problem_response

# The whole body may take so many times the longest wait for one piece of it.
WHOLE_BODY_WAITS = 10
# After a refusal so many bytes are still read, for so long: to close a connection with unread bytes
# resets it, and a reset can overtake the answer that says why (RFC 9112 section 9.6).
LINGER_BYTES = 64_000_000
LINGER_SECONDS = 2.0
# In the `state` of a request: the problems for which the server refuses it. They may come while its
# body is read.
REFUSALS = "refusals"
# At these addresses a body is read into a file as it comes, so it may be larger: lines, and files.
LINES = ".ndjson"
FILES = "/v1/editorial/media"
# A file may take so many times longer than another body.
FILES_PATIENCE = 20


class BodyLimit:
    """Refuses a body over `max_bytes` (413), silence for `timeout_seconds` (408), coding (415).

    `max_stream_bytes` holds instead for addresses that end in `.ndjson`, and `max_file_bytes` where
    files are sent.
    """

    def __init__(
        self,
        app: ASGIApp,
        max_bytes: int,
        max_stream_bytes: int,
        max_file_bytes: int,
        timeout_seconds: float,
    ) -> None:
        self.app = app
        self.max_bytes = max_bytes
        self.max_stream_bytes = max_stream_bytes
        self.max_file_bytes = max_file_bytes
        self.timeout_seconds = timeout_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self._limit(scope["path"])
        refusals: list[Problem] = scope["state"].get(REFUSALS, [])
        body = _Body(limit, self.timeout_seconds, receive, send, refusals)
        if limit == self.max_file_bytes:
            body.deadline += self.timeout_seconds * WHOLE_BODY_WAITS * FILES_PATIENCE
        refusal = next(iter(refusals), None) or _refusal(Headers(scope=scope), limit)
        if refusal is None:
            await self.app(scope, body.receive, body.send)
        else:
            body.refused = True
            await problem_response(scope, refusal)(scope, receive, body.send)

    def _limit(self, path: str) -> int:
        if path == FILES:
            return self.max_file_bytes
        return self.max_stream_bytes if path.endswith(LINES) else self.max_bytes


def _refusal(headers: Headers, limit: int) -> Problem | None:
    coding = headers.get("content-encoding", "identity").strip().lower()
    if coding not in {"identity", ""}:
        return Problem(
            UNSUPPORTED_MEDIA_TYPE,
            "Send the body as it is, without Content-Encoding.",
            {},
            {"Accept-Encoding": "identity"},
        )
    length = headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length[:20]) > limit:
        return _too_large(limit)
    return None


def _too_large(limit: int) -> Problem:
    return Problem(TOO_LARGE, f"A body may have {limit:,} bytes here.", {"limit_bytes": limit})


class _Body:
    """The body of one request: counts what comes in, closes the connection after a refusal."""

    def __init__(
        self,
        limit: int,
        timeout_seconds: float,
        receive: Receive,
        send: Send,
        refusals: list[Problem],
    ) -> None:
        self.limit = limit
        self._refusals = refusals
        self.timeout_seconds = timeout_seconds
        self._receive = receive
        self._send = send
        self.size = 0
        self.complete = False
        self.refused = False
        self.deadline = anyio.current_time() + timeout_seconds * WHOLE_BODY_WAITS

    async def receive(self) -> Message:
        """Return the next message. Raises Problem: 413 for too large a body, 408 for silence."""
        if self.complete:  # from here on the app waits for the client to leave, without a limit
            return await self._receive()
        left = min(self.timeout_seconds, self.deadline - anyio.current_time())
        message: Message | None = None
        with anyio.move_on_after(max(left, 0)):
            message = await self._receive()
        if message is None:
            self.refused = self.complete = True
            raise Problem(REQUEST_TIMEOUT, "The body did not come within the time limit.")
        self.complete = not message.get("more_body", False)
        if self._refusals:
            self.refused = True
            raise self._refusals[0]
        self.size += len(message.get("body", b""))
        if self.size > self.limit:
            self.refused = True
            raise _too_large(self.limit)
        return message

    async def send(self, message: Message) -> None:
        """Pass an answer on; after a refusal, read on for a moment before the connection closes."""
        if self.refused and message["type"] == "http.response.start":
            MutableHeaders(scope=message)["Connection"] = "close"
        last = message["type"] == "http.response.body" and not message.get("more_body", False)
        if not (self.refused and last) or self.complete:
            await self._send(message)
            return
        await self._send({**message, "more_body": True})
        await self._linger()
        await self._send({"type": "http.response.body", "body": b""})

    async def _linger(self) -> None:
        read = 0
        with anyio.move_on_after(LINGER_SECONDS):
            while read < LINGER_BYTES:
                message = await self._receive()
                read += len(message.get("body", b""))
                if message["type"] == "http.disconnect" or not message.get("more_body", False):
                    return
