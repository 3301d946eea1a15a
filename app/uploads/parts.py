"""Uploads in parts: kept in the store as they come, put together when the last one is there."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from app.base.problems import TOO_LARGE, Invalid, NotFound, Problem
from app.media.models import MediaUpload
from app.media.store import MediaStore

# Parts are swept when they are a day old (`sweep.py`), and none is older than its upload.
LASTS = timedelta(days=1)
# A file of 10 GB in parts of a megabyte. All of them stand in one row.
MOST_PARTS = 10_000

Parts = list[tuple[str, int]]


def find_parts(session: Session, upload_id: UUID, owner: str, now: datetime) -> Parts:
    """Returns hash and size of each part that has come; none for an upload that begins.

    Raises NotFound for the upload of another key.
    """
    row = _find(session, upload_id, owner, now)
    return [] if row is None else [(sha256, size) for sha256, size in json.loads(row.parts)]


def check_fits(parts: Parts, offset: int, size: int, most_bytes: int) -> None:
    """Check that a part begins where the parts before it end. Raises Problem."""
    there = sum(each for _, each in parts)
    if offset != there:
        raise Invalid.of(
            f"{there:,} bytes have come so far: the next part begins there.",
            parameter="offset",
            suggestion=str(there),
        )
    if there + size > most_bytes:
        words = f"A file may have {most_bytes:,} bytes here."
        raise Problem(TOO_LARGE, words, {"limit_bytes": most_bytes})
    if len(parts) >= MOST_PARTS:
        raise Invalid.of(
            f"A file may have {MOST_PARTS:,} parts here.", suggestion="Send larger ones."
        )


def keep_parts(session: Session, upload_id: UUID, owner: str, parts: Parts, now: datetime) -> None:
    """Note which parts have come. Raises Invalid when the same one came at the same moment."""
    row = _find(session, upload_id, owner, now)
    if row is not None:
        row.parts = json.dumps(parts)
        return
    try:
        with session.begin_nested():
            begun = json.dumps(parts)
            session.add(MediaUpload(id=upload_id, owner=owner, parts=begun, created_at=now))
    except IntegrityError:
        raise Invalid.of("Another part came at the same moment.", parameter="offset") from None


def end(session: Session, upload_id: UUID) -> None:
    """Forget an upload that is complete, or too old."""
    row = session.get(MediaUpload, upload_id)
    if row is not None:
        session.delete(row)
        session.flush()


def put_together(store: MediaStore, parts: Parts, path: Path) -> None:
    """Write the parts into one file. Raises StoreUnavailable."""
    with path.open("wb") as file:
        for sha256, _ in parts:
            file.writelines(store.open(sha256))


def _find(session: Session, upload_id: UUID, owner: str, now: datetime) -> MediaUpload | None:
    row = session.get(MediaUpload, upload_id, with_for_update=True)
    if row is None:
        return None
    if row.owner != owner:
        raise NotFound
    if row.created_at <= now - LASTS:
        end(session, upload_id)
        return None
    return row
