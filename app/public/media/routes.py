"""Files for readers: the bytes that public releases use, and no others."""

from functools import partial
from typing import Annotated

from fastapi import Path
from starlette.responses import Response

from app.base.problems import NOT_FOUND, NotFound
from app.http.cache_tags import of_files
from app.http.caching import file_fields
from app.http.conditional import is_not_modified
from app.http.contract.openapi import problems
from app.http.file_answers import FILE_CONTENT, ServedFile, answer_file
from app.media.store import MediaStore
from app.public.read_route import Read, ReadRouter
from app.published.media import PATH
from app.published.reading.public_files import PublicFile, find_file

router = ReadRouter(tags=["releases"])


@router.get(
    f"{PATH}{{address}}",
    summary="Get a file",
    response_class=Response,
    responses={
        200: {"description": "The file.", "content": FILE_CONTENT},
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
    store: MediaStore = read.app.state.media
    served = ServedFile(
        found.media_type, found.bytes, found.file_name, partial(store.open, found.sha256)
    )
    return answer_file(read, served, fields, found.etag)


def _fields_of(read: Read, found: PublicFile) -> dict[str, str]:
    tags = of_files(found.release_ids)
    return {"ETag": found.etag, "Accept-Ranges": "bytes", **file_fields(read, tags)}
