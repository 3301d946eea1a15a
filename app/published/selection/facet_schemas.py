"""Wire shapes of facets: their parameters, and the counts."""

from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from app.http.wanted_language import LabelParameters
from app.published.document import PublicModel
from app.published.selection.parameters import Many, SelectionParameters

DEFAULT_PLACES = 20
MAX_PLACES = 1_000


class FacetOptions(LabelParameters):
    """How facets are counted and labelled."""

    facets: Many = Field(
        None,
        description="What to count: `location`, `theme`, `kind`, `language`, `organisation`,"
        " `year`, `month`, with commas. Each is counted under all other filters but its own.",
        examples=[["location,theme,year"]],
    )
    facet_location_limit: int = Field(
        DEFAULT_PLACES,
        alias="facet.location.limit",
        ge=1,
        le=MAX_PLACES,
        description="How many places of each level are shown, the most frequent first.",
    )
    facet_zero: bool = Field(
        False,
        alias="facet.zero",
        description="Also values that releases have, but none of this selection; and all themes.",
    )


class FacetParameters(SelectionParameters, FacetOptions):
    """A selection, and what to count of it."""


class LabelledValue(PublicModel):
    """A value of a filter, with what people call it."""

    value: str = Field(description="What the filter of this name takes.", examples=["en"])
    label: str = Field(description="In the language of the answer.", examples=["English"])
    label_language: str | SkipJsonSchema[None] = Field(
        None,
        description="The language of the label (BCP 47), where it is not that of the answer; `und`"
        " if it is not known, `und-Latn` for a name in Latin letters.",
        examples=["und-Latn"],
    )


class FacetValue(LabelledValue):
    """A value of a filter, with the total that the list has once it is chosen."""

    releases: int = Field(description="Releases of the selection with this value.", examples=[12])


class PlaceValue(FacetValue):
    """A place with its number of releases, those of the places in it counted too."""

    code: str | None = Field(description="ISO 3166-1 alpha-2, ISO 3166-2 or UN M49, if any.")
    parent: str | None = Field(description="Id of the place that it lies in.")


class ThemeValue(FacetValue):
    """A theme with its number of releases, those of narrower themes counted too."""

    narrower: tuple["ThemeValue", ...] = Field(
        description="The themes below that have releases; with `facet.zero` all."
    )


class PlaceLevels(PublicModel):
    """Places by level, the most frequent first in each; a parent stands in the level above,
    unless `facet.location.limit` cut it off.
    """

    region: tuple[PlaceValue, ...] = Field(description="Regions of the world (UN M49).")
    country: tuple[PlaceValue, ...] = Field(description="Countries and areas (ISO 3166-1).")
    division: tuple[PlaceValue, ...] = Field(
        description="First-level divisions, such as provinces and states."
    )
    city: tuple[PlaceValue, ...] = Field(description="Cities, towns and villages.")
    site: tuple[PlaceValue, ...] = Field(
        description="Camps, border crossings and other places without a town."
    )


class Facets(BaseModel):
    """The facets that were asked for; the others are missing."""

    location: PlaceLevels | SkipJsonSchema[None] = None
    theme: tuple[ThemeValue, ...] | SkipJsonSchema[None] = Field(
        None, description="The tree, in the order of the taxonomy."
    )
    kind: tuple[FacetValue, ...] | SkipJsonSchema[None] = None
    language: tuple[FacetValue, ...] | SkipJsonSchema[None] = Field(
        None,
        description="A tag contains its longer forms, as the filter does: `en` counts `en-GB`.",
    )
    organisation: tuple[FacetValue, ...] | SkipJsonSchema[None] = None
    year: tuple[FacetValue, ...] | SkipJsonSchema[None] = Field(
        None,
        description="In order. Years and months are those of the newsroom's time zone and values of"
        " the filter `date`; a release that is known by its year alone is in all of its months.",
    )
    month: tuple[FacetValue, ...] | SkipJsonSchema[None] = Field(
        None, description="In order; only those that have releases, unless `facet.zero`."
    )


class FacetMeta(PublicModel):
    """What a count of facets says of itself."""

    total: int = Field(description="Releases of the whole selection.", examples=[8])
    language: str = Field(description="The language of the labels (BCP 47).", examples=["en"])


class FacetLinks(PublicModel):
    """Where the counts and the list that they are of are read."""

    self: str
    releases: str = Field(description="The list of the same selection.")


class FacetAnswer(PublicModel):
    """Facets alone."""

    facets: Facets
    meta: FacetMeta
    links: FacetLinks
