"""What a file is, found from its first bytes, and why a file is refused. Pure."""

import re
from dataclasses import dataclass
from enum import StrEnum

import puremagic

# What is taken, by the name that people know it by.
TAKEN = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WebP",
    "image/avif": "AVIF",
    "image/gif": "GIF",
    "application/pdf": "PDF",
    "video/mp4": "MP4",
    "audio/mpeg": "MP3",
}
PICTURES = frozenset(name for name in TAKEN if name.startswith("image/"))
# The first bytes of a file by which its type is found.
HEAD_BYTES = 4_096

_SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"ID3", "audio/mpeg"),
)
# MPEG-1, 2 or 2.5, layer III (ISO/IEC 11172-3 section 2.4.1.3).
_SOUND = re.compile(rb"\xff[\xe2\xe3\xf2\xf3\xfa\xfb]")
_FILM_BRANDS = re.compile(rb"isom|iso[2-9a]|mp4[12]|avc1|dash|M4V |M4VP|MSNV|f4v ")
_MARKUP = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|!--|\?|[a-z])", re.IGNORECASE)
_BOX = 8
_LEAST_CONFIDENCE = 0.3


class Objection(StrEnum):
    """Why a file is refused."""

    # Of no type that is taken.
    TYPE = "type"
    # Not what its first bytes say: damaged, cut off, or made to harm.
    BROKEN = "broken"
    # More pixels, frames, memory or time than are allowed.
    TOO_MUCH = "too_much"


@dataclass(eq=False)
class Refused(Exception):
    """A file that is not taken. `found` is what it is, in words or as a media type."""

    objection: Objection
    detail: str
    found: str

    def __post_init__(self) -> None:
        super().__init__(self.detail)


def broken(media_type: str, detail: str) -> Refused:
    """Returns the refusal of a file that does not hold what `media_type` needs."""
    return Refused(Objection.BROKEN, f"This {TAKEN[media_type]} is broken: {detail}.", media_type)


def too_much(media_type: str, detail: str) -> Refused:
    """Returns the refusal of a file that needs more than is allowed."""
    return Refused(
        Objection.TOO_MUCH, f"This {TAKEN[media_type]} is too much: {detail}.", media_type
    )


def media_type_of(head: bytes) -> str:
    """Returns which of the taken types begins with `head`. Raises Refused."""
    for signature, media_type in _SIGNATURES:
        if head.startswith(signature):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp":
        found = _media_type_of_boxes(head)
        if found is not None:
            return found
    elif _SOUND.match(head):
        return "audio/mpeg"
    raise _unknown(head)


def _media_type_of_boxes(head: bytes) -> str | None:
    end = min(int.from_bytes(head[:4]), len(head))
    # The major brand, a version, and all brands that it is compatible with.
    brands = {head[_BOX : _BOX + 4], *(head[at : at + 4] for at in range(16, end - 3, 4))}
    if brands & {b"avif", b"avis"}:
        return "image/avif"
    if head[_BOX : _BOX + 4] in {b"qt  ", b"heic", b"heix", b"M4A ", b"M4B "}:
        return None
    return "video/mp4" if any(map(_FILM_BRANDS.fullmatch, brands)) else None


def _unknown(head: bytes) -> Refused:
    found = _name_of(head)
    names = list(TAKEN.values())
    taken = f"{', '.join(names[:-1])} and {names[-1]}"
    return Refused(Objection.TYPE, f"This is {found}, and {taken} are taken.", found)


def _name_of(head: bytes) -> str:
    """Returns what `head` is the beginning of, in words after «This is»."""
    if not head:
        return "an empty file"
    if _MARKUP.match(head):
        lowered = head.lower()
        if b"<svg" in lowered:
            return "SVG"
        return "HTML" if re.search(rb"<!doctype html|<(html|head|body|script)", lowered) else "XML"
    try:
        guess = puremagic.magic_string(head)[0]
    except (puremagic.PureError, ValueError, IndexError):
        return "of no known type"
    sure = guess.confidence >= _LEAST_CONFIDENCE
    return guess.mime_type or guess.name if sure else "of no known type"
