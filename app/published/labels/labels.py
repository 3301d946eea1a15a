"""What places, themes, kinds and dates are called in the language that a reader wants.

That is the language of `lang`, else of Accept-Language, else the newsroom's own. A label whose
language is not that of the answer says so: `{"label": "Santé", "label_language": "fr"}` in an
answer in Turkish.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from app.base.language import (
    UNDETERMINED,
    canonical_language,
    has_locale,
    is_same_language,
    look_up,
    nearest_language,
)
from app.base.problems import Invalid, excerpt
from app.base.settings import Settings
from app.http.negotiation import ANY, languages_in
from app.places.labels import ENGLISH, is_english, is_shipped_name
from app.places.labels import written_language as language_of
from app.places.names import PlaceNames
from app.published.kind_labels import KIND_LABELS
from app.published.labels.date_text import date_text
from app.published.language_names import language_name

# Sent with every answer that has labels and whose address names no language.
VARY_BY_LANGUAGE = {"Vary": "Accept-Language"}
_FALLBACK = "en"
# Places whose names are kept, 300 bytes each: one is found in 0.1 ms, and kept in 1 us.
MOST_PLACES = 4_000
# Names that editors gave to places, by id and language.
EditedNames = Mapping[str, Mapping[str, str]]
# The labels of every theme, by id and language.
ThemeLabels = Mapping[str, Mapping[str, str]]


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
        named = languages_in(self.accepted) if self.accepted else ()
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


class Label(NamedTuple):
    """A text, and the language that it is in (BCP 47); `und` when that is not known."""

    text: str
    language: str


class Labels:
    """Labels for readers of one language, with names of places that editors gave, and themes."""

    def __init__(
        self,
        wanted: WantedLanguage,
        edited: EditedNames | None = None,
        themes: ThemeLabels | None = None,
    ) -> None:
        self.wanted = wanted
        # Says which labels something was made with, without keeping them in memory.
        self.identity = object()
        self.language = wanted.language
        self._is_in_english = is_same_language(self.language, ENGLISH)
        self._edited, self._themes = edited or {}, themes or {}
        # Several threads fill it; what two of them put in is the same.
        self._places: dict[tuple[str, str, str | None], Label] = {}
        self._kinds: dict[str, Label] = {}
        self._known_themes: dict[str, Label] = {}

    def place(self, place_id: str, written: str, written_language: str | None = None) -> Label:
        """Return the name of a place that a document has as `written`.

        Editors' names win over the gazetteer's. A place without a name in a wanted language keeps
        the newsroom's or the English one, else its name as written; the language of that is
        `written_language` where the caller knows it.
        """
        key = (place_id, written, written_language)
        found = self._places.get(key)
        if found is None:
            if len(self._places) >= MOST_PLACES:
                self._places.clear()
            found = self._places[key] = self._place(*key)
        return found

    def theme(self, theme_id: str, labels: Mapping[str, str]) -> Label:
        """Return the best of the labels of a theme, by language; its id if it has none.

        A theme of the vocabulary has the labels that stand there; `labels` are those of others.
        """
        found = self._known_themes.get(theme_id)
        if found is None:
            known = self._themes.get(theme_id)
            found = self._best(known or labels, Label(theme_id, UNDETERMINED))
            if known:
                self._known_themes[theme_id] = found
        return found

    def organisation(self, organisation: Mapping[str, Any], written: str) -> Label:
        """Return the name of an organisation that a document in the language `written` has."""
        return self._best(organisation["names"], Label(organisation["name"], written))

    def kind(self, kind: str) -> Label:
        """Return the label of a kind of releases; of an unknown one its own name."""
        found = self._kinds.get(kind)
        if found is None:
            best = self._best(KIND_LABELS.get(kind, {}), Label(kind, UNDETERMINED))
            found = self._kinds[kind] = best
        return found

    def tag(self, tag: str) -> Label:
        """Return the name of a language; of one that the CLDR has no name for, its tag.

        >>> Labels(WantedLanguage("tr", None, "en")).tag("tlh")
        Label(text='tlh', language='und')
        """
        name = language_name(tag, self.language)
        is_named = name.lower() != tag.lower() or name[:1].isupper()
        return Label(name, self.language if is_named else UNDETERMINED)

    def date_text(self, date: str | None, precision: str) -> str:
        """Return a date in words of the language of the answer; see `date_text.date_text`."""
        return date_text(date, precision, self.language)

    def members(self, label: Label, name: str = "label") -> dict[str, str]:
        """Return the members of an answer that say a label: `name`, and its language if it differs.

        >>> Labels(WantedLanguage("tr", None, "en")).members(Label("Santé", "fr"))
        {'label': 'Santé', 'label_language': 'fr'}
        """
        if is_same_language(label.language, self.language):
            return {name: label.text}
        return {name: label.text, f"{name}_language": label.language}

    def _best(self, labels: Mapping[str, str], otherwise: Label) -> Label:
        tag = self.wanted.find(labels) or self.wanted.fallback(labels) or next(iter(labels), None)
        return otherwise if tag is None else Label(labels[tag], tag)

    def _place(self, place_id: str, written: str, language: str | None) -> Label:
        given = dict(self._edited.get(place_id, {}))
        if language is None and not is_shipped_name(place_id, written):
            # Editors write names of their own in the newsroom's language.
            language = self.wanted.own
            given[language] = written
        as_written = Label(written, language or language_of(place_id, written))
        otherwise = {as_written.language: written}
        if self._is_in_english and is_english(place_id, written):
            otherwise[ENGLISH] = written
        named = PlaceNames(place_id, given, otherwise)
        if tag := self.wanted.find(named):
            return Label(named[tag], tag)
        named = PlaceNames(place_id, given)
        tag = self.wanted.fallback(named)
        return Label(named[tag], tag) if tag else as_written
