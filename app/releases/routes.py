"""The editorial side over HTTP: working copies, and the acts on them."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Body, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from app.auth.deps import Reader
from app.core.caching import CachePolicy, answer
from app.core.deps import AppSettings, ReadSession
from app.core.ids import new_id
from app.core.installation import read_installation
from app.core.openapi import problems
from app.core.problems import (
    NOT_FOUND,
    NOT_IN_THIS_STATE,
    PRECONDITION_REQUIRED,
    SLUG_TAKEN,
    STALE,
)
from app.core.routing import JSON, MERGE_PATCH, Router
from app.published.document import NoticeKind
from app.releases import workflow
from app.releases.desk import EditorDesk, IfMatch, PublisherDesk, answer_for
from app.releases.intake import as_input
from app.releases.listing import EditorialQuery, list_releases
from app.releases.patching import patched
from app.releases.queries import content_of, get_release
from app.releases.schemas import (
    CorrectInput,
    EditorialPage,
    EditorialRelease,
    ReleaseInput,
    ReleasePatch,
    ScheduleInput,
    WithdrawInput,
)
from app.releases.wall_clock import instant_of

router = Router(prefix="/v1/editorial/releases", tags=["editorial"])

READ = problems(NOT_FOUND)
CHANGE = problems(NOT_FOUND, SLUG_TAKEN, STALE, PRECONDITION_REQUIRED)
ACT = problems(NOT_FOUND, NOT_IN_THIS_STATE, STALE, PRECONDITION_REQUIRED)


@router.post("", status_code=201, response_model=EditorialRelease, responses=problems(SLUG_TAKEN))
def create_release(given: ReleaseInput, desk: EditorDesk) -> Response:
    """Begin a release. It is a draft: nobody outside sees it before `publish`."""
    content = desk.content(given)
    release = workflow.draft(desk.session, new_id(), content, desk.by, slug=given.slug)
    response = desk.answer(release, 201)
    response.headers["Location"] = f"{desk.settings.base_url}{router.prefix}/{release.id}"
    return response


@router.get("", response_model=EditorialPage)
def list_editorial_releases(
    query: Annotated[EditorialQuery, Query()],
    request: Request,
    caller: Reader,
    session: ReadSession,
    settings: AppSettings,
) -> Response:
    """Working copies, the newest change first."""
    key = bytes.fromhex(read_installation(session).secret)
    address = f"{settings.base_url}{router.prefix}"
    page = list_releases(session, query, key, address, organisation=caller.organisation)
    return answer(
        request,
        page.model_dump_json().encode(),
        JSON,
        CachePolicy.PRIVATE,
        links=page.links,
    )


@router.get("/{release_id}", response_model=EditorialRelease, responses=READ)
def get_editorial_release(
    release_id: UUID, request: Request, caller: Reader, session: ReadSession
) -> Response:
    """One working copy, with the `ETag` that a change of it needs."""
    release = get_release(session, release_id, organisation=caller.organisation)
    return answer_for(request, release, content_of(session, release))


@router.patch("/{release_id}", response_model=EditorialRelease, responses=CHANGE)
def patch_release(
    release_id: UUID,
    patch: Annotated[ReleasePatch, Body(media_type=MERGE_PATCH)],
    desk: EditorDesk,
    if_match: IfMatch = None,
) -> Response:
    """Change some members (RFC 7396). `null` empties a member; what is absent stays."""
    release = desk.take(release_id, if_match)
    before = content_of(desk.session, release)
    given = _checked(patched(as_input(before), patch.root))
    content = desk.content(given, before)
    workflow.edit(desk.session, release, content, desk.by, slug=given.slug)
    return desk.answer(release)


@router.put("/{release_id}", response_model=EditorialRelease, responses=CHANGE)
def replace_release(
    release_id: UUID, given: ReleaseInput, desk: EditorDesk, if_match: IfMatch = None
) -> Response:
    """Replace all words. What is left out is emptied."""
    release = desk.take(release_id, if_match)
    content = desk.content(given, content_of(desk.session, release))
    workflow.edit(desk.session, release, content, desk.by, slug=given.slug)
    return desk.answer(release)


@router.delete("/{release_id}", status_code=204, response_class=Response, responses=ACT)
def delete_draft(release_id: UUID, desk: EditorDesk, if_match: IfMatch = None) -> Response:
    """Delete a draft that was never public. What was public is withdrawn instead."""
    workflow.discard(desk.session, desk.take(release_id, if_match))
    return Response(status_code=204, headers={"Cache-Control": CachePolicy.PRIVATE})


@router.post("/{release_id}/publish", response_model=EditorialRelease, responses=ACT)
def publish_release(release_id: UUID, desk: PublisherDesk, if_match: IfMatch = None) -> Response:
    """Make the newest words public now, or again after a withdrawal."""
    release = desk.take(release_id, if_match)
    workflow.publish(desk.session, release, desk.by)
    return desk.answer(release)


@router.post("/{release_id}/update", response_model=EditorialRelease, responses=ACT)
def update_release(release_id: UUID, desk: PublisherDesk, if_match: IfMatch = None) -> Response:
    """Make newer words public, without calling it a correction."""
    release = desk.take(release_id, if_match)
    workflow.update(desk.session, release, desk.by)
    return desk.answer(release)


@router.post("/{release_id}/correct", response_model=EditorialRelease, responses=ACT)
def correct_release(
    release_id: UUID, given: CorrectInput, desk: PublisherDesk, if_match: IfMatch = None
) -> Response:
    """Make newer words public and tell readers and partners what was wrong."""
    release = desk.take(release_id, if_match)
    workflow.correct(
        desk.session,
        release,
        desk.by,
        note=given.note,
        severity=given.severity,
        action=given.action,
    )
    return desk.answer(release)


@router.post("/{release_id}/withdraw", response_model=EditorialRelease, responses=ACT)
def withdraw_release(
    release_id: UUID, given: WithdrawInput, desk: PublisherDesk, if_match: IfMatch = None
) -> Response:
    """Take a public release back. Its notice stands in its place for ever."""
    release = desk.take(release_id, if_match)
    workflow.withdraw(
        desk.session,
        release,
        desk.by,
        kind=NoticeKind(given.kind),
        notice=given.notice,
        replaced_by=given.replaced_by,
    )
    return desk.answer(release)


@router.post("/{release_id}/schedule", response_model=EditorialRelease, responses=ACT)
def schedule_release(
    release_id: UUID, given: ScheduleInput, desk: PublisherDesk, if_match: IfMatch = None
) -> Response:
    """Set or move the instant at which the release becomes public by itself."""
    release = desk.take(release_id, if_match)
    workflow.schedule(
        desk.session,
        release,
        given.at or instant_of(given.local_time or "", given.zone or ""),
        desk.by,
        local_time=given.local_time,
        zone=given.zone,
    )
    return desk.answer(release)


@router.post("/{release_id}/unschedule", response_model=EditorialRelease, responses=ACT)
def unschedule_release(release_id: UUID, desk: PublisherDesk, if_match: IfMatch = None) -> Response:
    """Make a scheduled release a draft again."""
    release = desk.take(release_id, if_match)
    workflow.unschedule(desk.session, release, desk.by)
    return desk.answer(release)


def _checked(members: dict[str, Any]) -> ReleaseInput:
    try:
        return ReleaseInput.model_validate(members)
    except ValidationError as error:
        faults = [
            {**fault, "loc": ("body", *fault["loc"])} for fault in error.errors(include_url=False)
        ]
        raise RequestValidationError(faults, body=members) from None
