"""Files that arrive in parts, over HTTP."""

from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request, Response
from pydantic import ConfigDict

from app.auth.deps import BODY_DIGEST, Editor
from app.base.problems import NOT_FOUND, UNSUPPORTED_MEDIA_TYPE
from app.base.wire import Output
from app.http.caching import CachePolicy, answer
from app.http.contract.openapi import problems
from app.http.deps import AppDatabase
from app.http.long_answers import Places
from app.http.routing import JSON, Router
from app.uploads import parts
from app.uploads.acts import Upload
from app.uploads.processing import FOLDER_PREFIX
from app.uploads.receiving import Described, described, write_body
from app.uploads.routes import PATH, UPLOADED, FileChange, Processor, kept

router = Router(prefix=f"{PATH}/uploads", tags=["editorial"])


class PartialUpload(Output):
    """A file of which parts have come."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"bytes": 8_000_000}]})

    bytes: int


async def _received_part(request: Request, _caller: Editor) -> AsyncIterator[Path]:
    """Yields the part as a file, which is removed after the answer."""
    uploads: Places = request.app.state.uploads
    with uploads.taken(request.scope), TemporaryDirectory(prefix=FOLDER_PREFIX) as folder:
        path = Path(folder, "part")
        setattr(request.state, BODY_DIGEST, await write_body(request, path))
        yield path


@router.put(
    "/{upload_id}",
    summary="Upload a file in parts",
    status_code=202,
    response_model=PartialUpload,
    responses={**UPLOADED.responses, **problems(NOT_FOUND, UNSUPPORTED_MEDIA_TYPE)},
    openapi_extra=UPLOADED.body,
)
def upload_part(
    upload_id: UUID,
    part: Annotated[Path, Depends(_received_part)],
    given: Annotated[Described, Depends(described)],
    act: FileChange,
    database: AppDatabase,
    processor: Processor,
    offset: Annotated[int, Query(ge=0, description="How many bytes came before it.")] = 0,
    complete: Annotated[bool, Query(description="It is the last part.")] = False,
) -> Response:
    """Send the parts one after the other, under a UUID of your choice, within a day.

    A part that breaks off is sent again. A wrong `offset` is told with the right one. The last part
    is answered as an upload in one piece.
    """
    size, owner = part.stat().st_size, act.caller.id
    with database.read() as session:
        before = parts.find_parts(session, upload_id, owner, act.now)
    parts.check_fits(before, offset, size, act.settings.media_max_bytes)
    sha256 = getattr(act.request.state, BODY_DIGEST).hex()
    after = [*before, (sha256, size)] if size else before
    if size:
        processor.store.put(sha256, part)
    made = None
    if complete:
        whole = part.with_name("whole")
        parts.put_together(processor.store, after, whole)
        made = processor.take(whole, keep_location=given.keep_location)
    # Another part may have come meanwhile.
    now_there = parts.find_parts(act.session, upload_id, owner, act.now)
    parts.check_fits(now_there, offset, size, act.settings.media_max_bytes)
    if made is not None:
        parts.end(act.session, upload_id)
        return kept(act, Upload.of(made, given.file_name, given.organisation, given.keep_location))
    parts.keep_parts(act.session, upload_id, owner, after, act.now)
    body = PartialUpload(bytes=offset + size).model_dump_json().encode()
    response = answer(act.request, body, JSON, CachePolicy.PRIVATE)
    response.status_code = 202
    return response
