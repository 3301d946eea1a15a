"""An authorised request of an owner of subscriptions, and the answers that owners get."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import Body, Depends, Header, Request, Response
from pydantic import BaseModel

from app.auth.caller import Scope
from app.auth.deps import KeyedRequest, Syndicator, keyed
from app.base.problems import Invalid
from app.http.caching import CachePolicy, answer
from app.http.conditional import require_match
from app.http.routing import JSON, MERGE_PATCH
from app.outbound.callback_url import fault_of
from app.outbound.client import GuardedClient
from app.webhooks.subscriptions.acts import ActingCaller
from app.webhooks.subscriptions.models import WebhookSubscription
from app.webhooks.subscriptions.queries import Backlog, backlogs, get_subscription
from app.webhooks.subscriptions.schemas import SubscriptionCreate, SubscriptionPatch
from app.webhooks.subscriptions.shapes import etag_of, show_subscription, show_with_secret

# A host name that is not resolved by then is accepted; each call looks it up and checks it.
LOOKUP_SECONDS = 2.0
POINTER = "/url"

IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description="The subscription's `ETag`, so that no edit is lost."),
]


@dataclass(frozen=True)
class OwnerRequest(KeyedRequest):
    """One request of an owner, with its transaction and who acts."""

    @property
    def by(self) -> ActingCaller:
        """The caller, as acts on subscriptions take it."""
        return ActingCaller(self.caller, self.now, self.request_id, self.settings.zone)

    def find(self, subscription_id: UUID, *, change: bool = False) -> WebhookSubscription:
        """Returns a subscription of the caller, locked for a `change`. Raises NotFound."""
        return get_subscription(self.session, self.by.caller, subscription_id, change=change)

    def find_matching(self, subscription_id: UUID, if_match: str | None) -> WebhookSubscription:
        """Returns it for a change, if `if_match` names its state. Raises Problem (412, 428) too."""
        row = self.find(subscription_id, change=True)
        require_match(if_match, etag_of(row))
        return row

    def backlog(self, row: WebhookSubscription) -> Backlog:
        """Returns what waits to be delivered to a subscription."""
        return backlogs(self.session, [row.id]).get(row.id, Backlog())

    def answer(self, row: WebhookSubscription, status: int = 200) -> Response:
        """Returns the subscription as it is now, with its entity tag."""
        return self._tagged(show_subscription, row, status)

    def answer_with_secret(self, row: WebhookSubscription, status: int) -> Response:
        """Returns the same with the secret, which no other answer has."""
        return self._tagged(show_with_secret, row, status)

    def answer_with(self, shape: BaseModel, status: int = 200, etag: str | None = None) -> Response:
        """Returns an answer with `shape` as its body."""
        body = shape.model_dump_json().encode()
        response = answer(self.request, body, JSON, CachePolicy.PRIVATE, etag=etag)
        # A 304 stays one.
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
        return self.answer_with(shape(row, self.backlog(row), self.by.at), status, etag_of(row))


OwnerRead = Annotated[OwnerRequest, keyed(Scope.SYNDICATE, writes=False, shape=OwnerRequest)]
OwnerWrite = Annotated[OwnerRequest, keyed(Scope.SYNDICATE, shape=OwnerRequest)]
# For POST, which takes an Idempotency-Key.
OwnerWriteOnce = Annotated[
    OwnerRequest, keyed(Scope.SYNDICATE, idempotent=True, shape=OwnerRequest)
]


def _check_url(request: Request, url: str) -> None:
    """Raises Invalid for an address that must not be called.

    It resolves the host name, so it runs before a session holds a connection.
    """
    client: GuardedClient = request.app.state.callbacks
    private: bool = request.app.state.settings.callbacks_to_private_hosts
    fault = fault_of(url, allow_private=private)
    if fault is None and client.resolves_to_forbidden(url, LOOKUP_SECONDS):
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
