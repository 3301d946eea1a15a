"""Deliveries over HTTP: the list of a subscription, a test event, and replays."""

from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Query, Response
from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from app.base import pagination
from app.base.problems import INVALID, NOT_FOUND, SUBSCRIPTION_STATE
from app.http.contract.openapi import problems
from app.http.deps import AppSettings, CursorKey
from app.http.routing import Router
from app.webhooks.subscriptions import acts
from app.webhooks.subscriptions.models import WebhookDelivery, WebhookSubscription
from app.webhooks.subscriptions.owner_request import OwnerRead, OwnerWriteOnce
from app.webhooks.subscriptions.queries import get_delivery, list_deliveries, next_tries
from app.webhooks.subscriptions.schemas import Delivery, DeliveryList, ReplayInput, Subscription
from app.webhooks.subscriptions.shapes import show_delivery
from app.webhooks.subscriptions.states import Told

router = Router(prefix="/v1/subscriptions", tags=["webhooks"])

ONE = "/{subscription_id}"
MOVED = problems(NOT_FOUND, SUBSCRIPTION_STATE)
_LIST = "deliveries"


class DeliveriesQuery(BaseModel):
    """Which part of the log."""

    model_config = ConfigDict(extra="forbid")

    state: Told | SkipJsonSchema[None] = Field(None, description="Only those in this state.")
    limit: int = Field(20, ge=1, le=100, description="How many on a page.")
    cursor: str | SkipJsonSchema[None] = Field(
        None, max_length=1_000, description="Where a page begins; from `links`."
    )


@router.get(
    f"{ONE}/deliveries",
    summary="List deliveries",
    name="list_deliveries",
    response_model=DeliveryList,
    responses=problems(NOT_FOUND, INVALID),
)
def read_deliveries(
    subscription_id: UUID,
    query: Annotated[DeliveriesQuery, Query()],
    key: CursorKey,
    owner: OwnerRead,
    settings: AppSettings,
) -> Response:
    """Every event of a subscription with its tries, the newest facts first.

    What was settled more than 30 days ago is thrown away, save the last of each release.
    """
    row = owner.find(subscription_id)
    bound = f"{row.id} {query.state}"
    before = None
    if query.cursor is not None:
        seq, last = pagination.decode(query.cursor, _LIST, bound, key)
        before = (int(seq or 0), UUID(str(last)))
    found = list_deliveries(owner.session, row.id, query.state, before, query.limit + 1)
    page = found[: query.limit]
    links = {}
    if len(found) > len(page):
        cursor = pagination.encode(_LIST, bound, (page[-1].seq, str(page[-1].id)), key)
        state = {} if query.state is None else {"state": query.state.value}
        asked = urlencode({**state, "limit": query.limit, "cursor": cursor})
        links["next"] = f"{settings.base_url}{router.prefix}/{row.id}/deliveries?{asked}"
    tries = next_tries(owner.session, [row], page)
    shown = [show_delivery(one, tries) for one in page]
    return owner.answer_with(DeliveryList(data=shown, links=links))


@router.post(
    f"{ONE}/deliveries/{{delivery_id}}/replay",
    summary="Send one event again",
    status_code=202,
    response_model=Delivery,
    responses=MOVED,
)
def replay_delivery(subscription_id: UUID, delivery_id: UUID, owner: OwnerWriteOnce) -> Response:
    """Send an event once more, under the id that it had, whatever became of it."""
    row = owner.find(subscription_id, change=True)
    delivery = get_delivery(owner.session, row.id, delivery_id)
    acts.replay_one(owner.session, row, delivery, owner.by)
    return _accepted(owner, row, delivery)


@router.post(
    f"{ONE}/replay",
    summary="Send all events since an instant again",
    status_code=202,
    response_model=Subscription,
    responses=MOVED,
)
def replay_deliveries(subscription_id: UUID, given: ReplayInput, owner: OwnerWriteOnce) -> Response:
    """Tell every fact from an instant on again, in order, each event under the id that it had.

    Withdrawn releases are told as such, without what was told of them before.
    """
    row = owner.find(subscription_id, change=True)
    acts.replay_since(owner.session, row, given.since, owner.by)
    return owner.answer(row, 202)


@router.post(
    f"{ONE}/test",
    summary="Send a test event",
    status_code=202,
    response_model=Delivery,
    responses=MOVED,
)
def send_test_event(subscription_id: UUID, owner: OwnerWriteOnce) -> Response:
    """Send an event of the type `subscription.test`, signed like any other."""
    row = owner.find(subscription_id, change=True)
    return _accepted(owner, row, acts.send_test(owner.session, row, owner.by))


def _accepted(owner: OwnerWriteOnce, row: WebhookSubscription, one: WebhookDelivery) -> Response:
    owner.session.flush()
    return owner.answer_with(show_delivery(one, next_tries(owner.session, [row], [one])), 202)
