"""The acts of editors on files: one function each. None of them commits."""

import json
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.auth.audit import write_entry
from app.auth.caller import Caller
from app.base.ids import new_id
from app.base.problems import FILE_IN_USE, Problem
from app.base.text import slugify
from app.media.models import MediaFile, MediaObject
from app.releases.acts.rerender import rerender_using
from app.releases.audit import Actor
from app.releases.merge_patch import merged
from app.releases.models import Release, Revision
from app.uploads.content.child import Made
from app.uploads.content.credits import Credits
from app.uploads.schemas import FilePatch

# Renditions hold these.
_WRITTEN = frozenset(("texts", "credit", "licence", "focal_x", "focal_y"))
_LONGEST_STEM = 100
_ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/avif": "avif",
    "image/gif": "gif",
    "application/pdf": "pdf",
    "video/mp4": "mp4",
    "audio/mpeg": "mp3",
}


@dataclass(frozen=True)
class Upload:
    """A file that was read and stored, before a row names it."""

    made: Made
    file_name: str
    organisation: str | None
    location_kept: bool

    @classmethod
    def of(cls, made: Made, name: str, organisation: str | None, location_kept: bool) -> Self:
        """Returns an upload under a safe name."""
        return cls(made, safe_name(name, made.media_type), organisation, location_kept)


def safe_name(name: str, media_type: str) -> str:
    """Returns a name of Latin letters, digits and hyphens, with the ending of its type.

    >>> safe_name("C:\\\\x\\\\Boğaz'da sabah.php.JPG", "image/jpeg")
    'bogaz-da-sabah-php.jpg'
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    stem = last.rpartition(".")[0] or last
    readable = slugify(stem[: 4 * _LONGEST_STEM])[:_LONGEST_STEM].strip("-")
    return f"{readable or 'file'}.{_ENDINGS[media_type]}"


def add(session: Session, upload: Upload, by: Actor) -> tuple[MediaFile, bool]:
    """Make the row of a file. Returns it, and whether it is new.

    The same bytes of the same organisation are the same file, whoever sends them.
    """
    known = _find_same(session, upload)
    if known is not None:
        return known, False
    made = upload.made
    row = MediaFile(
        id=new_id(),
        sha256=made.sha256,
        media_type=made.media_type,
        bytes=made.bytes,
        width=made.width,
        height=made.height,
        duration_seconds=made.duration_seconds,
        file_name=upload.file_name,
        organisation=upload.organisation,
        texts=json.dumps(made.credits.texts),
        credit=made.credits.credit,
        licence=made.credits.licence,
        renditions=json.dumps(made.renditions),
        location_kept=upload.location_kept,
        created_at=by.at,
        created_by=by.author,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        # Somebody sent the same at the same moment.
        known = _find_same(session, upload)
        if known is None:
            raise
        return known, False
    _name_objects(session, row)
    _record(session, "add", row, by)
    return row, True


def _find_same(session: Session, upload: Upload) -> MediaFile | None:
    same = select(MediaFile).where(
        col(MediaFile.sha256) == upload.made.sha256,
        col(MediaFile.organisation).is_not_distinct_from(upload.organisation),
    )
    return session.exec(same).first()


def changes(row: MediaFile, patch: FilePatch) -> dict[str, Any]:
    """Returns the columns that a patch changes, with their new values."""
    given = patch.model_dump(exclude_unset=True)
    members: dict[str, Any] = {
        name: given[name] for name in ("credit", "licence", "rights_end") if name in given
    }
    if given.get("file_name"):
        members["file_name"] = safe_name(f"{given['file_name']}.", row.media_type)
    if "focal_point" in given:
        point = given["focal_point"] or {"x": None, "y": None}
        members |= {"focal_x": point["x"], "focal_y": point["y"]}
    if "texts" in given:
        after: dict[str, Any] = merged(json.loads(row.texts), given["texts"])
        bare = {
            tag: {name: text for name, text in each.items() if text}
            for tag, each in after.items()
            if each is not None
        }
        members["texts"] = json.dumps({tag: each for tag, each in bare.items() if each})
    return {name: value for name, value in members.items() if value != getattr(row, name)}


def are_rendered(row: MediaFile, changed: dict[str, Any]) -> bool:
    """Returns whether a change needs new renditions, since these hold what it changes."""
    return bool(json.loads(row.renditions)) and bool(_WRITTEN & changed.keys())


def words_after(row: MediaFile, changed: dict[str, Any]) -> Credits:
    """Returns the words of a file as they are after a change."""
    after = {name: changed.get(name, getattr(row, name)) for name in ("texts", "credit", "licence")}
    return Credits(json.loads(after["texts"]), after["credit"], after["licence"])


def focal_after(row: MediaFile, changed: dict[str, Any]) -> tuple[float, float] | None:
    """Returns the focal point as it is after a change."""
    x, y = (changed.get(name, getattr(row, name)) for name in ("focal_x", "focal_y"))
    return None if x is None or y is None else (x, y)


def change(
    session: Session, row: MediaFile, changed: dict[str, Any], made: Made | None, by: Actor
) -> None:
    """Give a file other words or another focal point, and the renditions `made` with them.

    Public documents that show it are rendered anew.
    """
    for name, value in changed.items():
        setattr(row, name, value)
    if made is not None:
        row.renditions = json.dumps(made.renditions)
        _name_objects(session, row)
    if changed:
        row.lock += 1
        _record(session, "change", row, by)
        rerender_using(session, row, by)


def remove(session: Session, row: MediaFile, by: Actor, *, caller: Caller) -> None:
    """Forget a file. Raises Problem (`file-in-use`) where a saved text of a release has it.

    The problem names a release that exists for `caller`, if one of those has it.

    Its objects go with the next sweep, unless another row names them.
    """
    written = f'"{row.id}"'
    used = select(Revision.release_id).where(
        col(Revision.content).contains(written, autoescape=True)
    )
    if session.exec(used.limit(1)).first() is not None:
        own = caller.owned(col(Release.organisation_id))
        seen = used.join(Release, col(Release.id) == col(Revision.release_id)).where(*own)
        release_id = session.exec(seen.limit(1)).first()
        raise Problem(
            FILE_IN_USE,
            "A saved text of a release has this file.",
            {} if release_id is None else {"release": str(release_id)},
        )
    _forget_objects(session, row.id)
    _record(session, "remove", row, by)
    session.delete(row)


def _name_objects(session: Session, row: MediaFile) -> None:
    _forget_objects(session, row.id)
    hashes = dict.fromkeys([row.sha256, *(each["sha256"] for each in json.loads(row.renditions))])
    session.add_all(MediaObject(sha256=sha256, file_id=row.id) for sha256 in hashes)


def _forget_objects(session: Session, file_id: UUID) -> None:
    session.flush()
    session.execute(delete(MediaObject).where(col(MediaObject.file_id) == file_id))


def _record(session: Session, act: str, row: MediaFile, by: Actor) -> None:
    write_entry(
        session,
        at=by.at,
        principal=by.author,
        act=f"{act}-file",
        subject=("file", row.id),
        organisation=row.organisation,
        request_id=by.request_id,
        details={"lock": row.lock, "sha256": row.sha256},
    )
