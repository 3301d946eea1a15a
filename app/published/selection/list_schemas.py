"""Wire shapes of a list of releases: its parameters and its pages."""

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from app.published.public_model import PublicModel, Uri
from app.published.selection.facet_schemas import FacetOptions, Facets
from app.published.selection.filter_schemas import AppliedFilter, Hint
from app.published.selection.parameters import PageParameters
from app.published.selection.release_schemas import Release
from app.published.selection.shape_parameters import SearchShapeParameters


class ListParameters(PageParameters, SearchShapeParameters, FacetOptions):
    """A page, what to show of each release, and what to count beside it."""


class ListMeta(PublicModel):
    """What a list answer says of itself."""

    total: int = Field(description="How many releases match, exactly.", examples=[8])
    limit: int = Field(description="How many `data` holds at most.", examples=[20])
    language: str = Field(
        description="The language of names, labels and `date_text` (BCP 47). One in another says so"
        " beside it.",
        examples=["en"],
    )
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

    self: Uri = Field(description="This page.")
    first: Uri = Field(description="The first page.")
    prev: Uri = Field(default_factory=str, description="Missing on the first page.")
    next: Uri = Field(default_factory=str, description="Missing on the last page.")


class ReleaseList(PublicModel):
    """A page of releases."""

    data: tuple[Release, ...] = Field(
        description="Cards, unless `profile`, `fields` or `include` say otherwise."
    )
    facets: Facets | SkipJsonSchema[None] = Field(None, description="Only there when asked for.")
    meta: ListMeta = Field(description="What the answer says of itself.")
    links: ListLinks = Field(description="Addresses that belong to the answer.")
