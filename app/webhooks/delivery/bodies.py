"""Writes the bodies of events: entries of `/v1/changes` in the envelope of Standard Webhooks 1.0.0.

A body holds the text of a release only while it is the newest text. An event that waited until
another followed has the bare fact. Of a release that was withdrawn since, only `withdrawn` and
`left` are sent.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from app.base.addresses import ReleaseAddresses
from app.base.compact_json import compact
from app.base.wire import format_instant
from app.changes.log import ChangeKind
from app.changes.queries import Step, list_steps
from app.formats import ninjs
from app.formats.item import Item
from app.published.models import PublishedRelease
from app.published.reading.reader import Reader
from app.published.reading.snapshot import Snapshot
from app.stream.entries import TAKES_AWAY, Entry, FactSelector, SelectedFact
from app.webhooks.subscriptions.models import WebhookDelivery
from app.webhooks.subscriptions.states import TEST, Format

# One statement reads facts that lie at most so many numbers apart in the log.
NEAR = 50

Body = bytes
Key = tuple[int, str]


class Bodies:
    """Writes the bodies of deliveries over one snapshot, each body once for all subscriptions."""

    def __init__(self, session: Session, snapshot: Snapshot, addresses: ReleaseAddresses) -> None:
        self._session, self._addresses = session, addresses
        self._selector = FactSelector(Reader(session, snapshot), ())
        self._steps: dict[int, Step] = {}
        self._entries: dict[Key, Entry] = {}
        self._gone: set[UUID] = set()
        self._bodies: dict[tuple[Key, str], Body] = {}

    def prepare(self, deliveries: Sequence[WebhookDelivery]) -> None:
        """Read what the bodies of `deliveries` need, in a fixed number of statements."""
        self._read_steps({one.seq for one in deliveries if one.kind != TEST})
        release_ids = {one.release_id for one in deliveries if one.release_id is not None}
        asked = select(PublishedRelease.id).where(
            col(PublishedRelease.id).in_(release_ids), col(PublishedRelease.listed).is_(False)
        )
        self._gone.update(self._session.exec(asked))
        keys = {(one.seq, one.kind) for one in deliveries if one.seq in self._steps}
        selected = [
            SelectedFact(self._steps[seq], kind) for seq, kind in sorted(keys - set(self._entries))
        ]
        entries = self._selector.entries(selected, None, self._addresses)
        for one, entry in zip(selected, entries, strict=True):
            self._entries[one.step.seq, one.kind] = entry

    def body(self, delivery: WebhookDelivery, form: str) -> Body | None:
        """Returns the body of a prepared delivery; None for a text that was withdrawn since."""
        if delivery.kind == TEST:
            data = compact({"subscription_id": str(delivery.subscription_id)})
            return _envelope("subscription.test", delivery.noted_at, data.encode())
        if delivery.release_id in self._gone and delivery.kind not in TAKES_AWAY:
            return None
        key = (delivery.seq, delivery.kind)
        if (key, form) not in self._bodies:
            self._bodies[key, form] = self._write(key, form)
        return self._bodies[key, form]

    def _write(self, key: Key, form: str) -> Body:
        (seq, kind), text = key, self._entries[key].text
        is_json = form == Format.JSON
        data = text.encode() if is_json else as_ninjs(json.loads(text), self._addresses)
        return _envelope(f"release.{kind}", self._steps[seq].at, data)

    def _read_steps(self, numbers: set[int]) -> None:
        for first, last in _runs(sorted(numbers - set(self._steps))):
            for step in list_steps(self._session, first - 1, last - first + 1):
                self._steps[step.seq] = step


def challenge_body(subscription_id: UUID, challenge: str, now: datetime) -> Body:
    """Returns the event that a receiver must answer before it is sent anything else."""
    data = {"subscription_id": str(subscription_id), "challenge": challenge}
    return _envelope("subscription.verification", now, compact(data).encode())


def as_ninjs(entry: dict[str, Any], addresses: ReleaseAddresses) -> bytes:
    """Returns an entry as a ninjs 3.1 object: the release, or the bare fact without its text."""
    document = entry["document"]
    if document is not None:
        text = json.dumps(document)
        return ninjs.write_one(Item.of(text, addresses.base_url, site=addresses.site))
    note = entry["note"] or {}
    withdrawn = entry["kind"] == ChangeKind.WITHDRAWN
    members = {
        "standard": ninjs.STANDARD,
        "uri": UUID(entry["release_id"]).urn,
        "type": "text",
        "representationType": "partial",
        "version": str(entry["version"]),
        "versionCreated": entry["at"],
        "pubStatus": "canceled" if withdrawn else "usable",
        "edNote": f"WITHDRAWN: {note['text']}" if withdrawn and "text" in note else None,
        "altIds": [{"role": "url", "value": entry["url"]}],
    }
    given = {name: value for name, value in members.items() if value is not None}
    return compact(given).encode()


def _envelope(kind: str, at: datetime, data: bytes) -> Body:
    head = f'{{"type":"{kind}","timestamp":"{format_instant(at)}","data":'
    return head.encode() + data + b"}"


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yields the first and last of each run of numbers that lie near one another."""
    first = None
    for place, number in enumerate(numbers):
        first = number if first is None else first
        following = numbers[place + 1] if place + 1 < len(numbers) else None
        if following is None or following - number > NEAR:
            yield first, number
            first = None
