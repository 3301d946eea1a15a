"""Releases under embargo over HTTP, for keys with the scope `embargo`; every reading is logged."""

from collections.abc import Iterable
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Query, Request
from sqlmodel import Session
from starlette.responses import Response

from app.auth.audit import write_entry
from app.auth.caller import Caller
from app.auth.deps import EmbargoReader
from app.base import pagination
from app.base.examples import load_example
from app.base.problems import INVALID, NOT_FOUND
from app.http.caching import CachePolicy, answer
from app.http.contract.openapi import problems
from app.http.deps import AppSettings, CursorKey, Now, WriteSession
from app.http.routing import JSON, Router
from app.releases.embargo.reading import (
    EmbargoedPage,
    EmbargoedRelease,
    EmbargoQuery,
    get_embargoed,
    list_embargoed,
)

router = Router(prefix="/v1/embargoed/releases", tags=["embargoed"])

_LIST = "embargoed"
_EXAMPLE = load_example("releases/embargo", "release")


@router.get(
    "",
    summary="List scheduled releases",
    response_model=EmbargoedPage,
    responses={
        200: {
            "description": "A page.",
            "content": {
                JSON: {
                    "example": {"data": [_EXAMPLE], "meta": {"total": 1, "limit": 20}, "links": {}}
                }
            },
        },
        **problems(INVALID),
    },
)
def list_embargoed_releases(
    given: Annotated[EmbargoQuery, Query()],
    request: Request,
    caller: EmbargoReader,
    key: CursorKey,
    session: WriteSession,
    settings: AppSettings,
    now: Now,
) -> Response:
    """Releases that become public at a set instant and are not to be told before, the next first.

    Each release in the answer is a reading that the newsroom's audit log keeps.
    """
    bound_to = caller.organisation or ""
    position = (
        pagination.decode(given.cursor, _LIST, bound_to, key) if given.cursor is not None else None
    )
    found = list_embargoed(session, settings.zone, given.limit, position, caller)
    _log(session, request, caller, now, found.data)
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
    caller: EmbargoReader,
    session: WriteSession,
    settings: AppSettings,
    now: Now,
) -> Response:
    """One release under embargo, as it will be public, with `embargo_until`.

    404 also for a draft, for a release that is public by now, and for another organisation's.
    """
    release = get_embargoed(session, settings.zone, release_id, caller)
    _log(session, request, caller, now, [release])
    return answer(request, release.model_dump_json().encode(), JSON, CachePolicy.PRIVATE)


def _log(
    session: Session,
    request: Request,
    caller: Caller,
    now: Now,
    read: Iterable[EmbargoedRelease],
) -> None:
    for release in read:
        write_entry(
            session,
            at=now,
            principal=caller.id,
            act="read-embargoed",
            subject=("release", release.id),
            organisation=release.organisation.id if release.organisation else None,
            request_id=request.state.request_id,
        )
