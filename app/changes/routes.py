"""The change log for readers: what became public, was corrected or withdrawn, in order."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request
from starlette.responses import Response

from app.changes.models import Change
from app.changes.queries import list_changes
from app.changes.schemas import ChangeEntry, Changes, ChangesLinks, ChangesMeta, ChangesParameters
from app.core.caching import CachePolicy, answer
from app.core.deps import AppSettings, ReadSession
from app.core.openapi import EXAMPLE_BASE, problems
from app.core.problems import INVALID, Invalid
from app.core.routing import JSON, Router

router = Router(prefix="/v1/changes", tags=["changes"])

_EXAMPLE_ID = UUID("019ab8c2-7a10-7c3e-9d57-0b1f6f6f2a11")
_EXAMPLE: dict[str, Any] = Changes(
    data=(
        ChangeEntry(
            seq=43,
            kind="withdrawn",
            release_id=_EXAMPLE_ID,
            version=3,
            at=datetime(2026, 11, 4, 8, 15, tzinfo=UTC),
            note={
                "release_id": str(_EXAMPLE_ID),
                "kind": "gone",
                "text": "Issued in error.",
                "withdrawn_at": "2026-11-04T08:15:00Z",
                "version": 3,
                "replaced_by": None,
            },
            url=f"{EXAMPLE_BASE}/v1/releases/{_EXAMPLE_ID}",
        ),
    ),
    meta=ChangesMeta(head=43),
    links=ChangesLinks(
        self=f"{EXAMPLE_BASE}/v1/changes?since=42", next=f"{EXAMPLE_BASE}/v1/changes?since=43"
    ),
).model_dump(mode="json")


@router.get(
    "",
    summary="Follow what changes",
    response_model=Changes,
    responses={
        200: {"description": "Facts in order.", "content": {JSON: {"example": _EXAMPLE}}},
        **problems(INVALID),
    },
)
def read_changes(
    request: Request,
    given: Annotated[ChangesParameters, Query()],
    session: ReadSession,
    settings: AppSettings,
) -> Response:
    """Every public fact after number `since`: published, updated, corrected, withdrawn.

    Start with 0, keep `links.next`, and ask there again: nothing is missed and nothing comes twice.
    Fetch a release from `url` to have its newest version. A withdrawn one is a tombstone: take your
    copy down. A `since` that lies ahead of the log comes from another installation, or from before
    a backup was restored: 422, copy everything anew.
    """
    found = list_changes(session, given.since, given.limit)
    if given.since > found.head:
        detail = f"The newest fact has the number {found.head}. Copy everything anew from 0."
        raise Invalid.of(detail, parameter="since", suggestion="0")
    links = _links(settings.base_url, request.url.query, given, found.facts)
    body = Changes(
        data=tuple(_entry(fact, settings.base_url) for fact in found.facts),
        meta=ChangesMeta(head=found.head),
        links=links,
    )
    content = body.model_dump_json().encode()
    return answer(request, content, JSON, CachePolicy.PUBLIC, links=links.model_dump())


def _entry(fact: Change, base_url: str) -> ChangeEntry:
    return ChangeEntry(
        seq=fact.seq,
        kind=fact.kind,
        release_id=fact.release_id,
        version=fact.version,
        at=fact.at,
        note=json.loads(fact.note) if fact.note else None,
        url=f"{base_url}/v1/releases/{fact.release_id}",
    )


def _links(
    base_url: str, query: str, given: ChangesParameters, facts: Sequence[Change]
) -> ChangesLinks:
    address = f"{base_url}{router.prefix}"
    last = facts[-1].seq if facts else given.since
    limit = f"&limit={given.limit}" if "limit" in given.model_fields_set else ""
    return ChangesLinks(
        self=f"{address}?{query}" if query else address, next=f"{address}?since={last}{limit}"
    )
