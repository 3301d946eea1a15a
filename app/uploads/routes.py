"""Files over HTTP, for editors: sent, listed, described, looked at, removed."""

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import Body, Depends, Header, Query, Request, Response
from fastapi.responses import StreamingResponse
from sqlmodel import Session

from app.auth.caller import Caller, Scope
from app.auth.deps import KeyedRequest, Reader, keyed
from app.base.problems import (
    FILE_IN_USE,
    NOT_FOUND,
    PRECONDITION_REQUIRED,
    STALE,
    UNSUPPORTED_MEDIA_TYPE,
    NotFound,
)
from app.http.caching import CachePolicy, answer
from app.http.conditional import require_match
from app.http.contract.openapi import Responses, problems
from app.http.deps import AppDatabase, AppSettings, CursorKey, ReadSession
from app.http.file_answers import FILE_CONTENT
from app.http.routing import JSON, MERGE_PATCH, Router
from app.media.models import MediaFile
from app.media.shapes import renditions
from app.media.store import MediaStore
from app.releases.audit import Actor
from app.uploads import acts
from app.uploads.acts import Upload
from app.uploads.content.kinds import TAKEN
from app.uploads.listing import list_files
from app.uploads.processing import FileProcessor
from app.uploads.receiving import Received
from app.uploads.schemas import (
    EditorialFile,
    EditorialFiles,
    EditorialFilesQuery,
    FilePatch,
    etag_of,
    show,
)

PATH = "/v1/editorial/media"
CHANGE = problems(NOT_FOUND, STALE, PRECONDITION_REQUIRED)
_BINARY = {"schema": {"type": "string", "format": "binary"}}
# Renditions are sent in this type to editors, and the original in its own.
_SHOWN_AS = "image/webp"


@dataclass(frozen=True)
class _Uploaded:
    """What the contract says of every upload: its body, and the answer to a whole file."""

    body: dict[str, Any]
    responses: Responses


UPLOADED = _Uploaded(
    {
        "requestBody": {
            "required": True,
            "description": f"The file as it is: {', '.join(TAKEN.values())}.",
            "content": {"application/octet-stream": _BINARY},
        }
    },
    {
        200: {"description": "It was there already.", "model": EditorialFile},
        201: {"description": "What was made.", "model": EditorialFile},
    },
)

router = Router(prefix=PATH, tags=["editorial"])

IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description="The file's `ETag`, so that no edit is lost."),
]


@dataclass(frozen=True)
class FileRequest(KeyedRequest):
    """One request that changes files."""

    @property
    def by(self) -> Actor:
        """The caller, as the audit log writes it down."""
        return Actor(self.caller.id, self.now, zone=self.settings.zone, request_id=self.request_id)

    def get(self, file_id: UUID, if_match: str | None) -> MediaFile:
        """Returns the file that is to be changed, as its editor saw it.

        Raises NotFound, PreconditionRequired without a tag, and Stale.
        """
        row = self.session.get(MediaFile, file_id, with_for_update=True)
        return _current(_visible(row, self.caller), if_match)


FileChange = Annotated[FileRequest, keyed(Scope.WRITE, shape=FileRequest)]
FileOnce = Annotated[FileRequest, keyed(Scope.WRITE, idempotent=True, shape=FileRequest)]


async def _processor(request: Request) -> FileProcessor:
    processor: FileProcessor = request.app.state.files
    return processor


async def _store(request: Request) -> MediaStore:
    store: MediaStore = request.app.state.media
    return store


Processor = Annotated[FileProcessor, Depends(_processor)]
Store = Annotated[MediaStore, Depends(_store)]


@router.post(
    "",
    summary="Upload a file",
    status_code=201,
    response_model=EditorialFile,
    responses={**UPLOADED.responses, **problems(UNSUPPORTED_MEDIA_TYPE)},
    openapi_extra=UPLOADED.body,
)
def upload_file(upload: Received, act: FileOnce) -> Response:
    """Its type is found from its content. Where a picture was taken is removed from it.

    What XMP, IPTC and Exif say becomes texts, credit and licence. The same bytes sent again are
    the same file.
    """
    return kept(act, upload)


def kept(act: FileRequest, upload: Upload) -> Response:
    """Returns the answer to an upload: 201 with a new file, 200 with one that was there."""
    row, is_new = acts.add(act.session, upload, act.by)
    response = _shown(act.request, row)
    if is_new:
        response.status_code = 201
        response.headers["Location"] = f"{act.settings.base_url}{PATH}/{row.id}"
    return response


@router.get("", summary="List files", response_model=EditorialFiles)
def list_editorial_media(
    query: Annotated[EditorialFilesQuery, Query()],
    request: Request,
    caller: Reader,
    key: CursorKey,
    session: ReadSession,
    settings: AppSettings,
) -> Response:
    """The newest first; a key of one organisation sees its own."""
    body = list_files(session, query, caller, key, f"{settings.base_url}{PATH}")
    content = body.model_dump_json().encode()
    return answer(request, content, JSON, CachePolicy.PRIVATE, links=body.links)


@router.get(
    "/{file_id}",
    summary="Get a file's description",
    response_model=EditorialFile,
    responses=problems(NOT_FOUND),
)
def get_editorial_media(
    file_id: UUID, request: Request, caller: Reader, session: ReadSession
) -> Response:
    """What is known of it, with the `ETag` that a change needs."""
    return _shown(request, _get(session, file_id, caller))


@router.patch(
    "/{file_id}", summary="Describe a file", response_model=EditorialFile, responses=CHANGE
)
def update_file(
    file_id: UUID,
    patch: Annotated[FilePatch, Body(media_type=MERGE_PATCH)],
    act: FileChange,
    database: AppDatabase,
    processor: Processor,
    if_match: IfMatch = None,
) -> Response:
    """Give it other words, credits, rights or another focal point.

    Its renditions are made anew with them; the file itself stays as it is.
    """
    with database.read() as session:
        row = _current(_get(session, file_id, act.caller), if_match)
        changed = acts.changes(row, patch)
        words, rendered = acts.words_after(row, changed), acts.are_rendered(row, changed)
        focal = acts.focal_after(row, changed)
    # Takes a second, in which nobody waits for the database.
    made = processor.render_again(row.sha256, words, focal) if rendered else None
    row = act.get(file_id, if_match)
    acts.change(act.session, row, changed, made, act.by)
    return _shown(act.request, row)


@router.delete(
    "/{file_id}",
    summary="Remove a file",
    status_code=204,
    responses={**CHANGE, **problems(NOT_FOUND, STALE, PRECONDITION_REQUIRED, FILE_IN_USE)},
)
def delete_file(file_id: UUID, act: FileChange, if_match: IfMatch = None) -> Response:
    """A file that any saved text of a release has stays."""
    acts.remove(act.session, act.get(file_id, if_match), act.by, caller=act.caller)
    return Response(status_code=204, headers={"Cache-Control": CachePolicy.PRIVATE})


@router.get(
    "/{file_id}/file",
    summary="Get a file's bytes",
    response_class=StreamingResponse,
    responses={
        200: {"description": "The bytes.", "content": FILE_CONTENT},
        **problems(NOT_FOUND),
    },
)
def get_editorial_media_file(
    file_id: UUID,
    caller: Reader,
    session: ReadSession,
    store: Store,
    rendition: Annotated[
        str | None,
        Query(max_length=20, description="`thumb`, `small`, `large` or `page1`; else the whole."),
    ] = None,
) -> Response:
    """The file as it is stored, or one of its renditions as WebP."""
    row = _get(session, file_id, caller)
    sha256, media_type, name = row.sha256, row.media_type, row.file_name
    if rendition is not None:
        named = [each for each in renditions(row) if each["name"] == rendition]
        found = next((each for each in named if each["media_type"] == _SHOWN_AS), None)
        if found is None:
            raise NotFound(f"This file has no such rendition; it has {_names(row)}.")
        sha256, media_type, name = found["sha256"], _SHOWN_AS, f"{rendition}.webp"
    return StreamingResponse(
        store.open(sha256),
        media_type=media_type,
        headers={
            "Cache-Control": CachePolicy.PRIVATE,
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
        },
    )


def _names(row: MediaFile) -> str:
    names = dict.fromkeys(each["name"] for each in renditions(row))
    return ", ".join(names) or "none"


def _get(session: Session, file_id: UUID, caller: Caller) -> MediaFile:
    return _visible(session.get(MediaFile, file_id), caller)


def _visible(row: MediaFile | None, caller: Caller) -> MediaFile:
    if row is None or not caller.sees(row.organisation):
        raise NotFound
    return row


def _current(row: MediaFile, if_match: str | None) -> MediaFile:
    require_match(if_match, etag_of(row))
    return row


def _shown(request: Request, row: MediaFile) -> Response:
    body = show(row).model_dump_json().encode()
    return answer(request, body, JSON, CachePolicy.PRIVATE, etag=etag_of(row))
