"""Base classes and types of what goes over the wire."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby, islice
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetCoreSchemaHandler,
    ModelWrapValidatorHandler,
    PlainSerializer,
    ValidationError,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError, core_schema

from app.base.json_body import bad_strings
from app.base.language import canonical_language, nearest_language
from app.base.synonyms import meant_by

_INSTANT = re.compile(
    r"(?P<date>\d{4}-\d\d-\d\d)[Tt](?P<time>\d\d:\d\d:(?P<seconds>\d\d))"
    r"(\.(?P<fraction>\d+))?(?P<offset>[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)"
)
_PLUS_LOST = re.compile(r"\d\dT[\d:.]+ \d\d:\d\d", re.IGNORECASE)
MICROSECOND_DIGITS = 6
LEAP_SECOND = "60"
# Controls, and the noncharacters of the first plane and of all that follow (Unicode, 23.7).
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff"
    + "".join(
        f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(1 << 16, 17 << 16, 1 << 16)
    )
    + "]"
)
_LINE_BREAK = re.compile(r"[\n\r\u2028\u2029]")


def parse_instant(text: str) -> datetime:
    """Returns the UTC instant that `text` names in RFC 3339 with an offset.

    Raises ValueError for every other form: pydantic alone also takes epoch numbers, a space for the
    `T`, offsets without a colon, and cuts what is finer than a microsecond.
    """
    found = _INSTANT.fullmatch(text)
    if found is None:
        hint = " In an address, write + as %2B." if _PLUS_LOST.search(text) else ""
        raise ValueError(f"Write an instant as 2026-11-03T09:30:00Z or with +02:00.{hint}")
    if found["seconds"] == LEAP_SECOND:
        raise ValueError("Leap seconds are not taken; write :59.")
    if len(found["fraction"] or "") > MICROSECOND_DIGITS:
        raise ValueError("An instant is taken to the microsecond: at most 6 digits of a second.")
    try:
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("There is no such date or time.") from None


def format_instant(instant: datetime) -> str:
    """Returns RFC 3339 in UTC with `Z`; microseconds only when they are not zero.

    Raises ValueError for a naive datetime.
    """
    if instant.tzinfo is None:
        raise ValueError("a time without an offset is no instant")
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _instant(value: Any) -> datetime:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC)
    if not isinstance(value, str):
        raise ValueError("An instant is a string in RFC 3339, such as 2026-11-03T09:30:00Z.")
    return parse_instant(value)


Instant = Annotated[
    datetime,
    BeforeValidator(_instant),
    PlainSerializer(format_instant, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-11-03T09:30:00Z"]}),
]


def _language(tag: str) -> str:
    try:
        return canonical_language(tag)
    except ValueError as error:
        meant = nearest_language(tag)
        context = {"suggestion": meant} if meant else {}
        raise PydanticCustomError(
            "language_tag", "{fault}", {"fault": str(error), **context}
        ) from None


LanguageTag = Annotated[
    str,
    AfterValidator(_language),
    WithJsonSchema(
        {
            "type": "string",
            "description": "BCP 47 language tag.",
            "pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$",
            "maxLength": 35,
            "examples": ["en-GB"],
        }
    ),
]


# An accent after an accent: what people write has a few, and to order n of them takes n * n steps.
MOST_ACCENTS = 100
_FAR_SIGNS = re.compile(rf"[^\w\s\x00-\u02ff]{{{MOST_ACCENTS + 1},}}")
_LINE_END = re.compile("\r\n?|[\u2028\u2029]")
# A letter of NFC has at most so many characters in NFD.
_LONGEST_LETTER = 4


def normalised(text: str) -> str:
    """Returns `text` in NFC (UAX #15), so that one word has one length, its lines ended by LF.

    Raises ValueError for more accents in a row than anybody writes.
    """
    if not text.isascii():
        for signs in _FAR_SIGNS.findall(text):
            for are_accents, run in groupby(signs, lambda sign: unicodedata.combining(sign) > 0):
                if are_accents and len(list(run)) > MOST_ACCENTS:
                    raise ValueError(f"A letter here has over {MOST_ACCENTS} accents.")
        text = unicodedata.normalize("NFC", text)
    return _LINE_END.sub("\n", text)


def _normalised(value: Any) -> Any:
    return normalised(value) if isinstance(value, str) else value


# Before bounds of length, so that they count letters.
NORMALISED = BeforeValidator(_normalised)


@dataclass(frozen=True)
class PlainText:
    """Text without markup, as in `title: Annotated[str, PlainText(300)]`.

    White space around it is taken off, split accents are joined (NFC, UAX #15), so that one word
    has one length, and a line ends with `\\n`; then it has 1 to `max_length` characters. Controls
    and noncharacters are refused, since XML or HTML has no form for them (XML 1.0 section 2.2); so
    are line breaks, unless `lines` allows them.
    """

    max_length: int
    lines: bool = False
    min_length: int = 1

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        text = core_schema.str_schema(
            strip_whitespace=True, min_length=self.min_length, max_length=self.max_length
        )
        joined = core_schema.no_info_before_validator_function(self._joined, text)
        return core_schema.no_info_after_validator_function(self._check, joined)

    def _joined(self, value: Any) -> Any:
        # What is too long however its letters are joined is refused as it is.
        is_long = isinstance(value, str) and len(value) > _LONGEST_LETTER * self.max_length
        return value if is_long and len(value.strip()) > self.max_length else _normalised(value)

    def _check(self, value: str) -> str:
        if control := _CONTROL.search(value):
            raise ValueError(f"U+{ord(control[0]):04X} is no character of a text. Leave it out.")
        if value and all(unicodedata.category(char)[0] in "CZ" for char in value):
            raise ValueError("There is nothing to see in this text.")
        if not self.lines and _LINE_BREAK.search(value):
            raise ValueError("This text is a single line.")
        return value


def _number(value: Any) -> Any:
    # Python takes false for 0 and "5" for 5; JSON Schema and the contract do not.
    if isinstance(value, bool | str):
        raise ValueError("This is no number.")
    return value


# Numbers that clients send. In a union, bounds must stand before the check, as in
# `Annotated[int, Field(ge=0), IS_NUMBER]`: behind it they would not reach the JSON Schema.
IS_NUMBER = BeforeValidator(_number)
Whole = Annotated[int, IS_NUMBER]
Real = Annotated[float, IS_NUMBER]


# The type that pydantic gives to the fault.
UNKNOWN = "extra_forbidden"
MAX_UNKNOWN = 20


class Input(BaseModel):
    """A body that clients send. An unknown field is refused with the nearest known one; text with
    U+0000 or a lone surrogate is refused with its place, in values and in names."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="wrap")
    @classmethod
    def _checked(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        if isinstance(data, cls):
            return handler(data)
        if bad := bad_strings(data):
            raise ValidationError.from_exception_data(
                cls.__name__,
                [_error("text", detail, path, {}, None) for path, detail, _ in bad],
            )
        unknown = cls._unknown(data)
        if len(unknown) == MAX_UNKNOWN:
            # The shape would find a fault for each of perhaps 100,000.
            raise ValidationError.from_exception_data(cls.__name__, list(map(cls._named, unknown)))
        try:
            return handler(data)
        except ValidationError as error:
            faults = error.errors(include_url=False)
            if not any(_is_unknown(fault) for fault in faults):
                raise
            raise ValidationError.from_exception_data(
                cls.__name__, [cls._named(fault) for fault in faults]
            ) from None

    @classmethod
    def _unknown(cls, data: Any) -> list[dict[str, Any]]:
        """Faults for the first members that the shape does not have."""
        if not isinstance(data, dict):
            return []
        names = {field.alias or name for name, field in cls.model_fields.items()}
        unknown = (name for name in data if name not in names and name not in cls.model_fields)
        return [{"type": UNKNOWN, "loc": (str(name),)} for name in islice(unknown, MAX_UNKNOWN)]

    @classmethod
    def _named(cls, fault: Any) -> InitErrorDetails:
        if not _is_unknown(fault):
            context = {**fault.get("ctx", {})}
            return _error(fault["type"], fault["msg"], fault["loc"], context, fault["input"])
        names = [field.alias or name for name, field in cls.model_fields.items()]
        known = meant_by(str(fault["loc"][0])[:100], names)
        hint = f"did you mean {known!r}?" if known else f"known here: {', '.join(names)}."
        context = {"suggestion": known} if known else {}
        return _error("unknown_field", f"Unknown field; {hint}", fault["loc"], context, None)


def _is_unknown(fault: Any) -> bool:
    return fault["type"] == UNKNOWN and len(fault["loc"]) == 1


def _error(
    kind: str, message: str, path: tuple[str | int, ...], context: dict[str, Any], given: Any
) -> InitErrorDetails:
    # The message goes in as a value, so that braces in it are not read as a template.
    return InitErrorDetails(
        type=PydanticCustomError(kind, "{message}", {**context, "message": message}),
        loc=path,
        input=given,
    )


class Output(BaseModel):
    """A body that clients get: every field is always there, so none may have a default."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        optional = [name for name, field in cls.model_fields.items() if not field.is_required()]
        if optional:
            raise TypeError(f"{cls.__name__}: output fields have no defaults: {optional}")


class ShownOnce(Output):
    """An answer with a secret that is shown once: no copy of it is kept."""
