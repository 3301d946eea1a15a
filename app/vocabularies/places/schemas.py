"""Wire shapes of places as editors write and read them."""

from typing import Annotated, ClassVar

from pydantic import AfterValidator, ConfigDict, Field, field_validator

from app.base.examples import load_example
from app.base.wire import Input, LanguageTag, Output, PlainText, Real
from app.places.naming import place_key
from app.published.document import Coordinates, PlaceReference
from app.vocabularies.schemas import Reference, VocabularyEntry, VocabularyPatch

# A key is a column of the database with an index. A single sign can stand for eighteen letters.
_LONGEST_KEY = 200


def _findable(name: str) -> str:
    if len(place_key(name)) > _LONGEST_KEY:
        raise ValueError(f"Its letters, written out, are more than {_LONGEST_KEY}.")
    return name


Name = Annotated[str, PlainText(120), AfterValidator(_findable)]

_PLACE = load_example("vocabularies/places", "place")


class Point(Input):
    """WGS 84, in degrees."""

    latitude: Real = Field(ge=-90, le=90, examples=[39.1206])
    longitude: Real = Field(ge=-180, le=180, examples=[26.5322])


class PlaceInput(Input):
    """A place that no gazetteer has: a camp, a border gate, a reception centre."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [load_example("vocabularies/places", "input")]}
    )

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


class EditorialPlace(VocabularyEntry):
    """A place as editors see it."""

    model_config = ConfigDict(json_schema_extra={"examples": [_PLACE]})

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
            # A whole one stands beside it, in the answer that shows one.
            "examples": [{"data": [], "meta": {"total": 0, "limit": 20}, "links": {}}]
        }
    )

    data: list[EditorialPlace]
    meta: dict[str, int]
    links: dict[str, str]


class PlacePatch(VocabularyPatch):
    """Only the members of a place that change."""

    shape = PlaceInput
    by_language = "names"
    null_removes = "the name in a language, or the coordinates,"
    text_or_null: ClassVar = {"type": ["string", "null"]}
    example: ClassVar = {"name": "Mavrovouni camp", "names": {"tr": None}}
