"""Lists releases by ranges of their numbers, for sitemaps.

A number is given with the first fact of a release and never reused. So no release is added to a
range whose last number was given, and a range changes only when one of its releases changes.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import case, func, select
from sqlmodel import Session, col

from app.published.models import PublishedMedia, PublishedRelease
from app.published.reading.document_json import Document


@dataclass(frozen=True)
class NumberRange:
    """A range with listed releases, and the last change of any that is or was listed in it."""

    position: int
    modified_at: datetime


@dataclass(frozen=True)
class ListedAddress:
    """The parts of the address of a listed release, and its last change."""

    id: UUID
    slug: str
    language: str
    modified_at: datetime
    number: int
    story_id: UUID
    # The last part of the address of its lead picture.
    lead: str | None = None


def list_ranges(session: Session, size: int) -> list[NumberRange]:
    """Return the ranges of `size` numbers that have listed releases, in order; one statement."""
    position = (col(PublishedRelease.number) // size).label("position")
    # A withdrawal counts as a change of the range that the release has left.
    changed = func.max(PublishedRelease.modified_at).label("changed")
    listed = func.sum(case((col(PublishedRelease.listed).is_(True), 1), else_=0))
    grouped = select(position, changed).group_by("position").having(listed > 0)
    return [
        NumberRange(row.position, row.changed)
        for row in session.execute(grouped.order_by("position"))
    ]


def list_addresses(session: Session, position: int, size: int) -> list[list[ListedAddress]]:
    """Return the listed releases of one range, by number; one statement, and one for pictures.

    Each stands before the other listed releases of its story, which may be in other ranges.
    """
    number, story = col(PublishedRelease.number), col(PublishedRelease.story_id)
    is_listed = col(PublishedRelease.listed).is_(True)
    in_range = (number >= position * size, number < (position + 1) * size, is_listed)
    rows = session.execute(
        select(
            col(PublishedRelease.id),
            col(PublishedRelease.slug),
            col(PublishedRelease.language),
            col(PublishedRelease.modified_at),
            number,
            story,
            col(PublishedRelease.files),
        )
        .where(story.in_(select(story).where(*in_range)), is_listed)
        .order_by(number)
    ).all()
    leads: dict[UUID, str] = {}
    if any(row.files for row in rows):
        of_range = select(col(PublishedMedia.release_id), col(PublishedMedia.address)).join(
            PublishedRelease, col(PublishedMedia.release_id) == col(PublishedRelease.id)
        )
        asked = of_range.where(*in_range, col(PublishedMedia.is_lead))
        leads = dict(session.execute(asked).all())
    stories: defaultdict[UUID, list[ListedAddress]] = defaultdict(list)
    listed = [
        ListedAddress(
            *(row.id, row.slug, row.language, row.modified_at, row.number, row.story_id),
            lead=leads.get(row.id),
        )
        for row in rows
    ]
    for one in listed:
        stories[one.story_id].append(one)
    return [
        [one, *(other for other in stories[one.story_id] if other is not one)]
        for one in listed
        if one.number // size == position
    ]


def list_since(session: Session, since: datetime, limit: int) -> Sequence[Document]:
    """Return listed releases that are dated `since` or later, the newest first; one statement."""
    at, release_id = col(PublishedRelease.sort_at), col(PublishedRelease.id)
    rows = session.execute(
        select(release_id, col(PublishedRelease.document))
        .where(col(PublishedRelease.listed).is_(True), at >= since)
        .order_by(at.desc(), release_id.desc())
        .limit(limit)
    )
    return [Document(row.id, row.document or "") for row in rows]
