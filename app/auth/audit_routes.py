"""The audit log over HTTP."""

from typing import Annotated

from fastapi import Query, Request, Response

from app.auth.audit_log import AuditPage, AuditQuery, list_entries
from app.auth.deps import Admin
from app.base.problems import INVALID
from app.http.caching import CachePolicy, answer
from app.http.contract.openapi import problems
from app.http.deps import AppSettings, CursorKey, ReadSession
from app.http.routing import JSON, Router

router = Router(prefix="/v1/editorial/audit", tags=["editorial"])


@router.get("", summary="List who did what", response_model=AuditPage, responses=problems(INVALID))
def list_audit_entries(
    query: Annotated[AuditQuery, Query()],
    request: Request,
    caller: Admin,
    key: CursorKey,
    session: ReadSession,
    settings: AppSettings,
) -> Response:
    """Who did what, when, with which key, in which request; the newest first.

    Entries are only ever added: the database itself refuses to change or delete one. A key of one
    organisation reads what was done to what belonged to it.
    """
    page = list_entries(session, query, key, f"{settings.base_url}{router.prefix}", caller)
    content = page.model_dump_json().encode()
    return answer(request, content, JSON, CachePolicy.PRIVATE, links=page.links)
