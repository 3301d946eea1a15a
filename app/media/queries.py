"""Reads files."""

from collections.abc import Collection
from uuid import UUID

from sqlmodel import Session, col, select

from app.media.models import MediaFile


def find_files(session: Session, ids: Collection[UUID]) -> dict[UUID, MediaFile]:
    """Returns the files of `ids` by id; unknown ids are left out. One statement, none for no id."""
    if not ids:
        return {}
    asked = select(MediaFile).where(col(MediaFile.id).in_(sorted(ids)))
    return {row.id: row for row in session.exec(asked)}
