"""Answers too big for memory: each is written whole first, to disk if it is long, and then sent."""

import hashlib
from collections.abc import Iterable
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from typing import Self

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.http.cache_tags import Tagged
from app.http.caching import CachePolicy, Links, answer, etag_of

# A longer answer goes to disk. So neither a big answer nor a slow client takes memory, no
# transaction stays open while a client reads, and an error on the way is still a clean 500.
IN_MEMORY = 1_000_000
PIECE = 65_536


class Spool:
    """A temporary file with what was written, its size in bytes and its SHA-256."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        digest = hashlib.sha256()
        with ExitStack() as owned:
            self.file = owned.enter_context(SpooledTemporaryFile(max_size=IN_MEMORY))
            for line in lines:
                digest.update(line)
                self.file.write(line)
            self.size, self.digest = self.file.tell(), digest.digest()
            self.file.seek(0)
            # Writing succeeded: from here on the spool owns the file and closes it.
            self._owned = owned.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._owned.close()


class SpooledAnswer(Response):
    """An answer of 200 with the content of a spool, which it closes afterwards."""

    def __init__(self, spool: Spool, media_type: str) -> None:
        super().__init__(media_type=media_type)
        self.spool = spool
        self.headers["Content-Length"] = str(spool.size)

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        with self.spool:
            await send(start)
            while piece := await run_in_threadpool(self.spool.file.read, PIECE):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})


def answer_spooled(
    request: Request,
    lines: Iterable[bytes],
    media_type: str,
    policy: CachePolicy | Tagged = CachePolicy.PUBLIC,
    *,
    links: Links | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    """Return an answer like that of `caching.answer`, with a body that is written line by line."""
    with ExitStack() as owned:
        spool = owned.enter_context(Spool(lines))
        etag = etag_of(spool.digest, media_type)

        def make(body: bytes) -> Response:
            return answer(
                request, body, media_type, policy, etag=etag, links=links, headers=headers
            )

        if spool.size <= IN_MEMORY:
            return make(spool.file.read())
        empty = make(b"")
        full = SpooledAnswer(spool, media_type)
        for name, value in empty.headers.items():
            if name != "content-length":
                full.headers[name] = value
        # The answer closes the spool when it is sent.
        owned.pop_all()
        return full
