"""Releases under embargo over HTTP, for keys with the scope `embargo`; every reading is logged."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import BackgroundTasks, Depends, Path, Query, Request
from sqlmodel import Session
from starlette.responses import Response

from app.auth.deps import EmbargoReader
from app.base import pagination
from app.base.examples import load_example
from app.base.problems import INVALID, NOT_FOUND, NotFound
from app.http.caching import CachePolicy, answer
from app.http.contract.openapi import problems
from app.http.deps import AppSettings, CursorKey, Now, ReadSession
from app.http.file_answers import FILE_CONTENT, ServedFile, answer_file
from app.http.routing import JSON, Router
from app.media.store import MediaStore
from app.published.store.rows import media_rows
from app.releases.embargo.reading import (
    AccreditedReader,
    EmbargoedPage,
    EmbargoedRelease,
    EmbargoQuery,
    get_embargoed,
    list_embargoed,
)
from app.releases.embargo.readings import new_readings, write_readings
from app.releases.models import Release

router = Router(prefix="/v1/embargoed/releases", tags=["embargoed"])

_LIST = "embargoed"
_EXAMPLE = load_example("releases/embargo", "release")


async def _reader(caller: EmbargoReader, settings: AppSettings, now: Now) -> AccreditedReader:
    return AccreditedReader(caller, now, settings.zone, settings.base_url)


FileAddress = Annotated[
    str, Path(description="SHA-256 and ending, from `url` in `media`.", pattern="^[^/]+$")
]
Accredited = Annotated[AccreditedReader, Depends(_reader)]


@router.get(
    "",
    summary="List scheduled releases",
    response_model=EmbargoedPage,
    responses={
        # A whole release stands in the answer that shows one.
        200: {
            "description": "A page.",
            "content": {
                JSON: {"example": {"data": [], "meta": {"total": 0, "limit": 20}, "links": {}}}
            },
        },
        **problems(INVALID),
    },
)
def list_embargoed_releases(
    given: Annotated[EmbargoQuery, Query()],
    request: Request,
    reader: Accredited,
    key: CursorKey,
    session: ReadSession,
    settings: AppSettings,
    background: BackgroundTasks,
) -> Response:
    """Releases that become public at a set instant and are not to be told before, the next first.

    Those for groups are told to their members alone. Each release in the answer is a reading that
    the newsroom's audit log keeps.
    """
    caller = reader.caller
    bound_to = repr((caller.id, caller.organisation))
    position = (
        pagination.decode(given.cursor, _LIST, bound_to, key) if given.cursor is not None else None
    )
    found = list_embargoed(session, reader, given.limit, position)
    _log(session, request, reader, found.rows, background)
    links: dict[str, str] = {}
    if found.next is not None:
        cursor = pagination.encode(_LIST, bound_to, found.next, key)
        query = urlencode({"limit": given.limit, "cursor": cursor})
        links["next"] = f"{settings.base_url}{router.prefix}?{query}"
    body = EmbargoedPage(
        data=list(found.data), meta={"total": found.total, "limit": given.limit}, links=links
    )
    content = body.model_dump_json().encode()
    return answer(request, content, JSON, CachePolicy.PRIVATE, links=links)


@router.get(
    "/{release_id}",
    summary="Get a scheduled release",
    response_model=EmbargoedRelease,
    responses={
        200: {"description": "The release.", "content": {JSON: {"example": _EXAMPLE}}},
        **problems(NOT_FOUND),
    },
)
def get_embargoed_release(
    release_id: UUID,
    request: Request,
    reader: Accredited,
    session: ReadSession,
    background: BackgroundTasks,
) -> Response:
    """One release under embargo, as it will be public, with `embargo_until`.

    404 also for a draft, for a release that is public by now, for one of groups that the caller is
    in none of, and for another organisation's.
    """
    row, release = get_embargoed(session, reader, release_id)
    _log(session, request, reader, [row], background)
    return answer(request, release.model_dump_json().encode(), JSON, CachePolicy.PRIVATE)


@router.get(
    "/{release_id}/media/{address}",
    summary="Get a file of a scheduled release",
    response_class=Response,
    responses={
        200: {"description": "The file.", "content": FILE_CONTENT},
        **problems(NOT_FOUND),
    },
)
def get_embargoed_file(
    release_id: UUID,
    address: FileAddress,
    request: Request,
    reader: Accredited,
    session: ReadSession,
    background: BackgroundTasks,
) -> Response:
    """The bytes of a file that the release uses, for whoever may read the release, as long."""
    row, release = get_embargoed(session, reader, release_id)
    found = next((one for _, one in media_rows(release) if one["address"] == address), None)
    if found is None:
        raise NotFound
    _log(session, request, reader, [row], background)
    store: MediaStore = request.app.state.media
    served = ServedFile(
        found["media_type"],
        found["bytes"],
        found["file_name"],
        partial(store.open, address.partition(".")[0]),
    )
    return answer_file(request, served, {"Cache-Control": CachePolicy.PRIVATE.value})


def _log(
    session: Session,
    request: Request,
    reader: AccreditedReader,
    releases: Sequence[Release],
    background: BackgroundTasks,
) -> None:
    request_id: str = request.state.request_id
    entries = new_readings(session, releases, reader.caller.id, reader.now, request_id)
    if entries:
        background.add_task(write_readings, request.app.state.database, entries)
