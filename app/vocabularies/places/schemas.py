"""Wire shapes of places as editors write and read them."""

from copy import deepcopy
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    RootModel,
    field_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from app.base.wire import Input, LanguageTag, Output, PlainText, Real
from app.places.naming import place_key
from app.published.document import Coordinates, PlaceReference

# A key is a column of the database with an index. A single sign can stand for eighteen letters.
_LONGEST_KEY = 200


def _findable(name: str) -> str:
    if len(place_key(name)) > _LONGEST_KEY:
        raise ValueError(f"Its letters, written out, are more than {_LONGEST_KEY}.")
    return name


Name = Annotated[str, PlainText(120), AfterValidator(_findable)]
Reference = Annotated[str, PlainText(200)]

_WORDS: dict[str, Any] = {
    "name": "Kara Tepe camp",
    "names": {"el": "Καρά Τεπέ", "tr": "Kara Tepe kampı"},
    "other_names": ["Mavrovouni RIC"],
    "kind": "site",
    "parent": "mytilene",
    "coordinates": {"latitude": 39.1206, "longitude": 26.5322},
}
_PLACE: dict[str, Any] = {
    **_WORDS,
    "id": "own:kara-tepe-camp",
    "etag": '"1"',
    "slug": "kara-tepe-camp",
    "code": None,
    "country": "GR",
    "parent": "geonames:256436",
    "ancestors": [
        {"id": "geonames:256436", "kind": "city", "name": "Mytilene", "code": None},
        {"id": "GR", "kind": "country", "name": "Greece", "code": "GR"},
    ],
    "made_here": True,
    "public": False,
}


class Point(Input):
    """WGS 84, in degrees."""

    latitude: Real = Field(ge=-90, le=90, examples=[39.1206])
    longitude: Real = Field(ge=-180, le=180, examples=[26.5322])


class PlaceInput(Input):
    """A place that no gazetteer has: a camp, a border gate, a reception centre."""

    model_config = ConfigDict(json_schema_extra={"examples": [_WORDS]})

    name: Name = Field(description="As releases show it, in the newsroom's language.")
    names: dict[LanguageTag, Name] = Field({}, max_length=100, description="By language (BCP 47).")
    other_names: list[Name] = Field(
        [], max_length=100, description="Further names that datelines and filters find it by."
    )
    kind: str = Field(
        "site",
        max_length=16,
        description="`site`, `city` or `division`; of a place of the gazetteer its own.",
    )
    parent: Reference | None = Field(
        None,
        description="What it lies in: id, ISO 3166 or M49 code, slug or name.",
        examples=["mytilene"],
    )
    coordinates: Point | None = None

    @field_validator("other_names")
    @classmethod
    def _once(cls, names: list[str]) -> list[str]:
        return list(dict.fromkeys(names))


class PlaceMergeInput(Input):
    """Which place takes the place of this one."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"into": "own:mavrovouni-camp"}]})

    into: Reference = Field(description="Id, code, slug or name.", examples=["own:mavrovouni-camp"])


class EditorialPlace(Output):
    """A place as editors see it."""

    model_config = ConfigDict(json_schema_extra={"examples": [_PLACE]})

    id: str
    etag: str = Field(description="Send it back as `If-Match`.", examples=['"3"'])
    kind: str
    name: str = Field(description="As releases show it.")
    names: dict[str, str] = Field(description="By language, as editors gave them.")
    other_names: list[str] = Field(description="Further names that editors gave.")
    slug: str
    code: str | None
    country: str | None = Field(description="ISO 3166-1 alpha-2.")
    coordinates: Coordinates | None
    parent: str | None
    ancestors: list[PlaceReference] = Field(description="The nearest first.")
    made_here: bool = Field(description="Editors made it; else it is the gazetteer's.")
    public: bool = Field(
        description="Readers may see it: it is the gazetteer's, or a release with it was published."
    )


class EditorialPlaces(Output):
    """Places that editors made or changed, or that have a name beginning as asked."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"data": [_PLACE], "meta": {"total": 1, "limit": 20}, "links": {}}]
        }
    )

    data: list[EditorialPlace]
    meta: dict[str, int]
    links: dict[str, str]


class PlacePatch(RootModel[dict[str, Any]]):
    """A JSON Merge Patch (RFC 7396): only the members that change.

    Read raw, since a shape would not tell null from absent; the result is checked as a whole.
    """

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        whole = handler.resolve_ref_schema(handler(PlaceInput.__pydantic_core_schema__))
        members = deepcopy(whole["properties"])
        members["names"]["additionalProperties"] = {"type": ["string", "null"]}
        return {
            "type": "object",
            "title": cls.__name__,
            "description": "A JSON Merge Patch (RFC 7396): only the members that change; null takes"
            " the name in a language, or the coordinates, away.",
            "properties": members,
            "additionalProperties": False,
            "minProperties": 1,
            "examples": [{"name": "Mavrovouni camp", "names": {"tr": None}}],
        }
