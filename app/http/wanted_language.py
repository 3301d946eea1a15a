"""The language that a reader wants labels in: `lang`, else Accept-Language, else the newsroom's."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from app.base.language import canonical_language, look_up, nearest_language
from app.base.problems import Invalid, excerpt
from app.base.settings import Settings
from app.http.negotiation import choose_language, weighted

# Sent with every answer that has labels and whose address does not say in which language.
VARY_BY_LANGUAGE = {"Vary": "Accept-Language"}
_FALLBACK = "en"
# Of the languages that a header names, so many are looked at.
_MOST_NAMED = 20


class LabelParameters(BaseModel):
    """The parameter `lang`, for the parameters of every operation that shows labels."""

    lang: str | SkipJsonSchema[None] = Field(
        None,
        description="The language of labels (BCP 47). Left out: as `Accept-Language` says, or else"
        " the newsroom's own. A label that is not known in it comes in the newsroom's language.",
        examples=["tr"],
    )


@dataclass(frozen=True)
class WantedLanguage:
    """`given` in the address or `accepted` by the header, and the newsroom's `own`."""

    given: str | None
    accepted: str | None
    own: str

    def label(self, labels: Mapping[str, str]) -> str:
        """Returns the one of `labels` (by language tag, not empty) that fits best."""
        return labels[self._tag(labels)]

    def one(self) -> str:
        """Returns the tag for words that exist in every language, such as names of months."""
        if self.given is not None:
            return self.given
        return choose_language(self.accepted, [self.own, *_named(self.accepted)], self.own)

    @property
    def vary(self) -> Mapping[str, str]:
        """The header that an answer with labels needs."""
        return VARY_BY_LANGUAGE if self.given is None else {}

    def _tag(self, labels: Mapping[str, str]) -> str:
        last = next((tag for tag in (self.own, _FALLBACK) if tag in labels), next(iter(labels)))
        own = look_up([self.own], labels, last)
        if self.given is not None:
            return look_up([self.given], labels, own)
        return choose_language(self.accepted, labels, own)


def wanted_language(
    headers: Mapping[str, str], lang: str | None, settings: Settings
) -> WantedLanguage:
    """Read what a request wants labels in. Raises Invalid for a `lang` that is no language tag."""
    try:
        given = None if lang is None else canonical_language(lang)
    except ValueError as error:
        detail = f"{excerpt(lang or '')!r} is no language: {error}"
        suggestion = nearest_language(lang or "")
        raise Invalid.of(detail, parameter="lang", suggestion=suggestion) from None
    accepted = headers.get("accept-language")
    return WantedLanguage(given, accepted, settings.default_language)


def _named(header: str | None) -> list[str]:
    """Returns the languages that a header names, without those that are not known."""
    found = []
    for name, _ in weighted(header or "")[:_MOST_NAMED]:
        try:
            found.append(canonical_language(name))
        except ValueError:
            continue
    return found
