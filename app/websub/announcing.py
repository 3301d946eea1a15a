"""Tells an external WebSub hub which feeds have changed: `hub.mode=publish`, as hubs agree on.

One row of the subscriptions holds the hub's position in the log; it has no topic and no end.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlencode, urlsplit

from sqlmodel import Session, col, select

from app.base.ids import new_id
from app.changes import log
from app.changes.models import Change
from app.db.database import Database
from app.published import terms
from app.published.selection.matching import Facts
from app.websub.models import WebsubSubscription

NO_TOPIC = ""
FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
FEEDS = ("/v1/releases.rss", "/v1/releases.atom", "/v1/releases.jsonfeed")
FILTERS = {terms.THEME: "theme", terms.WHERE: "location"}
# Addresses in one call: the known hubs take no more.
AT_ONCE = 20
FACTS_AT_ONCE = 50


def set_external_hub(database: Database, hub_url: str | None, now: datetime) -> None:
    """Have the hub at `hub_url`, and no other, told of each fact from now on; None ends it."""
    wanted = [] if hub_url is None else [hub_url]
    external = select(WebsubSubscription).where(col(WebsubSubscription.topic) == NO_TOPIC)
    with database.read() as session:
        if [row.callback for row in session.exec(external)] == wanted:
            return
    with database.write() as session:
        head = log.lock(session)  # processes that start at once take turns
        rows = {row.callback: row for row in session.exec(external)}
        for callback, row in rows.items():
            if callback not in wanted:
                session.delete(row)
        for callback in wanted:
            if callback not in rows:
                session.add(_hub_row(head, callback, now))


def _hub_row(head: int, hub_url: str, now: datetime) -> WebsubSubscription:
    return WebsubSubscription(
        id=new_id(),
        topic=NO_TOPIC,
        callback=hub_url,
        host=(urlsplit(hub_url).hostname or "").lower(),
        until=FOREVER,
        seen=head,
        due_at=now,
    )


def changed_feeds(session: Session, base_url: str, since: int) -> tuple[list[str], int]:
    """Returns the feeds that facts after `since` have changed, and the number of the last fact."""
    facts = log.read_since(session, since, FACTS_AT_ONCE)
    queries = {""}
    for fact in facts:
        queries |= {query for text in _around(session, fact) for query in _queries(text)}
    found = [f"{base_url}{feed}{query}" for query in sorted(queries) for feed in FEEDS]
    return (found, facts[-1].seq) if facts else ([], since)


def publish_forms(addresses: list[str]) -> Iterator[bytes]:
    """Yields the bodies of the calls that tell a hub that `addresses` have changed."""
    for start in range(0, len(addresses), AT_ONCE):
        changed = [("hub.url", address) for address in addresses[start : start + AT_ONCE]]
        yield urlencode([("hub.mode", "publish"), *changed]).encode()


def _around(session: Session, fact: Change) -> Iterator[str]:
    """Yields the facts by which filters find the release: after the change, and before it."""
    if fact.facts is not None:
        yield fact.facts
    before = (
        select(Change.facts)
        .where(col(Change.release_id) == fact.release_id, col(Change.seq) < fact.seq)
        .order_by(col(Change.seq).desc())
        .limit(1)
    )
    text = session.exec(before).first()
    if text is not None:
        yield text


def _queries(facts: str) -> Iterator[str]:
    for term in Facts.from_json(facts).terms:
        for kind, name in FILTERS.items():
            if term.startswith(kind):
                yield f"?{urlencode({name: term.removeprefix(kind)}, safe=',:/')}"
