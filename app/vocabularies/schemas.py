"""Wire shapes that places and themes have in common for editors."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Annotated, Any, ClassVar

from pydantic import Field, GetJsonSchemaHandler, RootModel, ValidationError
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from app.base.faults import invalid_body
from app.base.wire import Input, Output, PlainText
from app.releases.merge_patch import merged

Reference = Annotated[str, PlainText(200)]


class VocabularyEntry(Output):
    """A place or a theme as editors see it."""

    id: str
    etag: str = Field(description="Send it back as `If-Match`.", examples=['"3"'])


class VocabularyPatch(RootModel[dict[str, Any]]):
    """A JSON Merge Patch (RFC 7396): only the members that change.

    Read raw, since a shape would not tell null from absent; the result is checked as a whole.
    """

    # The shape that it changes, and the member of it that holds texts by language.
    shape: ClassVar[type[Input]]
    by_language: ClassVar[str]
    # What the contract says: what null takes away, and a text or null.
    null_removes: ClassVar[str]
    text_or_null: ClassVar[dict[str, Any]]
    example: ClassVar[dict[str, Any]]

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        whole = handler.resolve_ref_schema(handler(cls.shape.__pydantic_core_schema__))
        members = deepcopy(whole["properties"])
        members[cls.by_language]["additionalProperties"] = cls.text_or_null
        return {
            "type": "object",
            "title": cls.__name__,
            "description": "A JSON Merge Patch (RFC 7396): only the members that change; null takes"
            f" {cls.null_removes} away.",
            "properties": members,
            "additionalProperties": False,
            "minProperties": 1,
            "examples": [cls.example],
        }

    def apply_to(self, before: Mapping[str, Any], kept: Mapping[str, Any]) -> Any:
        """Returns `before` with the patch on top, as a `shape`. Raises Invalid.

        A text that the patch sets to null is removed. `kept` are members that a merge may have made
        longer than one request may: they stay as they are, unless the patch names them.
        """
        kept = {name: value for name, value in kept.items() if name not in self.root}
        members: dict[str, Any] = merged(before, self.root)
        members = {name: value for name, value in members.items() if name not in kept}
        texts = members.get(self.by_language)
        if isinstance(texts, dict):
            members[self.by_language] = {
                tag: text for tag, text in texts.items() if text is not None
            }
        try:
            return self.shape.model_validate(members).model_copy(update=kept)
        except ValidationError as error:
            raise invalid_body(error.errors(include_url=False), members) from None
