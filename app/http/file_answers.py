"""Answers that are files: whole or in parts by byte, saved by a name, and with nothing run."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from app.http.byte_ranges import read_range
from app.http.long_answers import StreamedAnswer

# What is no longer than a piece of the store is in memory anyway, and takes no place.
SHORT = 1_000_000
# Of one file to a slow client. Whoever it breaks off for asks for the rest.
MOST_SECONDS = 3_600.0
# What the contract says of the bodies: which of these one is, only its answer knows.
FILE_CONTENT: dict[str, Any] = {
    kind: {} for kind in ("image/*", "video/*", "audio/*", "application/pdf")
}
# Nothing in a file runs or loads anything, whatever a browser takes it for.
POLICY = "default-src 'none'; img-src 'self'; media-src 'self'; sandbox; frame-ancestors 'none'"


@dataclass(frozen=True)
class ServedFile:
    """A file to be sent; `open` gives the bytes from one place up to another, in pieces."""

    media_type: str
    size: int
    file_name: str
    open: Callable[[int, int], Iterator[bytes]]


def answer_file(
    request: Request, served: ServedFile, fields: Mapping[str, str], etag: str = ""
) -> Response:
    """Return a file, or the part that `Range` names; without an `etag` `If-Range` never holds.

    Raises Problem (416) for a part behind the end.
    """
    part = read_range(request.headers, served.size, etag)
    headers = {
        **fields,
        "Accept-Ranges": "bytes",
        "Content-Disposition": _disposition(served.file_name),
        "Content-Security-Policy": POLICY,
    }
    if part is not None:
        headers["Content-Range"] = part.content_range
    status = 200 if part is None else 206
    start, end, _ = part or (0, served.size, served.size)
    if end - start <= SHORT:
        body = b"".join(served.open(start, end))
        return Response(body, status, headers, media_type=served.media_type)

    def begin(_owned: ExitStack) -> tuple[Response, Iterator[bytes]]:
        head = Response(None, status, headers, media_type=served.media_type)
        head.headers["Content-Length"] = str(end - start)
        return head, served.open(start, end)

    return StreamedAnswer(begin, request.app.state.downloads, MOST_SECONDS)


def _disposition(name: str) -> str:
    """Return the value of `Content-Disposition` (RFC 6266): shown, and saved by its name."""
    coded = quote(name)
    return f'inline; filename="{name}"' if coded == name else f"inline; filename*=UTF-8''{coded}"
