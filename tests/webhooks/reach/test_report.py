"""How far the newest fact of a release has got."""

import pytest
from sqlmodel import col, select

from app.webhooks.subscriptions.models import WebhookDelivery
from app.webhooks.subscriptions.states import Told
from tests.newsroom import EDITORIAL, checked
from tests.partners.partner import Partner
from tests.partners.receiver import receiving
from tests.waiting import until


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_failure_before_what_was_delivered_is_made_up_for(partner: Partner) -> None:
    newsroom = partner.newsroom
    with receiving() as receiver:
        made = partner.verified(receiver)
        release = newsroom.published()
        partner.corrected(release, "Ferries resume")
        until(lambda: [one["state"] for one in partner.deliveries(made)] == ["delivered"] * 2)
    for place, reached in ((0, 1), (1, 0)):
        with newsroom.database.write() as session:
            for number, one in enumerate(
                session.exec(select(WebhookDelivery).order_by(col(WebhookDelivery.seq)))
            ):
                one.state = Told.FAILED if number == place else Told.DELIVERED
        answer = checked(newsroom.desk.get(f"{EDITORIAL}/{release['id']}/reach"), 200)
        assert answer["meta"]["reached"] == reached
