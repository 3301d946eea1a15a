"""Wire shapes of the read side: the parameters of a selection, its order and its pages."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler, WithJsonSchema
from pydantic.json_schema import JsonSchemaValue, SkipJsonSchema
from pydantic_core import CoreSchema

from app.published.document import KINDS, PlaceRole
from app.published.words.text_query import LONGEST_QUERY

DEFAULT_LIMIT = 20
MAX_LIMIT = 100

# Values of one filter. Bounds the work of a query; nobody picks more than this by hand.
MAX_VALUES = 100
_TEXT = {"type": "string"}
_KIND = {**_TEXT, "enum": list(KINDS)}

# A parameter that may be left out; in an address there is no null.
One = str | SkipJsonSchema[None]
Many = (
    Annotated[list[str], WithJsonSchema({"type": "array", "items": _TEXT, "maxItems": MAX_VALUES})]
    | SkipJsonSchema[None]
)
OfKind = (
    Annotated[list[str], WithJsonSchema({"type": "array", "items": _KIND, "maxItems": MAX_VALUES})]
    | SkipJsonSchema[None]
)


def one_of(values: Iterable[str]) -> WithJsonSchema:
    """Return the schema of a string of a closed list; whoever reads it tells what was meant."""
    return WithJsonSchema({"type": "string", "enum": list(values)})


ANY_OF = "Given twice or with commas: any of them."


class Sort(StrEnum):
    """Orders of a list. Closed."""

    NEWEST = "-published_at"
    OLDEST = "published_at"
    LAST_CHANGED = "-modified_at"
    FIRST_CHANGED = "modified_at"
    RELEVANCE = "relevance"

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        # Generators of clients make one name of both `-published_at` and `published_at`.
        names = [order.name for order in cls]
        return {**handler(schema), "x-enum-varnames": names, "x-enumNames": names}


class SelectionParameters(BaseModel):
    """The filters of every list, as they stand in an address; different filters mean all."""

    model_config = ConfigDict(populate_by_name=True)

    location: Many = Field(
        None,
        description="Releases of this place or of a place in it, by dateline or by what they are"
        " about: id, ISO 3166-1 or -2 code, UN M49 code, slug or name. " + ANY_OF,
        examples=[["TR"]],
    )
    location_all: Many = Field(
        None, alias="location.all", description="Releases of every one of these places."
    )
    location_not: Many = Field(
        None, alias="location.not", description="Releases of none of these places."
    )
    location_role: PlaceRole | SkipJsonSchema[None] = Field(
        None,
        alias="location.role",
        description="Narrows `location`, `location.all` and `location.not` to the place in the"
        " dateline, or to what the release is about.",
    )
    theme: Many = Field(
        None,
        description="Releases with this theme or a narrower one: id. " + ANY_OF,
        examples=[["migration-displacement"]],
    )
    theme_all: Many = Field(
        None, alias="theme.all", description="Releases with every one of these themes."
    )
    theme_not: Many = Field(
        None, alias="theme.not", description="Releases with none of these themes."
    )
    date: Many = Field(
        None,
        description="A day, month, year, RFC 3339 instant, or an interval of them: `2020-03`,"
        " `2020-02-28/2020-03-15`, `2020-03-01/..`; both ends included. A release that is known by"
        " day, month or year matches when its span and the asked one overlap. `unknown` finds those"
        " without a date: `2024,unknown`; no other value does. " + ANY_OF,
        examples=[["2019-12"]],
    )
    date_from: One = Field(
        None,
        description="From the beginning of this day, month, year or instant on.",
        examples=["2020-02-28"],
    )
    date_to: One = Field(
        None,
        description="Up to and including this day, month, year or instant.",
        examples=["2020-03-15"],
    )
    tz: One = Field(
        None,
        description="IANA time zone of the days in `date`, `date_from` and `date_to`; the"
        " newsroom's own when left out.",
        examples=["Europe/Istanbul"],
    )
    kind: OfKind = Field(
        None,
        description="`press_release`, `statement`, `feature`, `event`, `media_advisory`,"
        " `remarks`. " + ANY_OF,
        examples=[["press_release"]],
    )
    kind_all: OfKind = Field(
        None,
        alias="kind.all",
        description="Every one of these kinds. A release has one: two different ones find nothing.",
    )
    kind_not: OfKind = Field(None, alias="kind.not", description="None of these kinds.")
    language: Many = Field(
        None,
        description="BCP 47 tag or the beginning of one: `en` finds `en-GB`. " + ANY_OF,
        examples=[["en"]],
    )
    language_all: Many = Field(
        None,
        alias="language.all",
        description="Every one of these languages. A release has one: `en` and `en-GB` find"
        " `en-GB`, two different ones find nothing.",
    )
    language_not: Many = Field(None, alias="language.not", description="None of these languages.")
    organisation: Many = Field(
        None,
        description="The `id` of the issuing organisation, letter case ignored. " + ANY_OF,
        examples=[["iom"]],
    )
    story: Many = Field(
        None,
        description="The translations of one release: its `story_id`, or the id of any of them. "
        + ANY_OF,
        examples=[["840c20cc-281d-505f-ab92-0c78d6cb899a"]],
    )
    q: One = Field(
        None,
        max_length=LONGEST_QUERY,
        description="Words that a release has in its title, summary or text, or names of its places"
        ' and themes in any language. All of them, in any form: `boat` finds `boats`. `"Aegean'
        ' Sea"` is a phrase, `-storm` excludes, `migr*` is a beginning. Nothing that can be typed'
        " is an error; signs alone find all.",
        examples=["Edirne border"],
    )
    prefix: bool = Field(
        False,
        description="For a search while somebody types: the last word of `q` also finds words that"
        " begin so, never less than without. A blank, a stop or a closed quote ends it; one letter"
        " alone is left out, and so are beginnings of what `-` excludes.",
        examples=[True],
    )
    near: Many = Field(
        None,
        description="Releases with a place no farther away: latitude, longitude (degrees, WGS 84)"
        " and kilometres. Given twice: near any of them. Countries and regions have no point.",
        examples=[["41.68,26.56,50"]],
    )
    bbox: Many = Field(
        None,
        description="Releases with a place in a box: west, south, east, north (degrees, WGS 84)."
        " A west that lies east of the east crosses the antimeridian. Given twice: in any of them.",
        examples=[["25.6,35.8,44.8,42.1"]],
    )


class StoryParameters(SelectionParameters):
    """A selection, and whether it shows all translations or one."""

    one_per_story: bool = Field(
        False,
        description="One release of each story, of those that pass the filters: by `languages`,"
        " else in the newsroom's language, else the first. Totals and facets count stories.",
        examples=[True],
    )
    languages: Many = Field(
        None,
        description="For `one_per_story`: the reader's languages (BCP 47), the preferred first.",
        examples=[["tr", "en"]],
    )


class OrderedParameters(StoryParameters):
    """A selection in an order."""

    sort: Sort | SkipJsonSchema[None] = Field(
        None,
        description="`-` is newest first. Releases of one instant are ordered by id. Undated ones"
        " come last by date in either direction, except where their page gave them a place between"
        " dated ones. Left out: `relevance` with `q`, but newest first in feeds and without `q`.",
        examples=["-published_at"],
    )


class PageParameters(OrderedParameters):
    """A selection, and how much of it to show in which order."""

    limit: int = Field(
        DEFAULT_LIMIT, ge=1, le=MAX_LIMIT, description="How many releases an answer holds at most."
    )
    cursor: One = Field(
        None,
        description="Where to go on, from `links` of an earlier answer with the same filters and"
        " `sort`; refused with others.",
    )
