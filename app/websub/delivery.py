"""One act of the WebSub hub for one subscription: verify what was asked, or send what changed."""

import hashlib
import hmac
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

import structlog

from app.base.ids import new_secret
from app.base.problems import Problem
from app.db.database import Database
from app.http.links import link_header
from app.outbound.client import Answer, CallFailed
from app.websub.announcing import changed_feeds, forms
from app.websub.claims import settle
from app.websub.models import WebsubSubscription
from app.websub.requests import SUBSCRIBE

OK, GONE = range(200, 300), 410
# 5 s, 25 s, 2 min, 10 min, 52 min, then every 4 hours until the lease ends.
FIRST_PAUSE, GROWTH, LONGEST_PAUSE = 5.0, 5.0, 4 * 3600.0
JITTER = 0.2

events = structlog.get_logger("dateline.websub")


# What stands for an answer where nothing had to be sent, and where nobody answered.
UNCHANGED, SILENCE = Answer(204), Answer(0)


# Calls an address with method, headers and body, as `GuardedClient.call_and_wait` does; raises
# CallFailed when there is no answer.
Send = Callable[[str, str, Mapping[str, str], bytes], Answer]
# The document of a topic and its media type. Raises Problem for what is no topic any more.
Render = Callable[[str], tuple[bytes, str]]


@dataclass(frozen=True)
class Courier:
    """Calls subscribers, and a hub elsewhere, and writes down what became of it."""

    database: Database
    hub_url: str
    send: Send
    send_to_hub: Send
    now: Callable[[], datetime]
    # Whether nothing more is to be begun.
    stopping: Callable[[], bool]

    def verify(self, row: WebsubSubscription, render: Render, head: int) -> None:
        """Ask the callback whether it wants what was asked in its name (section 5.3)."""
        challenge = new_secret()
        query = {"hub.mode": row.wanted or "", "hub.topic": row.topic, "hub.challenge": challenge}
        if row.wanted == SUBSCRIBE:
            query["hub.lease_seconds"] = str(row.wanted_seconds)
        reply = self._call("GET", with_query(row.callback, query))
        agreed = is_ok(reply) and reply.body == challenge.encode()
        try:
            digest = digest_of(*render(row.topic))
        except Problem as problem:
            self._deny(row, problem.detail)
            return

        def change(stored: WebsubSubscription) -> bool:
            if stored.asked != row.asked:
                return True  # asked again meanwhile: that is verified by itself
            wanted, stored.wanted = stored.wanted, None
            if not agreed:
                return stored.until is not None
            if wanted != SUBSCRIBE:
                return False
            if stored.until is None:
                stored.seen, stored.digest = head, digest
            stored.until = self.now() + timedelta(seconds=stored.wanted_seconds or 0)
            stored.secret, stored.wanted_secret = stored.wanted_secret, None
            return True

        settle(self.database, row.id, change)

    def deliver(self, row: WebsubSubscription, render: Render, head: int) -> None:
        """Send the topic's document when it is not the one that the subscriber has (section 7)."""
        try:
            body, media_type = render(row.topic)
        except Problem as problem:
            self._deny(row, problem.detail)
            return
        digest = digest_of(body, media_type)
        same = digest == row.digest
        reply = UNCHANGED if same else self._post(row, body, media_type)

        def change(stored: WebsubSubscription) -> bool:
            if reply.status == GONE:
                return False
            if is_ok(reply):
                stored.seen, stored.digest, stored.failures = head, digest, 0
            else:
                stored.failures += 1
                stored.due_at = self.now() + pause_after(stored.failures)
            return True

        settle(self.database, row.id, change)

    def announce(self, row: WebsubSubscription, base_url: str) -> None:
        """Tell a hub elsewhere which feeds have changed since it was told last."""
        with self.database.read() as session:
            addresses, last = changed_feeds(session, base_url, row.seen)
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        told, stopped = True, False
        # Until one fails: an end to it within the claim, whatever the hub is like.
        for body in forms(addresses):
            stopped = self.stopping()
            told = not stopped and is_ok(
                self._call("POST", row.callback, form, body, self.send_to_hub)
            )
            if not told:
                break

        def change(stored: WebsubSubscription) -> bool:
            if stopped:
                return True  # all of it is told by whoever comes next
            if told:
                stored.seen, stored.failures = last, 0
            else:
                stored.failures += 1
                stored.due_at = self.now() + pause_after(stored.failures)
            return True

        settle(self.database, row.id, change)

    def give_up(self, row: WebsubSubscription) -> None:
        """After what nobody foresaw: forget what was to be verified, try the rest again later."""

        def change(stored: WebsubSubscription) -> bool:
            if row.wanted is None:
                stored.failures += 1
                stored.due_at = self.now() + pause_after(stored.failures)
            elif stored.asked == row.asked:
                stored.wanted = None
            return stored.wanted is not None or stored.until is not None

        settle(self.database, row.id, change)

    def _post(self, row: WebsubSubscription, body: bytes, media_type: str) -> Answer:
        headers = {
            "Content-Type": media_type,
            "Link": link_header({"hub": self.hub_url, "self": row.topic}),
        }
        if row.secret is not None:
            headers["X-Hub-Signature"] = signature_of(row.secret, body)
        return self._call("POST", row.callback, headers, body)

    def _deny(self, row: WebsubSubscription, reason: str) -> None:
        """Tell that the topic is none any more (section 5.2), and forget the subscription."""
        query = {"hub.mode": "denied", "hub.topic": row.topic, "hub.reason": reason}
        self._call("GET", with_query(row.callback, query))
        settle(self.database, row.id, lambda _: False)

    def _call(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        send: Send | None = None,
    ) -> Answer:
        try:
            return (send or self.send)(method, url, headers or {}, body)
        except CallFailed as failed:
            events.info("a subscriber did not answer", reason=failed.failure)
            return SILENCE


def is_ok(answer: Answer) -> bool:
    """2xx; a redirection is not followed and is a failure."""
    return answer.status in OK


def with_query(address: str, query: Mapping[str, str]) -> str:
    """`address` with more parameters; its own stay as they are.

    >>> with_query("https://a.example/cb?hub.mode=x", {"hub.mode": "denied"})
    'https://a.example/cb?hub.mode=x&hub.mode=denied'
    """
    return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"


def digest_of(body: bytes, media_type: str) -> str:
    """SHA-256 of a document, in hexadecimal."""
    return hashlib.sha256(media_type.encode() + b"\0" + body).hexdigest()


def signature_of(secret: str, body: bytes) -> str:
    """The value of `X-Hub-Signature` (section 7.1)."""
    return f"sha256={hmac.digest(secret.encode(), body, hashlib.sha256).hex()}"


def pause_after(failures: int) -> timedelta:
    """How long to wait after so many failures in a row; never twice the same."""
    pause = min(FIRST_PAUSE * GROWTH ** min(failures - 1, 10), LONGEST_PAUSE)
    return timedelta(seconds=pause * random.uniform(1 - JITTER, 1 + JITTER))
