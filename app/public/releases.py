"""Releases for readers: the list under any selection, one release, its public history."""

import json
from typing import Annotated

from fastapi import Path, Query, Request
from starlette.responses import Response

from app.core.caching import CachePolicy, answer
from app.core.deps import AppSettings, ReadSession
from app.core.openapi import Responses, problems
from app.core.problems import GONE, INVALID, NOT_FOUND, Gone, NotFound
from app.core.routing import JSON, Router
from app.core.settings import Settings
from app.public import examples
from app.public.paging import CursorKey, page_links, read_cursor, write_cursor
from app.published import answers
from app.published.queries import (
    Document,
    Moved,
    Withdrawn,
    find_release,
    list_page,
    list_versions,
    read_selection,
)
from app.published.schemas import (
    ListParameters,
    ReadRelease,
    ReleaseList,
    VersionEntry,
    VersionList,
)

router = Router(prefix="/v1/releases", tags=["releases"])

Address = Annotated[
    str,
    Path(
        description="Id, or slug of today or of earlier.", examples=["winter-supplies-reach-edirne"]
    ),
]
MOVED: Responses = {
    301: {
        "description": "The slug is an earlier one, or another release took the place of this.",
        "headers": {"Location": {"description": "Where it is.", "schema": {"type": "string"}}},
    }
}


@router.get(
    "",
    summary="List releases",
    response_model=ReleaseList,
    responses={
        200: {"description": "A page.", "content": {JSON: {"example": examples.RELEASE_LIST}}},
        **problems(INVALID),
    },
)
def list_releases(
    request: Request,
    given: Annotated[ListParameters, Query()],
    session: ReadSession,
    settings: AppSettings,
    key: CursorKey,
) -> Response:
    """Public releases, the newest first.

    One parameter with several values (repeated, or with commas) means any of them; different
    parameters mean all of them; `.all` means every one of its values, `.not` none of them. Pages
    neither repeat nor skip a release while others are published or withdrawn.
    """
    fields = answers.read_fields(given.fields)
    selection = read_selection(session, given, settings.zone)
    position = read_cursor(given.cursor, selection, given.sort, key)
    page = list_page(session, selection, given.sort, given.limit, position)
    neighbours = {
        relation: write_cursor(place, selection, given.sort, key) if place else None
        for relation, place in (("prev", page.prev), ("next", page.next))
    }
    address = f"{settings.base_url}{router.prefix}"
    links = page_links(address, request.query_params.multi_items(), neighbours)
    meta = {"total": page.total, "limit": given.limit}
    body = answers.list_json(page.documents, settings.base_url, fields, meta, links)
    return answer(request, body, JSON, CachePolicy.PUBLIC, links=links)


@router.get(
    "/{id_or_slug}",
    summary="Read a release",
    response_model=ReadRelease,
    responses={
        200: {"description": "The release.", "content": {JSON: {"example": examples.RELEASE}}},
        **MOVED,
        **problems(NOT_FOUND, GONE),
    },
)
def get_release(
    request: Request, id_or_slug: Address, session: ReadSession, settings: AppSettings
) -> Response:
    """One release by its id or slug.

    A withdrawn release answers 410 with its notice, 301 to the release that took its place, or,
    when its publisher keeps it to be read, 200 with the member `notice`.
    """
    found = find_release(session, id_or_slug)
    if isinstance(found, Moved):
        return _redirect(settings, found.slug)
    document, notice = _readable(found)
    body = answers.release_json(document, settings.base_url, notice).encode()
    return answer(request, body, JSON, CachePolicy.PUBLIC)


@router.get(
    "/{id_or_slug}/versions",
    summary="List the versions of a release",
    response_model=VersionList,
    responses={
        200: {"description": "All of them.", "content": {JSON: {"example": examples.VERSIONS}}},
        **MOVED,
        **problems(NOT_FOUND, GONE),
    },
)
def list_release_versions(
    request: Request, id_or_slug: Address, session: ReadSession, settings: AppSettings
) -> Response:
    """The public history of a release, the oldest first: when, what kind of change, which note."""
    found = find_release(session, id_or_slug)
    if isinstance(found, Moved):
        return _redirect(settings, f"{found.slug}/versions")
    document, _ = _readable(found)
    entries = tuple(
        VersionEntry(version=entry.version, kind=entry.kind, at=entry.at, note=entry.note)
        for entry in list_versions(session, document.id)
    )
    history = VersionList(release_id=document.id, data=entries)
    return answer(request, history.model_dump_json().encode(), JSON, CachePolicy.PUBLIC)


def _readable(found: Document | Withdrawn | None) -> tuple[Document, str | None]:
    """What there is to read and the notice that stands over it. Raises NotFound, Gone."""
    if found is None:
        raise NotFound
    if isinstance(found, Document):
        return found, None
    if found.document is None:
        raise Gone(json.loads(found.notice))
    return found.document, found.notice


def _redirect(settings: Settings, path: str) -> Response:
    location = f"{settings.base_url}{router.prefix}/{path}"
    # Not kept by caches: a release that was replaced can be published again.
    return Response(
        status_code=301, headers={"Location": location, "Cache-Control": CachePolicy.PUBLIC.value}
    )
