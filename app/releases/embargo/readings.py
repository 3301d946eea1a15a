"""The audit log of readings under embargo: who read which revision, on which day first.

An entry is written after the answer, so that no reading fails or waits where the database cannot
be written. Until it is written it is tried again; one that is given up stands in the server's log.
"""

import json
from collections.abc import Sequence
from datetime import datetime

import structlog
from anyio import sleep
from anyio.to_thread import run_sync
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select

from app.auth.audit import Entry, entry, write_entries
from app.auth.models import AuditEntry
from app.db.database import Database
from app.releases.models import Release

ACT = "read-embargoed"
# Each try waits so long for its turn, in one of the threads that requests have.
PATIENCE_SECONDS = 1.0
# Before each further try. A migration, the worst that keeps the database busy, takes less.
PAUSES = (1.0, 5.0, 30.0, 60.0)

events = structlog.get_logger("dateline.embargo")


def new_readings(
    session: Session, releases: Sequence[Release], principal: str, now: datetime, request_id: str
) -> list[Entry]:
    """Entries for the releases whose newest revision `principal` had not read yet on this day.

    Days are those of UTC. A partner that asks every minute would otherwise fill the log. One
    statement, and none for no releases.
    """
    if not releases:
        return []
    known = _known_readings(session, releases, principal, now)
    return [
        entry(
            at=now,
            principal=principal,
            act=ACT,
            subject=("release", release.id),
            organisation=release.organisation_id,
            request_id=request_id,
            details={"revision": release.revision},
        )
        for release in releases
        if (str(release.id), release.revision) not in known
    ]


async def write_readings(database: Database, entries: Sequence[Entry]) -> None:
    """Write entries, in a transaction of their own; in the server's log if that never succeeds."""
    for pause in (*PAUSES, None):
        try:
            await run_sync(_write, database, entries)
        except SQLAlchemyError as error:
            if pause is None:
                reason = type(error).__name__
                events.error("readings not written", entries=_told(entries), reason=reason)
                return
            await sleep(pause)
        else:
            return


def _write(database: Database, entries: Sequence[Entry]) -> None:
    with database.write(PATIENCE_SECONDS) as session:
        write_entries(session, entries)


def _told(entries: Sequence[Entry]) -> list[dict[str, str]]:
    names = ("id", "at", "principal", "subject_id", "request_id", "details")
    return [{name: str(one[name]) for name in names} for one in entries]


def _known_readings(
    session: Session, releases: Sequence[Release], principal: str, now: datetime
) -> set[tuple[str, int]]:
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    asked = select(AuditEntry.subject_id, AuditEntry.details).where(
        col(AuditEntry.subject_id).in_([str(release.id) for release in releases]),
        col(AuditEntry.principal) == principal,
        col(AuditEntry.act) == ACT,
        col(AuditEntry.at) >= day,
    )
    return {
        (subject_id, json.loads(details or "{}").get("revision", 0))
        for subject_id, details in session.exec(asked)
    }
