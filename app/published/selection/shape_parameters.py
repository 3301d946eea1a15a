"""Parameters that choose what is shown of each release, and in which language its labels are."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, get_args

from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from app.published.document import Shaped
from app.published.labels.labels import LabelParameters
from app.published.selection.parameters import one_of
from app.published.selection.release_schemas import Release


class Profile(StrEnum):
    """How much is shown of a release. Closed."""

    CARD = "card"
    FULL = "full"


class Extra(StrEnum):
    """What can be shown beside a profile. Closed."""

    BODY_HTML = "body_html"
    BODY_TEXT = "body_text"
    ANCESTORS = "ancestors"
    LABELS = "labels"
    CITATION = "citation"
    MEDIA = "media"
    HIGHLIGHTS = "highlights"
    FACETS = "facets"


# Members that come by themselves or with `include`; `fields` names none of them.
ADDED = ("labels_language", "citation", "highlights", "notice")
# Shown whole or not at all: who shows a picture needs its credit and its licence.
WHOLE = ("media", "image")
# Extras of answers that are no list of a selection.
OF_RELEASES = tuple(extra for extra in Extra if extra not in (Extra.HIGHLIGHTS, Extra.FACETS))


@cache
def members_of(model: type[BaseModel]) -> Mapping[str, type[BaseModel] | None]:
    """Return the members of a shape, each with the shape of its value if that has members too."""
    return {
        name: None if name in WHOLE else _shape_in(field.annotation)
        for name, field in model.model_fields.items()
        if model is not Release or name not in ADDED
    }


def _shape_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_shape_in, get_args(annotation))), None)


def _paths(model: type[BaseModel], before: str = "") -> list[str]:
    found = []
    for name, below in members_of(model).items():
        found.append(before + name)
        if below is not None:
            found += _paths(below, f"{before}{name}.")
    return found


# What `fields` can name, members of members with dots.
FIELD_PATHS = tuple(_paths(Release))


# Closed lists in the contract. They are read by `reading/presented.py`, which tells what was meant.
Fields = list[Annotated[str, one_of(FIELD_PATHS)]] | SkipJsonSchema[None]
Extras = list[Annotated[str, one_of(OF_RELEASES)]] | SkipJsonSchema[None]
SearchExtras = list[Annotated[str, one_of(Extra)]] | SkipJsonSchema[None]

_PROFILE = (
    "How much of {what} is shown: `card`, what a list on a page needs, or `full`, all that there"
    " is. `fields` takes its place."
)
_EXTRAS = (
    "What is shown beside the profile or the `fields`, with commas: `body_html`, `body_text`;"
    " `ancestors`, what its places, themes and organisations lie in; `labels`, those of its themes"
    " and organisations in every language; `citation`, a line to cite it by; `media`, its pictures"
    " and files"
)


class ShapeParameters(LabelParameters):
    """What is shown of each release of a list."""

    profile: Profile = Field(Profile.CARD, description=_PROFILE.format(what="each release"))
    fields: Fields = Field(
        None,
        description="Only these members instead of a profile, with commas; dots lead into members:"
        " `dateline.text`. `id` always comes along.",
        examples=[["title", "dateline.text", "themes.label"]],
    )
    include: Extras = Field(None, description=f"{_EXTRAS}.", examples=[["body_html"]])


class ReleaseParameters(ShapeParameters):
    """What is shown of one release."""

    profile: Profile = Field(Profile.FULL, description=_PROFILE.format(what="the release"))


class SearchShapeParameters(ShapeParameters):
    """What is shown of each release of a list that words can be searched in."""

    include: SearchExtras = Field(
        None,
        description=f"{_EXTRAS}; `highlights`, the words of `q` where they stand; `facets`, all of"
        " them beside the list, where the parameter `facets` does not choose.",
        examples=[["highlights"]],
    )


def always_shown(model: type[BaseModel]) -> tuple[str, ...]:
    """Return the members of a card, in their order; all where a shape has no smaller part."""
    return model.ALWAYS if issubclass(model, Shaped) else tuple(model.model_fields)
