"""Which groups of partners may read a scheduled release before its instant, each from when on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete
from sqlmodel import Session, col, exists, or_, select

from app.auth.caller import Caller
from app.auth.models import AccreditedGroup, AccreditedMember
from app.base.problems import Fault, Invalid, excerpt
from app.base.text import nearest
from app.releases.acts.queries import accreditations_of
from app.releases.models import Accreditation, Release
from app.releases.wall_clock import instant_of

MEMBER = "/embargo_groups"


@dataclass(frozen=True)
class Grant:
    """One group as it was asked for: from an instant on, from a wall-clock time on, or at once."""

    group: str
    readable_from: datetime | None = None
    local_time: str | None = None
    zone: str | None = None


def readable_by(caller: Caller, now: datetime) -> ColumnElement[bool]:
    """The condition that `caller` may read a scheduled release: it is for all, or for its group.

    A release may be given to another organisation after it was scheduled; the groups of the former
    one read it no more.
    """
    begins = col(Accreditation.readable_from)
    owner = col(AccreditedGroup.organisation)
    granted = (
        select(Accreditation.group_id)
        .join(AccreditedMember, col(AccreditedMember.group_id) == col(Accreditation.group_id))
        .join(AccreditedGroup, col(AccreditedGroup.id) == col(Accreditation.group_id))
        .where(
            col(Accreditation.release_id) == col(Release.id),
            col(AccreditedMember.principal) == caller.id,
            or_(begins.is_(None), begins <= now),
            or_(owner.is_(None), owner == col(Release.organisation_id)),
        )
    )
    return or_(col(Release.accredited_only).is_(False), exists(granted))


def accredit(
    session: Session,
    release: Release,
    grants: Sequence[Grant] | None,
    caller: Caller,
    lift: datetime,
) -> None:
    """Let these groups read `release` until its `lift`, and nobody else; None: every key that may.

    Raises Invalid for a group that does not exist for `caller`, unless the release has it already,
    for one of another organisation, and for an instant that is not before the lift.
    """
    before = accreditations_of(session, [release]).get(release.id, ())
    _require_groups(session, release, grants or (), caller, {one.group_id for one in before})
    rows = [
        Accreditation(
            release_id=release.id,
            group_id=grant.group,
            readable_from=_instant_of(grant, f"{MEMBER}/{place}", lift),
            local_time=grant.local_time,
            zone=grant.zone,
        )
        for place, grant in enumerate(grants or ())
    ]
    forget(session, release)
    release.accredited_only = grants is not None
    session.add_all(rows)
    session.flush()


def forget(session: Session, release: Release) -> None:
    """Take `release` from all of its groups."""
    if release.accredited_only:
        release.accredited_only = False
        of_release = col(Accreditation.release_id) == release.id
        session.execute(delete(Accreditation).where(of_release))


def _require_groups(
    session: Session,
    release: Release,
    grants: Sequence[Grant],
    caller: Caller,
    kept: set[str],
) -> None:
    group = AccreditedGroup
    own = [or_(col(group.organisation).is_(None), group.organisation == release.organisation_id)]
    own += caller.owned(col(group.organisation))
    known = {*session.exec(select(group.id).where(*own)).all(), *kept} if grants else set()
    faults = [
        Fault(
            f"There is no group {excerpt(grant.group)!r} of the release's organisation.",
            pointer=f"{MEMBER}/{place}/group",
            suggestion=nearest(grant.group, known),
        )
        for place, grant in enumerate(grants)
        if grant.group not in known
    ]
    if faults:
        raise Invalid(faults)


def _instant_of(grant: Grant, place: str, lift: datetime) -> datetime | None:
    at, member = grant.readable_from, "readable_from"
    if grant.local_time is not None:
        at = instant_of(grant.local_time, grant.zone or "", place=place, instead=member)
        member = "local_time"
    if at is not None and at >= lift:
        raise Invalid.of(
            "The release is public by then: choose an instant before its own.",
            pointer=f"{place}/{member}",
        )
    return at
