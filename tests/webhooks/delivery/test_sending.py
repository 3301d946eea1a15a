"""What is in hand is sent in order, and no longer once it is no more to be sent."""

import asyncio
import time
from uuid import UUID

import pytest

from app.base import clock
from app.base.ids import new_id
from app.outbound.client import GuardedClient
from app.outbox import outbox
from app.webhooks.delivery.jobs import Job
from app.webhooks.delivery.outcomes import DeliveryOutcome
from app.webhooks.delivery.sending import Sender
from app.webhooks.subscriptions.models import WebhookDelivery, WebhookSubscription
from app.webhooks.subscriptions.states import SubscriptionState, Told
from tests.partners.partner import SUBSCRIPTIONS, Partner
from tests.partners.receiver import Receiver, receiving
from tests.waiting import PATIENCE_SECONDS, until

BODY = b'{"type":"release.published"}'


@pytest.fixture
def renewed_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that looks often whether its claims still stand."""
    monkeypatch.setattr(outbox, "RENEW_SECONDS", 0.1)


def _chain_job(url: str) -> Job:
    now = clock.now()
    row = WebhookSubscription(
        id=new_id(),
        owner="key:1",
        url=url,
        selection="",
        kinds="published",
        format="json",
        description=None,
        created_at=now,
        state=SubscriptionState.ACTIVE,
        secret="whsec_AAAA",
        seen=0,
        due_at=now,
    )
    release_id = new_id()
    chain = [
        WebhookDelivery(
            id=new_id(),
            subscription_id=row.id,
            seq=seq,
            release_id=release_id,
            kind="published",
            state=Told.WAITING,
            noted_at=now,
            due_at=now,
        )
        for seq in (1, 2)
    ]
    return Job(row, ([(one, BODY) for one in chain],), False)


def test_no_later_event_of_a_release_follows_one_whose_outcome_is_not_written() -> None:
    async def fail(_outcome: DeliveryOutcome) -> None:
        raise OSError("no room")

    async def serve(job: Job) -> None:
        client = GuardedClient(allow_private=True, total_seconds=2)
        sender = Sender(client, fail, {}, 5.0, clock.now, lambda: False)
        with pytest.raises(OSError, match="no room"):
            await sender.send(job)

    with receiving() as receiver:
        asyncio.run(serve(_chain_job(receiver.url)))
        assert len(receiver.events()) == 1


def test_what_is_in_hand_makes_room_for_a_withdrawal() -> None:
    withdrawn: dict[UUID, int] = {}

    async def note(_outcome: DeliveryOutcome) -> None:
        withdrawn[new_id()] = 9

    async def serve(job: Job) -> None:
        client = GuardedClient(allow_private=True, total_seconds=PATIENCE_SECONDS)
        await Sender(client, note, withdrawn, 5.0, clock.now, lambda: False).send(job)

    with receiving() as receiver:
        job = _chain_job(receiver.url)
        asyncio.run(serve(job))
        assert len(receiver.events()) == 1
        asyncio.run(serve(job))
        assert len(receiver.events()) == 3


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
@pytest.mark.parametrize("act", ["pause", "delete"])
@pytest.mark.usefixtures("renewed_often")
def test_what_is_in_hand_is_not_sent_after_a_pause_or_the_end(partner: Partner, act: str) -> None:
    with receiving(Receiver(hang_seconds=0.4)) as receiver:
        made = partner.verified(receiver)
        partner.act(made, "pause")
        for _ in range(12):
            partner.newsroom.published()
        partner.act(made, "resume")
        until(receiver.events)
        if act == "pause":
            partner.act(made, "pause")
        else:
            address = f"{SUBSCRIPTIONS}/{made['id']}"
            ended = partner.client.delete(address, headers={"If-Match": "*"})
            assert ended.status_code == 204
        # Until nothing has come for a time in which it would have.
        while (sent := len(receiver.events())) < 12:
            time.sleep(1)
            if len(receiver.events()) == sent:
                break
        assert sent < 12
