"""What places, themes, kinds and dates are called in the language that a reader wants.

A label whose language is not that of the answer says so: `{"label": "Santé", "label_language":
"fr"}` in an answer in Turkish.
"""

from collections.abc import Mapping
from typing import NamedTuple

from app.base.language import UNDETERMINED, is_same_language
from app.http.wanted_language import WantedLanguage
from app.places.labels import ENGLISH, is_english, is_shipped_name
from app.places.labels import written_language as language_of
from app.places.names import PlaceNames
from app.published.kind_labels import KIND_LABELS
from app.published.labels.date_text import date_text

# Places whose names are kept, 300 bytes each: one is found in 0.1 ms, and kept in 1 us.
MOST_PLACES = 4_000
# Names that editors gave to places, by id and language.
EditedNames = Mapping[str, Mapping[str, str]]
# The labels of every theme, by id and language.
ThemeLabels = Mapping[str, Mapping[str, str]]


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

    def kind(self, kind: str) -> Label:
        """Return the label of a kind of releases; of an unknown one its own name."""
        found = self._kinds.get(kind)
        if found is None:
            best = self._best(KIND_LABELS.get(kind, {}), Label(kind, UNDETERMINED))
            found = self._kinds[kind] = best
        return found

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
