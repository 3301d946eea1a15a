"""Wire shapes of a list of releases: its parameters and its pages."""

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from app.published.document import PublicModel
from app.published.selection.facet_schemas import FacetOptions, Facets
from app.published.selection.filter_schemas import AppliedFilter, Hint
from app.published.selection.parameters import Many, PageParameters, PartialRelease, Release


class ListParameters(PageParameters, FacetOptions):
    """A page, what to show of each release, and what to count beside it."""

    fields: Many = Field(
        None,
        description="Only these members of each release, with commas; `id` always comes along.",
        examples=[["title,dateline,published_at"]],
    )
    include: Many = Field(
        None,
        description="Extras of each release: `highlights` shows the words of `q` where they stand.",
        examples=[["highlights"]],
    )


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


class ListedRelease(Release):
    """A release of a list, with what was asked for beside it."""

    highlights: Highlights | SkipJsonSchema[None] = Field(
        None, description="Only there with `include=highlights`."
    )


class ListMeta(PublicModel):
    """What a list answer says of itself."""

    total: int = Field(description="How many releases match, exactly.", examples=[8])
    limit: int = Field(examples=[20])
    filters: tuple[AppliedFilter, ...] = Field(
        description="The filters of the selection as they were understood, with words for chips."
    )
    hints: tuple[Hint, ...] = Field(
        default_factory=tuple,
        description="Only there when something else was probably meant.",
    )
    all_words: int = Field(
        default_factory=int,
        description="By relevance, where fewer than ten releases have all words of `q`: so many of"
        " `total` have all; those after them have half of the words at least. Only there when some"
        " follow.",
        examples=[2],
    )
    most_words_from: int = Field(
        default_factory=int,
        description="The place in `data`, counted from 0, of the first release of this page that"
        " has not all words. Missing on a page without one.",
        examples=[2],
    )
    did_you_mean: str = Field(
        default_factory=str,
        description="A `q` that finds more; only there when this one finds next to nothing.",
        examples=["humanitarian"],
    )


class ListLinks(PublicModel):
    """Addresses of this page and its neighbours. `next` is missing on the last page."""

    self: str
    first: str
    prev: str = Field(default_factory=str, description="Missing on the first page.")
    next: str = Field(default_factory=str, description="Missing on the last page.")


class ReleaseList(PublicModel):
    """A page of releases, whole unless `fields` names some of their members."""

    data: tuple[ListedRelease | PartialRelease, ...]
    facets: Facets | SkipJsonSchema[None] = Field(None, description="Only there when asked for.")
    meta: ListMeta
    links: ListLinks
