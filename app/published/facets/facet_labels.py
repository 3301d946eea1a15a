"""Labels of facets, kept in memory: places, themes and organisations seldom get other names.

An answer with 190 places takes 0.2 ms with them, and 8.6 ms when they are read.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlmodel import Session

from app.changes.log import Mark
from app.http.wanted_language import WantedLanguage
from app.published.labels.edited_names import read_edited_names, read_theme_labels
from app.published.labels.labels import EditedNames, Label, Labels, ThemeLabels

# Languages that labels are kept in, and places in all of them: 300 bytes each.
MOST_LANGUAGES = 16
MOST_PLACES = 30_000


class PlaceLabel(NamedTuple):
    """What stands beside the number of a place."""

    label: Label
    kind: str
    code: str | None
    parent: str | None


class ThemeLabel(NamedTuple):
    """A theme with its label."""

    id: str
    parent: str | None
    retired: bool
    label: Label


@dataclass
class LabelledVocabulary:
    """Labels in one language, of one vocabulary, and what facets show of it, as far as asked for.

    A place that is known no more has None. `themes` are in the order of the taxonomy.
    """

    labels: Labels
    places: dict[str, PlaceLabel | None] = field(default_factory=dict)
    themes: tuple[ThemeLabel, ...] | None = None


@dataclass
class _Kept:
    """What is kept of one vocabulary, by the languages that were asked for."""

    vocabulary: int
    edited: EditedNames
    themes: ThemeLabels
    by_language: dict[tuple[str, ...], LabelledVocabulary] = field(default_factory=dict)


class LabelCache:
    """Labels of one vocabulary at a time. Safe to use from any thread."""

    def __init__(self) -> None:
        # Replaced as a whole: a thread that has taken one goes on with it.
        self._kept: _Kept | None = None
        self._organisations: tuple[Mark | None, dict[str, Label]] = (None, {})

    def of(
        self, vocabulary: int, wanted: WantedLanguage, connect: Callable[[], Session]
    ) -> LabelledVocabulary:
        """Return what is kept; a caller that misses something puts it in.

        `connect` gives a session that sees this vocabulary; it is called once for each vocabulary.
        """
        found = self.find(vocabulary, wanted)
        if found is None:
            session = connect()
            names, labels = read_edited_names(session), read_theme_labels(session)
            self._kept = kept = _Kept(vocabulary, names, labels)
            found = self._find_in(kept, wanted)
        return found

    def find(self, vocabulary: int, wanted: WantedLanguage) -> LabelledVocabulary | None:
        """Return what `of` does if this vocabulary was read; None otherwise."""
        kept = self._kept
        if kept is None or kept.vocabulary != vocabulary:
            return None
        return self._find_in(kept, wanted)

    def _find_in(self, kept: _Kept, wanted: WantedLanguage) -> LabelledVocabulary:
        asked = (*wanted.preferred, wanted.own)
        found = kept.by_language.get(asked)
        if found is not None:
            return found
        places = sum(len(labels.places) for labels in list(kept.by_language.values()))
        if len(kept.by_language) >= MOST_LANGUAGES or places > MOST_PLACES:
            self._kept = kept = _Kept(kept.vocabulary, kept.edited, kept.themes)
        made = LabelledVocabulary(Labels(wanted, kept.edited, kept.themes))
        return kept.by_language.setdefault(asked, made)

    def organisations(self, mark: Mark) -> dict[str, Label]:
        """Returns the kept names of organisations in the state `mark`, to be added to as in `of`.

        The newest release of an organisation says its name, so any fact may change it.
        """
        at, kept = self._organisations
        if at == mark:
            return kept
        # A reader of an earlier state has something of its own.
        if at is None or not mark < at:
            self._organisations = mark, (kept := {})
            return kept
        return {}

    def forget(self) -> None:
        """Keep nothing: the database went back to a state with other names."""
        self._kept = None
        self._organisations = (None, {})
