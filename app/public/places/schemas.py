"""Wire shapes of places as readers get them."""

from typing import Annotated, Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from app.base.wire import Output
from app.public.schemas import NAME_LANGUAGE, SelfLink
from app.published.document import Coordinates
from app.published.labels.labels import LabelParameters
from app.published.public_model import PublicModel
from app.published.selection.parameters import Many, SelectionParameters

MAX_PLACES = 1_000
COMPLETIONS = 20
KIND = "`region`, `country`, `division`, `city` or `site`."


class PlacesParameters(LabelParameters):
    """Which places, and how many of them."""

    q: str | SkipJsonSchema[None] = Field(
        None,
        description="The beginning of a name, or of a word in it, in any language: `edi`, `Türki`,"
        " `Стамб`. Letter case and accents do not count.",
        examples=["edi"],
        max_length=200,
    )
    kind: str | SkipJsonSchema[None] = Field(None, description=KIND, examples=["country"])
    parent: str | SkipJsonSchema[None] = Field(
        None,
        description="Only the places directly in this one: id, ISO 3166 or M49 code, slug or name.",
        examples=["TR"],
    )
    code: str | SkipJsonSchema[None] = Field(
        None, description="ISO 3166-1 alpha-2, ISO 3166-2 or UN M49 code.", examples=["TR-22"]
    )
    unused: bool = Field(
        False,
        description="Also places that no public release has, for forms. Needs `q` or `parent`.",
    )
    limit: Annotated[int, Field(ge=1, le=MAX_PLACES)] | SkipJsonSchema[None] = Field(
        None,
        description=f"How many places an answer holds at most. Left out: {COMPLETIONS} with `q`"
        " or `unused`, else all.",
    )


class LabelledPlace(PublicModel):
    """A place that contains another, or lies in it."""

    id: str = Field(description="A value for the `location` filter.", examples=["TR-22"])
    kind: str = Field(
        description="`region`, `country`, `division`, `city`, `site`; further kinds may be added."
    )
    name: str = Field(description="In the language of the answer.", examples=["Edirne"])
    name_language: str | SkipJsonSchema[None] = Field(None, description=NAME_LANGUAGE)
    code: str | None = Field(description="ISO 3166-1 alpha-2, ISO 3166-2 or UN M49, if it has one.")


class PlaceEntry(LabelledPlace):
    """A place, what contains it, and how many releases it has."""

    slug: str = Field(description="Its name in an address.", examples=["edirne"])
    country: str | None = Field(description="ISO 3166-1 alpha-2.")
    coordinates: Coordinates | None = Field(description="Null for an area.")
    parent: str | None = Field(description="Id of the place that it lies in; null for the world.")
    ancestors: tuple[LabelledPlace, ...] = Field(description="The nearest first.")
    releases: int = Field(description="Public releases of this place and of the places in it.")
    matched: str | None = Field(description="With `q`: the name that begins so.")
    url: str = Field(description="The address of the place.")


class PlaceCounts(Output):
    """Public releases of a place and of the places in it."""

    total: int = Field(description="By dateline or by what they are about.")
    dateline: int = Field(description="Dated from there: `location.role=dateline`.")
    about: int = Field(description="About it: `location.role=about`.")


class PlaceBelow(LabelledPlace):
    """A place directly in another, with the number of its releases."""

    releases: int = Field(description="Public releases of this place and of the places in it.")
    url: str = Field(description="The address of the place.")


class PlaceDetail(PlaceEntry):
    """A place with its names, its counts, and the places in it."""

    language: str = Field(description="The language of the names (BCP 47).", examples=["en"])
    names: dict[str, str] = Field(
        description="By language (BCP 47), as far as they are known; `und-Latn` is a name in Latin"
        " letters whose language nobody tells."
    )
    other_names: tuple[str, ...] = Field(
        description="Further names that it is found by, in any language."
    )
    timezone: str | None = Field(description="IANA time zone.", examples=["Europe/Istanbul"])
    counts: PlaceCounts
    children: tuple[PlaceBelow, ...] = Field(
        description="The places directly in it that public releases have, the most used first."
    )


class PlacesMeta(Output):
    """What a list of places says of itself."""

    total: int = Field(
        description="How many places match; with `unused` those that are shown are counted alone."
    )

    language: str = Field(description="The language of the names (BCP 47).", examples=["en"])


class PlaceList(Output):
    """Places with counts; without `q` and other filters the parent of each is in the list too."""

    data: tuple[PlaceEntry, ...]
    meta: PlacesMeta
    links: SelfLink


class MapOptions(LabelParameters):
    """Which places of a selection are shown on the map."""

    place_kind: Many = Field(
        None,
        alias="place.kind",
        description=f"Only places of these kinds: {KIND} Given twice or with commas: any of them."
        " Left out: `city` and `site`, since what contains them would be drawn over them.",
        examples=[["country"]],
    )


class MapParameters(SelectionParameters, MapOptions):
    """A selection, and which of its places to show."""


class MapPoint(Output):
    """A point (RFC 7946 section 3.1.2): longitude, latitude in degrees, WGS 84."""

    type: Literal["Point"]
    coordinates: list[float] = Field(min_length=2, max_length=2, examples=[[26.56, 41.68]])


class MapProperties(PublicModel):
    """What a map shows of a place."""

    id: str
    kind: str
    name: str = Field(description="In the language of the answer.")
    name_language: str | SkipJsonSchema[None] = Field(None, description=NAME_LANGUAGE)
    slug: str
    releases: int = Field(description="Releases of the selection, here and in places within.")
    code: str | None = Field(
        description="ISO 3166-1 alpha-2, ISO 3166-2 or UN M49, if it has one.", examples=["TR-22"]
    )
    country: str | None = Field(
        description="The country that it is or lies in (ISO 3166-1 alpha-2).", examples=["TR"]
    )
    parent: str | None = Field(
        description="Id of the place that it lies in; null for the world.", examples=["TR-22"]
    )
    url: str = Field(description="The place.")


class MapFeature(Output):
    """A place of the selection (RFC 7946 section 3.2)."""

    type: Literal["Feature"]
    id: str
    geometry: MapPoint
    properties: MapProperties


class MapPlaces(Output):
    """Places of a selection with their counts (RFC 7946 section 3.3), the most used first."""

    type: Literal["FeatureCollection"]
    features: tuple[MapFeature, ...]
    language: str = Field(description="The language of the names (BCP 47).", examples=["en"])
    attribution: str = Field(description="What has to be printed beside the map.")
