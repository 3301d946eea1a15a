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
from app.webhooks.subscriptions.desk import (
    CheckedCreate,
    CheckedPatch,
    IfMatch,
    ReadingDesk,
    WritingDesk,
    WritingOnce,
)
from app.webhooks.subscriptions.queries import Backlog, backlogs, list_subscriptions
from app.webhooks.subscriptions.schemas import (
    NewSubscription,
    SecretRotate,
    Subscription,
    SubscriptionList,
)
from app.webhooks.subscriptions.shapes import shown

router = Router(prefix="/v1/subscriptions", tags=["webhooks"])

ONE = "/{subscription_id}"
FOUND = problems(NOT_FOUND)
CHANGED = problems(NOT_FOUND, STALE, PRECONDITION_REQUIRED)
MOVED = problems(NOT_FOUND, SUBSCRIPTION_STATE)


@router.post(
    "",
    status_code=201,
    summary="Subscribe to webhooks",
    response_model=NewSubscription,
    responses=problems(SHOWN_ONCE, SUBSCRIPTION_LIMIT),
)
def create_subscription(given: CheckedCreate, desk: WritingOnce) -> Response:
    """Be sent every fact under a selection, signed as Standard Webhooks 1.0.0 says.

    The secret is in this answer and nowhere else. First a signed event of the type
    `subscription.verification` is sent: answer it with 2xx and its `data.challenge` as the body.
    What happens from now on is told after that, at least once, in order for each release.
    """
    return desk.answer_once(acts.subscribe(desk.session, given, desk.by), 201)


@router.get("", summary="List subscriptions", response_model=SubscriptionList)
def list_all_subscriptions(desk: ReadingDesk) -> Response:
    """The subscriptions of the key, the oldest first, with their health. Administrators see all."""
    rows = list_subscriptions(desk.session, desk.by.caller)
    waiting = backlogs(desk.session, [row.id for row in rows])
    found = [shown(row, waiting.get(row.id, Backlog()), desk.by.at) for row in rows]
    return desk.say(SubscriptionList(data=found))


@router.get(ONE, summary="Read a subscription", response_model=Subscription, responses=FOUND)
def read_subscription(subscription_id: UUID, desk: ReadingDesk) -> Response:
    """A subscription with its health: how the receiver fares, and what would help."""
    return desk.answer(desk.take(subscription_id))


@router.patch(ONE, summary="Change a subscription", response_model=Subscription, responses=CHANGED)
def change_subscription(
    subscription_id: UUID, given: CheckedPatch, desk: WritingDesk, if_match: IfMatch = None
) -> Response:
    """Change what is named (RFC 7396); another address is verified before it is sent anything.

    Another selection counts from the first fact that was not looked at yet. Withdrawals of releases
    that were delivered before are told whatever the selection is now.
    """
    row = desk.take_matching(subscription_id, if_match)
    acts.change(desk.session, row, given, desk.by)
    return desk.answer(row)


@router.delete(
    ONE,
    summary="End a subscription",
    status_code=204,
    response_class=Response,
    responses=CHANGED,
)
def delete_subscription(
    subscription_id: UUID, desk: WritingDesk, if_match: IfMatch = None
) -> Response:
    """Forget the subscription, its secret and its deliveries. Nothing more is sent."""
    acts.unsubscribe(desk.session, desk.take_matching(subscription_id, if_match), desk.by)
    return Response(status_code=204, headers={"Cache-Control": "private, no-store"})


@router.post(
    f"{ONE}/rotate",
    summary="Replace the secret",
    status_code=201,
    response_model=NewSubscription,
    responses=problems(NOT_FOUND, SHOWN_ONCE),
)
def rotate_subscription_secret(
    subscription_id: UUID, given: SecretRotate, desk: WritingOnce
) -> Response:
    """Make a new secret. Until the overlap ends every event carries a signature by each of both.

    Rotated again within the overlap, the oldest of the three ends at once.
    """
    row = desk.take(subscription_id, change=True)
    acts.rotate(desk.session, row, given.overlap, desk.by)
    return desk.answer_once(row, 201)


@router.post(
    f"{ONE}/verify",
    summary="Send the challenge again",
    status_code=202,
    response_model=Subscription,
    responses=MOVED,
)
def verify_subscription(subscription_id: UUID, desk: WritingOnce) -> Response:
    """Send the challenge now, not only when its next try is due."""
    row = desk.take(subscription_id, change=True)
    acts.verify(desk.session, row, desk.by)
    return desk.answer(row, 202)


@router.post(
    f"{ONE}/pause", summary="Pause a subscription", response_model=Subscription, responses=MOVED
)
def pause_subscription(subscription_id: UUID, desk: WritingOnce) -> Response:
    """Send nothing until it is resumed. Pausing again changes nothing."""
    row = desk.take(subscription_id, change=True)
    acts.pause(desk.session, row, desk.by)
    return desk.answer(row)


@router.post(
    f"{ONE}/resume", summary="Resume a subscription", response_model=Subscription, responses=MOVED
)
def resume_subscription(subscription_id: UUID, desk: WritingOnce) -> Response:
    """Go on where it was paused or suspended; nothing that happened meanwhile is left out."""
    row = desk.take(subscription_id, change=True)
    acts.resume(desk.session, row, desk.by)
    return desk.answer(row)
