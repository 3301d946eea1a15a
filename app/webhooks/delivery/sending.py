"""Sending to the receivers in hand: what is due, in order, with few calls to each at a time."""

import asyncio
import json
from datetime import datetime

from app.base.ids import new_id, new_secret
from app.outbound.client import CallFailed
from app.stream.entries import TAKES_AWAY
from app.webhooks.delivery.bodies import challenge_body
from app.webhooks.delivery.jobs import Chain, Desk, Job
from app.webhooks.delivery.outcomes import Outcome, Receiver, Recorder, Tried
from app.webhooks.delivery.signing import signed_headers
from app.webhooks.subscriptions.acts import webhook_id
from app.webhooks.subscriptions.models import WebhookDelivery
from app.webhooks.subscriptions.states import State

# Of one receiver at a time, of different releases; and of all receivers together.
CALLS_EACH, CALLS = 4, 400


class Sender:
    """Sends for the receivers that this process has in hand. One for an event loop."""

    def __init__(self, desk: Desk, recorder: Recorder) -> None:
        self._desk, self._recorder = desk, recorder
        self._calls = asyncio.Semaphore(CALLS)
        self.is_stopping = False

    async def serve(self, job: Job) -> bool:
        """Verify the receiver, or send what is in hand; whether more may wait."""
        receiver = Receiver(job.row, self._desk.settings.webhook_first_pause_seconds)
        if receiver.state is State.UNVERIFIED:
            await self._verify(receiver)
            return False
        await self._send(receiver, job)
        return job.is_full and not self.is_stopping

    async def _send(self, receiver: Receiver, job: Job) -> None:
        mine = asyncio.Semaphore(CALLS_EACH)
        chains = [self._chain(receiver, chain, mine) for chain in job.chains]
        # All come to their end before the claim is given back, whatever happened to one of them.
        for ended in await asyncio.gather(*chains, return_exceptions=True):
            if ended is not None:
                raise ended

    async def _chain(self, receiver: Receiver, chain: Chain, mine: asyncio.Semaphore) -> None:
        """Send what a release is told of, one after the other, up to the first failure.

        Nothing follows before it is written what became of the one before: else that would be sent
        again after it.
        """
        for delivery, body in chain:
            async with mine, self._calls:
                now = self._desk.now()
                if not receiver.may_send(now) or self.is_stopping:
                    return
                outcome, is_settled = await self._one(receiver, delivery, body, now)
            await self._recorder.put(outcome)
            if not is_settled:
                return

    async def _one(
        self, receiver: Receiver, delivery: WebhookDelivery, body: bytes | None, now: datetime
    ) -> tuple[Outcome, bool]:
        """Send one event, unless its release is withdrawn; whether the next may follow."""
        if body is None or self._is_withdrawn(delivery):
            return receiver.supersede(delivery, now), True
        tried = (
            await self._call(receiver, webhook_id(delivery.id), body)
            if body
            else Tried(now, None, "not-written")
        )
        return receiver.settle(delivery, tried), tried.is_ok

    def _is_withdrawn(self, delivery: WebhookDelivery) -> bool:
        if delivery.release_id is None or delivery.kind in TAKES_AWAY:
            return False
        return delivery.seq < self._desk.withdrawn.get(delivery.release_id, 0)

    async def _verify(self, receiver: Receiver) -> None:
        challenge = new_secret()
        body = challenge_body(receiver.row.id, challenge, self._desk.now())
        async with self._calls:
            tried = await self._call(receiver, webhook_id(new_id()), body)
        agreed = tried.is_ok and tried.answer is not None and answers(tried.answer.body, challenge)
        await self._recorder.put(receiver.verified(tried, agreed=agreed))

    async def _call(self, receiver: Receiver, message_id: str, body: bytes) -> Tried:
        at = self._desk.now()
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Dateline",
            **signed_headers(message_id, at, body, receiver.secrets(at)),
        }
        try:
            answer = await self._desk.client.call("POST", receiver.row.url, headers, body)
        except CallFailed as error:
            return Tried(self._desk.now(), None, error.failure.value)
        return Tried(self._desk.now(), answer)


def answers(body: bytes, challenge: str) -> bool:
    """Whether a body is the challenge, bare or as the member `challenge` of an object.

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
