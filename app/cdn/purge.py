"""The purge hook: tells the operator's CDN which cache tags are stale after each fact.

It follows the log, so it covers the commits of every process. Each tag is sent at least once, and a
call that fails is repeated until it succeeds. The position is stored in the database, so a crash
loses no purge.
"""

import asyncio
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from importlib import metadata
from typing import Protocol

import structlog
from sqlalchemy import ColumnElement, or_, tuple_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.base import clock
from app.base.backoff import Backoff
from app.base.settings import Settings
from app.cdn.models import PurgePosition
from app.changes import log
from app.changes.log import Mark
from app.changes.models import Change
from app.db.database import Database
from app.http.cache_tags import EVERYTHING, stale_after
from app.outbound.client import CallFailed, GuardedClient
from app.outbound.retry_after import retry_after
from app.outbox.outbox import Attempt, Outbox
from app.outbox.recorder import RowChange

# From a fact to its purge. Longer than the 0.25 s for which another process may still answer from
# before the fact, so that the CDN fetches the new answer after the purge. Facts that come meanwhile
# share the call.
GATHER_SECONDS = 0.5
CALL_SECONDS = 5.0
# 1 s, 2 s, 4 s, ... a minute: until the purge succeeds, readers see stale answers.
PAUSES = Backoff(first=1.0, growth=2.0, longest=60.0)
# A CDN that counts calls may ask by `Retry-After` for a longer pause, up to this.
LONGEST_ASKED = timedelta(minutes=10)
# Cloudflare takes 100 tags in one call, Fastly 256.
MOST_TAGS = 100
_OK = range(200, 300)
_ID = 1

Row = PurgePosition

events = structlog.get_logger("dateline.purge")


@dataclass(frozen=True)
class StaleTags:
    """The tags to purge so that the CDN keeps nothing from before `mark`."""

    mark: Mark
    tags: tuple[str, ...]


class FactFeed(Protocol):
    """Calls its listeners after every new fact, of any process."""

    def listen(self, call: Callable[[], None]) -> None:
        """Call `call` from now on."""

    def unlisten(self, call: Callable[[], None]) -> None:
        """End `listen`."""


class Purges(Outbox[Row]):
    """Tells the CDN what is stale, until it is stopped. Does nothing where `purge_url` is unset."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        facts: FactFeed,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        super().__init__("purge", database, Row, now, concurrency=1)
        self._facts = facts
        # The operator's own address may be in the operator's own network.
        self._client = GuardedClient(allow_private=True, total_seconds=CALL_SECONDS)
        self._url = None if settings.purge_url is None else str(settings.purge_url)
        self._headers = _headers_of(settings)
        self._made_by = made_by(settings)

    def start(self) -> None:
        """Begin with whatever is stale since the last purge."""
        if self._url is not None:
            add_position(self._database, self.now())
            super().start()
            self._facts.listen(self.wake)

    def stop(self) -> None:
        """Stop. A call that is under way has three seconds to be answered."""
        if self.is_running:
            self._facts.unlisten(self.wake)
            super().stop()

    def due(self, session: Session) -> SelectOfScalar[Row]:
        """Returns a statement for the one row, while the CDN may keep something stale."""
        is_due = col(Row.due_at) <= self.now()
        return select(Row).where(is_due, is_behind(session, self._made_by))

    def attempts(self, rows: Sequence[Row]) -> Sequence[Attempt]:
        """Returns the one attempt: to purge what is stale now."""
        with self._database.read() as session:
            stale = [stale_since(session, row, self._made_by) for row in rows]
        return [partial(self._purge, row, each) for row, each in zip(rows, stale, strict=True)]

    async def _purge(self, claimed: Row, stale: StaleTags) -> None:
        await asyncio.sleep(GATHER_SECONDS)
        failure, asked = await self._call(stale)

        def change(row: Row) -> bool:
            if failure is None:
                advance(row, stale.mark, self._made_by)
            else:
                row.failures += 1
                pause = timedelta(seconds=PAUSES.after(row.failures))
                row.due_at = self.now() + max(pause, asked)
            return True

        await self.recorder.put(RowChange(claimed.id, change))
        if failure is not None:
            failures = claimed.failures + 1
            events.warning("the CDN was not told what to purge", reason=failure, failures=failures)

    async def _call(self, stale: StaleTags) -> tuple[str | None, timedelta]:
        """Returns why the CDN was not told, None when it was, and the pause that it asks for."""
        body = json.dumps({"tags": stale.tags}).encode()
        headers = {**self._headers, "Surrogate-Key": " ".join(stale.tags)}
        try:
            answer = await self._client.call("POST", self._url or "", headers, body)
        except CallFailed as error:
            return error.failure.value, timedelta()
        if answer.status in _OK:
            return None, timedelta()
        asked = retry_after(answer.headers, self.now()) or timedelta()
        return str(answer.status), min(asked, LONGEST_ASKED)


def add_position(database: Database, now: datetime) -> None:
    """Add the row, unless it exists. Its position makes the first purge one of everything."""
    with database.read() as session:
        if session.get(Row, _ID) is not None:
            return
    with database.write() as session:
        log.lock(session)  # processes that start at once take turns
        if session.get(Row, _ID) is None:
            row = Row(id=_ID, epoch=-1, seq=-1, vocabulary=0, made_by="", due_at=now)
            session.add(row)


def is_behind(session: Session, made_by: str) -> ColumnElement[bool]:
    """Returns the condition that the CDN may keep something stale."""
    mark = log.mark(session)
    position = tuple_(col(Row.epoch), col(Row.seq), col(Row.vocabulary))
    newest = tuple_(mark.epoch, mark.seq, mark.vocabulary)
    return or_(col(Row.made_by) != made_by, position < newest)


def stale_since(session: Session, row: Row, made_by: str) -> StaleTags:
    """Returns what is stale since the row's mark."""
    mark = log.mark(session)
    if (row.made_by, row.epoch, row.vocabulary) != (made_by, mark.epoch, mark.vocabulary):
        # Names of places and labels of themes are in releases too, put in when they are read.
        return StaleTags(mark, (EVERYTHING,))
    since = col(Change.seq) > row.seq, col(Change.seq) <= mark.seq
    changed = select(Change.release_id).where(*since).distinct().limit(MOST_TAGS)
    found = session.exec(changed).all()
    return StaleTags(mark, stale_after(found, MOST_TAGS))


def advance(row: Row, mark: Mark, made_by: str) -> None:
    """Note that everything stale before `mark` was purged."""
    row.epoch, row.seq, row.vocabulary = mark.epoch, mark.seq, mark.vocabulary
    row.made_by, row.failures = made_by, 0


def made_by(settings: Settings) -> str:
    """Returns a digest of all else that answers depend on: the version and the settings."""
    others = settings.model_dump_json(exclude={"database_url", "purge_url", "purge_token"})
    return hashlib.sha256(f"{metadata.version('dateline')} {others}".encode()).hexdigest()


def _headers_of(settings: Settings) -> Mapping[str, str]:
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if settings.purge_token is not None:
        token = settings.purge_token.get_secret_value()
        # Fastly reads only a header of its own.
        headers |= {"Authorization": f"Bearer {token}", "Fastly-Key": token}
    return headers
