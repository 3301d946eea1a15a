"""The language of labels: that of `lang`, else of Accept-Language, else the newsroom's own."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache

from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from app.base.language import (
    canonical_language,
    has_locale,
    look_up,
    nearest_language,
)
from app.base.problems import Invalid, excerpt
from app.base.settings import Settings
from app.http.negotiation import MAX_HEADER, weighted

# Sent with every answer that has labels and whose address names no language.
VARY_BY_LANGUAGE = {"Vary": "Accept-Language"}
_FALLBACK = "en"
ANY = "*"
# So many languages of a header are read.
_MOST_NAMED = 20


class LabelParameters(BaseModel):
    """The parameter `lang`, for the parameters of every operation that shows labels."""

    lang: str | SkipJsonSchema[None] = Field(
        None,
        description="The language of labels (BCP 47). Left out: as `Accept-Language` says, or else"
        " the newsroom's own. A label that is not known in it comes in the newsroom's language, in"
        " English or as its place is written, and says its language beside it.",
        examples=["tr"],
    )


@dataclass(frozen=True)
class WantedLanguage:
    """The language `given` in the address, the header `accepted`, and the newsroom's `own`."""

    given: str | None
    accepted: str | None
    own: str

    @cached_property
    def preferred(self) -> tuple[str, ...]:
        """The languages that were asked for, most wanted first; else the newsroom's own."""
        if self.given is not None:
            return (self.given,)
        named = languages_in(self.accepted or "")
        return tuple(self.own if tag == ANY else tag for tag in named) or (self.own,)

    @cached_property
    def language(self) -> str:
        """The language of the answer: the most wanted one that dates and places are known in."""
        return next(filter(has_locale, (*self.preferred, self.own)), _FALLBACK)

    def find(self, labels: Mapping[str, str]) -> str | None:
        """Return the tag of the label of `labels` in a wanted language, or None."""
        return look_up(self.preferred, labels)

    def fallback(self, labels: Mapping[str, str]) -> str | None:
        """Return the tag of the label in the newsroom's language, else the English one, or None."""
        return look_up((self.own, _FALLBACK), labels)

    def label(self, labels: Mapping[str, str]) -> str:
        """Return the best of `labels`, which has one or more by language tag."""
        tag = self.find(labels) or self.fallback(labels) or next(iter(labels))
        return labels[tag]

    @property
    def vary(self) -> Mapping[str, str]:
        """Return the header that an answer with labels needs."""
        return VARY_BY_LANGUAGE if self.given is None else {}


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


def languages_in(header: str) -> tuple[str, ...]:
    """Return the languages that Accept-Language names, most wanted first, without unknown ones.

    `ANY` means the newsroom's own. Headers that name the same are the same to every answer.

    >>> languages_in("tr;q=0.5, EN-gb, notalanguage, fr;q=0"), languages_in("*")
    (('en-GB', 'tr'), ('*',))
    """
    # Of a longer header no more is read.
    return _languages_in(header[: MAX_HEADER + 1])


@lru_cache(maxsize=256)
def _languages_in(header: str) -> tuple[str, ...]:
    ranges = sorted(weighted(header)[:_MOST_NAMED], key=lambda pair: -pair[1])
    return tuple(dict.fromkeys(_known(name for name, quality in ranges if quality)))


def _known(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        with suppress(ValueError):
            yield name if name == ANY else canonical_language(name)
