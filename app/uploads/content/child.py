"""Reads one file in a process of its own: `python -m app.uploads.content.child`, job on stdin.

Decoders have faults, and hostile files look for them. Here a fault, a bomb or an endless loop costs
this process and nothing else: its memory and time are bounded, and it knows no secret.
"""

import hashlib
import json
import mmap
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image

from app.uploads.content.boxes import blank_avif, blank_film, pieces
from app.uploads.content.containers import Blocks
from app.uploads.content.credits import Credits, as_iptc, as_xmp, read_credits
from app.uploads.content.documents import first_page
from app.uploads.content.kinds import HEAD_BYTES, PICTURES, Objection, Refused, media_type_of
from app.uploads.content.pictures import (
    clean,
    opened,
    orientation_block,
    reduced,
    render,
    turned_size,
)
from app.uploads.content.sound import find_sound

if sys.platform != "win32":
    import resource

# What a decoder may take beside four bytes for each pixel that is allowed.
_BASE_BYTES = 120_000_000
_CPU_SECONDS = 40
# The server, which answers readers, comes first.
_NICE = 10


@dataclass(frozen=True)
class FileJob:
    """What to do with the file `source`. What is made goes into `folder`, named by its SHA-256.

    With `credits` the file is one that was cleaned before, and only renditions are made.
    """

    source: str
    folder: str
    max_pixels: int
    language: str
    keep_location: bool = False
    focal: tuple[float, float] | None = None
    credits: Credits | None = None


@dataclass
class Made:
    """What a file is, and the objects that were made of it, as `models.MediaFile` has them."""

    media_type: str
    sha256: str = ""
    bytes: int = 0
    width: int | None = None
    height: int | None = None
    duration_seconds: float | None = None
    credits: Credits = field(default_factory=Credits)
    renditions: list[dict[str, Any]] = field(default_factory=list)


def work(job: FileJob) -> Made:
    """Do a job. Raises Refused."""
    source = Path(job.source)
    with source.open("rb") as file:
        made = Made(media_type_of(file.read(HEAD_BYTES)))
    if made.media_type in PICTURES:
        _picture(job, source, made)
    elif made.media_type == "application/pdf":
        _document(job, source, made)
    elif made.media_type == "video/mp4":
        _film(job, source, made)
    else:
        _sound(job, source, made)
    return made


def _picture(job: FileJob, source: Path, made: Made) -> None:
    stored = source
    if job.credits is None:
        with opened(source, made.media_type, job.max_pixels) as image:
            made.credits = read_credits(image, job.language)
            blocks = _blocks(image, made.credits, keep=job.keep_location)
        with _mapped(source) as data:
            if made.media_type == "image/avif":
                blank_avif(data, keep=job.keep_location)
                _store(job, made, [data])
            else:
                _store(job, made, clean(made.media_type, data, blocks))
        stored = Path(job.folder, made.sha256)
    with opened(stored, made.media_type, job.max_pixels) as image:
        made.width, made.height = turned_size(image)
        _render(job, made, reduced(image), "large")


def _blocks(image: Image.Image, words: Credits, *, keep: bool) -> Blocks:
    if keep:
        return Blocks(keep=True)
    return Blocks(orientation_block(image), as_xmp(words), as_iptc(words))


def _document(job: FileJob, source: Path, made: Made) -> None:
    with _mapped(source) as data:
        page = first_page(source, data)
        if job.credits is None:
            _store(job, made, [data])
    # The thumbnail shows the top of the page.
    _render(job, made, page, "page1", focal=(0.5, 0.0))


def _film(job: FileJob, source: Path, made: Made) -> None:
    with _mapped(source) as data:
        film = blank_film(data, keep=job.keep_location)
        made.width, made.height = film.width or None, film.height or None
        made.duration_seconds = film.duration_seconds or None
        _store(job, made, pieces(data, 0, len(data)))


def _sound(job: FileJob, source: Path, made: Made) -> None:
    with _mapped(source) as data:
        sound = find_sound(data)
        made.duration_seconds = sound.duration_seconds
        _store(job, made, pieces(data, sound.start, sound.end))


def _render(
    job: FileJob,
    made: Made,
    image: Image.Image,
    whole: str,
    focal: tuple[float, float] | None = None,
) -> None:
    words = job.credits or made.credits
    for each in render(image, whole, job.focal or focal, as_xmp(words), as_iptc(words)):
        sha256, size = _write(job.folder, [each.content])
        made.renditions.append(
            {
                "name": each.name,
                "media_type": each.media_type,
                "sha256": sha256,
                "width": each.width,
                "height": each.height,
                "bytes": size,
            }
        )


def _store(job: FileJob, made: Made, parts: Iterable[bytes | mmap.mmap]) -> None:
    made.sha256, made.bytes = _write(job.folder, parts)


def _write(folder: str, parts: Iterable[bytes | mmap.mmap]) -> tuple[str, int]:
    """Write an object under its hash. Returns the hash and the number of bytes."""
    digest, size, path = hashlib.sha256(), 0, Path(folder, "unfinished")
    with path.open("wb") as file:
        for part in parts:
            digest.update(part)
            size += len(part)
            file.write(part)
    path.rename(Path(folder, digest.hexdigest()))
    return digest.hexdigest(), size


@contextmanager
def _mapped(source: Path) -> Iterator[mmap.mmap]:
    """Maps a file, to be changed in place: a copy of a large film would not fit in memory."""
    with (
        source.open("r+b") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_WRITE) as data,
    ):
        yield data


def _bound(max_pixels: int) -> None:
    if sys.platform != "win32":
        os.nice(_NICE)
        most = _BASE_BYTES + 4 * max_pixels
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
        resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Do the job on stdin, and write what was made, or why nothing was, to stdout as JSON."""
    members = json.load(sys.stdin)
    words = members.pop("credits")
    job = FileJob(**members, credits=None if words is None else Credits(**words))
    _bound(job.max_pixels)
    try:
        answer: dict[str, Any] = {"made": asdict(work(job))}
    except Refused as refused:
        answer = {"refused": asdict(refused)}
    except MemoryError:
        answer = {"refused": asdict(out_of_bounds())}
    json.dump(answer, sys.stdout)


def out_of_bounds() -> Refused:
    """Returns the refusal of a file that needs more memory or time than it may have."""
    detail = "This file takes more memory or time than a file may."
    return Refused(Objection.TOO_MUCH, detail, "of no known type")


if __name__ == "__main__":
    main()
