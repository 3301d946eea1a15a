"""The language of labels: that of `lang`, else of Accept-Language, else the newsroom's own."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from app.base.language import canonical_language, look_up, nearest_language
from app.base.problems import Invalid, excerpt
from app.base.settings import Settings
from app.http.negotiation import choose_language, weighted

# Sent with every answer that has labels and whose address names no language.
VARY_BY_LANGUAGE = {"Vary": "Accept-Language"}
_FALLBACK = "en"
# So many languages of a header are read.
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
    """The language `given` in the address, the header `accepted`, and the newsroom's `own`."""

    given: str | None
    accepted: str | None
    own: str

    def label(self, labels: Mapping[str, str]) -> str:
        """Return the best of `labels`, which has one or more by language tag."""
        return labels[self._tag(labels)]

    def one(self) -> str:
        """Return the tag for words that exist in every language, such as names of months."""
        if self.given is not None:
            return self.given
        return choose_language(self.accepted, [self.own, *_named(self.accepted)], self.own)

    @property
    def vary(self) -> Mapping[str, str]:
        """Return the header that an answer with labels needs."""
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
    """Read the language that a request asks for. Raises Invalid if `lang` is no language tag."""
    try:
        given = None if lang is None else canonical_language(lang)
    except ValueError as error:
        detail = f"{excerpt(lang or '')!r} is no language: {error}"
        suggestion = nearest_language(lang or "")
        raise Invalid.of(detail, parameter="lang", suggestion=suggestion) from None
    accepted = headers.get("accept-language")
    return WantedLanguage(given, accepted, settings.default_language)


def _named(header: str | None) -> list[str]:
    """Return the languages that a header names, without unknown ones."""
    found = []
    for name, _ in weighted(header or "")[:_MOST_NAMED]:
        try:
            found.append(canonical_language(name))
        except ValueError:
            continue
    return found
