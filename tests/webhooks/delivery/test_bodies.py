"""What is sent to many is kept once."""

import pytest

from app.base import clock
from app.base.addresses import ReleaseAddresses
from app.base.ids import new_id
from app.webhooks.delivery.bodies import Bodies
from app.webhooks.subscriptions.models import WebhookDelivery
from app.webhooks.subscriptions.states import Format, Told
from tests.newsroom import Newsroom


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
@pytest.mark.parametrize("form", list(Format))
def test_receivers_of_one_event_share_its_bytes(newsroom: Newsroom, form: Format) -> None:
    newsroom.published()
    now = clock.now()
    told = [
        WebhookDelivery(
            id=new_id(),
            subscription_id=new_id(),
            seq=1,
            release_id=None,
            kind="published",
            state=Told.WAITING,
            noted_at=now,
            due_at=now,
        )
        for _ in range(2)
    ]
    with newsroom.database.read() as session:
        bodies = Bodies(
            session,
            newsroom.app.state.follower.snapshot,
            ReleaseAddresses("https://dateline.example"),
        )
        bodies.prepare(told)
        first, second = (bodies.body(one, form) for one in told)
    assert first is not None
    assert first is second
