"""Wire shapes of releases as readers get them: one shape, whichever members an answer shows."""

from typing import ClassVar
from uuid import UUID

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from app.published.document import Instant, Notice, PublicRelease, Shaped, Translation
from app.published.media import LeadImage
from app.published.public_model import PublicModel, Uri


class Highlights(PublicModel):
    """The words of `q` as they stand in a release, in `<mark>`; all else is escaped HTML."""

    title: str = Field(default_factory=str, description="The whole title. Missing without a hit.")
    summary: str = Field(
        default_factory=str, description="The whole summary. Missing without a hit."
    )
    body: str = Field(
        default_factory=str,
        description="Up to three pieces of the text. Missing without a hit.",
        examples=["Blankets reached <mark>Edirne</mark> on Monday"],
    )


class Citation(PublicModel):
    """How to cite a release: ready to be printed, and in its parts."""

    text: str = Field(
        description="Organisation, title, date and address, parted by full stops.",
        examples=[
            "Relief Network. Winter supplies reach Edirne. November 3, 2026."
            " https://press.example/news/winter-supplies-reach-edirne"
        ],
    )
    organisation: str | None = Field(description="Who issued it.", examples=["Relief Network"])
    title: str = Field(description="As it stands in the release.")
    date_text: str = Field(description="In the language of the answer's labels.")
    web_url: Uri = Field(description="The address for people.")


class ReleaseTranslation(Translation):
    """Another public release of the same story, and where it is."""

    url: Uri = Field(description="Its lasting address.")
    web_url: Uri = Field(description="The address for people.")


class Release(PublicRelease, Shaped):
    """A release as readers get it, in one shape for every profile.

    Required are the members of a card: they are in every profile. The others are in
    `profile=full`, or come with `include`. With `fields` only the members that it names come, and
    `id`.

    A member that a release can have, such as `subtitle`, is null where it has none. A member that
    belongs to a question or a state, such as `highlights` or `notice`, is missing otherwise.
    """

    ALWAYS: ClassVar[tuple[str, ...]] = (
        # The slug stands beside the title that it is made from: lists compress better so.
        *("id", "url", "web_url", "kind", "language"),
        *("slug", "title", "subtitle", "summary", "summary_derived"),
        *("date", "date_text", "date_precision", "published_at"),
        *("dateline", "locations", "themes", "organisation"),
        *("image", "correction", "version", "modified_at"),
    )
    TOLD_LANGUAGE: ClassVar[dict[str, str]] = {"kind_label": "kind_label_language"}

    url: Uri = Field(
        description="Its lasting address: made from the id, so that no new slug changes it.",
        examples=["https://newsroom.example/v1/releases/0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071"],
    )
    web_url: Uri = Field(
        description="The address for people: on the newsroom's own site, or the page of the release"
        " here. Link to it.",
        examples=["https://newsroom.example/news/winter-supplies-reach-edirne"],
    )
    translations: tuple[ReleaseTranslation, ...] = Field(
        (), description="The other releases of its story that are public, by language."
    )
    kind_label: str = Field(
        description="The kind, in the language of the answer's labels.", examples=["Press release"]
    )
    date_text: str = Field(
        description="The date for people, in the language of the answer's labels, no more exact"
        " than it is known.",
        examples=["December 18, 2019"],
    )
    image: LeadImage | None = Field(description="The lead picture; null without one.")
    labels_language: str | SkipJsonSchema[None] = Field(
        None,
        description="The language of names, labels and `date_text` (BCP 47); a name in another says"
        " so beside it. Only in the answer of one release: lists say it in `meta.language`. In"
        " copies (NDJSON, `/v1/changes`, webhooks) labels are in the release's own `language`.",
        examples=["en"],
    )
    citation: Citation | SkipJsonSchema[None] = Field(
        None, description="Only there with `include=citation`."
    )
    highlights: Highlights | SkipJsonSchema[None] = Field(
        None, description="Only in lists with `include=highlights`."
    )
    notice: Notice | SkipJsonSchema[None] = Field(
        None, description="Only there when the release was withdrawn but is kept to be read."
    )


class VersionEntry(PublicModel):
    """One public change of a release."""

    version: int = Field(description="The version that it made.", examples=[2])
    kind: str = Field(
        description="`published`, `updated`, `corrected`, `withdrawn`; an open list.",
        examples=["corrected"],
    )
    at: Instant = Field(description="When it became public.")
    note: str | None = Field(description="The note that readers saw.")


class VersionMeta(PublicModel):
    """What the history of a release says of itself."""

    total: int = Field(description="How many versions there are.", examples=[2])
    release_id: UUID = Field(description="The release.")


class VersionLinks(PublicModel):
    """Where the history and the release are."""

    self: Uri = Field(description="The address of this answer.")
    release: Uri = Field(description="The lasting address of the release.")


class VersionList(PublicModel):
    """The public history of a release, the oldest first."""

    data: tuple[VersionEntry, ...] = Field(description="All changes, the oldest first.")
    meta: VersionMeta = Field(description="What the answer says of itself.")
    links: VersionLinks = Field(description="Addresses that belong to the answer.")
