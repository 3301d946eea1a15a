"""Turns rows of webhooks into what owners see. Only `show_with_secret` shows a secret."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from app.webhooks.subscriptions.acts import TEST_SEQ, webhook_id
from app.webhooks.subscriptions.models import WebhookDelivery, WebhookSubscription
from app.webhooks.subscriptions.queries import Backlog
from app.webhooks.subscriptions.schemas import (
    Delivery,
    NewSubscription,
    Subscription,
    SubscriptionHealth,
)
from app.webhooks.subscriptions.states import REMEDIES, SENDING, SubscriptionState


def etag_of(row: WebhookSubscription) -> str:
    """Returns the strong entity tag, which changes with what the owner sets, not with health."""
    return f'"{row.lock}"'


def show_subscription(row: WebhookSubscription, backlog: Backlog, now: datetime) -> Subscription:
    """Returns a subscription as its owner sees it."""
    return Subscription(**_members(row, backlog, now))


def show_with_secret(row: WebhookSubscription, backlog: Backlog, now: datetime) -> NewSubscription:
    """Returns the same with its secret, for the answer to the act that made the secret."""
    return NewSubscription(**_members(row, backlog, now), secret=row.secret)


def show_delivery(row: WebhookDelivery, next_tries: Mapping[UUID, datetime]) -> Delivery:
    """Returns a delivery as the owner of its subscription sees it."""
    copied = row.model_dump(exclude={"subscription_id", "seq", "due_at", "first_tried_at"})
    return Delivery(
        **copied,
        webhook_id=webhook_id(row.id),
        seq=None if row.seq == TEST_SEQ else row.seq,
        next_try_at=next_tries.get(row.id),
    )


def _members(row: WebhookSubscription, backlog: Backlog, now: datetime) -> dict[str, Any]:
    overlaps = row.former_until is not None and row.former_until > now
    return {
        "id": row.id,
        "etag": etag_of(row),
        "url": row.url,
        "selection": row.selection,
        "kinds": row.kinds.split(" "),
        "format": row.format,
        "description": row.description,
        "state": row.state,
        "created_at": row.created_at,
        "verified_at": row.verified_at,
        "secret_overlap_until": row.former_until if overlaps else None,
        "health": _health(row, backlog),
    }


def _health(row: WebhookSubscription, backlog: Backlog) -> SubscriptionHealth:
    return SubscriptionHealth(
        last_success_at=row.last_success_at,
        last_failure_at=row.last_failure_at,
        last_failure=row.last_failure,
        failures_in_a_row=row.failures,
        failing_since=row.failing_since,
        backlog=backlog.count,
        next_try_at=_next_try(row, backlog),
        remedy=REMEDIES.get(SubscriptionState(row.state)),
    )


def _next_try(row: WebhookSubscription, backlog: Backlog) -> datetime | None:
    if row.state == SubscriptionState.UNVERIFIED:
        return row.due_at
    if row.state not in SENDING or backlog.due_at is None:
        return None
    return max(row.due_at, backlog.due_at)
