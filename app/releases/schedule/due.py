"""What is due: published once, or held back with its reason; instants that follow their zone."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError
from sqlmodel import Session, col, select

from app.base.problems import Invalid, Problem
from app.changes import log
from app.releases.acts import workflow
from app.releases.audit import Actor
from app.releases.models import AWAITED, Accreditation, Release
from app.releases.wall_clock import instant_of

# Authors of what is done by itself, in the public history and in the audit log.
SCHEDULE = "schedule"
ZONE_RULES = "zone-rules"
# So many are published in half a second: the log is not locked for longer at a time.
BATCH = 500
# Errors of the database that one release's values can cause.
OF_A_RELEASE = (DataError, IntegrityError)

events = structlog.get_logger("dateline.schedule")


def next_due(session: Session) -> datetime | None:
    """The instant at which the next release becomes public; None when none is scheduled."""
    awaited = select(Release.scheduled_at).where(AWAITED)
    return session.exec(awaited.order_by(col(Release.scheduled_at)).limit(1)).first()


def publish_due(session: Session, now: datetime, zone: ZoneInfo) -> int:
    """Publish at most `BATCH` of the releases whose instant is not after `now`, the earliest first.

    Returns how many were published or held back because they cannot be public. However many
    processes call this at once, each release is dealt with once. What an editor's transaction has
    locked is left for the next call.
    """
    log.lock(session)
    releases = _claim(session, now)
    _publish(session, releases, Actor(SCHEDULE, now, zone=zone))
    return len(releases)


def refresh_zones(session: Session, now: datetime) -> int:
    """Move what was scheduled by wall clock to where its zone's rules of today put it.

    Returns how many instants moved, those from which groups may read among them. A wall-clock time
    that the rules of today skip or show twice keeps the instant that it had.
    """
    ZoneInfo.clear_cache()
    # Whoever locks the log and releases locks the log first: no deadlock with publications.
    log.lock(session)
    local = select(Release).where(AWAITED, col(Release.scheduled_zone).is_not(None))
    moved = 0
    for release in session.exec(local.with_for_update()).all():
        at = _instant_of(release.scheduled_local, release.scheduled_zone)
        if at is not None and at != release.scheduled_at:
            _move(session, release, at, now)
            moved += 1
    return moved + _refresh_readers(session, now)


def _refresh_readers(session: Session, now: datetime) -> int:
    of_groups = (
        select(Release, Accreditation)
        .join(Accreditation, col(Accreditation.release_id) == col(Release.id))
        .where(AWAITED, col(Accreditation.zone).is_not(None))
        .with_for_update(of=col(Release.id))
    )
    moved = 0
    for release, granted in session.exec(of_groups).all():
        at = _instant_of(granted.local_time, granted.zone)
        if at is not None and at != granted.readable_from and release.scheduled_at is not None:
            granted.readable_from = at
            _move(session, release, release.scheduled_at, now)
            moved += 1
    return moved


def _move(session: Session, release: Release, at: datetime, now: datetime) -> None:
    events.warning("zone rules moved an instant", release=str(release.id))
    workflow.move_instant(session, release, at, Actor(ZONE_RULES, now))


def _claim(session: Session, now: datetime) -> Sequence[Release]:
    due = (
        select(Release)
        .where(AWAITED, col(Release.scheduled_at) <= now)
        .order_by(col(Release.scheduled_at), col(Release.id))
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    return session.exec(due.execution_options(populate_existing=True)).all()


def _publish(session: Session, releases: Sequence[Release], by: Actor) -> None:
    """All at once; where one of them fails, the halves apart, so that it stops no other."""
    if not releases:
        return
    try:
        with session.begin_nested():
            workflow.publish_many(session, releases, by)
    except Exception as error:
        if isinstance(error, SQLAlchemyError) and not isinstance(error, OF_A_RELEASE):
            # The database failed, not a release: everything is undone and tried again later.
            raise
        # What was set in memory was undone with the rest.
        for release in releases:
            session.expire(release)
        if len(releases) == 1:
            _hold_back(session, releases[0], error, by)
        else:
            middle = len(releases) // 2
            _publish(session, releases[:middle], by)
            _publish(session, releases[middle:], by)


def _hold_back(session: Session, release: Release, error: Exception, by: Actor) -> None:
    # Reasons of our own are written for editors; what else went wrong is for the server's log.
    events.error("release held back", release=str(release.id), exc_info=error)
    workflow.hold_back(session, release, _reason(error), by)


def _reason(error: Exception) -> str:
    if isinstance(error, Invalid):
        return " ".join(fault.detail for fault in error.faults)
    if isinstance(error, Problem):
        return error.detail
    return f"An internal fault ({type(error).__name__}); the server's log has it."


def _instant_of(local_time: str | None, zone: str | None) -> datetime | None:
    try:
        return instant_of(local_time or "", zone or "")
    except Invalid as error:
        events.warning("wall-clock time not clear", zone=zone, reason=str(error))
        return None
