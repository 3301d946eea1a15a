"""What the CDN is to be told next, claimed by one of several processes, and what became of it.

The position is kept beside the log, so a crash loses no purge; a claim ends by itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from app.cdn.models import PurgePosition
from app.changes import log
from app.changes.log import Mark
from app.changes.models import Change
from app.changes.tags import LISTS, stale_after
from app.db.database import Database
from app.http.cache_tags import EVERYTHING

# Longer than one call; a process that was killed holds the purge up no longer than this.
CLAIM = timedelta(seconds=15)
# Cloudflare takes 100 tags in one call, Fastly 256.
MOST_TAGS = 100
_ID = 1


@dataclass(frozen=True)
class Stale:
    """What is to be purged, so that the CDN keeps nothing from before `mark`."""

    mark: Mark
    tags: tuple[str, ...]


def begin(database: Database, now: datetime) -> None:
    """Make the row, unless it is there; what a CDN kept before is then all to be purged."""
    with database.read() as session:
        if session.get(PurgePosition, _ID) is not None:
            return
    with database.write() as session:
        log.lock(session)  # of several processes that start at once one comes first
        if session.get(PurgePosition, _ID) is None:
            row = PurgePosition(id=_ID, epoch=-1, seq=-1, vocabulary=0, made_by="", due_at=now)
            session.add(row)


def claim(database: Database, made_by: str, now: datetime) -> Stale | None:
    """What is to be told now, for this process to tell; None when nothing is, or another does it.

    Takes no write lock when there is nothing to tell.
    """
    with database.read() as session:
        row = session.get(PurgePosition, _ID)
        if row is None or not _is_due(row, log.mark(session), made_by, now):
            return None
    with database.write() as session:
        row = _locked(session)
        mark = log.mark(session)
        if not _is_due(row, mark, made_by, now):
            return None
        row.claimed_until = now + CLAIM
        return Stale(mark, _tags(session, row, mark, made_by))


def settle(database: Database, stale: Stale, made_by: str) -> None:
    """Write down that the CDN was told."""
    with database.write() as session:
        row = _locked(session)
        # A claim may have ended in between, and another process may have come further.
        reached = max(stale.mark, _mark_of(row))
        row.epoch, row.seq, row.vocabulary = reached.epoch, reached.seq, reached.vocabulary
        row.made_by, row.failures, row.claimed_until = made_by, 0, None


def put_off(database: Database, again_at: Callable[[int], datetime]) -> int:
    """Write down that the CDN was not told; answers how many calls have failed in a row.

    `again_at` says from that number when it is tried again.
    """
    with database.write() as session:
        row = _locked(session)
        row.failures += 1
        row.due_at, row.claimed_until = again_at(row.failures), None
        return row.failures


def _locked(session: Session) -> PurgePosition:
    return session.exec(select(PurgePosition).with_for_update()).one()


def _mark_of(row: PurgePosition) -> Mark:
    return Mark(row.epoch, row.seq, row.vocabulary)


def _is_due(row: PurgePosition, mark: Mark, made_by: str, now: datetime) -> bool:
    is_claimed = row.claimed_until is not None and row.claimed_until > now
    is_behind = _mark_of(row) < mark or row.made_by != made_by
    return is_behind and not is_claimed and row.due_at <= now


def _tags(session: Session, row: PurgePosition, mark: Mark, made_by: str) -> tuple[str, ...]:
    """What is stale since the row's mark. Themes and places by other names are in lists alone."""
    if row.made_by != made_by or row.epoch != mark.epoch:
        return (EVERYTHING,)
    since = col(Change.seq) > row.seq, col(Change.seq) <= mark.seq
    changed = select(Change.release_id).where(*since).distinct().limit(MOST_TAGS)
    found = session.exec(changed).all()
    return stale_after(found, MOST_TAGS) if found else (LISTS,)
