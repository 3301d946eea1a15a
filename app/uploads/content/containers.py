"""Copies the picture out of a file, without metadata, comments, and whatever follows its end.

Not a pixel changes. What a browser needs to show the picture is kept: colours, transparency, frames
and, in a block of our own, how it has to be turned; and the words of its credits are written anew.
"""

import mmap
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.uploads.content.kinds import broken, too_much

# A whole file, read or mapped.
Content = bytes | mmap.mmap

MOST_FRAMES = 1_000

_JPEG, _PNG, _WEBP, _GIF = "image/jpeg", "image/png", "image/webp", "image/gif"
_XMP_IN_JPEG = b"http://ns.adobe.com/xap/1.0/\x00"
_LONGEST_SEGMENT = 65_533
_END_OF_SCAN = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
# Chunks of PNG (third edition, with animation) that are the picture.
_PNG_PICTURE = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB bKGD hIST pHYs sPLT acTL fcTL fdAT cICP"
    b" mDCV cLLI".split()
)
_PNG_METADATA = frozenset((b"eXIf", b"tEXt", b"iTXt", b"zTXt"))
_WEBP_PICTURE = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))
_WEBP_HAS_EXIF, _WEBP_HAS_XMP = 0x08, 0x04
_GIF_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


@dataclass(frozen=True)
class Blocks:
    """What is written in place of the metadata that a picture came with.

    `exif` says how it is turned, `xmp` and `iptc` hold words; empty: nothing. With `keep` the
    metadata stays as it came, and nothing is written.
    """

    exif: bytes = b""
    xmp: bytes = b""
    iptc: bytes = b""
    keep: bool = False


def clean_jpeg(data: Content, blocks: Blocks) -> Iterator[bytes]:
    """Yields the parts of a JPEG (ISO/IEC 10918-1 annex B) up to its end. Raises Refused."""
    yield data[:2]
    at, written = 2, False
    while True:
        while data[at : at + 2] == b"\xff\xff":
            at += 1
        if at + 2 > len(data) or data[at] != 0xFF:
            raise broken(_JPEG, "it is cut off, or no marker stands where one has to")
        marker = data[at + 1]
        if marker != 0xE0 and not written:
            written = True
            yield from _own_segments(blocks)
        if marker == 0xD9:
            yield data[at : at + 2]
            return
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4])
        if end > len(data) or end < at + 4:
            raise broken(_JPEG, "it is cut off")
        if marker == 0xDA:
            found = _END_OF_SCAN.search(data, end)
            if found is None:
                raise broken(_JPEG, "it is cut off")
            end = found.start()
        if _is_kept(marker, data[at + 4 : at + 16], keep=blocks.keep):
            yield data[at:end]
        at = end


def _is_kept(marker: int, head: bytes, *, keep: bool) -> bool:
    if 0xC0 <= marker <= 0xDF:
        return True
    if marker in {0xE1, 0xED}:
        return keep
    named = {0xE0: b"JFIF\x00", 0xE2: b"ICC_PROFILE\x00", 0xEE: b"Adobe"}.get(marker)
    return named is not None and head.startswith(named)


def _own_segments(blocks: Blocks) -> Iterator[bytes]:
    for marker, head, content in (
        (b"\xff\xe1", b"", blocks.exif),
        (b"\xff\xe1", _XMP_IN_JPEG, blocks.xmp),
        (b"\xff\xed", b"", blocks.iptc),
    ):
        size = len(head) + len(content) + 2
        if content and size <= _LONGEST_SEGMENT:
            yield marker + size.to_bytes(2) + head + content


def clean_png(data: Content, blocks: Blocks) -> Iterator[bytes]:
    """Yields the chunks of a PNG up to its end. Raises Refused."""
    yield data[:8]
    at, frames = 8, 0
    while True:
        size, name = int.from_bytes(data[at : at + 4]), bytes(data[at + 4 : at + 8])
        end = at + 12 + size
        if end > len(data):
            raise broken(_PNG, "it is cut off")
        if zlib.crc32(data[at + 4 : end - 4]) != int.from_bytes(data[end - 4 : end]):
            raise broken(_PNG, f"the checksum of its part at byte {at:,} is wrong")
        frames += name == b"fcTL"
        _check_frames(_PNG, frames)
        if name in _PNG_PICTURE or (blocks.keep and name in _PNG_METADATA):
            yield data[at:end]
        if name == b"IHDR":
            if blocks.exif:
                yield _png_chunk(b"eXIf", blocks.exif.removeprefix(b"Exif\x00\x00"))
            if blocks.xmp:
                yield _png_chunk(b"iTXt", b"XML:com.adobe.xmp\x00\x00\x00\x00\x00" + blocks.xmp)
        if name == b"IEND":
            return
        at = end


def _png_chunk(name: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(name + content).to_bytes(4)
    return len(content).to_bytes(4) + name + content + checksum


def clean_webp(data: Content, blocks: Blocks) -> Iterator[bytes]:
    """Yields a WebP (RFC 9649) without metadata; one in the extended form gets `blocks`."""
    end = 8 + int.from_bytes(data[4:8], "little")
    if end > len(data):
        raise broken(_WEBP, "it is cut off")
    parts, at, frames, extended = [], 12, 0, False
    while at + 8 <= end:
        name, size = bytes(data[at : at + 4]), int.from_bytes(data[at + 4 : at + 8], "little")
        after = at + 8 + size
        if after > end:
            raise broken(_WEBP, "one of its parts is longer than the file")
        frames += name == b"ANMF"
        _check_frames(_WEBP, frames)
        content = bytes(data[at + 8 : after])
        if name == b"VP8X" and content and not blocks.keep:
            extended = True
            flags = content[0] & ~(_WEBP_HAS_EXIF | _WEBP_HAS_XMP)
            flags |= _WEBP_HAS_EXIF if blocks.exif else 0
            flags |= _WEBP_HAS_XMP if blocks.xmp else 0
            content = bytes((flags,)) + content[1:]
        if name in _WEBP_PICTURE or (blocks.keep and name in {b"EXIF", b"XMP "}):
            parts.append(_webp_chunk(name, content))
        at = after + size % 2
    if extended:
        own = ((b"EXIF", blocks.exif.removeprefix(b"Exif\x00\x00")), (b"XMP ", blocks.xmp))
        parts += [_webp_chunk(name, content) for name, content in own if content]
    yield b"RIFF" + (4 + sum(map(len, parts))).to_bytes(4, "little") + b"WEBP"
    yield from parts


def _webp_chunk(name: bytes, content: bytes) -> bytes:
    return name + len(content).to_bytes(4, "little") + content + b"\x00" * (len(content) % 2)


def clean_gif(data: Content, _blocks: Blocks) -> Iterator[bytes]:
    """Yields the blocks of a GIF (89a) up to its end, without comments and texts."""
    at = _after_table(data, 10, 13)
    yield data[:at]
    frames = 0
    while True:
        kind = data[at : at + 1]
        if kind == b";":
            yield kind
            return
        if kind == b"!":
            label, end = data[at + 1 : at + 2], _after_blocks(data, at + 2)
            if label == b"\xf9" or (label == b"\xff" and data[at + 3 : at + 14] in _GIF_LOOPS):
                yield data[at:end]
        elif kind == b",":
            frames += 1
            _check_frames(_GIF, frames)
            end = _after_blocks(data, _after_table(data, at + 9, at + 10) + 1)
            yield data[at:end]
        else:
            raise broken(_GIF, "it is cut off, or holds a block of no known kind")
        at = end


def _after_table(data: Content, flags_at: int, table_at: int) -> int:
    if flags_at >= len(data):
        raise broken(_GIF, "it is cut off")
    flags = data[flags_at]
    return table_at + (3 << (flags & 7) + 1 if flags & 0x80 else 0)


def _after_blocks(data: Content, at: int) -> int:
    while True:
        if at >= len(data):
            raise broken(_GIF, "it is cut off")
        size = data[at]
        at += 1 + size
        if size == 0:
            return at


def _check_frames(media_type: str, frames: int) -> None:
    if frames > MOST_FRAMES:
        raise too_much(media_type, f"it has more than {MOST_FRAMES:,} frames")


CLEANERS: dict[str, Callable[[Content, Blocks], Iterator[bytes]]] = {
    _JPEG: clean_jpeg,
    _PNG: clean_png,
    _WEBP: clean_webp,
    _GIF: clean_gif,
}
