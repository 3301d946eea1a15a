"""Sends due events to claimed receivers, in order, with few calls to each at a time."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

from app.base.ids import new_id, new_secret
from app.outbound.client import CallFailed, GuardedClient
from app.stream.entries import TAKES_AWAY
from app.webhooks.delivery.bodies import challenge_body
from app.webhooks.delivery.jobs import Chain, Job
from app.webhooks.delivery.outcomes import CallResult, DeliveryOutcome, Receiver
from app.webhooks.delivery.signing import signed_headers
from app.webhooks.subscriptions.acts import webhook_id
from app.webhooks.subscriptions.models import WebhookDelivery
from app.webhooks.subscriptions.states import SubscriptionState

# Concurrent calls to one receiver, each about another release, and to all receivers together.
CALLS_EACH, CALLS = 4, 400


class Sender:
    """Sends jobs. One for an event loop.

    `record` returns once an outcome is written; `withdrawn` has the number in the log of the last
    withdrawal of each release that was withdrawn a moment ago, the newest one last.
    """

    def __init__(
        self,
        client: GuardedClient,
        record: Callable[[DeliveryOutcome], Awaitable[None]],
        withdrawn: dict[UUID, int],
        first_pause: float,
        now: Callable[[], datetime],
        is_stopping: Callable[[], bool],
    ) -> None:
        self._client, self._record, self._withdrawn = client, record, withdrawn
        self._first_pause, self._now, self._is_stopping = first_pause, now, is_stopping
        self._calls = asyncio.Semaphore(CALLS)

    async def send(self, job: Job) -> None:
        """Verify the receiver, or send it the events of a job."""
        receiver = Receiver(job.row, self._first_pause)
        if receiver.state is SubscriptionState.UNVERIFIED:
            await self._verify(receiver)
            return
        mine, known = asyncio.Semaphore(CALLS_EACH), self._newest_withdrawal()
        chains = [self._send_chain(receiver, chain, mine, known) for chain in job.chains]
        # All chains end before the claim is released, even when one of them fails.
        for ended in await asyncio.gather(*chains, return_exceptions=True):
            if ended is not None:
                raise ended

    async def _send_chain(
        self, receiver: Receiver, chain: Chain, mine: asyncio.Semaphore, known: int
    ) -> None:
        """Send the events of one release, one after the other, up to the first failure.

        A withdrawal after number `known` ends it too: the next job begins with that.

        Each outcome is committed before the next event is sent. Otherwise, after a crash, an
        earlier event would be sent again behind a later one.
        """
        for delivery, body in chain:
            async with mine, self._calls:
                now = self._now()
                has_news = self._newest_withdrawal() > known
                if has_news or not receiver.may_send(now) or self._is_stopping():
                    return
                outcome, may_follow = await self._send_one(receiver, delivery, body, now)
            await self._record(outcome)
            if not may_follow:
                return

    async def _send_one(
        self, receiver: Receiver, delivery: WebhookDelivery, body: bytes | None, now: datetime
    ) -> tuple[DeliveryOutcome, bool]:
        """Send one event, unless its release is withdrawn.

        Returns the outcome, and whether the next event may follow.
        """
        if body is None or self._is_withdrawn(delivery):
            return receiver.supersede(delivery, now), True
        result = (
            await self._call(receiver, webhook_id(delivery.id), body)
            if body
            else CallResult(now, None, "not-written")
        )
        return receiver.outcome_of(delivery, result), result.is_ok

    def _newest_withdrawal(self) -> int:
        # Copied in one step: another thread adds to it.
        return [0, *self._withdrawn.values()][-1]

    def _is_withdrawn(self, delivery: WebhookDelivery) -> bool:
        if delivery.release_id is None or delivery.kind in TAKES_AWAY:
            return False
        return delivery.seq < self._withdrawn.get(delivery.release_id, 0)

    async def _verify(self, receiver: Receiver) -> None:
        challenge = new_secret()
        body = challenge_body(receiver.row.id, challenge, self._now())
        async with self._calls:
            result = await self._call(receiver, webhook_id(new_id()), body)
        answer = result.answer
        agreed = result.is_ok and answer is not None and answers(answer.body, challenge)
        await self._record(receiver.verified(result, agreed=agreed))

    async def _call(self, receiver: Receiver, message_id: str, body: bytes) -> CallResult:
        at = self._now()
        headers = {
            "Content-Type": "application/json",
            **signed_headers(message_id, at, body, receiver.secrets(at)),
        }
        try:
            answer = await self._client.call("POST", receiver.row.url, headers, body)
        except CallFailed as error:
            return CallResult(self._now(), None, error.failure.value)
        return CallResult(self._now(), answer)


def answers(body: bytes, challenge: str) -> bool:
    """Returns whether a body is the challenge, bare or as the member `challenge` of an object.

    >>> answers(b'{"challenge": "x7"}', "x7")
    True
    """
    if body.strip() == challenge.encode():
        return True
    try:
        given = json.loads(body)
    except ValueError:
        return False
    return isinstance(given, dict) and given.get("challenge") == challenge
