"""Pictures: whether they can be decoded within bounds, and their renditions."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import ExifTags, Image, ImageCms, ImageFile, ImageOps

from app.uploads.content.containers import CLEANERS, Blocks, Content, clean_jpeg
from app.uploads.content.kinds import PICTURES, TAKEN, Refused, broken, too_much

# Longest edges, in pixels.
LARGE, SMALL = 1_920, 960
THUMB = (320, 240)
_JPEG, _WEBP = "image/jpeg", "image/webp"
_FORMATS = {name: TAKEN[name].upper() for name in PICTURES}
# Their decoders hold the picture several times.
_HELD = {"image/webp": 4, "image/avif": 4}
_JPEG_QUALITY, _WEBP_QUALITY, _WEBP_EFFORT = 82, 80, 2
_UNTURNED = 1


@dataclass(frozen=True)
class Rendition:
    """A smaller picture, as it is stored."""

    name: str
    media_type: str
    width: int
    height: int
    content: bytes


@contextmanager
def opened(path: Path, media_type: str, most_pixels: int) -> Iterator[ImageFile.ImageFile]:
    """Opens a picture and reads its head. Raises Refused, also for what fails inside of `with`.

    Its pixels are counted before a decoder takes memory for them.
    """
    # Pillow's bound is the same for all formats; `_check_size` counts what each decoder needs.
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(path, formats=[_FORMATS[media_type]]) as image:
            _check_size(image, media_type, most_pixels)
            yield image
    except Refused:
        raise
    except MemoryError:
        raise too_much(media_type, "it needs more memory than a file may") from None
    except Exception as error:  # whatever a decoder makes of a hostile file
        raise broken(media_type, _reason(error)) from None


def _reason(error: Exception) -> str:
    name = str(error) or type(error).__name__
    # A path on this server says nothing to the editor.
    return "it cannot be decoded" if "/" in name else name[:120].rstrip(".")


def _check_size(image: Image.Image, media_type: str, most_pixels: int) -> None:
    width, height = image.size
    most = most_pixels // _HELD.get(media_type, 1)
    if width * height > most:
        raise too_much(
            media_type, f"it has {width:,} × {height:,} pixels, and {most:,} are taken in all"
        )


def turned_size(image: Image.Image) -> tuple[int, int]:
    """Returns width and height as the picture is shown."""
    width, height = image.size
    return (height, width) if _orientation(image) in {5, 6, 7, 8} else (width, height)


def orientation_block(image: Image.Image) -> bytes:
    """Returns an Exif block that says how the picture is turned, and no more; often nothing."""
    turn = _orientation(image)
    if turn == _UNTURNED:
        return b""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = turn
    return exif.tobytes()


def _orientation(image: Image.Image) -> int:
    turn = image.getexif().get(ExifTags.Base.Orientation, _UNTURNED)
    return turn if isinstance(turn, int) and 1 <= turn <= 8 else _UNTURNED


def clean(media_type: str, data: Content, blocks: Blocks) -> Iterator[bytes]:
    """Yields the picture without its metadata, with `blocks` in their place. Raises Refused."""
    return CLEANERS[media_type](data, blocks)


def reduced(image: Image.Image) -> Image.Image:
    """Returns the first frame as it is shown, in RGB or RGBA, at most `LARGE` in each direction.

    It is made small before it is turned and converted: a copy of a large picture takes 200 MB.
    """
    if image.mode == "1":
        image = image.convert("L")
    elif image.mode == "P":
        # As RGB a pixel takes four times the memory of an index into a palette.
        image = image.resize(_fitting(image.size, 2 * LARGE), Image.Resampling.NEAREST)
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    elif image.mode.startswith("I"):
        image = image.resize(_fitting(image.size, LARGE), Image.Resampling.BOX)
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    image.thumbnail((LARGE, LARGE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return _in_srgb(ImageOps.exif_transpose(image))


def _fitting(size: tuple[int, int], edge: int) -> tuple[int, int]:
    scale = min(edge / max(size), 1)
    return max(round(size[0] * scale), 1), max(round(size[1] * scale), 1)


def _in_srgb(image: Image.Image) -> Image.Image:
    wanted = "RGBA" if image.mode in {"RGBA", "LA", "PA", "La", "RGBa"} else "RGB"
    profile = image.info.get("icc_profile")
    if profile and image.mode in {"RGB", "RGBA", "CMYK", "L"}:
        try:
            found = ImageCms.ImageCmsProfile(BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            turned = ImageCms.profileToProfile(image, found, target, outputMode=wanted)
        except (ImageCms.PyCMSError, OSError, ValueError):
            turned = None
        if turned is not None:
            return turned
    return image.convert(wanted)


def render(
    image: Image.Image, whole: str, focal: tuple[float, float] | None, xmp: bytes, iptc: bytes
) -> Iterator[Rendition]:
    """Yields the renditions of a picture that `reduced` made, the greatest, named `whole`, first.

    Each is there as WebP and as JPEG, with the words of `xmp` and `iptc`. None is made larger than
    the picture. `focal` stays in the cropped one: from the upper left corner, 0 to 1.
    """
    small = image.resize(_fitting(image.size, SMALL), Image.Resampling.LANCZOS)
    thumb = _cropped(image, focal or (0.5, 0.5))
    for name, made in ((whole, image), ("small", small), ("thumb", thumb)):
        for media_type, write in _WRITERS.items():
            content = write(made, xmp, iptc)
            yield Rendition(name, media_type, made.width, made.height, content)


def _cropped(image: Image.Image, focal: tuple[float, float]) -> Image.Image:
    width, height = image.size
    wide, high = THUMB
    scale = min(width / wide, height / high)
    box_width, box_height = wide * scale, high * scale
    left = min(max(focal[0] * width - box_width / 2, 0), width - box_width)
    top = min(max(focal[1] * height - box_height / 2, 0), height - box_height)
    # A small picture is cropped and not enlarged.
    least = min(scale, 1)
    size = max(round(wide * least), 1), max(round(high * least), 1)
    box = (left, top, min(left + box_width, width), min(top + box_height, height))
    return image.resize(size, Image.Resampling.LANCZOS, box=box)


def _as_webp(image: Image.Image, xmp: bytes, _iptc: bytes) -> bytes:
    written = BytesIO()
    image.save(written, "WEBP", quality=_WEBP_QUALITY, method=_WEBP_EFFORT, xmp=xmp, exif=b"")
    return written.getvalue()


def _as_jpeg(image: Image.Image, xmp: bytes, iptc: bytes) -> bytes:
    if image.mode == "RGBA":
        ground = Image.new("RGB", image.size, "white")
        ground.paste(image, mask=image.getchannel("A"))
        image = ground
    written = BytesIO()
    image.save(written, "JPEG", quality=_JPEG_QUALITY, optimize=True, progressive=True)
    return b"".join(clean_jpeg(written.getvalue(), Blocks(xmp=xmp, iptc=iptc)))


_WRITERS: dict[str, Callable[[Image.Image, bytes, bytes], bytes]] = {
    _WEBP: _as_webp,
    _JPEG: _as_jpeg,
}
