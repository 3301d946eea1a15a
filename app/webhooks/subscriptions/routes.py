"""Webhooks over HTTP: subscriptions are made, read, changed and ended by their owners."""

from uuid import UUID

from fastapi import Response

from app.base.problems import (
    NOT_FOUND,
    PRECONDITION_REQUIRED,
    SHOWN_ONCE,
    STALE,
    SUBSCRIPTION_LIMIT,
    SUBSCRIPTION_STATE,
)
from app.http.contract.openapi import problems
from app.http.routing import Router
from app.webhooks.subscriptions import acts
from app.webhooks.subscriptions.owner_request import (
    CheckedCreate,
    CheckedPatch,
    IfMatch,
    OwnerRead,
    OwnerWrite,
    OwnerWriteOnce,
)
from app.webhooks.subscriptions.queries import Backlog, backlogs, list_subscriptions
from app.webhooks.subscriptions.schemas import (
    NewSubscription,
    SecretRotate,
    Subscription,
    SubscriptionList,
)
from app.webhooks.subscriptions.shapes import show_subscription

router = Router(prefix="/v1/subscriptions", tags=["webhooks"])

ONE = "/{subscription_id}"
FOUND = problems(NOT_FOUND)
CHANGED = problems(NOT_FOUND, STALE, PRECONDITION_REQUIRED)
MOVED = problems(NOT_FOUND, SUBSCRIPTION_STATE)


@router.post(
    "",
    summary="Create a subscription",
    status_code=201,
    response_model=NewSubscription,
    responses=problems(SHOWN_ONCE, SUBSCRIPTION_LIMIT),
)
def create_subscription(given: CheckedCreate, owner: OwnerWriteOnce) -> Response:
    """Be sent every fact under a selection, signed as Standard Webhooks 1.0.0 says.

    The secret is in this answer and nowhere else. First a signed event of the type
    `subscription.verification` is sent: answer it with 2xx and its `data.challenge` as the body.
    What happens from now on is told after that, at least once, in order for each release.
    """
    return owner.answer_with_secret(acts.subscribe(owner.session, given, owner.by), 201)


@router.get(
    "", summary="List subscriptions", name="list_subscriptions", response_model=SubscriptionList
)
def list_all_subscriptions(owner: OwnerRead) -> Response:
    """The subscriptions of the key, the oldest first, with their health.

    Administrators see all; those of one organisation see those of its keys.
    """
    rows = list_subscriptions(owner.session, owner.by.caller)
    waiting = backlogs(owner.session, [row.id for row in rows])
    found = [show_subscription(row, waiting.get(row.id, Backlog()), owner.by.at) for row in rows]
    return owner.answer_with(SubscriptionList(data=found))


@router.get(ONE, summary="Get a subscription", response_model=Subscription, responses=FOUND)
def get_subscription(subscription_id: UUID, owner: OwnerRead) -> Response:
    """A subscription with its health: how the receiver fares, and what would help."""
    return owner.answer(owner.find(subscription_id))


@router.patch(ONE, summary="Update a subscription", response_model=Subscription, responses=CHANGED)
def update_subscription(
    subscription_id: UUID, given: CheckedPatch, owner: OwnerWrite, if_match: IfMatch = None
) -> Response:
    """Change what is named (RFC 7396); another address is verified before it is sent anything.

    Another selection counts from the first fact that was not looked at yet: the change itself tells
    nothing. Of releases that were sent before, corrections and withdrawals are told whatever the
    selection and the kinds are now.
    """
    row = owner.find_matching(subscription_id, if_match)
    acts.change(owner.session, row, given, owner.by)
    return owner.answer(row)


@router.delete(
    ONE,
    summary="Delete a subscription",
    status_code=204,
    response_class=Response,
    responses=CHANGED,
)
def delete_subscription(
    subscription_id: UUID, owner: OwnerWrite, if_match: IfMatch = None
) -> Response:
    """End the subscription and forget its address and secret. Nothing more is sent.

    Which releases it was sent is kept for editors, who see in their reach that it is deleted.
    """
    acts.unsubscribe(owner.session, owner.find_matching(subscription_id, if_match), owner.by)
    return Response(status_code=204, headers={"Cache-Control": "private, no-store"})


@router.post(
    f"{ONE}/rotate",
    summary="Rotate the secret of a subscription",
    status_code=201,
    response_model=NewSubscription,
    responses=problems(NOT_FOUND, SHOWN_ONCE),
)
def rotate_subscription_secret(
    subscription_id: UUID, given: SecretRotate, owner: OwnerWriteOnce
) -> Response:
    """Make a new secret. Until the overlap ends every event carries a signature by each of both.

    Rotated again within the overlap, the oldest of the three ends at once.
    """
    row = owner.find(subscription_id, change=True)
    acts.rotate(owner.session, row, given.overlap, owner.by)
    return owner.answer_with_secret(row, 201)


@router.post(
    f"{ONE}/verify",
    summary="Send the challenge again",
    status_code=202,
    response_model=Subscription,
    responses=MOVED,
)
def verify_subscription(subscription_id: UUID, owner: OwnerWriteOnce) -> Response:
    """Send the challenge now, not only when its next try is due."""
    row = owner.find(subscription_id, change=True)
    acts.verify(owner.session, row, owner.by)
    return owner.answer(row, 202)


@router.post(
    f"{ONE}/pause", summary="Pause a subscription", response_model=Subscription, responses=MOVED
)
def pause_subscription(subscription_id: UUID, owner: OwnerWriteOnce) -> Response:
    """Send nothing until it is resumed. Pausing again changes nothing."""
    row = owner.find(subscription_id, change=True)
    acts.pause(owner.session, row, owner.by)
    return owner.answer(row)


@router.post(
    f"{ONE}/resume", summary="Resume a subscription", response_model=Subscription, responses=MOVED
)
def resume_subscription(subscription_id: UUID, owner: OwnerWriteOnce) -> Response:
    """Go on where it was paused or suspended; nothing that happened meanwhile is left out."""
    row = owner.find(subscription_id, change=True)
    acts.resume(owner.session, row, owner.by)
    return owner.answer(row)
