"""Files to upload, made in code."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import ExifTags, Image

XMP = b"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"
 xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
 photoshop:Credit="A. Demir" photoshop:City="Hiddentown"><dc:description><rdf:Alt>
 <rdf:li xml:lang="x-default">A ferry.</rdf:li><rdf:li xml:lang="tr">Bir vapur.</rdf:li>
</rdf:Alt></dc:description><Iptc4xmpCore:AltTextAccessibility><rdf:Alt>
 <rdf:li xml:lang="x-default">A ferry leaves.</rdf:li></rdf:Alt>
</Iptc4xmpCore:AltTextAccessibility><xmpRights:UsageTerms><rdf:Alt>
 <rdf:li xml:lang="x-default">CC BY 4.0</rdf:li></rdf:Alt></xmpRights:UsageTerms>
</rdf:Description></rdf:RDF></x:xmpmeta>"""


def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48), **given: Any) -> bytes:
    """A picture of two colours, red on the left and blue on the right."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, size[0], size[1]))
    return written(image, kind, **given)


def written(image: Image.Image, kind: str, **given: Any) -> bytes:
    """A picture as a file of a kind that Pillow knows."""
    file = BytesIO()
    image.save(file, kind, **given)
    return file.getvalue()


def located(turn: int = 1) -> Image.Exif:
    """Exif that says where a picture was taken, and how it is turned."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = turn
    exif[ExifTags.Base.ImageDescription] = "Hiddentown"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSMapDatum] = "Hiddentown"
    return exif


def png_of_size(width: int, height: int) -> bytes:
    """A PNG that promises so many pixels, and holds next to nothing."""
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\x00" * 100)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(png_chunk(name, content) for name, content in parts)


def png_chunk(name: bytes, content: bytes) -> bytes:
    """A part of a PNG with its checksum."""
    checksum = struct.pack(">I", zlib.crc32(name + content))
    return struct.pack(">I", len(content)) + name + content + checksum


def document(text: str = "") -> bytes:
    """A PDF of one page."""
    return written(Image.new("RGB", (300, 200), "white"), "PDF", title=text or None)


def sound(frames: int = 40) -> bytes:
    """An MP3 of silence, 26 milliseconds a frame, with tags before and after it."""
    tag = b"ID3\x04\x00\x00\x00\x00\x00\x0bHiddentown\x00"
    frame = b"\xff\xfb\x90\x00" + bytes(413)
    return tag + frame * frames + b"TAG" + b"Hiddentown".ljust(125, b"\x00")


def film(seconds: int = 3) -> bytes:
    """An MP4 of nothing, 640 by 360 pixels, that says where it was made."""
    head = box(b"mvhd", bytes(12) + struct.pack(">II", 1_000, seconds * 1_000) + bytes(80))
    track = box(b"tkhd", bytes(76) + struct.pack(">II", 640 << 16, 360 << 16))
    place = box(b"udta", box(b"\xa9xyz", b"Hiddentown+41.0+28.9/"))
    moov = box(b"moov", head + box(b"trak", track + place) + place)
    content = box(b"mdat", b"pictures and sound")
    return box(b"ftyp", b"isom\x00\x00\x02\x00isommp42") + moov + content + box(b"free", b"<html>")


def box(name: bytes, content: bytes) -> bytes:
    """A box of ISO/IEC 14496-12."""
    return struct.pack(">I", 8 + len(content)) + name + content
