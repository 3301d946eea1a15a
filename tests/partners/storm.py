"""A storm: many changes, many subscriptions, receivers that misbehave, a server that is killed."""

import random
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import func
from sqlmodel import col, select

from app.auth.caller import Scope
from app.auth.keys import mint_key
from app.base import clock
from app.base.settings import Settings
from app.changes import log
from app.changes.log import ChangeKind
from app.db.database import Database
from app.published.document import Notice, NoticeKind, PublicRelease
from app.published.store import writer
from app.webhooks.subscriptions.models import WebhookDelivery, WebhookSubscription
from app.webhooks.subscriptions.states import Told
from tests.behaviour.processes.live_server import LiveServer, serving
from tests.factories import a_document, edirne
from tests.partners.storm_receiver import Arrival, StormReceiver
from tests.waiting import until

# What a server of a storm is started with, beside its database.
ENVIRONMENT = {
    "DATELINE_CALLBACKS_TO_PRIVATE_HOSTS": "true",
    "DATELINE_WEBHOOK_FIRST_PAUSE_SECONDS": "0.2",
    "DATELINE_LOG_LEVEL": "warning",
}
SELECTIONS = ("", "location=TR")
FACTS_A_RELEASE = 4


@dataclass(frozen=True)
class Size:
    """How big a storm is."""

    changes: int
    subscriptions: int
    kills: int = 2
    # For the last event to arrive after the last change.
    patience_seconds: float = 60.0


@dataclass
class Storm:
    """What was told, and what arrived."""

    size: Size
    expected: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    releases: dict[int, UUID] = field(default_factory=dict)
    withdrawn: dict[UUID, int] = field(default_factory=dict)
    arrivals: list[Arrival] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def duplicates(self) -> int:
        """How many events were accepted more than once."""
        accepted = [(one.receiver, one.seq) for one in self.arrivals if one.is_accepted]
        return len(accepted) - len(set(accepted))

    def faults(self) -> list[str]:
        """Everything that is not as it was promised."""
        found: list[str] = []
        by_receiver: dict[int, list[Arrival]] = defaultdict(list)
        for arrival in self.arrivals:
            by_receiver[arrival.receiver].append(arrival)
        for number in range(self.size.subscriptions):
            expected = self.expected[SELECTIONS[number % len(SELECTIONS)]]
            found += self._of_one(number, expected, by_receiver[number])
        return found

    def _of_one(
        self,
        number: int,
        expected: list[tuple[int, str]],
        arrivals: list[Arrival],
    ) -> list[str]:
        found = [
            f"receiver {number}: {one.seq} is not signed" for one in arrivals if not one.is_signed
        ]
        accepted: set[tuple[int, str]] = set()
        ids: dict[int, str] = {}
        before: dict[UUID, list[int]] = defaultdict(list)
        for seq, _ in expected:
            before[self.releases[seq]].append(seq)
        taken: set[int] = set()
        for arrival in arrivals:
            release_id = self.releases[arrival.seq]
            if ids.setdefault(arrival.seq, arrival.id) != arrival.id:
                found.append(f"receiver {number}: fact {arrival.seq} has two ids")
            early = [
                seq
                for seq in before[release_id]
                if seq < arrival.seq and seq not in taken and release_id not in self.withdrawn
            ]
            if early:
                found.append(f"receiver {number}: {arrival.seq} before {early}")
            if arrival.is_accepted:
                taken.add(arrival.seq)
                accepted.add((arrival.seq, arrival.kind))
        if len(set(ids.values())) != len(ids):
            found.append(f"receiver {number}: two facts have one id")
        may_lack = {
            (seq, kind) for seq, kind in expected if self.withdrawn.get(self.releases[seq], 0) > seq
        }
        if lost := set(expected) - accepted - may_lack:
            found.append(f"receiver {number}: lost {sorted(lost)[:5]} of {len(lost)}")
        if more := accepted - set(expected):
            found.append(f"receiver {number}: not asked for {sorted(more)[:5]}")
        return found


class Newsdesk:
    """Publishes, updates, corrects and withdraws straight in the database, as another process."""

    def __init__(self, database: Database, storm: Storm, seed: int = 1) -> None:
        self._database, self._storm = database, storm
        self._random = random.Random(seed)
        self._known: dict[UUID, tuple[PublicRelease, int]] = {}

    def act(self) -> None:
        """One change of one release, old or new."""
        open_ones = [each for each, (_, left) in self._known.items() if left]
        if open_ones and self._random.random() < 1 - 1 / FACTS_A_RELEASE:
            self._change(self._random.choice(open_ones))
        else:
            document = a_document(locations=(edirne(),) if self._random.random() < 0.7 else ())
            self._put(None, document, ChangeKind.PUBLISHED, FACTS_A_RELEASE - 1)

    def _change(self, release_id: UUID) -> None:
        before, left = self._known[release_id]
        if left == 1 and self._random.random() < 0.4:
            self._withdraw(before)
            return
        moves = self._random.random() < 0.2
        changes: dict[str, Any] = {"version": before.version + 1}
        if moves:
            changes["locations"] = () if before.locations else (edirne(),)
        kind = self._random.choice((ChangeKind.UPDATED, ChangeKind.CORRECTED))
        self._put(before, before.model_copy(update=changes), kind, left - 1)

    def _put(
        self, before: PublicRelease | None, after: PublicRelease, kind: ChangeKind, left: int
    ) -> None:
        with self._database.write() as session:
            seq = writer.put(session, after, clock.now(), kind)
        self._known[after.id] = (after, left)
        self._note(seq, before, after, kind.value)

    def _withdraw(self, before: PublicRelease) -> None:
        notice = Notice(
            release_id=before.id,
            kind=NoticeKind.GONE,
            text="Issued in error.",
            withdrawn_at=clock.now(),
            version=before.version + 1,
            replaced_by=None,
        )
        with self._database.write() as session:
            seq, _ = writer.withdraw(session, notice)
        self._known[before.id] = (before, 0)
        self._storm.withdrawn[before.id] = seq
        self._note(seq, before, None, ChangeKind.WITHDRAWN.value)

    def _note(
        self, seq: int, before: PublicRelease | None, after: PublicRelease | None, kind: str
    ) -> None:
        storm = self._storm
        one = after or before
        assert one is not None
        storm.releases[seq] = one.id
        storm.expected.setdefault("", []).append((seq, kind))
        was, is_now = (bool(each and each.locations) for each in (before, after))
        told = kind if is_now or (was and after is None) else "left" if was else None
        turkish = storm.expected.setdefault("location=TR", [])
        if told is not None:
            turkish.append((seq, told))


def raged(settings: Settings, database: Database, folder: Path, size: Size) -> Storm:
    """A storm from its first change until everything arrived, or patience ends."""
    storm = Storm(size)
    with database.write() as session:
        key = mint_key(session, name="storm", scopes=[Scope.SYNDICATE], at=clock.now()).text
    receiver = StormReceiver()
    with receiver.receiving(), serving(settings, folder) as server:
        _subscribe(server, key, receiver, storm)
        begun = time.monotonic()
        with _killed(server, receiver, size):
            desk = Newsdesk(database, storm)
            for _ in range(size.changes):
                desk.act()
                time.sleep(0.002)
        _settle(database, size.patience_seconds)
        storm.seconds = time.monotonic() - begun
        storm.arrivals = [each for each in receiver.arrivals if each.seq]
    return storm


def _subscribe(server: LiveServer, key: str, receiver: StormReceiver, storm: Storm) -> None:
    headers = {"Authorization": f"Bearer {key}"}
    with httpx.Client(base_url=server.url, headers=headers, timeout=30, trust_env=False) as client:
        for number in range(storm.size.subscriptions):
            selection = SELECTIONS[number % len(SELECTIONS)]
            given = {"url": receiver.url(number), "selection": selection}
            answer = client.post("/v1/subscriptions", json=given)
            assert answer.status_code == 201, answer.text
            receiver.secrets.append(answer.json()["secret"])
        until(lambda: _states(client) == {"active"})
    receiver.is_stormy = True


def _states(client: httpx.Client) -> set[str]:
    return {one["state"] for one in client.get("/v1/subscriptions").json()["data"]}


@contextmanager
def _killed(server: LiveServer, receiver: StormReceiver, size: Size) -> Iterator[None]:
    """Kill the server again and again, and restart the receiver, while the storm goes on."""
    over = threading.Event()
    faults: list[BaseException] = []

    def kill() -> None:
        try:
            for _ in range(size.kills):
                time.sleep(max(0.5, size.changes * 0.004))
                server.kill()
                receiver.restart()
                server.start()
        except BaseException as error:
            faults.append(error)
        finally:
            over.set()

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        yield
    finally:
        thread.join()
    assert not faults, faults


def _settle(database: Database, patience_seconds: float) -> None:
    """Wait until nothing waits to be planned or delivered."""
    end = time.monotonic() + patience_seconds
    quiet = 0
    while quiet < 2 and time.monotonic() < end:
        time.sleep(0.5)
        with database.read() as session:
            head = log.head(session)
            behind = select(func.count()).where(col(WebhookSubscription.seen) < head)
            waiting = select(func.count()).where(col(WebhookDelivery.state) == Told.WAITING)
            left = session.exec(behind).one() + session.exec(waiting).one()
        quiet = quiet + 1 if left == 0 else 0
