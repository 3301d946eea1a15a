"""Wire shapes of suggestions: a text goes in, and for each member of a release a reasoned guess."""

from enum import StrEnum
from typing import Any, Self

from pydantic import ConfigDict, Field, model_validator

from app.base.wire import Input, LanguageTag, Output
from app.releases.desk.fields import Body, Line


class Confidence(StrEnum):
    """How far a suggestion can be relied on. Closed.

    `sure`: the words themselves say so. `likely`: a rule that is right far more often than not.
    `unsure`: look at it before you use it.
    """

    SURE = "sure"
    LIKELY = "likely"
    UNSURE = "unsure"


_TITLE = "Winter supplies reach Edirne"
_LEAD = "Blankets and heaters for 1,200 people in shelters were handed out this week."
_EDIRNE: dict[str, Any] = {
    "id": "geonames:747712",
    "slug": "edirne",
    "name": "Edirne",
    "kind": "city",
    "within": ["Edirne", "Türkiye", "Western Asia", "Asia", "World"],
}
_EXAMPLE: dict[str, Any] = {
    "language": {
        "value": "en",
        "score": 0.98,
        "confidence": "sure",
        "because": "the text reads like this language",
    },
    "dateline": {
        "text": "Edirne, Türkiye",
        "location": _EDIRNE,
        "candidates": [],
        "date_text": None,
        "words": "Edirne, Türkiye – ",
        "confidence": "sure",
        "because": "the text begins with a place and a dash; it lies in the region printed with it",
    },
    "body_html": f"<p>{_LEAD}</p>",
    "body_text": _LEAD,
    "locations": [
        {
            "place": _EDIRNE,
            "words": "Edirne",
            "confidence": "sure",
            "because": "the release is dated from there",
        }
    ],
    "themes": [
        {
            "id": "shelter-camps",
            "label": "Shelter and camps",
            "score": 4,
            "words": ["blankets", "shelters"],
            "confidence": "unsure",
            "because": "keywords of the theme, just enough of them",
        }
    ],
    "summary": {
        "text": _LEAD,
        "confidence": "likely",
        "because": "the first sentence of the body",
    },
    "kind": {
        "value": "press_release",
        "confidence": "likely",
        "because": "nothing in it speaks for another kind",
    },
}


class SuggestInput(Input):
    """A text that nobody has filled in a form for yet: a title, a body, or both."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"title": _TITLE, "body_text": f"Edirne, Türkiye – {_LEAD}"}]
        }
    )

    title: Line | None = Field(None, examples=[_TITLE])
    body_html: Body | None = Field(None, description="Give this or `body_text`.")
    body_text: Body | None = Field(None, description="Plain text; blank lines part paragraphs.")
    language: LanguageTag | None = Field(
        None, description="BCP 47, when it is known; else it is guessed from the text."
    )

    @model_validator(mode="after")
    def _some_text(self) -> Self:
        if self.body_html is not None and self.body_text is not None:
            raise ValueError("give body_html or body_text, not both")
        if not (self.title or (self.body_html or self.body_text or "").strip()):
            raise ValueError("give a title, a body or both")
        return self


class Reasoned(Output):
    """What every suggestion says of itself."""

    confidence: Confidence
    because: str = Field(description="The rule that led to it, for people to read.")


class PlaceSuggested(Output):
    """A place, told apart from its namesakes by what it lies in."""

    id: str
    slug: str
    name: str
    kind: str
    within: list[str] = Field(description="Names of what it lies in, the nearest first.")


class LanguageSuggestion(Reasoned):
    """The language; `value` is null when the text does not tell."""

    value: str | None
    score: float | None = Field(description="The detector's own, from 0 to 1.")


class DatelineSuggestion(Reasoned):
    """The place line at the head of the text."""

    text: str = Field(description="Places and region as printed.")
    location: PlaceSuggested | None = Field(
        description="The smallest place that is certain; null when none is."
    )
    candidates: list[PlaceSuggested] = Field(
        description="Between these the text does not decide; the biggest first."
    )
    date_text: str | None = Field(description="The date printed in the place line.")
    words: str = Field(description="The characters that were taken off the body.")


class LocationSuggestion(Reasoned):
    """A place that the title or the first paragraph names."""

    place: PlaceSuggested
    words: str = Field(description="The name as printed.")


class ThemeSuggestion(Reasoned):
    """A theme whose keywords stand in the text."""

    id: str
    label: str
    score: int = Field(description="Points of the keyword rules; 4 are needed in a short text.")
    words: list[str] = Field(description="The words that speak for it, as printed.")


class SummarySuggestion(Reasoned):
    """A summary."""

    text: str


class KindSuggestion(Reasoned):
    """What kind of release it is."""

    value: str


class Suggestions(Output):
    """A guess for each member of a release. None of it is saved."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    language: LanguageSuggestion
    dateline: DatelineSuggestion | None = Field(description="Null when the text has none.")
    body_html: str = Field(description="The body, made safe, without its dateline.")
    body_text: str
    locations: list[LocationSuggestion]
    themes: list[ThemeSuggestion] = Field(description="The surest first.")
    summary: SummarySuggestion | None = Field(description="Null when there is no body.")
    kind: KindSuggestion
