"""Random histories of releases and subscriptions, and a model of who must be told what.

The model knows the log, and what came to each receiver: nothing of what the product stores. Whoever
was sent a text, whatever it answered, holds it until it has taken `left` or `withdrawn`; whoever
holds a text has to be told of its corrections and of its withdrawal.
"""

import asyncio
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, delete, select

from app.auth.caller import Caller, Scope
from app.base.addresses import ReleaseAddresses
from app.base.problems import Problem
from app.changes.log import ChangeKind
from app.db.database import Database
from app.outbound.client import GuardedClient
from app.outbox.claims import Claims
from app.outbox.recorder import Recorder
from app.published.document import Notice, NoticeKind, PublicRelease
from app.published.reading.snapshot import Snapshot
from app.published.store import writer
from app.webhooks.delivery.jobs import JobReader
from app.webhooks.delivery.plan import Planner
from app.webhooks.delivery.queries import delete_old, due_subscriptions, reopen_given_up
from app.webhooks.delivery.sending import Sender
from app.webhooks.reach.report import PartnerReach, get_newest, list_partner_reach
from app.webhooks.subscriptions import acts
from app.webhooks.subscriptions.models import WebhookDelivery, WebhookSubscription
from app.webhooks.subscriptions.schemas import SubscriptionCreate, SubscriptionPatch
from app.webhooks.subscriptions.states import SENDING, Kind, SubscriptionState
from tests.factories import a_document, a_place, a_theme
from tests.partners.listener import Arrival, Listener, listening

ZONE = ZoneInfo("UTC")
BASE_URL = "https://press.example"
FIRST_PAUSE_SECONDS = 5.0
SELECTIONS = ("", "location=TR", "location=GR", "theme=health", "location=TR&theme=health")
# Of a subscription whose place or theme is called otherwise by now.
UNREADABLE = "location=nowhere-at-all"
KINDS = (
    ["published", "updated", "corrected", "withdrawn", "left"],
    ["published"],
    ["published", "updated"],
    ["published", "corrected", "left"],
    ["withdrawn"],
)
PLACES, THEMES = (("TR",), ("GR",), ("TR", "GR"), ()), (("health",), ("funding",), ())
PAUSES = (timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(hours=13))
# Until nothing is tried any more, and until what was settled is deleted.
LONG, MONTH = timedelta(days=4), timedelta(days=31)
# More rounds than any history needs until nothing is left to send.
MOST_ROUNDS = 400


@dataclass(frozen=True)
class Fact:
    """One row of the log."""

    seq: int
    kind: str


class Sending:
    """The steps of a process that sends webhooks, taken by hand, at a time that stands still."""

    def __init__(self, database: Database, snapshot: Snapshot) -> None:
        self.at = datetime(2031, 3, 3, 9, tzinfo=UTC)
        self._database = database
        lasts = col(WebhookSubscription.state).in_((*SENDING, SubscriptionState.UNVERIFIED))
        self._claims = Claims(database, WebhookSubscription, lasts)
        self._planner = Planner(database, snapshot, ZONE)
        self._jobs = JobReader(
            database, snapshot, ReleaseAddresses(BASE_URL), self._claims.owner, self.now
        )

    def now(self) -> datetime:
        """The time that stands."""
        return self.at

    def settle(self) -> None:
        """Plan and send until nothing is due at this time."""
        while self._planner.plan(self.at):
            continue
        for _ in range(MOST_ROUNDS):
            rows = self._claims.take(lambda _: due_subscriptions(self.at), (), self.at, 300)
            if not rows:
                return
            asyncio.run(self._send(rows))
            self._claims.release_all()
        raise AssertionError("it never comes to rest")

    async def _send(self, rows: Sequence[WebhookSubscription]) -> None:
        client = GuardedClient(allow_private=True, total_seconds=10)
        sender = Sender(
            client,
            Recorder(self._database, self._claims).put,
            self._planner.withdrawn,
            FIRST_PAUSE_SECONDS,
            self.now,
            lambda: False,
        )
        await asyncio.gather(*(sender.send(job) for job in self._jobs.read(rows)))


class World:
    """Some releases, and subscriptions that each have a history of their own."""

    def __init__(self, database: Database, seed: int, url: str, at: dict[str, Listener]) -> None:
        self.faults: list[str] = []
        self.database, self._seed, self._url, self._at = database, seed, url, at
        self._random = random.Random(seed)
        self.snapshot = Snapshot(ZONE)
        self.sending = Sending(database, self.snapshot)
        self._log: dict[UUID, list[Fact]] = defaultdict(list)
        self._public: dict[UUID, PublicRelease] = {}
        self._gone: dict[UUID, PublicRelease] = {}
        self._mine: list[Listener] = []

    def run(self, subscriptions: int, ticks: int) -> Sequence[str]:
        """Live through it, and return what is wrong."""
        for _ in range(subscriptions):
            self.subscribe(self._random.choice(SELECTIONS), self._random.choice(KINDS))
        self.sending.settle()
        for _ in range(ticks):
            for _ in range(self._random.choice((0, 1, 1, 2, 4))):
                self._change_a_release()
            for listener in self._mine:
                if self._random.random() < 0.4:
                    self._act(listener)
            if self._random.random() < 0.75:
                self._settle()
            self.sending.at += self._random.choice((LONG, MONTH) if self._chance(0.06) else PAUSES)
        self._repair()
        for release_id in self._log:
            self._judge(release_id)
        with self.database.write() as session:
            session.execute(delete(WebhookDelivery))
            session.execute(delete(WebhookSubscription))
        return self.faults

    def _chance(self, share: float) -> bool:
        return self._random.random() < share

    # What happens to releases.

    def _change_a_release(self) -> None:
        draw = self._random.random()
        if not self._public or draw < 0.25:
            self.put(a_document(**self._place()), ChangeKind.PUBLISHED)
            return
        one = self._random.choice(list(self._public.values()))
        if draw < 0.45:
            self.withdraw(one)
        elif draw < 0.55 and self._gone:
            back = self._random.choice(list(self._gone.values()))
            self.put(back, ChangeKind.PUBLISHED)
        else:
            kind = self._random.choice((ChangeKind.UPDATED, ChangeKind.CORRECTED))
            moved = self._place() if self._chance(0.4) else {}
            self.put(one.model_copy(update={**moved, "version": one.version + 1}), kind)

    def _place(self) -> dict[str, Any]:
        return {
            "locations": tuple(a_place(each) for each in self._random.choice(PLACES)),
            "themes": tuple(a_theme(each) for each in self._random.choice(THEMES)),
        }

    def put(self, document: PublicRelease, kind: ChangeKind) -> None:
        """Make a document public."""
        with self.database.write() as session:
            seq = writer.put(session, document, self.sending.at, kind)
        self._gone.pop(document.id, None)
        self._public[document.id] = document
        self._log[document.id].append(Fact(seq, kind.value))

    def withdraw(self, document: PublicRelease) -> None:
        """Take a release back."""
        notice = Notice(
            release_id=document.id,
            kind=NoticeKind.GONE,
            text="Issued in error.",
            withdrawn_at=self.sending.at,
            version=document.version + 1,
            replaced_by=None,
        )
        with self.database.write() as session:
            seq, _ = writer.withdraw(session, notice)
        del self._public[document.id]
        self._gone[document.id] = document.model_copy(update={"version": document.version + 2})
        self._log[document.id].append(Fact(seq, ChangeKind.WITHDRAWN.value))

    # What owners and receivers do.

    @contextmanager
    def owner(self) -> Iterator[tuple[Session, acts.ActingCaller]]:
        """A transaction in which the owner of the subscriptions acts."""
        caller = Caller("subject:partner", "Partner", frozenset((Scope.SYNDICATE,)))
        with self.database.write() as session:
            yield session, acts.ActingCaller(caller, self.sending.at, None, ZONE)

    def subscribe(self, selection: str, kinds: Sequence[str]) -> Listener:
        """A new receiver, which is verified when something is sent next."""
        path = f"/{self._seed}/{len(self._mine)}"
        given = SubscriptionCreate(
            url=self._url + path, selection=selection, kinds=[Kind(each) for each in kinds]
        )
        with self.owner() as (session, by):
            listener = Listener(acts.subscribe(session, given, by).id)
        self._at[path] = listener
        self._mine.append(listener)
        return listener

    def _act(self, listener: Listener) -> None:
        chosen = self._random.choice(
            (
                *("pause", "resume", "resume", "selection", "kinds", "replay", "replay_one"),
                *("spoil",),
                *("verify", "fail", "fail", "poison", "poison", "throttle", "gone", "mend", "mend"),
                *(("delete",) if self._chance(0.15) else ()),
            )
        )
        if listener.is_deleted:
            return
        if chosen in ("fail", "poison", "throttle", "gone", "mend"):
            self._change_receiver(listener, chosen)
            return
        try:
            with self.owner() as (session, by):
                row = session.get_one(WebhookSubscription, listener.subscription_id)
                self._change_subscription(session, row, chosen, by)
        except Problem:
            return
        listener.is_deleted = chosen == "delete"

    def _change_receiver(self, listener: Listener, how: str) -> None:
        listener.headers = {}
        if how == "poison":
            listener.poison |= {str(each) for each in self._log if self._chance(0.4)}
            return
        if how == "mend":
            listener.poison.clear()
        if how == "throttle":
            listener.headers = {"Retry-After": str(self._random.choice((5, 600, 7200)))}
        listener.status = {"fail": 500, "throttle": 503, "gone": 410}.get(how, 204)

    def _change_subscription(
        self, session: Session, row: WebhookSubscription, act: str, by: acts.ActingCaller
    ) -> None:
        if act == "selection":
            given = SubscriptionPatch(selection=self._random.choice(SELECTIONS))
            acts.change(session, row, given, by)
        elif act == "spoil":
            row.selection = UNREADABLE
        elif act == "kinds":
            kinds = [Kind(each) for each in self._random.choice(KINDS)]
            acts.change(session, row, SubscriptionPatch(kinds=kinds), by)
        elif act == "replay":
            back = timedelta(hours=self._random.choice((1, 10, 100)))
            acts.replay_since(session, row, by.at - back, by)
        elif act == "replay_one":
            asked = select(WebhookDelivery).where(
                col(WebhookDelivery.subscription_id) == row.id,
                col(WebhookDelivery.release_id).is_not(None),
            )
            found = session.exec(asked.order_by(col(WebhookDelivery.seq))).all()
            if found:
                acts.replay_one(session, row, self._random.choice(found), by)
        elif act == "delete":
            acts.unsubscribe(session, row, by)
        else:
            {"pause": acts.pause, "resume": acts.resume, "verify": acts.verify}[act](
                session, row, by
            )

    def reach(self, release_id: UUID) -> dict[UUID, PartnerReach]:
        """What editors are told of the subscriptions that have a release."""
        with self.database.read() as session:
            newest = get_newest(session, release_id, None)
            reach = list_partner_reach(session, self.snapshot, newest, ZONE)
        return {one.row.id: one for one in reach}

    # What has to hold.

    def _settle(self) -> None:
        """Send what is due. A receiver that is well has every withdrawal then, at the first try."""
        counts = {one.subscription_id: len(one.arrivals) for one in self._mine}
        well = self._well()
        self.sending.settle()
        if self._chance(0.1):
            self._sweep()
        for listener in self._mine:
            new = listener.arrivals[counts[listener.subscription_id] :]
            if new and listener.is_deleted:
                self._fault(listener, "is called though it is deleted")
            self._check_order(listener, new)
            if listener.subscription_id in well:
                for release_id, facts in self._log.items():
                    if not listener.was_tried(facts[-1].seq):
                        self._check_told(listener, release_id, corrections=False)

    def _sweep(self) -> None:
        with self.database.write() as session:
            delete_old(session, self.sending.at)
            reopen_given_up(session, self.sending.at)

    def _well(self) -> set[UUID]:
        with self.database.read() as session:
            rows = {row.id: row for row in session.exec(select(WebhookSubscription))}
        return {
            one.subscription_id
            for one in self._mine
            if not one.is_deleted
            and one.status == 204
            and not one.poison
            and rows[one.subscription_id].state in SENDING
            and rows[one.subscription_id].due_at <= self.sending.at
        }

    def _check_order(self, listener: Listener, new: Sequence[Arrival]) -> None:
        for one in new:
            facts = self._log.get(UUID(one.release_id), [])
            later = [fact for fact in facts if fact.seq > one.seq]
            if one.has_text and later:
                self._fault(listener, f"was sent a text of {one.seq}, though {later} followed")

    def _repair(self) -> None:
        """Everybody is well again, and resumes; time goes on until all has been sent."""
        for listener in self._mine:
            listener.status, listener.headers, listener.poison = 204, {}, set()
            if listener.is_deleted:
                continue
            for act in (acts.resume, acts.verify):
                try:
                    with self.owner() as (session, by):
                        row = session.get_one(WebhookSubscription, listener.subscription_id)
                        act(session, row, by)
                except Problem:
                    continue
            if self._chance(0.5):
                with self.owner() as (session, by):
                    row = session.get_one(WebhookSubscription, listener.subscription_id)
                    self._change_subscription(session, row, "selection", by)
        for _ in range(3):
            self.sending.at += LONG
            self._sweep()
            self._settle()

    def _judge(self, release_id: UUID) -> None:
        facts, found = self._log[release_id], self.reach(release_id)
        for listener in self._mine:
            if not listener.is_deleted:
                self._check_told(listener, release_id, corrections=True)
            has_newest = listener.took_last(facts[-1].seq)
            was_sent_text = listener.was_sent_text(str(release_id))
            told = found.get(listener.subscription_id)
            if told is None:
                if was_sent_text:
                    self._fault(listener, f"was sent {facts}, and their reach does not name it")
                continue
            shown = told.has_newest, told.was_given_text, told.is_left_to_tell
            if shown != (has_newest, was_sent_text, False):
                self._fault(listener, f"reach of {facts} says {shown}: newest, text, left to tell")

    def _check_told(self, listener: Listener, release_id: UUID, *, corrections: bool) -> None:
        held = listener.holds(str(release_id))
        facts = self._log[release_id]
        if held and facts[-1].kind == ChangeKind.WITHDRAWN and facts[-1].seq > held:
            self._fault(listener, f"has {held} of {facts}, and was not told of the withdrawal")
        taken = max(listener.taken(str(release_id)), default=0)
        corrected = [one.seq for one in facts if one.kind == ChangeKind.CORRECTED]
        if held and corrections and any(seq > taken for seq in corrected):
            self._fault(listener, f"has {held} of {facts}, and was not told of a correction")

    def _fault(self, listener: Listener, what: str) -> None:
        events = [(one.seq, one.kind, one.status) for one in listener.arrivals]
        self.faults.append(f"seed {self._seed}: {listener.subscription_id} {what}; {events}")


def told(database: Database, seeds: Sequence[int], subscriptions: int, ticks: int) -> list[str]:
    """What is wrong in the histories of these seeds, of so many subscriptions each."""
    found: list[str] = []
    with listening() as (url, at):
        for seed in seeds:
            found += World(database, seed, url, at).run(subscriptions, ticks)
    return found
