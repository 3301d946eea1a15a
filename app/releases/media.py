"""Files of working copies, as public documents show them."""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.base.language import look_up
from app.media.models import MediaFile
from app.media.queries import find_files
from app.media.shapes import focal_point, renditions
from app.published.media import (
    PATH,
    FocalPoint,
    Media,
    MediaRendition,
    address_of,
    kind_of,
)
from app.releases.content import Content, MediaUse


def files_of(session: Session, uses: Iterable[MediaUse]) -> Mapping[UUID, MediaFile]:
    """Returns the files of all `uses`, in one statement."""
    return find_files(session, {use.file for use in uses})


def shown_media(content: Content, files: Mapping[UUID, MediaFile]) -> tuple[Media, ...]:
    """Returns the files of `content`, with what it says of them, else what is said of the file."""
    return tuple(
        _shown(use, files[use.file], content.language) for use in content.media if use.file in files
    )


def _shown(use: MediaUse, file: MediaFile, language: str) -> Media:
    texts: dict[str, dict[str, str]] = json.loads(file.texts)
    known = look_up([language], texts)
    text = texts[known] if known is not None else {}
    point = focal_point(file)
    return Media(
        id=file.id,
        kind=kind_of(file.media_type),
        file_name=file.file_name,
        alt=text.get("alt") if use.alt is None else use.alt,
        caption=text.get("caption") if use.caption is None else use.caption,
        credit=file.credit if use.credit is None else use.credit,
        licence=file.licence if use.licence is None else use.licence,
        rights_end=file.rights_end if use.rights_end is None else use.rights_end,
        focal_point=None if point is None else FocalPoint(**point),
        renditions=tuple(map(_rendition, renditions(file))),
        **_form(file.sha256, file.media_type, file.width, file.height, file.bytes),
    )


def _rendition(made: Mapping[str, Any]) -> MediaRendition:
    size = made["width"], made["height"], made["bytes"]
    return MediaRendition(name=made["name"], **_form(made["sha256"], made["media_type"], *size))


def _form(
    sha256: str, media_type: str, width: int | None, height: int | None, length: int
) -> dict[str, Any]:
    return {
        "media_type": media_type,
        "url": PATH + address_of(sha256, media_type),
        "width": width,
        "height": height,
        "bytes": length,
    }
