"""Labels of facets, kept in memory: places, themes and organisations seldom get other names.

An answer with 190 places takes 0.2 ms with them, and 8.6 ms when they are read.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from app.changes.log import Mark
from app.http.wanted_language import WantedLanguage
from app.published.kind_labels import KIND_LABELS

# Languages that labels are kept in, and places in all of them: 300 bytes each.
MOST_LANGUAGES = 16
MOST_PLACES = 30_000


class PlaceLabel(NamedTuple):
    """What stands beside the number of a place."""

    label: str
    code: str | None
    parent: str | None


class ThemeLabel(NamedTuple):
    """A theme with its label."""

    id: str
    parent: str | None
    retired: bool
    label: str


@dataclass
class Labels:
    """Labels in one language, of one vocabulary, as far as they were asked for.

    A place that is known no more has None. `themes` are in the order of the taxonomy.
    """

    wanted: WantedLanguage
    places: dict[str, PlaceLabel | None] = field(default_factory=dict)
    themes: tuple[ThemeLabel, ...] | None = None

    @cached_property
    def language(self) -> str:
        """The language that months and languages are written in."""
        return self.wanted.one()

    @cached_property
    def kinds(self) -> dict[str, str]:
        """The labels of kinds."""
        return {kind: self.wanted.label(labels) for kind, labels in KIND_LABELS.items()}


class FacetLabels:
    """Labels of one vocabulary at a time. Safe to use from any thread."""

    def __init__(self) -> None:
        # Replaced as a whole: a thread that has taken one goes on with it.
        self._kept: tuple[int, dict[WantedLanguage, Labels]] = (-1, {})
        self._organisations: tuple[Mark | None, dict[str, str]] = (None, {})

    def of(self, vocabulary: int, wanted: WantedLanguage) -> Labels:
        """Returns what is kept. A caller that misses something puts it in."""
        at, kept = self._kept
        if at == vocabulary and wanted in kept:
            return kept[wanted]
        places = sum(len(labels.places) for labels in list(kept.values()))
        if at != vocabulary or len(kept) >= MOST_LANGUAGES or places > MOST_PLACES:
            self._kept = vocabulary, (kept := {})
        return kept.setdefault(wanted, Labels(wanted))

    def organisations(self, mark: Mark) -> dict[str, str]:
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
        self._kept = (-1, {})
        self._organisations = (None, {})
