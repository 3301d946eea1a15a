"""Hostile files, and a process that reads them all: `python -m tests.uploads.content.hostile`."""

import json
import random
import resource
import struct
import sys
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from app.base.settings import Settings
from app.uploads.content.child import FileJob, work
from app.uploads.content.kinds import Refused
from tests.uploads import samples

SCRIPT = b"<script>alert(1)</script>"
TAILS = (SCRIPT, b"PK\x03\x04" + SCRIPT, b"<?php echo 1 ?>" + SCRIPT)
CUTS, FLIPS = 10, 12


def files() -> Iterator[tuple[str, bytes]]:
    """Yields names and contents."""
    rng = random.Random(31)
    for kind, content in sorted(_whole().items()):
        for cut in range(CUTS):
            yield f"{kind} cut {cut}", content[: len(content) * cut // CUTS]
        for number, tail in enumerate(TAILS):
            yield f"{kind} tail {number}", content + tail
            yield f"{kind} head {number}", tail + content
        for number in range(FLIPS):
            flipped = bytearray(content)
            for _ in range(1 + number):
                flipped[rng.randrange(len(flipped))] = rng.randrange(256)
            yield f"{kind} flipped {number}", bytes(flipped)
    for first, one in sorted(_whole().items()):
        yield f"{first} head alone", one[:12]
        yield f"{first} head before a picture", one[:12] + samples.picture()
    yield from _bombs()
    yield from _scripts()


def _whole() -> dict[str, bytes]:
    pictures = {kind: samples.picture(kind) for kind in ("JPEG", "PNG", "WEBP", "AVIF", "GIF")}
    return {
        **pictures,
        "PDF": samples.document(),
        "MP4": samples.film(),
        "MP3": samples.sound(),
    }


def _bombs() -> Iterator[tuple[str, bytes]]:
    yield "bomb PNG", samples.png_of_size(40_000, 40_000)
    yield "bomb PNG of the largest size", samples.png_of_size(2**31 - 1, 2**31 - 1)
    # Seven thousand pixels a side are allowed, and are 49 KB in the file.
    yield "great PNG", _great_png(7_000)
    text = b"Comment\x00\x00" + zlib.compress(bytes(100_000_000), 9)
    png = samples.picture("PNG")
    yield "bomb in a text", png[:33] + samples.png_chunk(b"zTXt", text) + png[33:]
    gif = samples.picture("GIF")
    yield "bomb GIF", gif[:6] + struct.pack("<HH", 65_535, 65_535) + gif[10:]
    frame = gif[gif.index(b",") : -1]
    yield "GIF of many frames", gif[:-1] + frame * 1_001 + b";"
    jpeg = samples.picture("JPEG")
    at = jpeg.index(b"\xff\xc0")
    yield "bomb JPEG", jpeg[: at + 5] + struct.pack(">HH", 65_000, 65_000) + jpeg[at + 9 :]
    pdf = samples.document()
    yield "endless page", pdf.replace(b"/MediaBox [ 0 0 300", b"/MediaBox [ 0 0 900000300")
    yield "boxes within boxes", _nested(5_000)


def _great_png(side: int) -> bytes:
    return samples.written(Image.new("1", (side, side)), "PNG")


def _nested(depth: int) -> bytes:
    inner = b""
    for _ in range(depth):
        inner = samples.box(b"moov", inner)
    return samples.film() + inner


def _scripts() -> Iterator[tuple[str, bytes]]:
    entity = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
    outside = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
    for kind in ("JPEG", "WEBP", "AVIF"):
        for number, xmp in enumerate((SCRIPT, entity, outside, samples.XMP[:-20], b"\xff" * 99)):
            yield f"{kind} script {number}", samples.picture(kind, xmp=xmp)
    yield "JPEG comment", samples.picture("JPEG", comment=SCRIPT)
    yield "GIF comment", samples.picture("GIF", comment=SCRIPT)


def main() -> None:
    """Read all files, and write what became of each, and the most memory in bytes, as JSON."""
    ended: dict[str, str] = {}
    most_pixels = Settings().media_max_pixels
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "source")
        for name, content in files():
            source.write_bytes(content)
            try:
                made = work(FileJob(str(source), folder, most_pixels, "en"))
                stored = Path(folder, made.sha256).read_bytes()
                ended[name] = "script" if SCRIPT in stored else made.media_type
            except Refused as refused:
                ended[name] = refused.objection
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1_024
    json.dump({"ended": ended, "most_bytes": most}, sys.stdout)


if __name__ == "__main__":
    main()
