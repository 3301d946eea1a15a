"""Wire shapes of what an answer says of its selection: the filters as understood, and hints."""

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from app.published.public_model import PublicModel

_MAYBE = str | SkipJsonSchema[None]
_DEGREES = float | SkipJsonSchema[None]


class AppliedFilter(PublicModel):
    """A value of a filter as it was understood, with words to show for it."""

    parameter: str = Field(
        description="Its name in the address.", examples=["location", "theme.not", "date"]
    )
    value: str = Field(
        description="What the parameter takes: of a place or a theme its id, whatever was given.",
        examples=["TR"],
    )
    label: str = Field(description="In the language of the answer.", examples=["Türkiye"])
    label_language: _MAYBE = Field(
        None, description="The language of the label (BCP 47), where it is not that of the answer."
    )
    country: _MAYBE = Field(
        None,
        description="Of a place: the country that it is or lies in (ISO 3166-1 alpha-2).",
        examples=["TR"],
    )
    date_from: _MAYBE = Field(
        None,
        description="Of a date: its first day; missing if it has none.",
        examples=["2024-05-01"],
    )
    date_to: _MAYBE = Field(
        None,
        description="Of a date: its last day; missing if it has none.",
        examples=["2024-05-31"],
    )
    latitude: _DEGREES = Field(None, description="Of `near`: degrees, WGS 84.", examples=[41.68])
    longitude: _DEGREES = Field(None, description="Of `near`: degrees, WGS 84.", examples=[26.56])
    km: _DEGREES = Field(None, description="Of `near`: kilometres.", examples=[50])
    west: _DEGREES = Field(None, description="Of `bbox`: degrees, WGS 84.", examples=[25.6])
    south: _DEGREES = Field(None, description="Of `bbox`: degrees, WGS 84.", examples=[35.8])
    east: _DEGREES = Field(None, description="Of `bbox`: degrees, WGS 84.", examples=[44.8])
    north: _DEGREES = Field(None, description="Of `bbox`: degrees, WGS 84.", examples=[42.1])


class Hint(PublicModel):
    """Something that a request probably does not mean, though it is no error."""

    parameter: str = Field(description="Its name in the address.", examples=["bbox"])
    detail: str = Field(
        description="What is probably wrong, in English, for developers.",
        examples=[
            "Nothing lies there. The order is west, south, east, north: so it finds 12 releases."
        ],
    )
    suggestion: str = Field(
        description="A value that finds releases, or more probably what was meant.",
        examples=["25.6,35.8,44.8,42.1"],
    )
