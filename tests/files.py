"""Files for tests: in the store and the database as an upload leaves them."""

import hashlib
import json
from datetime import date
from typing import Any
from uuid import UUID

from app.base import clock
from app.base.ids import new_id
from app.media.models import MediaFile
from app.published.media import FocalPoint, Media, MediaRendition, address_of
from tests.newsroom import Newsroom

ENDS = date(2099, 12, 31)


def stored(newsroom: Newsroom, content: bytes = b"a picture", **changes: Any) -> MediaFile:
    """A file with these bytes; a JPEG, with three renditions, unless `changes` say otherwise."""
    store = newsroom.app.state.media
    sha256 = hashlib.sha256(content).hexdigest()
    store.put(sha256, content)
    renditions = []
    for name, width in (("thumb", 320), ("small", 960), ("large", 1920)):
        for media_type in ("image/webp", "image/jpeg"):
            made = b"%b %b as %b" % (content[:20], name.encode(), media_type.encode())
            own = hashlib.sha256(made).hexdigest()
            store.put(own, made)
            size = {"width": width, "height": width * 3 // 4, "bytes": len(made)}
            renditions.append({"name": name, "media_type": media_type, "sha256": own, **size})
    given: dict[str, Any] = {
        "id": new_id(),
        "sha256": sha256,
        "media_type": "image/jpeg",
        "bytes": len(content),
        "width": 4000,
        "height": 3000,
        "file_name": "depot.jpg",
        "texts": json.dumps({"en": {"alt": "A depot at night", "caption": "The depot in Edirne"}}),
        "credit": "Ada Example",
        "licence": "https://licence.example/by",
        "rights_end": ENDS,
        "renditions": json.dumps(renditions),
        "created_at": clock.now(),
        "created_by": "key:test",
    }
    row = MediaFile(**given | changes)
    with newsroom.database.write() as session:
        session.add(row)
        session.flush()
        session.expunge(row)
    return row


def a_pdf(newsroom: Newsroom, content: bytes = b"%PDF-1.7 a report") -> MediaFile:
    """A document without renditions."""
    plain = {"media_type": "application/pdf", "file_name": "report.pdf", "renditions": "[]"}
    return stored(newsroom, content, width=None, height=None, texts="{}", **plain)


def a_picture(**changes: Any) -> Media:
    """A picture of a public document."""
    base: dict[str, Any] = {
        **_form("0a", 4000, 5_000_000),
        "id": UUID("019ab8c2-7a10-7c3e-9d57-0b1f6f6f2a77"),
        "kind": "image",
        "file_name": "depot.jpg",
        "alt": "A depot at night",
        "caption": "The depot in Edirne",
        "credit": "Ada Example",
        "licence": "https://licence.example/by",
        "rights_end": ENDS,
        "focal_point": FocalPoint(x=0.25, y=0.5),
        "renditions": tuple(
            MediaRendition(name=name, **_form(sha, width, width * 100))
            for name, sha, width in (
                ("thumb", "0b", 320),
                ("small", "0c", 960),
                ("large", "0d", 1920),
            )
        ),
    }
    return Media(**base | changes)


def _form(digits: str, width: int, length: int) -> dict[str, Any]:
    return {
        "media_type": "image/jpeg",
        "url": f"/v1/media/{address_of(digits * 32, 'image/jpeg')}",
        "width": width,
        "height": width * 3 // 4,
        "bytes": length,
    }


def address(file: MediaFile) -> str:
    """Where readers get a file at full size."""
    return f"/v1/media/{address_of(file.sha256, file.media_type)}"
