"""Releases by ranges of their numbers: what is in a range changes only when one of them does.

A number is given with the first fact of a release and never again, so no release ever comes into a
range whose last number was given.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import case, func, select
from sqlmodel import Session, col

from app.published.models import PublishedRelease
from app.published.stored_document import Document


@dataclass(frozen=True)
class Range:
    """A range that has listed releases, and when any that is or was in it changed last."""

    position: int
    modified_at: datetime


@dataclass(frozen=True)
class Address:
    """What the address of a listed release is made from, and its last change."""

    id: UUID
    slug: str
    language: str
    modified_at: datetime


def list_ranges(session: Session, size: int) -> list[Range]:
    """The ranges of `size` numbers that have listed releases, in order; one statement."""
    position = (col(PublishedRelease.number) // size).label("position")
    # A release that was withdrawn has left its range: that is a change of it too.
    changed = func.max(PublishedRelease.modified_at).label("changed")
    listed = func.sum(case((col(PublishedRelease.listed).is_(True), 1), else_=0))
    grouped = select(position, changed).group_by("position").having(listed > 0)
    return [
        Range(row.position, row.changed) for row in session.execute(grouped.order_by("position"))
    ]


def list_addresses(session: Session, position: int, size: int) -> list[Address]:
    """The listed releases of one range, by number; one statement."""
    number = col(PublishedRelease.number)
    rows = session.execute(
        select(
            col(PublishedRelease.id),
            col(PublishedRelease.slug),
            col(PublishedRelease.language),
            col(PublishedRelease.modified_at),
        )
        .where(number >= position * size, number < (position + 1) * size)
        .where(col(PublishedRelease.listed).is_(True))
        .order_by(number)
    )
    return [Address(*row) for row in rows]


def list_since(session: Session, since: datetime, limit: int) -> Sequence[Document]:
    """Listed releases whose place in date order is at `since` or later, the newest first."""
    at, release_id = col(PublishedRelease.sort_at), col(PublishedRelease.id)
    rows = session.execute(
        select(release_id, col(PublishedRelease.document))
        .where(col(PublishedRelease.listed).is_(True), at >= since)
        .order_by(at.desc(), release_id.desc())
        .limit(limit)
    )
    return [Document(row.id, row.document or "") for row in rows]
