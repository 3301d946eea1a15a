"""What a release can be asked without a change: preflight, and who did what to it."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response
from pydantic import ConfigDict, Field

from app.auth.audit_log import AuditPage, AuditPageQuery, list_entries
from app.auth.deps import CheckedKey, Reader
from app.base.problems import INVALID, NOT_FOUND
from app.base.wire import Output
from app.http.caching import CachePolicy, answer
from app.http.contract.openapi import problems
from app.http.deps import AppSettings, CursorKey, Now, ReadSession
from app.http.routing import JSON, Router
from app.releases.acts.queries import content_of, get_release
from app.releases.desk.editorial_request import Strict
from app.releases.preflight import Finding, Severity, inspect

router = Router(prefix="/v1/editorial/releases", tags=["editorial"])

_FINDING: dict[str, Any] = {
    "severity": "warning",
    "code": "dateline-unresolved",
    "detail": "The place of the dateline is not known; give its id in `location`.",
    "pointer": "#/dateline/location",
}


class Preflight(Output):
    """What a careful sub-editor would ask, errors first."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"passes": True, "data": [_FINDING]}]}
    )

    passes: bool = Field(
        description="Whether publishing now, or at the instant it is scheduled for, would not be"
        " stopped."
    )
    data: list[Finding]


@router.post(
    "/{release_id}/preflight",
    summary="Check a release before it goes out",
    response_model=Preflight,
    responses=problems(NOT_FOUND),
)
def preflight_release(
    release_id: UUID,
    request: Request,
    caller: Reader,
    session: ReadSession,
    now: Now,
    _key: CheckedKey,
    strict: Strict = False,
) -> Response:
    """Ask what publishing the newest words would meet. Changes nothing."""
    release = get_release(session, release_id, caller=caller)
    content = content_of(session, release)
    found = inspect(session, release, content, release.scheduled_at or now)
    stopping = [one for one in found if strict or one.severity is Severity.ERROR]
    body = Preflight(passes=not stopping, data=found).model_dump_json().encode()
    return answer(request, body, JSON, CachePolicy.PRIVATE)


@router.get(
    "/{release_id}/audit",
    summary="List who did what with a release",
    response_model=AuditPage,
    responses=problems(NOT_FOUND, INVALID),
)
def list_release_audit(
    release_id: UUID,
    query: Annotated[AuditPageQuery, Query()],
    request: Request,
    caller: Reader,
    key: CursorKey,
    session: ReadSession,
    settings: AppSettings,
) -> Response:
    """Who did what to a release, when, with which key; the newest first."""
    release = get_release(session, release_id, caller=caller)
    address = f"{settings.base_url}{router.prefix}/{release.id}/audit"
    page = list_entries(session, query, key, address, caller, ("release", release.id))
    content = page.model_dump_json().encode()
    return answer(request, content, JSON, CachePolicy.PRIVATE, links=page.links)
