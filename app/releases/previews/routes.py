"""Preview links over HTTP: made, listed and revoked by editors, opened by whoever has one."""

from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import Body, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from app.auth.deps import Reader
from app.base.examples import EXAMPLE_BASE, load_example
from app.base.problems import GONE, NOT_ACCEPTABLE, NOT_FOUND, NOT_IN_THIS_STATE, SHOWN_ONCE
from app.base.wire import Input, Instant, Output, ShownOnce
from app.http.caching import CachePolicy, answer
from app.http.contract.openapi import problems
from app.http.contract.read_headers import UNCONDITIONAL
from app.http.deps import AppSettings, Now, ReadSession
from app.http.negotiation import choose_media_type
from app.http.routing import JSON, Router
from app.published.media import absolute_media
from app.releases.acts.queries import get_for_change, get_release
from app.releases.desk.editorial_request import EditOnce, EditRequest
from app.releases.models import PreviewLink
from app.releases.previews.links import (
    PreviewRelease,
    list_links,
    make_link,
    read_preview,
    revoke_link,
)
from app.releases.previews.page import POLICY, page_of

PREFIX = "/v1/editorial/releases"
HTML = "text/html; charset=utf-8"
LONGEST_HOURS = 168

router = Router(tags=["editorial"])
previews = Router(prefix="/v1/previews", tags=["previews"])

_LINK: dict[str, Any] = {
    "id": "019ab8c2-7a10-7c3e-9d57-0b1f6f6f2a15",
    "release_id": "019ab8c2-7a10-7c3e-9d57-0b1f6f6f2a11",
    "revision": 3,
    "created_by": "key:019ab8c2-7a10-7c3e-9d57-0b1f6f6f2a12",
    "created_at": "2026-11-03T09:30:00Z",
    "expires_at": "2026-11-04T09:30:00Z",
    "revoked_at": None,
}
_URL = f"{EXAMPLE_BASE}/v1/previews/THIS-IS-AN-EXAMPLE-AND-OPENS-NOTHING-AT-ALL"


class PreviewInput(Input):
    """What the link shows, and how long."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"revision": 3, "hours": 24}]})

    revision: int | None = Field(
        None,
        ge=1,
        le=2**31 - 1,
        description="The newest of now when left out; later ones stay out.",
    )
    hours: int = Field(24, ge=1, le=LONGEST_HOURS, description="Hours until the link ends.")


class PreviewEntry(Output):
    """A preview link, without the secret in it."""

    model_config = ConfigDict(json_schema_extra={"examples": [_LINK]})

    id: UUID
    release_id: UUID
    revision: int
    created_by: str
    created_at: Instant
    expires_at: Instant
    revoked_at: Instant | None


class NewPreview(ShownOnce):
    """A preview link just made."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {name: _LINK[name] for name in ("id", "revision", "expires_at")} | {"url": _URL}
            ]
        }
    )

    id: UUID = Field(description="To revoke it by.")
    url: str = Field(description="Give it to whom you want to show the text. It is not stored.")
    revision: int
    expires_at: Instant


class PreviewList(Output):
    """All links to a release, the newest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"data": [_LINK]}]})

    data: list[PreviewEntry]


@router.post(
    f"{PREFIX}/{{release_id}}/preview-link",
    summary="Create a preview link",
    status_code=201,
    response_model=NewPreview,
    responses=problems(NOT_FOUND, NOT_IN_THIS_STATE, SHOWN_ONCE),
)
def create_preview_link(
    release_id: UUID,
    given: Annotated[PreviewInput, Body(default_factory=PreviewInput)],
    request: EditOnce,
) -> Response:
    """Make a link that shows one revision to whoever has it, without a key, for a limited time.

    It ends before that when the release is withdrawn.
    """
    release = get_for_change(request.session, release_id, caller=request.caller)
    lasts = timedelta(hours=given.hours)
    link = make_link(request.session, release, given.revision, lasts, request.acts.by)
    body = NewPreview(
        id=link.row.id,
        url=f"{request.settings.base_url}{previews.prefix}/{link.token}",
        revision=link.row.revision,
        expires_at=link.row.expires_at,
    )
    response = _private(request.request, body)
    response.status_code = 201
    return response


@router.get(
    f"{PREFIX}/{{release_id}}/preview-links",
    summary="List the preview links of a release",
    response_model=PreviewList,
    responses=problems(NOT_FOUND),
)
def list_preview_links(
    release_id: UUID, request: Request, caller: Reader, session: ReadSession
) -> Response:
    """All preview links to a release, also those that ended or were revoked."""
    release = get_release(session, release_id, caller=caller)
    return _private(request, PreviewList(data=list(map(_entry, list_links(session, release)))))


@router.delete(
    "/v1/editorial/preview-links/{link_id}",
    summary="Revoke a preview link",
    response_model=PreviewEntry,
    responses=problems(NOT_FOUND),
)
def revoke_preview_link(link_id: UUID, request: EditRequest) -> Response:
    """Close a preview link at once. Revoking it again changes nothing."""
    row = revoke_link(request.session, link_id, request.acts.by, caller=request.caller)
    return _private(request.request, _entry(row))


@previews.get(
    "/{token}",
    summary="Get what a preview link shows",
    openapi_extra=UNCONDITIONAL,
    response_model=PreviewRelease,
    responses={
        200: {
            "description": "The release as readers would see it.",
            "content": {JSON: {"example": load_example("releases/previews", "document")}},
        },
        **problems(NOT_FOUND, GONE, NOT_ACCEPTABLE),
    },
)
def get_preview(
    token: Annotated[str, Path(description="The secret at the end of the link.")],
    request: Request,
    session: ReadSession,
    settings: AppSettings,
    now: Now,
) -> Response:
    """What a preview link shows: JSON, or a page for people where `Accept` asks for HTML.

    A link that never was, has ended or was revoked answers the same 404. One whose release was
    withdrawn since it was made answers 410 with the notice, for good.
    """
    preview = read_preview(session, token, now, settings.zone)
    chosen = choose_media_type(request.headers.get("accept"), [JSON, HTML])
    headers = {"X-Robots-Tag": "noindex, nofollow", "Vary": "Accept"}
    if chosen == HTML:
        page = page_of(preview, settings.base_url).encode()
        headers["Content-Security-Policy"] = POLICY
        return answer(request, page, HTML, CachePolicy.PRIVATE, headers=headers)
    media = tuple(absolute_media(one, settings.base_url) for one in preview.media)
    content = preview.model_copy(update={"media": media}).model_dump_json().encode()
    return answer(request, content, JSON, CachePolicy.PRIVATE, headers=headers)


def _entry(row: PreviewLink) -> PreviewEntry:
    return PreviewEntry(**row.model_dump(exclude={"token_hash"}))


def _private(request: Request, body: BaseModel) -> Response:
    return answer(request, body.model_dump_json().encode(), JSON, CachePolicy.PRIVATE)
