"""What a receiver has of thousands of releases is swept without going through it for each."""

from datetime import timedelta
from typing import Any

from sqlmodel import delete, insert

from app.base import clock
from app.base.ids import new_id
from app.db.database import Database
from app.webhooks.delivery.queries import KEPT, delete_old
from app.webhooks.subscriptions.models import WebhookDelivery, WebhookSubscription
from app.webhooks.subscriptions.states import SubscriptionState, Told
from tests.cpu_time import grows_linearly

# Of one receiver. Gone through for each of them, they are 50 million rows, and several seconds.
RELEASES = 10_000


def test_old_texts_are_swept_in_time_that_grows_with_their_number(database: Database) -> None:
    now = clock.now()
    subscription = WebhookSubscription(
        id=new_id(),
        owner="key:x",
        url="https://partner.example/",
        selection="",
        kinds="published",
        format="json",
        description=None,
        created_at=now,
        state=SubscriptionState.ACTIVE,
        secret="whsec_not-one",
        seen=RELEASES,
        due_at=now,
    )
    then = now - KEPT - timedelta(days=1)
    rows = [
        {
            "id": new_id(),
            "subscription_id": subscription.id,
            "seq": seq,
            "release_id": new_id(),
            "kind": "published",
            "state": Told.DELIVERED.value,
            "tries": 1,
            "noted_at": then,
            "due_at": then,
            "last_tried_at": then,
            "settled_at": then,
        }
        for seq in range(1, RELEASES + 1)
    ]
    with database.write() as session:
        session.add(subscription)

    def note_and_sweep(some: list[dict[str, Any]]) -> None:
        with database.write() as session:
            session.execute(delete(WebhookDelivery))
            session.execute(insert(WebhookDelivery), some)
            delete_old(session, now)

    assert grows_linearly(note_and_sweep, rows)
