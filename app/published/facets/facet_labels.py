"""What stands beside the numbers of facets, as JSON texts kept in memory: labels change seldom.

Labels of places and themes are good as long as the vocabulary of the log's mark stands, names of
organisations as long as the whole mark.
"""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from app.changes.log import Mark
from app.http.wanted_language import WantedLanguage

# Languages that labels are kept in, and values in all of them: 300 bytes each.
MOST_LANGUAGES = 16
MOST_VALUES = 30_000


class ThemeText(NamedTuple):
    """A theme in the order of the taxonomy."""

    id: str
    parent: str | None
    retired: bool
    before: str


@dataclass
class Labels:
    """Texts in one language, of one vocabulary, as far as they were asked for.

    Each is a value as readers get it, with %d for its number of releases. A place that is known no
    more has none.
    """

    wanted: WantedLanguage
    places: dict[str, str | None] = field(default_factory=dict)
    themes: tuple[ThemeText, ...] | None = None
    kinds: dict[str, str] = field(default_factory=dict)
    languages: dict[str, str] = field(default_factory=dict)
    months: dict[str, str] = field(default_factory=dict)
    years: dict[str, str] = field(default_factory=dict)


class FacetLabels:
    """Texts of one vocabulary at a time. Safe to use from any thread."""

    def __init__(self) -> None:
        # Replaced as a whole: who has taken one goes on with it.
        self._kept: tuple[int, dict[WantedLanguage, Labels]] = (-1, {})
        self._organisations: tuple[Mark | None, dict[str, str]] = (None, {})

    def of(self, vocabulary: int, wanted: WantedLanguage) -> Labels:
        """What is kept; whoever misses something there puts it in."""
        at, kept = self._kept
        known = kept.get(wanted) if at == vocabulary else None
        if known is not None and len(known.places) <= MOST_VALUES:
            return known
        values = sum(len(labels.places) + len(labels.months) for labels in list(kept.values()))
        if at != vocabulary or len(kept) >= MOST_LANGUAGES or values > MOST_VALUES:
            self._kept = vocabulary, (kept := {})
        made = kept[wanted] = Labels(wanted)
        return made

    def organisations(self, mark: Mark) -> dict[str, str]:
        """As `of`, of organisations in the state `mark`."""
        at, kept = self._organisations
        if at == mark:
            return kept
        # Who is of an earlier state has something of its own.
        if at is None or not mark < at:
            self._organisations = mark, (kept := {})
            return kept
        return {}

    def forget(self) -> None:
        """Keep nothing: the database went back to a state with other names."""
        self._kept = (-1, {})
        self._organisations = (None, {})


def value_text(value: str, label: str, after: str = "}") -> str:
    """The text of a value with %d for its number, and what stands `after` that."""
    before, after = (part.replace("%", "%%") for part in (beginning(value, label), after))
    return f"{before}%d{after}"


def beginning(value: str, label: str) -> str:
    """What stands before the number of a value."""
    return f'{{"value":{quoted(value)},"label":{quoted(label)},"releases":'


def quoted(value: str | None) -> str:
    """JSON text."""
    return json.dumps(value, ensure_ascii=False)


def missing(known: Collection[str], values: Iterable[str]) -> list[str]:
    """Those of `values` that are not `known`."""
    return [value for value in values if value not in known]
