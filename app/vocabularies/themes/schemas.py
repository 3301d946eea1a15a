"""Wire shapes of themes as editors write and read them."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import ConfigDict, Field, GetJsonSchemaHandler, StringConstraints, WithJsonSchema
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from app.base.examples import load_example
from app.base.wire import IS_NUMBER, Input, LanguageTag, Output, PlainText
from app.vocabularies.schemas import Reference, VocabularyEntry, VocabularyPatch

Label = Annotated[str, PlainText(200)]
Keyword = Annotated[str, PlainText(100)]
ThemeId = Annotated[
    str, StringConstraints(min_length=1, max_length=96, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
]
_LABEL: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": 200}
_LABELS: dict[str, Any] = {
    "type": "object",
    "description": "By language (BCP 47).",
    # Generators of clients know this, and few know `patternProperties`.
    "additionalProperties": _LABEL,
    "propertyNames": {"pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$", "maxLength": 35},
    "minProperties": 1,
    "maxProperties": 100,
    "examples": [{"en": "Winter aid", "tr": "Kış yardımı"}],
}
Labels = Annotated[
    dict[LanguageTag, Label], Field(min_length=1, max_length=100), WithJsonSchema(_LABELS)
]
Words = Annotated[list[Keyword], Field(max_length=500)]
Relation = Literal["exact", "close", "broad", "narrow", "related"]
MAX_POSITION = 1_000_000

_THEME = load_example("vocabularies/themes", "theme")


class MediaTopicInput(Input):
    """A concept of the IPTC Media Topics, and how it relates to the theme."""

    qcode: str = Field(pattern=r"^medtop:\d{8}$", examples=["medtop:20000790"])
    relation: Relation = Field(
        "exact",
        description="What the Media Topic is beside the theme: of `exact`ly or `close` to the same"
        " meaning, `broad`er, `narrow`er, or only `related`.",
    )


class WordsInContext(Input):
    """Words that speak for the theme only beside one of their context."""

    words: Words
    context: Words


class KeywordsInput(Input):
    """The words in a text that speak for the theme, in any language; `*` stands for any ending."""

    keywords: Words = Field([], description="Each says much.")
    weak_keywords: Words = Field([], description="Each says half as much.")
    keywords_in_context: list[WordsInContext] = Field([], max_length=50)
    ignored_phrases: Words = Field([], description="A keyword in one of these says nothing.")
    only_without_narrower: bool = Field(
        False,
        description="For a very wide theme: only where the title speaks of it and no narrower one"
        " fits.",
    )


class ThemeInput(Input):
    """A theme. Only a label is needed to begin."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [load_example("vocabularies/themes", "input")]}
    )

    labels: Labels
    parent: Reference | None = Field(None, description="The wider theme; null for the top.")
    iptc: list[MediaTopicInput] = Field([], max_length=50)
    position: Annotated[int, Field(ge=0, le=MAX_POSITION), IS_NUMBER] | None = Field(
        None,
        description="Where it stands among those with the same parent; last when left out.",
    )
    keywords: KeywordsInput = KeywordsInput()


class ThemeCreate(ThemeInput):
    """A new theme."""

    id: ThemeId | None = Field(None, description="Made from a label when left out.")


class ThemeMergeInput(Input):
    """Which theme takes the place of this one."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"into": "humanitarian-response"}]})

    into: Reference = Field(examples=["humanitarian-response"])


class InContext(Output):
    """Words that speak for the theme only beside one of their context."""

    words: list[str]
    context: list[str]


class ThemeKeywords(Output):
    """The words in a text that speak for the theme."""

    keywords: list[str]
    weak_keywords: list[str]
    keywords_in_context: list[InContext]
    ignored_phrases: list[str]
    only_without_narrower: bool


class MediaTopic(Output):
    """A concept of the IPTC Media Topics, and how it relates to the theme."""

    qcode: str
    relation: str = Field(description="`exact`, `close`, `broad`, `narrow` or `related`.")


class EditorialTheme(VocabularyEntry):
    """A theme as editors see it."""

    model_config = ConfigDict(json_schema_extra={"examples": [_THEME]})

    labels: dict[str, str]
    parent: str | None
    iptc: list[MediaTopic]
    position: int
    keywords: ThemeKeywords
    retired: bool = Field(description="Releases keep it, and no other gets it.")
    edited: bool = Field(
        description="Editors made or changed it: the taxonomy file leaves it alone."
    )


class EditorialThemes(Output):
    """Themes in the order of their tree, wider ones before narrower ones."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"data": [], "meta": {"total": 0}}]})

    data: list[EditorialTheme]
    meta: dict[str, int]


class ThemePatch(VocabularyPatch):
    """Only the members of a theme that change."""

    shape = ThemeInput
    by_language = "labels"
    null_removes = "the label of a language"
    text_or_null: ClassVar = {"anyOf": [_LABEL, {"type": "null"}]}
    example: ClassVar = {"labels": {"en": "Winter help", "tr": None}, "parent": None}

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        schema = super().__get_pydantic_json_schema__(core_schema, handler)
        for member in schema["properties"].values():
            member.pop("default", None)
        return schema
