"""The reach of a release over HTTP, so that editors see whether a withdrawal has arrived."""

from typing import Any
from uuid import UUID

from fastapi import Request, Response
from pydantic import ConfigDict, Field

from app.auth.deps import Reader
from app.base.problems import NOT_FOUND
from app.base.wire import Instant, Output
from app.http.caching import CachePolicy, answer
from app.http.contract.openapi import problems
from app.http.deps import AppSettings, ReadSession
from app.http.routing import JSON, Router
from app.webhooks.reach.report import PartnerReach, get_newest, list_partner_reach

router = Router(prefix="/v1/editorial/releases", tags=["editorial"])

_FACT: dict[str, Any] = {
    "seq": 43,
    "kind": "withdrawn",
    "version": 3,
    "at": "2026-11-04T08:15:00Z",
}
_PARTNER: dict[str, Any] = {
    "subscription_id": "019ab8c2-7a10-7c3e-9d57-0b1f6f6f2a21",
    "description": "Partner wire, desk East",
    "state": "failing",
    "has_newest": False,
    "delivered_kind": "published",
    "delivered_seq": 41,
    "delivered_at": "2026-11-03T09:30:01Z",
    "waiting_kind": "withdrawn",
    "tries": 4,
    "last_failure": "timeout",
    "next_try_at": "2026-11-04T08:17:00Z",
}


class ReachFact(Output):
    """The newest fact of the release."""

    seq: int
    kind: str
    version: int
    at: Instant


class ReachPartner(Output):
    """One subscription that the release concerns."""

    subscription_id: UUID
    description: str | None
    state: str = Field(description="Of the subscription; an open list.")
    has_newest: bool = Field(description="Whether everything there is to tell was delivered.")
    delivered_kind: str | None = Field(description="What it was told last of the release.")
    delivered_seq: int | None
    delivered_at: Instant | None
    waiting_kind: str | None = Field(description="What it is to be told next.")
    tries: int
    last_failure: str | None
    next_try_at: Instant | None


class ReachCounts(Output):
    """How many subscriptions the release concerns."""

    total: int
    reached: int
    waiting: int


class Reach(Output):
    """Which partners have the newest fact of a release, and which not yet."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "newest": _FACT,
                    "data": [_PARTNER],
                    "meta": {"total": 1, "reached": 0, "waiting": 1},
                }
            ]
        }
    )

    newest: ReachFact
    data: list[ReachPartner]
    meta: ReachCounts


@router.get(
    "/{release_id}/reach",
    summary="See which partners know",
    response_model=Reach,
    responses=problems(NOT_FOUND),
)
def read_reach(
    release_id: UUID,
    request: Request,
    caller: Reader,
    session: ReadSession,
    settings: AppSettings,
) -> Response:
    """Which subscriptions were delivered the newest fact of a release, a withdrawal for instance.

    Those that pull (feeds, `/v1/changes`) are not known here. 404 for what was never public.
    """
    newest = get_newest(session, release_id, caller.organisation)
    concerned = list_partner_reach(
        session, request.app.state.follower.snapshot, newest, settings.zone
    )
    reached = sum(one.has_newest for one in concerned)
    body = Reach(
        newest=ReachFact(seq=newest.seq, kind=newest.kind, version=newest.version, at=newest.at),
        data=[_partner(one) for one in concerned],
        meta=ReachCounts(total=len(concerned), reached=reached, waiting=len(concerned) - reached),
    )
    return answer(request, body.model_dump_json().encode(), JSON, CachePolicy.PRIVATE)


def _partner(one: PartnerReach) -> ReachPartner:
    delivered, waiting = one.delivered, one.waiting
    is_open = waiting is not None and waiting.settled_at is None
    next_try = max(waiting.due_at, waiting.noted_at) if waiting and is_open else None
    return ReachPartner(
        subscription_id=one.row.id,
        description=one.row.description,
        state=one.row.state,
        has_newest=one.has_newest,
        delivered_kind=delivered.kind if delivered else None,
        delivered_seq=delivered.seq if delivered else None,
        delivered_at=delivered.settled_at if delivered else None,
        waiting_kind=waiting.kind if waiting else None,
        tries=waiting.tries if waiting else 0,
        last_failure=waiting.last_failure if waiting else None,
        next_try_at=next_try,
    )
