"""The reach of a release over HTTP, so that editors see whether a withdrawal has arrived."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import Request, Response
from pydantic import ConfigDict, Field

from app.auth.deps import Reader
from app.base.problems import NOT_FOUND
from app.base.wire import Instant, Output
from app.changes.log import ChangeKind
from app.changes.models import Change
from app.http.caching import CachePolicy, answer
from app.http.contract.openapi import problems
from app.http.deps import AppSettings, Now, ReadSession
from app.http.routing import JSON, Router
from app.webhooks.reach.report import FeedReach, PartnerReach, get_newest, list_partner_reach
from app.webhooks.subscriptions.states import SubscriptionState

router = Router(prefix="/v1/editorial/releases", tags=["editorial"])

_FACT: dict[str, Any] = {
    "seq": 43,
    "kind": "withdrawn",
    "version": 3,
    "at": "2026-11-04T08:15:00Z",
}
_PARTNER: dict[str, Any] = {
    "subscription_id": "019ab8c2-7a10-7c3e-9d57-0b1f6f6f2a21",
    "way": "webhook",
    "description": "Partner wire, desk East",
    "host": "partner.example",
    "topic": None,
    "state": "failing",
    "has_newest": False,
    "left_to_tell": True,
    "was_given_text": True,
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
    way: str = Field(
        description="`webhook`, or `websub`: a feed by the built-in hub. An open list."
    )
    description: str | None
    host: str | None = Field(description="The host that is called.")
    topic: str | None = Field(description="The feed, of a subscriber of the hub.")
    state: str = Field(
        description="Of the subscription, `deleted` among others; an open list. Of one that is"
        " `paused`, `suspended`, `unverified`, `ended` or `deleted` nothing is tried."
    )
    has_newest: bool = Field(description="Whether the newest fact of the release was delivered.")
    left_to_tell: bool = Field(
        description="Whether it is to be told something that it was not told yet. False beside a"
        " false `has_newest`: it does not have the newest, and will not be told."
    )
    was_given_text: bool = Field(
        description="Whether a text of the release was ever sent to it, whatever it answered."
    )
    delivered_kind: str | None = Field(description="What it was told last of the release.")
    delivered_seq: int | None
    delivered_at: Instant | None
    waiting_kind: str | None = Field(description="What it is to be told next.")
    tries: int
    last_failure: str | None
    next_try_at: Instant | None = Field(
        description="When `waiting_kind` is tried; null when nothing is."
    )


class ReachCounts(Output):
    """How many subscriptions the release concerns."""

    total: int
    reached: int = Field(description="Those that have the newest fact.")
    waiting: int = Field(
        description="Those that are still to be told; of a withdrawal only those that were given"
        " a text."
    )


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
    summary="Get the reach of a release",
    response_model=Reach,
    responses=problems(NOT_FOUND),
)
def get_release_reach(
    release_id: UUID,
    request: Request,
    caller: Reader,
    session: ReadSession,
    settings: AppSettings,
    now: Now,
) -> Response:
    """Which subscriptions have the newest fact of a release, a withdrawal for instance.

    Webhooks, deleted ones too, and subscribers of the built-in hub. Those that pull (feeds,
    `/v1/changes`) are not known here. 404 for what was never public.
    """
    newest = get_newest(session, release_id, caller.organisation)
    snapshot = request.app.state.follower.snapshot
    webhooks = list_partner_reach(session, snapshot, newest, settings.zone)
    of_hub: Sequence[FeedReach] = request.app.state.hub_reach(session, release_id, now)
    concerned = [*map(_partner, webhooks), *(_subscriber(one, newest) for one in of_hub)]
    may_lack = newest.kind == ChangeKind.WITHDRAWN
    waiting = [
        one for one in concerned if one.left_to_tell and (one.was_given_text or not may_lack)
    ]
    body = Reach(
        newest=ReachFact(seq=newest.seq, kind=newest.kind, version=newest.version, at=newest.at),
        data=concerned,
        meta=ReachCounts(
            total=len(concerned),
            reached=sum(one.has_newest for one in concerned),
            waiting=len(waiting),
        ),
    )
    return answer(request, body.model_dump_json().encode(), JSON, CachePolicy.PRIVATE)


def _partner(one: PartnerReach) -> ReachPartner:
    delivered, waiting = one.delivered, one.waiting
    return ReachPartner(
        subscription_id=one.row.id,
        way="webhook",
        description=one.row.description,
        host=urlsplit(one.row.url).hostname,
        topic=None,
        state=one.row.state,
        has_newest=one.has_newest,
        left_to_tell=one.is_left_to_tell,
        was_given_text=one.was_given_text,
        delivered_kind=delivered.kind if delivered else None,
        delivered_seq=delivered.seq if delivered else None,
        delivered_at=delivered.last_tried_at if delivered else None,
        waiting_kind=waiting.kind if waiting else None,
        tries=waiting.tries if waiting else 0,
        last_failure=waiting.last_failure if waiting else None,
        next_try_at=one.next_try_at,
    )


def _subscriber(one: FeedReach, newest: Change) -> ReachPartner:
    has_newest = one.seen is not None and one.seen.seq == newest.seq
    return ReachPartner(
        subscription_id=one.id,
        way="websub",
        description=None,
        host=one.host,
        topic=one.topic,
        state=SubscriptionState.FAILING if one.failures else SubscriptionState.ACTIVE,
        has_newest=has_newest,
        left_to_tell=not has_newest,
        was_given_text=one.was_given_text,
        delivered_kind=one.seen.kind if one.seen else None,
        delivered_seq=one.seen.seq if one.seen else None,
        delivered_at=None,
        waiting_kind=None if has_newest else newest.kind,
        tries=one.failures,
        last_failure=None,
        next_try_at=None if has_newest else one.due_at,
    )
