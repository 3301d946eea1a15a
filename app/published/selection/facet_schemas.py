"""Wire shapes of facets: their parameters, and the counts."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from app.published.labels.labels import LabelParameters
from app.published.public_model import PublicModel
from app.published.selection.filter_schemas import AppliedFilter, Hint
from app.published.selection.parameters import StoryParameters, one_of

DEFAULT_PLACES = 20
MAX_PLACES = 1_000


class FacetName(StrEnum):
    """What can be counted. More may come."""

    LOCATION = "location"
    THEME = "theme"
    KIND = "kind"
    LANGUAGE = "language"
    ORGANISATION = "organisation"
    YEAR = "year"
    MONTH = "month"


class FacetOptions(LabelParameters):
    """How facets are counted and labelled."""

    facets: list[Annotated[str, one_of(FacetName)]] | SkipJsonSchema[None] = Field(
        None,
        description="What to count: `location`, `theme`, `kind`, `language`, `organisation`,"
        " `year`, `month`, with commas. Each is counted under all other filters but its own.",
        examples=[["location", "theme", "year"]],
    )
    facet_location_limit: int = Field(
        DEFAULT_PLACES,
        alias="facet.location.limit",
        ge=1,
        le=MAX_PLACES,
        description="How many places of each kind (region, country, division, city, site) are"
        " shown: the most frequent, and beside these whatever they lie in.",
    )
    facet_zero: bool = Field(
        False,
        alias="facet.zero",
        description="Also values that releases have, but none of this selection; all themes; and"
        " the years and months between.",
    )


class FacetParameters(StoryParameters, FacetOptions):
    """A selection, and what to count of it."""


class LabelledValue(PublicModel):
    """A value of a filter, with what people call it."""

    value: str = Field(description="What the filter of this name takes.", examples=["en"])
    label: str = Field(description="In the language of the answer.", examples=["English"])
    label_language: str | SkipJsonSchema[None] = Field(
        None,
        description="BCP 47 tag of the label, where it is not the answer's; `und`: not known,"
        " `und-Latn`: in Latin letters.",
        examples=["und-Latn"],
    )


class FacetValue(LabelledValue):
    """A value of a filter, with the total that the list has once it is chosen."""

    releases: int = Field(description="Releases of the selection with this value.", examples=[12])


class PlaceValue(FacetValue):
    """A place with its number of releases, those of the places in it counted too."""

    kind: str = Field(
        description="`region` (UN M49), `country` (ISO 3166-1), `division` (such as a province or"
        " state), `city`, or `site`: a camp, border crossing or other place without a town.",
        examples=["country"],
    )
    code: str | None = Field(description="ISO 3166-1 alpha-2, ISO 3166-2 or UN M49, if any.")
    parent: str | None = Field(description="Id of the place that it stands below.")
    narrower: tuple["PlaceValue", ...] = Field(
        description="The places in it that are shown, the most frequent first."
    )


class ThemeValue(FacetValue):
    """A theme with its number of releases, those of narrower themes counted too."""

    narrower: tuple["ThemeValue", ...] = Field(
        description="The themes below that have releases; with `facet.zero` all."
    )


class YearValue(FacetValue):
    """A year, or `unknown` for releases without a date; each release is in one of these."""

    year_only: int = Field(
        description="Those of them that are known by their year alone. They are in no month: the"
        " months of a year and this make the year.",
        examples=[0],
    )


class MonthValue(FacetValue):
    """A month with the releases that are known by it or better; or `unknown`, without a date."""

    possible: int = Field(
        description="The total of the list with this value: it also finds releases that are known"
        " by their year alone, and may be of this month.",
        examples=[12],
    )


class Facets(BaseModel):
    """The facets that were asked for; the others are missing."""

    location: tuple[PlaceValue, ...] | SkipJsonSchema[None] = Field(
        None,
        description="The tree, the most frequent places first. What a place that is shown lies in"
        " is shown too.",
    )
    theme: tuple[ThemeValue, ...] | SkipJsonSchema[None] = Field(
        None, description="The tree, in the order of the taxonomy."
    )
    kind: tuple[FacetValue, ...] | SkipJsonSchema[None] = None
    language: tuple[FacetValue, ...] | SkipJsonSchema[None] = Field(
        None,
        description="A tag contains its longer forms, as the filter does: `en` counts `en-GB`.",
    )
    organisation: tuple[FacetValue, ...] | SkipJsonSchema[None] = None
    year: tuple[YearValue, ...] | SkipJsonSchema[None] = Field(
        None,
        description="In order. Years and months are those of the newsroom's time zone, or of `tz`,"
        " and values of the filter `date`. The last value may be `unknown`.",
    )
    month: tuple[MonthValue, ...] | SkipJsonSchema[None] = Field(
        None,
        description="In order; only those that have releases. With `facet.zero` also those between,"
        " of years too.",
    )


class FacetMeta(PublicModel):
    """What a count of facets says of itself."""

    total: int = Field(description="Releases of the whole selection.", examples=[8])
    language: str = Field(description="The language of the labels (BCP 47).", examples=["en"])
    filters: tuple[AppliedFilter, ...] = Field(
        description="The filters of the selection as they were understood, with words for chips."
    )
    hints: tuple[Hint, ...] = Field(
        default_factory=tuple,
        description="Only there when something else was probably meant.",
    )


class FacetLinks(PublicModel):
    """Where the counts and the list that they are of are read."""

    self: str
    releases: str = Field(description="The list of the same selection.")


class FacetAnswer(PublicModel):
    """Facets alone."""

    facets: Facets
    meta: FacetMeta
    links: FacetLinks
