"""Films in MP4 and pictures in AVIF: blanks the boxes (ISO/IEC 14496-12) that hold metadata.

To blank is to overwrite in place with zeros, so that no offset in the file changes.
"""

import mmap
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from app.uploads.content.kinds import broken

_FILM, _AVIF = "video/mp4", "image/avif"
# Boxes that hold other boxes, on the way to what is looked for.
_OUTER = frozenset((b"moov", b"trak", b"mdia", b"minf"))
# Free text, positions, names of devices: blanked wherever they stand.
_METADATA = frozenset((b"udta", b"meta", b"uuid", b"free", b"skip", b"wide", b"XMP_"))
_IN_FILM = frozenset(
    b"ftyp styp moov moof mdat mfra sidx emsg prft pdin free skip wide uuid meta udta".split()
)
_IN_AVIF = frozenset(b"ftyp meta mdat moov free skip uuid idat".split())
_MOST_BOXES = 100_000
# Bytes that are read or blanked at a time.
_STEP = 1_000_000
# Where the scale, the duration and the size stand, by version of the box.
_TIMES = {0: (12, 16, 4), 1: (20, 24, 8)}
_SIZES = {0: 76, 1: 88}


@dataclass(frozen=True)
class MediaBox:
    """One box: `start` and `end` of all of it, and where its content begins."""

    name: bytes
    start: int
    content: int
    end: int


@dataclass(frozen=True)
class Film:
    """What a film says of itself; what it does not say is zero."""

    width: int
    height: int
    duration_seconds: float


def blank_film(data: mmap.mmap, *, keep: bool) -> Film:
    """Blank everything in an MP4 but pictures and sound, unless `keep`. Raises Refused."""
    width = height = 0
    duration = 0.0
    names = set()
    for box in _walk(data, _FILM, _IN_FILM):
        names.add(box.name)
        if box.name == b"mvhd":
            duration = _duration(data, box)
        elif box.name == b"tkhd":
            found = _size(data, box)
            width, height = max(width, found[0]), max(height, found[1])
        elif box.name in _METADATA and not keep:
            _blank(data, box)
    if b"mvhd" not in names or not names & {b"mdat", b"moof"}:
        raise broken(_FILM, "it has no film in it")
    return Film(width, height, duration)


def blank_avif(data: mmap.mmap, *, keep: bool) -> None:
    """Blank the metadata of an AVIF, unless `keep`. Raises Refused for what is no picture."""
    for box in list(_boxes(data, 0, len(data), _AVIF)):
        if box.name not in _IN_AVIF:
            raise broken(_AVIF, f"it holds what is no part of a picture: {box.name!r}")
        if box.name in {b"free", b"skip", b"uuid"}:
            _blank(data, box)
        elif box.name == b"meta" and not keep:
            _blank_items(data, box)


def _blank_items(data: mmap.mmap, meta: MediaBox) -> None:
    """Blank the items that are no picture: Exif and XMP (ISO/IEC 23008-12, annex A)."""
    inner = {box.name: box for box in _boxes(data, meta.content + 4, meta.end, _AVIF)}
    if b"iinf" not in inner or b"iloc" not in inner:
        raise broken(_AVIF, "it does not say where its parts are")
    metadata = set()
    listed = inner[b"iinf"]
    count = 2 if data[listed.content] == 0 else 4
    for entry in _boxes(data, listed.content + 4 + count, listed.end, _AVIF):
        wide = 2 if data[entry.content] <= 2 else 4
        at = entry.content + 4
        if data[at + wide + 2 : at + wide + 6] in {b"Exif", b"mime", b"uri "}:
            metadata.add(int.from_bytes(data[at : at + wide]))
            # Readers report zeros as broken Exif, and skip items of a kind that they do not know.
            data[at + wide + 2 : at + wide + 6] = b"free"
    idat = inner.get(b"idat")
    for item, in_idat, start, size in _extents(data, inner[b"iloc"]):
        if item in metadata:
            base = idat.content if in_idat and idat else 0
            if base + start + size > len(data):
                raise broken(_AVIF, "a part of it lies behind its end")
            data[base + start : base + start + size] = bytes(size)


def _extents(data: mmap.mmap, iloc: MediaBox) -> Iterator[tuple[int, bool, int, int]]:
    """Yields the item of each part, whether the part lies in `idat`, its start and its size."""
    version, at = data[iloc.content], iloc.content + 6
    offset, length = data[iloc.content + 4] >> 4, data[iloc.content + 4] & 15
    base, index = data[iloc.content + 5] >> 4, data[iloc.content + 5] & 15 if version else 0
    wide = 4 if version == 2 else 2

    def take(size: int) -> int:
        nonlocal at
        if at + size > iloc.end:
            raise broken(_AVIF, "it does not say where its parts are")
        at += size
        return int.from_bytes(data[at - size : at])

    for _ in range(take(wide)):
        item = take(wide)
        in_idat = version > 0 and take(2) & 15 == 1
        take(2)
        begin = take(base)
        for _ in range(take(2)):
            take(index)
            start = begin + take(offset)
            yield item, in_idat, start, take(length)


def _walk(data: mmap.mmap, media_type: str, known: frozenset[bytes]) -> Iterator[MediaBox]:
    """Yields the boxes of a film, outer ones before inner ones. Raises Refused."""
    waiting = [(0, len(data))]
    count = 0
    while waiting:
        start, end = waiting.pop()
        for box in _boxes(data, start, end, media_type):
            count += 1
            if count > _MOST_BOXES or (start == 0 and box.name not in known):
                raise broken(media_type, f"it holds what is no part of a film: {box.name!r}")
            if box.name in _OUTER:
                waiting.append((box.content, box.end))
            yield box


def _boxes(data: mmap.mmap, start: int, end: int, media_type: str) -> Iterator[MediaBox]:
    while start < end:
        size, name, content = (
            int.from_bytes(data[start : start + 4]),
            data[start + 4 : start + 8],
            8,
        )
        if size == 1:
            size, content = int.from_bytes(data[start + 8 : start + 16]), 16
        elif size == 0:
            size = end - start
        if len(name) < 4 or size < content or start + size > end:
            raise broken(media_type, "it is cut off, or something follows its end")
        yield MediaBox(name, start, start + content, start + size)
        start += size


def _blank(data: mmap.mmap, box: MediaBox) -> None:
    data[box.start + 4 : box.start + 8] = b"free"
    for at in range(box.content, box.end, _STEP):
        size = min(_STEP, box.end - at)
        data[at : at + size] = bytes(size)
        _free_memory(data)


def pieces(data: mmap.mmap, start: int, end: int) -> Iterator[bytes]:
    """Yields the bytes from `start` to `end`, of which one piece at a time is in memory."""
    for at in range(start, end, _STEP):
        yield data[at : min(at + _STEP, end)]
        _free_memory(data)


def _free_memory(data: mmap.mmap) -> None:
    """Free the memory of what was read or written: a film may be larger than memory."""
    if sys.platform != "win32":
        data.madvise(mmap.MADV_DONTNEED)


def _version(data: mmap.mmap, box: MediaBox) -> int:
    version = data[box.content]
    if version not in _TIMES:
        raise broken(_FILM, "its head is of no known version")
    return version


def _duration(data: mmap.mmap, box: MediaBox) -> float:
    scale_at, duration_at, width = _TIMES[_version(data, box)]
    scale_at, duration_at = box.content + scale_at, box.content + duration_at
    scale = int.from_bytes(data[scale_at : scale_at + 4])
    duration = int.from_bytes(data[duration_at : duration_at + width])
    # All ones: not known.
    return 0.0 if scale == 0 or duration == (1 << 8 * width) - 1 else duration / scale


def _size(data: mmap.mmap, box: MediaBox) -> tuple[int, int]:
    at = box.content + _SIZES[_version(data, box)]
    # Numbers with 16 bits before the point and 16 after it.
    width, height = (int.from_bytes(data[one : one + 4]) >> 16 for one in (at, at + 4))
    return width, height
