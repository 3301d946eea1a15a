"""Wire shapes of files as editors write and read them."""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from app.base.examples import load_example
from app.base.wire import Input, Instant, LanguageTag, Output, PlainText, Real
from app.media.models import MediaFile
from app.media.shapes import describe

_FILE = load_example("uploads", "file")
Words = Annotated[str, PlainText(500)]


class FocalPointInput(Input):
    """What stays in a cropped picture: shares of its width and height, from its upper left."""

    x: Real = Field(ge=0, le=1)
    y: Real = Field(ge=0, le=1)


class FileTexts(Input):
    """The words of a file in one language."""

    alt: Annotated[str, PlainText(1_000)] | None = Field(
        None, description="What it shows, for who does not see it."
    )
    caption: Annotated[str, PlainText(5_000, lines=True)] | None = Field(
        None, description="What is printed beside it."
    )


class FilePatch(Input):
    """A JSON Merge Patch (RFC 7396): only the members that change; null takes a value away."""

    model_config = ConfigDict(
        json_schema_extra={
            "minProperties": 1,
            "examples": [{"focal_point": {"x": 0.4, "y": 0.3}, "texts": {"tr": None}}],
        }
    )

    file_name: Annotated[str, PlainText(200)] | None = Field(None, description="Its ending stays.")
    texts: dict[LanguageTag, FileTexts | None] = Field(
        {}, max_length=100, description="By language (BCP 47)."
    )
    credit: Words | None = Field(None, description="Whom to name beside it.")
    licence: Words | None = Field(None, description="On which terms it may be used.")
    rights_end: date | None = Field(None, description="The last day on which it may be used.")
    focal_point: FocalPointInput | None = None


class FileRendition(Output):
    """A smaller picture of the file; of a PDF its first page."""

    name: str = Field(description="`thumb`, `small`, `large`, or `page1` of a PDF.")
    media_type: str
    sha256: str
    width: int = Field(description="Pixels.")
    height: int = Field(description="Pixels.")
    bytes: int


class EditorialFile(Output):
    """A file as editors see it."""

    model_config = ConfigDict(json_schema_extra={"examples": [_FILE]})

    id: str
    etag: str = Field(description="Send it back as `If-Match`.", examples=['"1"'])
    sha256: str = Field(description="Of the stored bytes, which may lack what the upload had.")
    media_type: str = Field(description="Found from its content.")
    bytes: int
    width: int | None = Field(description="Pixels, as it is shown.")
    height: int | None
    duration_seconds: float | None
    file_name: str
    focal_point: FocalPointInput | None
    texts: dict[str, FileTexts] = Field(description="By language.")
    credit: str | None
    licence: str | None
    rights_end: date | None
    renditions: list[FileRendition]
    organisation: str | None = Field(description="Slug; null: of the whole newsroom.")
    location_kept: bool = Field(description="It may still say where it was made.")
    created_at: Instant


class EditorialFiles(Output):
    """A page of files, the newest first."""

    model_config = ConfigDict(
        json_schema_extra={
            # A whole one stands beside it, in the answer that shows one.
            "examples": [{"data": [], "meta": {"total": 0, "limit": 20}, "links": {}}]
        }
    )

    data: list[EditorialFile]
    meta: dict[str, int]
    links: dict[str, str]


class EditorialFilesQuery(BaseModel):
    """Which files."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=100, description="How many on a page.")] = 20
    cursor: Annotated[
        str | None, Field(max_length=1_000, description="Where a page begins; from `links`.")
    ] = None


def show(row: MediaFile) -> EditorialFile:
    """Returns a file as editors get it."""
    members: dict[str, Any] = describe(row)
    return EditorialFile(
        **members,
        etag=etag_of(row),
        organisation=row.organisation,
        location_kept=row.location_kept,
        created_at=row.created_at,
    )


def etag_of(row: MediaFile) -> str:
    """Returns the entity tag of a file's row."""
    return f'"{row.lock}"'
