"""Files as they are taken: what is stored of them, what is made of them, what is refused."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from app.base.problems import Problem
from app.media.store import MediaStore
from app.uploads.content.child import Made
from app.uploads.content.credits import Credits
from app.uploads.processing import FileProcessor
from tests.uploads import samples

Take = Callable[..., Made]


@pytest.fixture
def take(processor: FileProcessor, tmp_path: Path) -> Take:
    def taken(content: bytes, *, keep_location: bool = False) -> Made:
        path = tmp_path / "upload"
        path.write_bytes(content)
        return processor.take(path, keep_location=keep_location)

    return taken


def _bytes(store: MediaStore, sha256: str) -> bytes:
    return b"".join(store.open(sha256))


def _rendition(store: MediaStore, made: Made, name: str, media_type: str) -> Image.Image:
    (found,) = [
        each for each in made.renditions if (each["name"], each["media_type"]) == (name, media_type)
    ]
    content = _bytes(store, found["sha256"])
    assert len(content) == found["bytes"]
    image = Image.open(BytesIO(content))
    assert image.size == (found["width"], found["height"])
    return image


def _is_red(image: Image.Image, at: tuple[int, int]) -> bool:
    pixel = image.getpixel(at)
    assert isinstance(pixel, tuple)
    return pixel[0] > 200 > pixel[2]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_every_kind_of_picture_is_stored_and_rendered(
    take: Take, store: MediaStore, kind: str
) -> None:
    made = take(samples.picture(kind, (2_400, 1_200)))
    assert made.media_type == f"image/{kind.lower()}"
    assert (made.width, made.height) == (2_400, 1_200)
    assert len(_bytes(store, made.sha256)) == made.bytes
    for media_type in ("image/webp", "image/jpeg"):
        sizes = [_rendition(store, made, name, media_type).size for name in ("large", "small")]
        assert sizes == [(1_920, 960), (960, 480)]
        assert _rendition(store, made, "thumb", media_type).size == (320, 240)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_where_a_picture_was_taken_is_removed(take: Take, store: MediaStore, kind: str) -> None:
    given = samples.picture(kind, exif=samples.located(), xmp=samples.XMP)
    if kind == "PNG":
        xmp = samples.png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + samples.XMP)
        given = given[:33] + xmp + given[33:]
    assert given.count(b"Hiddentown") >= 2
    made = take(given)
    stored = [made.sha256, *(each["sha256"] for each in made.renditions)]
    assert [sha256 for sha256 in stored if b"Hiddentown" in _bytes(store, sha256)] == []
    assert b"Hiddentown" in _bytes(store, take(given, keep_location=True).sha256)


def test_the_pixels_of_the_stored_file_are_those_of_the_upload(
    take: Take, store: MediaStore
) -> None:
    for kind in ("JPEG", "PNG", "WEBP", "GIF"):
        given = samples.picture(kind, (300, 200))
        kept = Image.open(BytesIO(_bytes(store, take(given).sha256)))
        assert kept.tobytes() == Image.open(BytesIO(given)).tobytes()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_turned_picture_stands_upright_in_its_renditions(
    take: Take, store: MediaStore, kind: str
) -> None:
    made = take(samples.picture(kind, (400, 200), exif=samples.located(turn=6)))
    assert (made.width, made.height) == (200, 400)
    large = _rendition(store, made, "large", "image/jpeg")
    assert large.size == (200, 400)
    # Turned to the right: red, which was on the left, is above.
    assert _is_red(large, (100, 20))
    stored = Image.open(BytesIO(_bytes(store, made.sha256)))
    assert stored.getexif()[0x0112] == 6


def test_words_of_a_picture_are_read_and_written_into_everything_made_of_it(
    take: Take, store: MediaStore
) -> None:
    made = take(samples.picture("JPEG", xmp=samples.XMP))
    assert made.credits == Credits(
        {
            "en": {"alt": "A ferry leaves.", "caption": "A ferry."},
            "tr": {"caption": "Bir vapur."},
        },
        "A. Demir",
        "CC BY 4.0",
    )
    again = take(_bytes(store, made.sha256))
    assert again.credits == made.credits
    for each in made.renditions:
        assert take(_bytes(store, each["sha256"])).credits == made.credits


def test_the_focal_point_stays_in_the_cropped_picture(
    take: Take, processor: FileProcessor, store: MediaStore
) -> None:
    made = take(samples.picture("JPEG", (1_200, 300)))
    for focal, is_red in (((0.0, 0.5), True), ((1.0, 0.5), False)):
        again = processor.render_again(made.sha256, made.credits, focal)
        thumb = _rendition(store, again, "thumb", "image/jpeg")
        assert _is_red(thumb, (160, 120)) is is_red


def test_a_small_picture_is_not_blown_up(take: Take) -> None:
    made = take(samples.picture("PNG", (100, 100)))
    sizes = {(each["width"], each["height"]) for each in made.renditions}
    assert sizes == {(100, 100), (100, 75)}


def test_a_document_shows_its_first_page(take: Take, store: MediaStore) -> None:
    made = take(samples.document())
    assert (made.media_type, made.width) == ("application/pdf", None)
    assert _rendition(store, made, "page1", "image/webp").size == (1_920, 1_280)


def test_a_film_keeps_its_length_and_loses_its_place(take: Take, store: MediaStore) -> None:
    given = samples.film(3)
    made = take(given)
    assert (made.media_type, made.duration_seconds) == ("video/mp4", 3.0)
    assert (made.width, made.height) == (640, 360)
    stored = _bytes(store, made.sha256)
    assert len(stored) == len(given)
    assert b"Hiddentown" not in stored
    assert b"<html>" not in stored
    assert b"pictures and sound" in stored


def test_sound_loses_its_tags(take: Take, store: MediaStore) -> None:
    made = take(samples.sound(40))
    assert made.media_type == "audio/mpeg"
    assert made.duration_seconds == pytest.approx(40 * 1_152 / 44_100, abs=0.001)
    assert b"Hiddentown" not in _bytes(store, made.sha256)


def test_what_follows_the_end_of_a_picture_is_cut_off(take: Take, store: MediaStore) -> None:
    for kind in ("JPEG", "PNG", "WEBP", "GIF"):
        made = take(samples.picture(kind) + b"PK\x03\x04<script>")
        assert b"<script>" not in _bytes(store, made.sha256)


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(take: Take) -> None:
    bomb = samples.png_of_size(40_000, 40_000)
    assert len(bomb) < 1_000
    with pytest.raises(Problem, match="40,000 × 40,000 pixels") as told:
        take(bomb)
    assert told.value.type.status == 422


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "an empty file"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"<?xml version='1.0'?><svg/>", "SVG"),
        (b"<!DOCTYPE html><title>x</title>", "HTML"),
        (b"\x00", "of no known type"),
        (b"just words", "of no known type"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "audio/wave"),
    ],
)
def test_another_type_is_refused_with_what_it_is(take: Take, content: bytes, found: str) -> None:
    with pytest.raises(Problem) as told:
        take(content)
    assert told.value.type.status == 415
    assert told.value.extra["found"] == found
    assert "image/avif" in told.value.extra["supported"]


def test_nothing_is_stored_of_a_file_that_is_refused(take: Take, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="cut off"):
        take(samples.picture("JPEG")[:-10])
    assert not (tmp_path / "media").exists()
