"""Wire shapes of places and themes as readers get them."""

from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from app.core.schemas import Output
from app.published.document import Coordinates, PlaceReference, ThemeReference


class PlacesParameters(BaseModel):
    """Which of the used places."""

    kind: str | SkipJsonSchema[None] = Field(
        None,
        description="`region`, `country`, `division`, `city` or `site`.",
        examples=["country"],
    )
    parent: str | SkipJsonSchema[None] = Field(
        None,
        description="Only the places directly in this one: id, ISO 3166 or M49 code, slug or name.",
        examples=["TR"],
    )
    code: str | SkipJsonSchema[None] = Field(
        None, description="ISO 3166-1 alpha-2, ISO 3166-2 or UN M49 code.", examples=["TR-22"]
    )


class PlaceEntry(Output):
    """A place, what contains it, and how many releases it has."""

    id: str = Field(description="A value for the `location` filter.", examples=["TR-22"])
    kind: str = Field(
        description="`region`, `country`, `division`, `city`, `site`; further kinds may be added."
    )
    name: str
    slug: str
    code: str | None = Field(description="ISO 3166-1 alpha-2, ISO 3166-2 or UN M49, if it has one.")
    country: str | None = Field(description="ISO 3166-1 alpha-2.")
    coordinates: Coordinates | None
    parent: str | None = Field(description="Id of the place that it lies in; null for the world.")
    ancestors: tuple[PlaceReference, ...] = Field(description="The nearest first.")
    releases: int = Field(description="Public releases of this place and of the places in it.")
    url: str


class PlaceDetail(PlaceEntry):
    """A place with its names."""

    names: dict[str, str] = Field(description="By language (BCP 47), as far as they are known.")


class ThemeEntry(Output):
    """A theme, its place in the tree, and how many releases it has."""

    id: str = Field(description="A value for the `theme` filter.")
    label: str
    labels: dict[str, str] = Field(description="The label by language (BCP 47).")
    parent: str | None = Field(description="Id of the wider theme; null at the top of the tree.")
    iptc: tuple[str, ...] = Field(
        description="IPTC Media Topics of the same or nearly the same meaning."
    )
    releases: int = Field(description="Public releases with this theme or a narrower one.")
    url: str


class ThemeDetail(ThemeEntry):
    """A theme with its neighbours in the tree."""

    ancestors: tuple[ThemeReference, ...] = Field(description="Wider themes, the nearest first.")
    narrower: tuple[ThemeReference, ...] = Field(description="Themes directly below.")


class WholeMeta(Output):
    """What an unpaged list says of itself."""

    total: int


class SelfLink(Output):
    """The address of this answer."""

    self: str


class PlaceList(Output):
    """Places that public releases have; each parent is in the list too."""

    data: tuple[PlaceEntry, ...]
    meta: WholeMeta
    links: SelfLink


class ThemeList(Output):
    """The themes in the order of their tree, wider ones before narrower ones."""

    data: tuple[ThemeEntry, ...]
    meta: WholeMeta
    links: SelfLink
