"""An answer too big for memory: written to the end first, to disk when it grows, and then sent."""

import hashlib
from collections.abc import Iterable
from tempfile import SpooledTemporaryFile

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.core.caching import CachePolicy, answer, etag_of
from app.core.links import Links

# More than this goes to disk, so that neither a big answer nor a slow client costs memory, and no
# transaction stays open while a client reads. A fault on the way is still a clean 500.
IN_MEMORY = 1_000_000
PIECE = 65_536


class Spool:
    """What was written, with its size in bytes and its SHA-256."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self.file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  SpooledAnswer closes
        digest = hashlib.sha256()
        try:
            for line in lines:
                digest.update(line)
                self.file.write(line)
        except BaseException:
            self.file.close()
            raise
        self.size, self.digest = self.file.tell(), digest.digest()
        self.file.seek(0)


class SpooledAnswer(Response):
    """200 with the content of a spool, which is gone afterwards."""

    def __init__(self, spool: Spool, media_type: str) -> None:
        super().__init__(media_type=media_type)
        self.spool = spool
        self.headers["Content-Length"] = str(spool.size)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  ASGI's signature
        start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        with self.spool.file as file:
            await send(start)
            while piece := await run_in_threadpool(file.read, PIECE):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})


def answer_spooled(
    request: Request,
    lines: Iterable[bytes],
    media_type: str,
    *,
    links: Links | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    """`caching.answer` under the policy PUBLIC for what is written piece by piece."""
    spool = Spool(lines)
    etag = etag_of(spool.digest, media_type)
    policy = CachePolicy.PUBLIC
    try:
        ready = answer(request, b"", media_type, policy, etag=etag, links=links, headers=headers)
    except BaseException:
        spool.file.close()
        raise
    if ready.status_code != 200:  # noqa: PLR2004  304: the client has it
        spool.file.close()
        return ready
    full = SpooledAnswer(spool, media_type)
    for name, value in ready.headers.items():
        if name != "content-length":
            full.headers[name] = value
    return full
