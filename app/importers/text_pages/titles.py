"""Finds the titles among the units of a page. The rules are argued in docs/decisions/0102.

Sure titles are title-like lines
  1. whose next text is a paragraph with a dateline;
  2. with a date line directly above or below in their block;
  3. that open the page's text, or follow a rule (---, ***), and have a text below.
Other title-like lines between a text and a paragraph are likely titles. They count when the page
is a list of such (no or several sure ones) and they have five words, or three in the capitals of a
title; beside one sure title they are subheadings unless more blank lines than usual stand above.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence

from app.base.text import fold
from app.importers.text_pages.units import Unit
from app.importers.text_pages.words import ANNOUNCED, BOILERPLATE, HEADINGS
from app.places.reading.dateline import ParsedDateline

FEWEST_WORDS = 5
FEWEST_WORDS_IN_CAPITALS = 3
# The share of capitalised words from which a line is set like a title.
TITLE_CASE = 0.6
# A paragraph may close a list of subheadings, so a likely title needs a real one below.
SHORTEST_TEXT_BELOW = 60
# Longer sentences above a dateline are the last of the text before.
LONGEST_TITLE_SENTENCE = 100
# So few words in capitals, or one word, above a title in one block with it are no title.
MOST_KICKER_WORDS = 3

_DASH = re.compile("[-\u00ad\u2010-\u2015\u2212_]")
# With these a text above a title ends; with these begins what is cut from the line above it.
_CLOSED = frozenset(".!?…”\"»’')]。۔؟！")
_CUT = frozenset(",.;:)”’")
_SKIPPED = frozenset({"date", "mark", "navigation", "rule", "byline"})


class Titles:
    """Which units of a page are titles; asks for datelines only where one can matter."""

    def __init__(
        self, units: Sequence[Unit], parse: Callable[[str], ParsedDateline | None]
    ) -> None:
        self.units = units
        self._parse = parse
        self._datelines: dict[int, ParsedDateline | None] = {}
        self._following = _next_content(units)
        self._preceding = _previous_content(units)
        passed = {*_SKIPPED, "contact"}
        self.first = next((i for i, unit in enumerate(units) if unit.form not in passed), None)
        self.usual_gap = _usual_gap(units)
        self.dates_above = self._dates_stand_above()
        self.sure = {i for i in range(len(units)) if self._is_sure(i)}
        self.likely = {i for i in range(len(units)) if i not in self.sure and self._is_likely(i)}

    def all(self) -> set[int]:
        """The indexes of the titles, one for each block of title-like lines."""
        likely = self.likely
        if len(self.sure) == 1:
            likely = {i for i in likely if self.units[i].gap > self.usual_gap}
        titles = self.sure | likely | self._opening_title()
        for run in self._title_blocks():
            if titles.isdisjoint(run):
                continue
            titles.difference_update(run)
            # «STATEMENT», then the title: a word or two above it are a category.
            titles.add(next((i for i in run if not self._is_kicker(i)), run[-1]))
        return titles

    def _opening_title(self) -> set[int]:
        """The title-like line between the page's heading and a text, whatever its length."""
        first = self.first
        if first is None or fold(self.units[first].text) not in HEADINGS:
            return set()
        below = self._following[first]
        if below is None or self.units[below].form != "short" or self.opens_body(below):
            return set()
        text = self._following[below]
        is_title = text is not None and self.units[text].form == "paragraph"
        return {below} if is_title and self.units[below].opens_block else set()

    def dateline(self, index: int) -> ParsedDateline | None:
        """The dateline with which a unit begins."""
        if index not in self._datelines:
            unit = self.units[index]
            # A title-like line without a dash cannot be one, and most lines asked for are titles.
            may_have = unit.form == "paragraph" or (unit.form == "short" and _DASH.search(unit.raw))
            found = self._parse(unit.raw.strip()) if may_have else None
            self._datelines[index] = found if found and not found.before else None
        return self._datelines[index]

    def opens_body(self, index: int | None) -> bool:
        """Whether a unit is a text that begins with a dateline, and no title with a dash in it."""
        if index is None or self.dateline(index) is None:
            return False
        if self.units[index].form == "paragraph":
            return True
        above, below = self._preceding[index], self._following[index]
        if below is not None and self.dateline(below) is not None:
            return False
        if above is None or self.units[above].form != "short":
            return False
        # «Press Releases», «Ankara – IOM Opens Centre», text: the second is the title.
        return below is None or self.units[below].form != "paragraph" or above != self.first

    def following(self, index: int) -> int | None:
        """The next unit that is text."""
        return self._following[index]

    def _title_blocks(self) -> list[list[int]]:
        """Title-like lines that stand directly under one another: title and subtitle."""
        runs: list[list[int]] = []
        for index, unit in enumerate(self.units):
            if unit.form != "short" or self.opens_body(index):
                continue
            if runs and runs[-1][-1] == index - 1 and not unit.opens_block:
                runs[-1].append(index)
            else:
                runs.append([index])
        return [run for run in runs if len(run) > 1]

    def _is_kicker(self, index: int) -> bool:
        unit = self.units[index]
        few = unit.words <= MOST_KICKER_WORDS
        return (few and (unit.text.isupper() or unit.words == 1)) or fold(unit.text) in HEADINGS

    def _is_sure(self, index: int) -> bool:
        unit = self.units[index]
        below = self._following[index]
        if self.opens_body(below) and not self.opens_body(index):
            return unit.form == "short" or self._is_title_sentence(index)
        if unit.form != "short" or self.opens_body(index):
            return False
        if self._has_date(index):
            return True
        if below is None or self.units[below].form == "short":
            return False
        if index == self.first:
            return fold(unit.text) not in HEADINGS and not self._is_title_sentence(below)
        return self._follows_rule(index)

    def _is_title_sentence(self, index: int) -> bool:
        """«Clinic opens near the border.», then a dateline: a title with a full stop."""
        unit = self.units[index]
        return (
            unit.form == "paragraph"
            and unit.opens_block
            and len(unit.text) <= LONGEST_TITLE_SENTENCE
            and ". " not in unit.text
            # A page that begins with a dateline has no titles.
            and not self.opens_body(self.first)
            and self.opens_body(self._following[index])
            and not self.opens_body(index)
        )

    def _is_likely(self, index: int) -> bool:
        unit = self.units[index]
        below = self._following[index]
        if unit.form != "short" or not unit.opens_block or BOILERPLATE.match(unit.text):
            return False
        if self.opens_body(index) or below in self.sure:
            return False
        if below is None:
            # The copy ends with a title: told from a last line by its capitals, on a list only.
            is_list = len(self.sure) > 1
            return is_list and unit.words >= FEWEST_WORDS and is_set_like_title(unit.text)
        text = self.units[below]
        enough = len(text.text) >= SHORTEST_TEXT_BELOW or ANNOUNCED.match(unit.text)
        if text.form != "paragraph" or not enough:
            return False
        if text.text[0].islower() or not self._stands_after_a_sentence(index):
            return False
        needed = FEWEST_WORDS_IN_CAPITALS if is_set_like_title(unit.text) else FEWEST_WORDS
        return unit.words >= needed

    def _stands_after_a_sentence(self, index: int) -> bool:
        """Not in the middle of one, as copies cut them at links, nor in a list or a quotation."""
        text, above = self.units[index].text, self._preceding[index]
        if text[0] in _CUT or text.count("“") != text.count("”"):
            return False
        if above is None or self.units[above].form != "paragraph":
            return True
        return self.units[above].text[-1] in _CLOSED

    def _has_date(self, index: int) -> bool:
        """A date line beside it in its block, or alone between blank lines on the page's side."""
        units = self.units
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
        return not self.units[index + 1].opens_block

    def _belongs_to_next(self, index: int) -> bool:
        return index + 1 < len(self.units) and self.units[index + 1].form == "short"

    def _follows_rule(self, index: int) -> bool:
        above = self.units[index - 1] if index else None
        return (
            above is not None
            and above.form == "rule"
            and not BOILERPLATE.match(self.units[index].text)
        )

    def _dates_stand_above(self) -> bool:
        """Whether the page sets dates over its titles, by its clear cases; under if undecided."""
        votes = 0
        for index, unit in enumerate(self.units):
            if unit.form != "date":
                continue
            above = self.units[index - 1] if index else None
            below = self.units[index + 1] if index + 1 < len(self.units) else None
            above_is_title = above is not None and above.form == "short"
            below_is_title = below is not None and below.form == "short"
            if above_is_title != below_is_title:
                votes += 1 if below_is_title else -1
            elif above_is_title and below and above and unit.opens_block != below.opens_block:
                votes += 1 if unit.opens_block else -1
        return votes > 0


def is_set_like_title(text: str) -> bool:
    """Whether most longer words are capitalised; never for scripts without capitals."""
    words = [word for word in re.findall(r"[^\W\d_]{4,}", text) if word.upper() != word.lower()]
    return bool(words) and sum(word[0].isupper() for word in words) >= TITLE_CASE * len(words)


def _next_content(units: Sequence[Unit]) -> list[int | None]:
    following: list[int | None] = [None] * len(units)
    last: int | None = None
    for index in range(len(units) - 1, -1, -1):
        following[index] = last
        # An address between a title and its text is passed over, one that ends a text is not.
        is_address = units[index].form == "contact"
        above_text = is_address and last is not None and units[last].form == "paragraph"
        if units[index].form not in _SKIPPED and not above_text:
            last = index
    return following


def _previous_content(units: Sequence[Unit]) -> list[int | None]:
    preceding: list[int | None] = []
    last: int | None = None
    for index, unit in enumerate(units):
        preceding.append(last)
        if unit.form not in _SKIPPED:
            last = index
    return preceding


def _usual_gap(units: Sequence[Unit]) -> int:
    gaps = Counter(unit.gap for unit in units[1:] if unit.opens_block)
    return max(gaps, key=lambda gap: (gaps[gap], -gap), default=1)
