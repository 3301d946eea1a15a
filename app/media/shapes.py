"""The shape of a file, as editors and readers alike get it."""

import json
from typing import Any

from app.media.models import MediaFile


def describe(row: MediaFile) -> dict[str, Any]:
    """Returns what may be said of a file to whoever may have it: no address, no owner.

    `{id, sha256, media_type, bytes, width, height, duration_seconds, file_name, focal_point,
    texts, credit, licence, rights_end, renditions}`; dates as in ISO 8601, None where unknown.
    """
    return {
        "id": str(row.id),
        "sha256": row.sha256,
        "media_type": row.media_type,
        "bytes": row.bytes,
        "width": row.width,
        "height": row.height,
        "duration_seconds": row.duration_seconds,
        "file_name": row.file_name,
        "focal_point": focal_point(row),
        "texts": json.loads(row.texts),
        "credit": row.credit,
        "licence": row.licence,
        "rights_end": None if row.rights_end is None else row.rights_end.isoformat(),
        "renditions": renditions(row),
    }


def focal_point(row: MediaFile) -> dict[str, float] | None:
    """Returns `{x, y}`, each 0 to 1 from the upper left corner, or None."""
    if row.focal_x is None or row.focal_y is None:
        return None
    return {"x": row.focal_x, "y": row.focal_y}


def renditions(row: MediaFile) -> list[dict[str, Any]]:
    """Returns `{name, media_type, sha256, width, height, bytes}` of each rendition."""
    made: list[dict[str, Any]] = json.loads(row.renditions)
    return made
