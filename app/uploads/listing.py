"""Lists files for editors, the newest first."""

from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy import func, tuple_
from sqlmodel import Session, col, select

from app.auth.caller import Caller
from app.base import pagination
from app.media.models import MediaFile
from app.uploads.schemas import EditorialFiles, EditorialFilesQuery, show

KIND = "editorial-media"


def list_files(
    session: Session, query: EditorialFilesQuery, caller: Caller, key: bytes, address: str
) -> EditorialFiles:
    """Returns a page of what exists for the caller. Raises Invalid for a foreign cursor."""
    wanted = caller.owned(col(MediaFile.organisation))
    total = session.exec(select(func.count()).select_from(MediaFile).where(*wanted)).one()
    whose = caller.organisation or ""
    place = (col(MediaFile.created_at), col(MediaFile.id))
    if query.cursor is not None:
        at, file_id = pagination.decode(query.cursor, KIND, whose, key)
        after = (datetime.fromisoformat(str(at)), UUID(str(file_id)))
        wanted.append(tuple_(*place) < after)
    newest = [each.desc() for each in place]
    asked = select(MediaFile).where(*wanted).order_by(*newest).limit(query.limit + 1)
    rows = list(session.exec(asked))
    page = rows[: query.limit]
    links = {}
    if len(rows) > len(page):
        position = (page[-1].created_at.isoformat(), str(page[-1].id))
        cursor = pagination.encode(KIND, whose, position, key)
        links["next"] = f"{address}?{urlencode({'limit': query.limit, 'cursor': cursor})}"
    return EditorialFiles(
        data=[show(row) for row in page],
        meta={"total": total, "limit": query.limit},
        links=links,
    )
