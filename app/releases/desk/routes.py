"""The editorial side over HTTP: working copies, and the acts on them."""

from typing import Annotated
from uuid import UUID

from fastapi import Body, Query, Request, Response

from app.auth.deps import Reader
from app.base.problems import (
    NOT_FOUND,
    NOT_IN_THIS_STATE,
    PRECONDITION_REQUIRED,
    PREFLIGHT_FAILED,
    SLUG_TAKEN,
    STALE,
)
from app.http.caching import CachePolicy, answer
from app.http.contract.openapi import problems
from app.http.deps import AppSettings, CursorKey, Now, ReadSession
from app.http.routing import JSON, MERGE_PATCH, Router
from app.releases.acts.queries import content_of, get_release
from app.releases.desk.act_schemas import CorrectInput, ScheduleInput, WithdrawInput
from app.releases.desk.editorial_request import (
    EditOnce,
    EditRequest,
    IfMatch,
    PublishOnce,
    Strict,
    answer_for,
)
from app.releases.desk.listing import EditorialQuery, list_releases
from app.releases.desk.schemas import EditorialPage, EditorialRelease, ReleaseInput, ReleasePatch
from app.releases.states import Act

router = Router(prefix="/v1/editorial/releases", tags=["editorial"])

READ = problems(NOT_FOUND)
CHANGE = problems(NOT_FOUND, SLUG_TAKEN, STALE, PRECONDITION_REQUIRED)
DEBUT = problems(NOT_FOUND, NOT_IN_THIS_STATE, STALE, PREFLIGHT_FAILED, PRECONDITION_REQUIRED)
ACT = problems(NOT_FOUND, NOT_IN_THIS_STATE, STALE, PRECONDITION_REQUIRED)


@router.post(
    "",
    summary="Create a draft",
    status_code=201,
    response_model=EditorialRelease,
    responses=problems(SLUG_TAKEN),
)
def create_release(given: ReleaseInput, request: EditOnce) -> Response:
    """Begin a release. It is a draft: nobody outside sees it before `publish`."""
    release = request.acts.create(given)
    response = request.answer(release, 201)
    response.headers["Location"] = f"{request.settings.base_url}{router.prefix}/{release.id}"
    return response


@router.get("", summary="List working copies", response_model=EditorialPage)
def list_editorial_releases(
    query: Annotated[EditorialQuery, Query()],
    request: Request,
    caller: Reader,
    key: CursorKey,
    session: ReadSession,
    settings: AppSettings,
    now: Now,
) -> Response:
    """Working copies, the newest change first."""
    address = f"{settings.base_url}{router.prefix}"
    page = list_releases(session, query, key, address, caller=caller, now=now)
    return answer(
        request,
        page.model_dump_json().encode(),
        JSON,
        CachePolicy.PRIVATE,
        links=page.links,
    )


@router.get(
    "/{release_id}", summary="Get a working copy", response_model=EditorialRelease, responses=READ
)
def get_editorial_release(
    release_id: UUID, request: Request, caller: Reader, session: ReadSession, now: Now
) -> Response:
    """One working copy, with the `ETag` that a change of it needs."""
    release = get_release(session, release_id, caller=caller)
    return answer_for(request, session, release, content_of(session, release), now)


@router.patch(
    "/{release_id}",
    summary="Update a working copy",
    response_model=EditorialRelease,
    responses=CHANGE,
)
def update_release(
    release_id: UUID,
    patch: Annotated[ReleasePatch, Body(media_type=MERGE_PATCH)],
    request: EditRequest,
    if_match: IfMatch = None,
) -> Response:
    """Change some members (RFC 7396). `null` empties a member; what is absent stays."""
    release = request.acts.take(release_id, Act.EDIT, if_match)
    request.acts.edit(release, patch.root)
    return request.answer(release)


@router.put(
    "/{release_id}",
    summary="Replace a working copy",
    response_model=EditorialRelease,
    responses=CHANGE,
)
def replace_release(
    release_id: UUID, given: ReleaseInput, request: EditRequest, if_match: IfMatch = None
) -> Response:
    """Replace all words. What is left out is emptied."""
    release = request.acts.take(release_id, Act.EDIT, if_match)
    request.acts.replace(release, given)
    return request.answer(release)


@router.delete(
    "/{release_id}",
    summary="Delete a draft",
    status_code=204,
    response_class=Response,
    responses=ACT,
)
def delete_release(release_id: UUID, request: EditRequest, if_match: IfMatch = None) -> Response:
    """Delete a draft that was never public. What was public is withdrawn instead."""
    request.acts.delete(request.acts.take(release_id, Act.DELETE, if_match))
    return Response(status_code=204, headers={"Cache-Control": CachePolicy.PRIVATE})


@router.post(
    "/{release_id}/publish",
    summary="Publish a release",
    response_model=EditorialRelease,
    responses=DEBUT,
)
def publish_release(
    release_id: UUID, request: PublishOnce, if_match: IfMatch = None, strict: Strict = False
) -> Response:
    """Make the newest words public now, or again after a withdrawal."""
    (release,) = request.acts.publish([(release_id, if_match)], strict=strict)
    return request.answer_inspected(release, strict=strict)


@router.post(
    "/{release_id}/update",
    summary="Publish the update of a release",
    response_model=EditorialRelease,
    responses=DEBUT,
)
def publish_release_update(
    release_id: UUID, request: PublishOnce, if_match: IfMatch = None, strict: Strict = False
) -> Response:
    """Make newer words public, without calling it a correction."""
    release = request.acts.update((release_id, if_match), strict=strict)
    return request.answer_inspected(release, strict=strict)


@router.post(
    "/{release_id}/correct",
    summary="Correct a release",
    response_model=EditorialRelease,
    responses=DEBUT,
)
def correct_release(
    release_id: UUID,
    given: CorrectInput,
    request: PublishOnce,
    if_match: IfMatch = None,
    strict: Strict = False,
) -> Response:
    """Make newer words public and tell readers and partners what was wrong."""
    release = request.acts.correct((release_id, if_match), given, strict=strict)
    return request.answer_inspected(release, strict=strict)


@router.post(
    "/{release_id}/withdraw",
    summary="Withdraw a release",
    response_model=EditorialRelease,
    responses=ACT,
)
def withdraw_release(
    release_id: UUID, given: WithdrawInput, request: PublishOnce, if_match: IfMatch = None
) -> Response:
    """Take a public release back. Its notice stands in its place for ever."""
    release = request.acts.take(release_id, Act.WITHDRAW, if_match)
    request.acts.withdraw(release, given)
    return request.answer(release)


@router.post(
    "/{release_id}/schedule",
    summary="Schedule a release",
    response_model=EditorialRelease,
    responses=DEBUT,
)
def schedule_release(
    release_id: UUID,
    given: ScheduleInput,
    request: PublishOnce,
    if_match: IfMatch = None,
    strict: Strict = False,
) -> Response:
    """Set or move the instant at which the release becomes public by itself.

    Until then keys with the scope `embargo` read it; with `embargo_groups` those of members alone.
    """
    release = request.acts.take(release_id, Act.SCHEDULE, if_match)
    request.acts.schedule(release, given)
    return request.answer_inspected(release, strict=strict)


@router.post(
    "/{release_id}/unschedule",
    summary="Unschedule a release",
    response_model=EditorialRelease,
    responses=ACT,
)
def unschedule_release(
    release_id: UUID, request: PublishOnce, if_match: IfMatch = None
) -> Response:
    """Make a scheduled release a draft again."""
    release = request.acts.take(release_id, Act.UNSCHEDULE, if_match)
    request.acts.unschedule(release)
    return request.answer(release)
