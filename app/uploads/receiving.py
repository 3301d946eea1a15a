"""Receives uploads: a body goes into a file as it comes, and is read before anything is locked."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

from fastapi import Depends, Query, Request
from starlette.concurrency import run_in_threadpool
from werkzeug.http import parse_options_header

from app.auth.deps import BODY_DIGEST, Editor
from app.base.problems import Invalid
from app.http.long_answers import Places
from app.uploads.acts import Upload
from app.uploads.processing import FOLDER_PREFIX, FileProcessor

# Received bytes are written in pieces of this size.
_PIECE = 1_000_000


@dataclass(frozen=True)
class Described:
    """What an upload says of itself beside its bytes."""

    file_name: str
    organisation: str | None
    keep_location: bool


async def described(
    request: Request,
    caller: Editor,
    file_name: Annotated[
        str | None,
        Query(max_length=1_000, description="Its name; or send it as `Content-Disposition`."),
    ] = None,
    organisation: Annotated[
        str | None, Query(max_length=96, description="Slug of whom it belongs to.")
    ] = None,
    keep_location: Annotated[
        bool, Query(description="Leave in it where it was made, and all else that it says.")
    ] = False,
) -> Described:
    """Returns what the address and the headers tell. Raises Invalid for a foreign organisation."""
    if caller.organisation is not None and organisation not in {None, caller.organisation}:
        raise Invalid.of(
            "This key writes for one organisation only.",
            parameter="organisation",
            suggestion=caller.organisation,
        )
    _, options = parse_options_header(request.headers.get("content-disposition"))
    name = file_name or options.get("filename") or ""
    return Described(name, caller.organisation or organisation, keep_location)


async def received(request: Request, given: Annotated[Described, Depends(described)]) -> Upload:
    """Receive, read and store the body. Raises Problem as `FileProcessor.take` does.

    If the client leaves half-way, the folder is removed and nothing is stored.
    """
    uploads: Places = request.app.state.uploads
    processor: FileProcessor = request.app.state.files
    with uploads.taken(request.scope), TemporaryDirectory(prefix=FOLDER_PREFIX) as folder:
        path = Path(folder, "upload")
        setattr(request.state, BODY_DIGEST, await write_body(request, path))
        made = await run_in_threadpool(processor.take, path, keep_location=given.keep_location)
    return Upload.of(made, given.file_name, given.organisation, given.keep_location)


async def write_body(request: Request, path: Path) -> bytes:
    """Write the body into a file. Returns its SHA-256."""
    digest, waiting = hashlib.sha256(), bytearray()
    with path.open("wb") as file:
        async for chunk in request.stream():
            digest.update(chunk)
            waiting += chunk
            if len(waiting) >= _PIECE:
                await run_in_threadpool(file.write, bytes(waiting))
                waiting.clear()
        file.write(waiting)
    return digest.digest()


Received = Annotated[Upload, Depends(received)]
