"""Files for readers: the bytes that public releases use, and no others."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Path
from starlette.responses import Response

from app.base.problems import NOT_FOUND, NotFound
from app.http.byte_ranges import ByteRange, read_range
from app.http.cache_tags import of_files
from app.http.caching import file_fields
from app.http.conditional import is_not_modified
from app.http.contract.openapi import problems
from app.http.long_answers import StreamedAnswer
from app.media.store import MediaStore
from app.public.read_route import Read, ReadRouter
from app.published.media import PATH
from app.published.reading.public_files import PublicFile, find_file

# What is no longer than a piece of the store is in memory anyway, and takes no place.
SHORT = 1_000_000
# Of one file to a slow client. Whoever it breaks off for asks for the rest.
MOST_SECONDS = 3_600.0
# Nothing in a file runs or loads anything, whatever a browser takes it for.
POLICY = "default-src 'none'; img-src 'self'; media-src 'self'; sandbox; frame-ancestors 'none'"

router = ReadRouter(tags=["releases"])

_CONTENT: dict[str, Any] = {
    kind: {} for kind in ("image/*", "video/*", "audio/*", "application/pdf")
}


@router.get(
    f"{PATH}{{address}}",
    summary="Get a file",
    response_class=Response,
    responses={
        200: {"description": "The file.", "content": _CONTENT},
        **problems(NOT_FOUND),
    },
)
def get_file(
    read: Read,
    address: Annotated[
        str, Path(description="SHA-256 and ending, from `url` in `media`.", pattern="^[^/]+$")
    ],
) -> Response:
    """The bytes, while a public release uses them; in parts by `Range` and `If-Range` (206)."""
    found = find_file(read.reader.session, address)
    if found is None:
        raise NotFound
    fields = _fields_of(read, found)
    if is_not_modified(read.headers, found.etag, None):
        return Response(status_code=304, headers=fields)
    fields |= {
        "Content-Disposition": _disposition(found.file_name),
        "Content-Security-Policy": POLICY,
    }
    part = read_range(read.headers, found.bytes, found.etag)
    if part is not None:
        fields["Content-Range"] = part.content_range
    return _sent(read, found, part, fields)


def _fields_of(read: Read, found: PublicFile) -> dict[str, str]:
    tags = of_files(found.release_ids)
    return {"ETag": found.etag, "Accept-Ranges": "bytes", **file_fields(read, tags)}


def _sent(
    read: Read, found: PublicFile, part: ByteRange | None, fields: Mapping[str, str]
) -> Response:
    store: MediaStore = read.app.state.media
    status = 200 if part is None else 206
    start, end, _ = part or (0, found.bytes, found.bytes)
    if end - start <= SHORT:
        body = b"".join(store.open(found.sha256, start, end))
        return Response(body, status, fields, media_type=found.media_type)

    def begin(_owned: ExitStack) -> tuple[Response, Iterator[bytes]]:
        head = Response(None, status, fields, media_type=found.media_type)
        head.headers["Content-Length"] = str(end - start)
        return head, store.open(found.sha256, start, end)

    return StreamedAnswer(begin, read.app.state.downloads, MOST_SECONDS)


def _disposition(name: str) -> str:
    """Return the value of `Content-Disposition` (RFC 6266): shown, and saved by its name."""
    coded = quote(name)
    return f'inline; filename="{name}"' if coded == name else f"inline; filename*=UTF-8''{coded}"
