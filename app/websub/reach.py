"""Which subscribers of the hub had a release in their feed, and who has its newest fact."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from app.base.ids import made_at
from app.base.problems import Problem
from app.changes.models import Change
from app.published.selection.grammar import Selection
from app.published.selection.matching import Facts, matches
from app.websub.announcing import NO_TOPIC
from app.websub.models import WebsubSubscription

# Returns the selection of a topic. Raises Problem for a topic that no longer exists.
SelectionOf = Callable[[Session, str], Selection]


@dataclass(frozen=True)
class SubscriberReach:
    """One subscriber: the newest fact of the release that its feed had when it was sent last."""

    id: UUID
    host: str
    topic: str
    failures: int
    due_at: datetime
    seen: Change | None
    was_given_text: bool


def list_subscriber_reach(
    selection_of: SelectionOf, session: Session, release_id: UUID, now: datetime
) -> Sequence[SubscriberReach]:
    """Returns the subscribers to feeds that had a release since they subscribed."""
    of_one = select(Change).where(col(Change.release_id) == release_id).order_by(col(Change.seq))
    facts = session.exec(of_one).all()
    running = (col(WebsubSubscription.topic) != NO_TOPIC) & (col(WebsubSubscription.until) > now)
    asked = select(WebsubSubscription).where(running).order_by(col(WebsubSubscription.id))
    found = []
    for row in session.exec(asked):
        since = made_at(row.id)
        in_feed = _in_feed(selection_of, session, row.topic, facts)
        if in_feed and facts[-1].at >= since:
            seen = [fact for fact in facts if fact.seq <= row.seen]
            # A feed is sent whole, with what was in it before they subscribed. One that failed may
            # have been read.
            had_text = any(fact.seq <= row.seen or row.failures > 0 for fact in in_feed)
            found.append(_reach_of(row, seen[-1] if seen else None, was_given_text=had_text))
    return found


def _in_feed(
    selection_of: SelectionOf, session: Session, topic: str, facts: Sequence[Change]
) -> Sequence[Change]:
    try:
        selection = selection_of(session, topic)
    except Problem:
        return ()
    return [one for one in facts if one.facts and matches(selection, Facts.from_json(one.facts))]


def _reach_of(
    row: WebsubSubscription, seen: Change | None, *, was_given_text: bool
) -> SubscriberReach:
    return SubscriberReach(
        row.id, row.host, row.topic, row.failures, row.due_at, seen, was_given_text
    )
