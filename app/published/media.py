"""Pictures and other files of a public document, and where readers get them."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import Field

from app.published.public_model import PublicModel, Uri

PATH = "/v1/media/"
IMAGE = "image"
# The ending that an address has for a type. No other type is in a public document.
ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/avif": "avif",
    "image/gif": "gif",
    "application/pdf": "pdf",
    "video/mp4": "mp4",
    "audio/mpeg": "mp3",
}
# Of a rendition in two types, the one that every reader of feeds and every network can show.
JPEG = "image/jpeg"
_WEBP = "image/webp"


def address_of(sha256: str, media_type: str) -> str:
    """Return the last part of a file's address: the SHA-256 of its bytes, and an ending.

    >>> address_of("ab" * 32, "image/jpeg")[-8:]
    'abab.jpg'
    """
    return f"{sha256}.{ENDINGS[media_type]}"


def kind_of(media_type: str) -> str:
    """Return `image`, `video`, `audio` or `document`."""
    main = media_type.partition("/")[0]
    return "document" if main == "application" else main


class FocalPoint(PublicModel):
    """What stays when it is cropped."""

    x: float = Field(ge=0, le=1, description="Part of the width.")
    y: float = Field(ge=0, le=1, description="Part of the height.")


class FileAddress(PublicModel):
    """Bytes that readers can have, in one form."""

    media_type: str = Field(description="IANA media type.")
    url: Uri
    width: int | None = Field(description="Pixels.")
    height: int | None = Field(description="Pixels.")
    bytes: int = Field(description="Length.")

    @property
    def address(self) -> str:
        """Return the last part of the address."""
        return self.url.rpartition("/")[2]


class MediaRendition(FileAddress):
    """A smaller picture."""

    name: str = Field(description="`thumb`, `small`, `large`, `page1`; further names may be added.")


class Media(FileAddress):
    """A picture or another file of a release."""

    id: UUID = Field(description="Of the file.")
    kind: str = Field(description="`image`, `document`, `video` or `audio`.")
    file_name: str = Field(description="To save it by.")
    alt: str | None = Field(description="What is to be seen.")
    caption: str | None = Field(description="Printed below.")
    credit: str | None = Field(description="Whose it is.")
    licence: str | None = Field(description="Terms of use, or their address.")
    rights_end: date | None = Field(description="The last day to use it.")
    focal_point: FocalPoint | None = Field(description="Null: the middle.")
    renditions: tuple[MediaRendition, ...] = Field(description="Smaller forms of it.")

    @property
    def is_image(self) -> bool:
        """Return whether it is a picture."""
        return self.kind == IMAGE

    @property
    def forms(self) -> tuple[FileAddress, ...]:
        """Return the file and its renditions."""
        return (self, *self.renditions)

    def rendition(self, name: str, media_type: str = JPEG) -> FileAddress:
        """Return the rendition of this name, in this type if it has one; else the file itself."""
        named = [one for one in self.renditions if one.name == name]
        typed = (one for one in named if one.media_type == media_type)
        return next(typed, named[0] if named else self)


class LeadImage(PublicModel):
    """The first picture of a release, small."""

    url: Uri
    alt: str | None = Field(description="What is to be seen.")
    width: int = Field(description="Pixels.")
    height: int = Field(description="Pixels.")


def lead_of(media: Sequence[Media]) -> Media | None:
    """Return the lead picture: the first."""
    return next((one for one in media if one.is_image), None)


def absolute_media(one: Media, base_url: str) -> Media:
    """Return a file with absolute addresses."""
    renditions = tuple(
        form.model_copy(update={"url": base_url + form.url}) for form in one.renditions
    )
    return one.model_copy(update={"url": base_url + one.url, "renditions": renditions})


def add_addresses(release: dict[str, Any], base_url: str) -> None:
    """Make the addresses in `media` of a stored release absolute, and add the member `image`."""
    image: dict[str, Any] | None = None
    for one in release["media"]:
        for form in (one, *one["renditions"]):
            form["url"] = base_url + form["url"]
        if image is None and one["kind"] == IMAGE:
            image = _small(one)
    release["image"] = image


def _small(picture: dict[str, Any]) -> dict[str, Any]:
    named = [one for one in picture["renditions"] if one["name"] == "small"]
    form = next((one for one in named if one["media_type"] == _WEBP), (named or [picture])[0])
    return {
        "url": form["url"],
        "alt": picture["alt"],
        "width": form["width"],
        "height": form["height"],
    }
