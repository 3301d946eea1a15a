"""What every route of webhooks needs at hand: who acts, on which session, and how to answer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import Body, Depends, Header, Request, Response
from pydantic import BaseModel

from app.auth.deps import KeyedRequest, Syndicator, keyed
from app.auth.scopes import Scope
from app.base.problems import Invalid
from app.http.caching import CachePolicy, answer
from app.http.conditional import require_match
from app.http.routing import JSON, MERGE_PATCH
from app.outbound.callback_url import fault_of
from app.outbound.client import GuardedClient
from app.webhooks.subscriptions.acts import By
from app.webhooks.subscriptions.models import WebhookSubscription
from app.webhooks.subscriptions.queries import Backlog, backlogs, get_subscription
from app.webhooks.subscriptions.schemas import SubscriptionCreate, SubscriptionPatch
from app.webhooks.subscriptions.shapes import etag_of, shown, shown_once

# A name that is not found by then is looked up for the first call.
LOOKUP_SECONDS = 2.0
POINTER = "/url"

IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description="The subscription's `ETag`, so that no edit is lost."),
]


@dataclass(frozen=True)
class Desk(KeyedRequest):
    """One request of an owner."""

    @property
    def by(self) -> By:
        """The caller, as acts on subscriptions take it."""
        return By(self.caller, self.now, self.request_id, self.settings.zone)

    def take(self, subscription_id: UUID, *, change: bool = False) -> WebhookSubscription:
        """One of the caller's subscriptions. Raises NotFound."""
        return get_subscription(self.session, self.by.caller, subscription_id, change=change)

    def take_matching(self, subscription_id: UUID, if_match: str | None) -> WebhookSubscription:
        """The same, to be changed by who has seen it as it is. Raises Problem (412, 428)."""
        row = self.take(subscription_id, change=True)
        require_match(if_match, etag_of(row))
        return row

    def backlog(self, row: WebhookSubscription) -> Backlog:
        """What waits for it."""
        return backlogs(self.session, [row.id]).get(row.id, Backlog())

    def answer(self, row: WebhookSubscription, status: int = 200) -> Response:
        """The subscription as it is now."""
        return self._tagged(shown, row, status)

    def answer_once(self, row: WebhookSubscription, status: int) -> Response:
        """The same with its secret."""
        return self._tagged(shown_once, row, status)

    def say(self, shape: BaseModel, status: int = 200, etag: str | None = None) -> Response:
        """An answer of any shape."""
        body = shape.model_dump_json().encode()
        response = answer(self.request, body, JSON, CachePolicy.PRIVATE, etag=etag)
        # An answer that was not modified stays one.
        if response.status_code == HTTPStatus.OK:
            response.status_code = status
        return response

    def _tagged(
        self,
        shape: Callable[[WebhookSubscription, Backlog, datetime], BaseModel],
        row: WebhookSubscription,
        status: int,
    ) -> Response:
        self.session.flush()
        return self.say(shape(row, self.backlog(row), self.by.at), status, etag_of(row))


ReadingDesk = Annotated[Desk, keyed(Scope.SYNDICATE, writes=False, shape=Desk)]
WritingDesk = Annotated[Desk, keyed(Scope.SYNDICATE, shape=Desk)]
# For POST, which takes an Idempotency-Key.
WritingOnce = Annotated[Desk, keyed(Scope.SYNDICATE, idempotent=True, shape=Desk)]


def _check_url(request: Request, url: str) -> None:
    """Raises Invalid for an address that may not be called. Takes a look-up, so no session yet."""
    client: GuardedClient = request.app.state.callbacks
    private: bool = request.app.state.settings.callbacks_to_private_hosts
    fault = fault_of(url, allow_private=private)
    if fault is None and client.leads_astray(url, LOOKUP_SECONDS):
        fault = "This name leads to an address that is not of the public internet."
    if fault is not None:
        raise Invalid.of(fault, pointer=POINTER)


def _checked_create(
    request: Request, _caller: Syndicator, body: SubscriptionCreate
) -> SubscriptionCreate:
    _check_url(request, body.url)
    return body


def _checked_patch(
    request: Request,
    _caller: Syndicator,
    body: Annotated[SubscriptionPatch, Body(media_type=MERGE_PATCH)],
) -> SubscriptionPatch:
    if "url" in body.model_fields_set:
        _check_url(request, body.url)
    return body


CheckedCreate = Annotated[SubscriptionCreate, Depends(_checked_create)]
CheckedPatch = Annotated[SubscriptionPatch, Depends(_checked_patch)]
