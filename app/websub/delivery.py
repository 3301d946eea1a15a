"""One attempt of the WebSub hub: verify what was asked, send what changed, or tell a hub."""

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
from app.base.problems import Problem
from app.base.settings import Settings
from app.db.database import Database
from app.http.links import link_header
from app.outbound.client import Answer, CallFailed
from app.websub.announcing import changed_feeds, forms
from app.websub.models import WebsubSubscription
from app.websub.requests import SUBSCRIBE

OK, GONE = range(200, 300), 410
# 5 s, 25 s, 2 min, 10 min, 52 min, then every 4 hours until the lease ends.
PAUSES = Backoff(first=5.0, growth=5.0, longest=4 * 3600.0)

events = structlog.get_logger("dateline.websub")


# What stands for an answer where nothing had to be sent, and where nobody answered.
UNCHANGED, SILENCE = Answer(204), Answer(0)


# Calls an address with method, headers and body, as `GuardedClient.call` does; raises CallFailed
# when there is no answer.
Send = Callable[[str, str, Mapping[str, str], bytes], Awaitable[Answer]]
# Body and media type of a topic.
Document = tuple[bytes, str]
# Alters the row as it is by now; False when the subscription is to be forgotten.
Change = Callable[[WebsubSubscription], bool]


@dataclass(frozen=True)
class Courier:
    """Calls subscribers, and a hub elsewhere. Returns what is to be done to their rows."""

    database: Database
    settings: Settings
    send: Send
    send_to_hub: Send
    now: Callable[[], datetime]

    async def verify(
        self, row: WebsubSubscription, document: Document | Exception, head: int
    ) -> Change:
        """Ask the callback whether it wants what was asked in its name (section 5.3)."""
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
                return True  # asked again meanwhile: that is verified by itself
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
        """Send the topic's document when it is not the one that the subscriber has (section 7)."""
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
        """Tell a hub elsewhere which feeds have changed since it was told last."""
        addresses, last = await asyncio.to_thread(self._changed_since, row.seen)
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        for body in forms(addresses):
            if is_stopping():
                return _unchanged  # the next process tells all of it
            reply = await self._call("POST", row.callback, form, body, self.send_to_hub)
            if not is_ok(reply):
                return put_off(row, self.now())

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
        """Tell that the topic is none any more (section 5.2), and forget the subscription."""
        if not isinstance(error, Problem):
            raise error
        query = {"hub.mode": "denied", "hub.topic": row.topic, "hub.reason": error.detail}
        await self._call("GET", with_query(row.callback, query))
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


def put_off(row: WebsubSubscription, now: datetime) -> Change:
    """After an attempt that failed: forget what was to be verified, try the rest again later."""

    def change(stored: WebsubSubscription) -> bool:
        if row.wanted is None:
            note_failure(stored, now)
        elif stored.asked == row.asked:
            stored.wanted = None
        return stored.wanted is not None or stored.until is not None

    return change


def note_failure(stored: WebsubSubscription, now: datetime) -> None:
    """Count a failure, and have the next try wait."""
    stored.failures += 1
    stored.due_at = now + timedelta(seconds=PAUSES.after(stored.failures))


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
