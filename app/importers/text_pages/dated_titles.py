"""Finds the titles that have a date line beside them, on the side where the page has its dates."""

import re
from collections import Counter
from collections.abc import Callable, Sequence, Set

from app.importers.text_pages.units import Unit
from app.importers.text_pages.words import LETTER

Layout = tuple[str, bool]
JOINED_BELOW: Layout = ("below", True)
# From so many titles with a date or a dateline on, these are the page's mark.
FEWEST_MARKED = 3
# The share of titles from which a place of the date beside them is the page's own.
USUAL_LAYOUT = 0.25
# A title may be a sentence, or two, of at most so many characters.
LONGEST_SENTENCE = 100
FEWEST_WORDS = 5

_HOUR = re.compile(r"\d{1,2}[:.h]\d{2}\b")


class DatedTitles:
    """Looks at the date lines of one page. `following` gives the next text of each unit."""

    def __init__(
        self,
        units: Sequence[Unit],
        following: Sequence[int | None],
        opens_body: Callable[[int], bool],
    ) -> None:
        self._units = units
        self._following = following
        self._opens_body = opens_body
        self.dates_above = self._dates_stand_above()

    def find(self, under_dateline: Set[int]) -> set[int]:
        """Returns the lines with a date beside them, as most of the page have it.

        A letter that a release quotes has a date above its addressee as well.
        """
        layouts = {
            i: self._layout(i)
            for i, unit in enumerate(self._units)
            if unit.form == "short" and not self._opens_body(i) and self._has_date(i)
        }
        if len(layouts.keys() | under_dateline) < FEWEST_MARKED:
            return set(layouts)
        counts = Counter(layouts.values())
        layouts |= self._dated_sentences(counts)
        fewest = USUAL_LAYOUT * len(layouts.keys() | under_dateline)
        return {
            i
            for i, layout in layouts.items()
            if (layout == JOINED_BELOW or counts[layout] >= fewest)
            and not self._is_of_a_letter_or_schedule(i)
        }

    def _is_of_a_letter_or_schedule(self, index: int) -> bool:
        """Whether a line below a date is an addressee, an hour, or the beginning of a sentence."""
        unit, below = self._units[index], self._following[index]
        if LETTER.fullmatch(unit.text) or _HOUR.match(unit.text):
            return True
        if below is None:
            return False
        text = self._units[below].text
        is_name = unit.words < FEWEST_WORDS and self._units[below].form == "short"
        return (
            text[0].islower()
            or bool(LETTER.fullmatch(text))
            or (is_name and text.count(" ") < FEWEST_WORDS)
        )

    def _dated_sentences(self, counts: Counter[tuple[str, bool]]) -> dict[int, tuple[str, bool]]:
        """Returns sentences with a date beside them where other titles have theirs."""
        if not counts:
            return {}
        (usual, count), *_ = counts.most_common(1)
        step = 1 if usual[0] == "above" else -1
        beside = [i + step for i, unit in enumerate(self._units) if unit.form == "date"]
        return {
            i: usual
            for i in beside
            if count >= FEWEST_MARKED and i >= 0 and self._is_dated_sentence(i, joined=usual[1])
        }

    def _is_dated_sentence(self, index: int, *, joined: bool) -> bool:
        if index >= len(self._units) or self._following[index] is None:
            return False
        unit, text = self._units[index], self._units[self._following[index] or 0]
        if (unit.form, text.form) != ("paragraph", "paragraph") or self._opens_body(index):
            return False
        is_line = len(unit.text) <= LONGEST_SENTENCE and (joined or unit.opens_block)
        return is_line and text.opens_block and len(text.text) > len(unit.text)

    def _layout(self, index: int) -> tuple[str, bool]:
        """Returns the side of the date beside a title, and whether both stand in one block."""
        below = self._units[index + 1] if index + 1 < len(self._units) else None
        if below and below.form == "date" and not below.opens_block:
            return JOINED_BELOW
        if self.dates_above or below is None or below.form != "date":
            return ("above", not self._units[index].opens_block)
        return ("below", False)

    def _has_date(self, index: int) -> bool:
        """A date line beside it in its block, or alone between blank lines on the page's side."""
        units = self._units
        below = units[index + 1] if index + 1 < len(units) else None
        above = units[index - 1] if index else None
        if below and below.form == "date":
            joined = not below.opens_block
            if joined and not (self.dates_above and self._belongs_to_next(index + 1)):
                return True
            if not joined and not self.dates_above:
                return True
        if above and above.form == "date" and self.dates_above:
            return True
        return bool(
            above
            and above.form == "date"
            and above.opens_block
            and not units[index].opens_block
            and (index == 1 or units[index - 2].form != "short" or not self._is_date_of(index - 2))
        )

    def _is_date_of(self, index: int) -> bool:
        """Whether the date line after `index` is that unit's own, standing in one block with it."""
        return not self._units[index + 1].opens_block

    def _belongs_to_next(self, index: int) -> bool:
        return index + 1 < len(self._units) and self._units[index + 1].form == "short"

    def _dates_stand_above(self) -> bool:
        """Whether the page sets dates over its titles, by its clear cases; under if undecided."""
        votes = 0
        for index, unit in enumerate(self._units):
            if unit.form != "date":
                continue
            above = self._units[index - 1] if index else None
            below = self._units[index + 1] if index + 1 < len(self._units) else None
            above_is_title = above is not None and above.form == "short"
            below_is_title = below is not None and below.form == "short"
            if above_is_title != below_is_title:
                votes += 1 if below_is_title else -1
            elif above_is_title and below and above and unit.opens_block != below.opens_block:
                votes += 1 if unit.opens_block else -1
        return votes > 0
