"""One attempt of the WebSub hub: verify a request, send a changed topic, or tell another hub."""

import asyncio
import hashlib
import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

import structlog

from app.base.backoff import Backoff
from app.base.ids import new_secret
from app.base.problems import Invalid
from app.base.settings import Settings
from app.db.database import Database
from app.http.caching import link_header
from app.outbound.client import Answer, CallFailed
from app.websub.announcing import changed_feeds, publish_forms
from app.websub.models import WebsubSubscription
from app.websub.requests import SUBSCRIBE

OK, GONE = range(200, 300), 410
# 5 s, 25 s, 2 min, 10 min, 52 min, then every 4 hours until the lease ends.
PAUSES = Backoff(first=5.0, growth=5.0, longest=4 * 3600.0)

events = structlog.get_logger("dateline.websub")


# Stand for an answer where nothing had to be sent, and where nobody answered.
UNCHANGED, SILENCE = Answer(204), Answer(0)


# Calls an address with method, headers and body, as `GuardedClient.call` does; raises CallFailed
# when there is no answer.
Send = Callable[[str, str, Mapping[str, str], bytes], Awaitable[Answer]]
# Body and media type of a topic.
Document = tuple[bytes, str]
# Alters the row as it is by then. Returns False to delete the subscription.
Change = Callable[[WebsubSubscription], bool]


@dataclass(frozen=True)
class SubscriberClient:
    """Calls subscribers and an external hub. Each method returns the change to make to the row."""

    database: Database
    settings: Settings
    send: Send
    send_to_hub: Send
    now: Callable[[], datetime]

    async def verify(
        self, row: WebsubSubscription, document: Document | Exception, head: int
    ) -> Change:
        """Ask the callback to confirm the request that was made in its name (section 5.3)."""
        challenge = new_secret()
        query = {"hub.mode": row.wanted or "", "hub.topic": row.topic, "hub.challenge": challenge}
        if row.wanted == SUBSCRIBE:
            query["hub.lease_seconds"] = str(row.wanted_seconds)
        reply = await self._call("GET", with_query(row.callback, query))
        agreed = is_ok(reply) and reply.body == challenge.encode()
        if isinstance(document, Exception):
            return await self._deny(row, document)

        def change(stored: WebsubSubscription) -> bool:
            if stored.asked != row.asked:
                return True  # asked again meanwhile; the newer request has its own verification
            wanted, stored.wanted = stored.wanted, None
            if not agreed:
                return stored.until is not None
            if wanted != SUBSCRIBE:
                return False
            if stored.until is None:
                stored.seen, stored.digest = head, digest_of(*document)
            stored.until = self.now() + timedelta(seconds=stored.wanted_seconds or 0)
            stored.secret, stored.wanted_secret = stored.wanted_secret, None
            return True

        return change

    async def deliver(
        self, row: WebsubSubscription, document: Document | Exception, head: int
    ) -> Change:
        """Send the topic's document if the subscriber has another one (section 7)."""
        if isinstance(document, Exception):
            return await self._deny(row, document)
        digest = digest_of(*document)
        reply = UNCHANGED if digest == row.digest else await self._post(row, *document)

        def change(stored: WebsubSubscription) -> bool:
            if reply.status == GONE:
                return False
            if is_ok(reply):
                stored.seen, stored.digest, stored.failures = head, digest, 0
            else:
                note_failure(stored, self.now())
            return True

        return change

    async def announce(self, row: WebsubSubscription, is_stopping: Callable[[], bool]) -> Change:
        """Tell the external hub which feeds have changed since the last call."""
        addresses, last = await asyncio.to_thread(self._changed_since, row.seen)
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        for body in publish_forms(addresses):
            if is_stopping():
                return _unchanged  # the next process sends all of it
            reply = await self._call("POST", row.callback, form, body, self.send_to_hub)
            if not is_ok(reply):
                return postpone(row, self.now())

        def change(stored: WebsubSubscription) -> bool:
            stored.seen, stored.failures = last, 0
            return True

        return change

    def _changed_since(self, seen: int) -> tuple[list[str], int]:
        with self.database.read() as session:
            return changed_feeds(session, self.settings.base_url, seen)

    async def _post(self, row: WebsubSubscription, body: bytes, media_type: str) -> Answer:
        headers = {
            "Content-Type": media_type,
            "Link": link_header({"hub": self.settings.hub_url, "self": row.topic}),
        }
        if row.secret is not None:
            headers["X-Hub-Signature"] = signature_of(row.secret, body)
        return await self._call("POST", row.callback, headers, body)

    async def _deny(self, row: WebsubSubscription, error: Exception) -> Change:
        """Tell the subscriber that the topic no longer exists (section 5.2), and delete the row.

        Who is subscribed and does not answer is told again later, until the lease ends. Raises
        `error` when it says nothing about the topic: a database that is away ends no subscription.
        """
        if not isinstance(error, Invalid):
            raise error
        query = {"hub.mode": "denied", "hub.topic": row.topic, "hub.reason": error.detail}
        reply = await self._call("GET", with_query(row.callback, query))
        if reply is SILENCE and row.until is not None:
            return postpone(row, self.now())
        return lambda _: False

    async def _call(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        send: Send | None = None,
    ) -> Answer:
        try:
            return await (send or self.send)(method, url, headers or {}, body)
        except CallFailed as failed:
            events.info("a subscriber did not answer", reason=failed.failure)
            return SILENCE


def _unchanged(_stored: WebsubSubscription) -> bool:
    return True


def postpone(row: WebsubSubscription, now: datetime) -> Change:
    """Returns the change after a failed attempt: drop a verification, retry anything else later."""

    def change(stored: WebsubSubscription) -> bool:
        if row.wanted is None:
            note_failure(stored, now)
        elif stored.asked == row.asked:
            stored.wanted = None
        return stored.wanted is not None or stored.until is not None

    return change


def note_failure(stored: WebsubSubscription, now: datetime) -> None:
    """Count a failure, and set the time of the next try."""
    stored.failures += 1
    stored.due_at = now + timedelta(seconds=PAUSES.after(stored.failures))


def is_ok(answer: Answer) -> bool:
    """Whether the status is 2xx. A redirect is not followed, and is a failure."""
    return answer.status in OK


def with_query(address: str, query: Mapping[str, str]) -> str:
    """Returns `address` with more parameters; its own stay as they are.

    >>> with_query("https://a.example/cb?hub.mode=x", {"hub.mode": "denied"})
    'https://a.example/cb?hub.mode=x&hub.mode=denied'
    """
    return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"


def digest_of(body: bytes, media_type: str) -> str:
    """Returns the SHA-256 of a document and its media type, in hexadecimal."""
    return hashlib.sha256(media_type.encode() + b"\0" + body).hexdigest()


def signature_of(secret: str, body: bytes) -> str:
    """Returns the value of `X-Hub-Signature` (section 7.1)."""
    return f"sha256={hmac.digest(secret.encode(), body, hashlib.sha256).hex()}"
