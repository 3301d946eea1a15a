"""Finds the titles among the units of a page. The rules are argued in docs/decisions/0102 and 0104.

If the page has a mark (`marks.py`), its titles stand under it. Else sure titles are lines
  1. whose next text is a paragraph with a dateline;
  2. with a date line beside them, where the page has its dates (`dated_titles.py`);
  3. that open the page's text, or follow a rule (---, ***), and have a text below.
Three of 1 or 2 are the mark of the page. On other pages further title-like lines between a text and
a paragraph are titles if they have five words, or three in the capitals of a title, unless there is
one sure title only: then they are subheadings, save below more blank lines than usual.
"""

import re
from bisect import bisect
from collections import Counter
from collections.abc import Callable, Sequence

from app.base.text import fold
from app.importers.text_pages.dated_titles import (
    FEWEST_MARKED,
    FEWEST_WORDS,
    LONGEST_SENTENCE,
    DatedTitles,
)
from app.importers.text_pages.marks import Marks, usual_gap
from app.importers.text_pages.units import Unit
from app.importers.text_pages.words import ANNOUNCED, BOILERPLATE, HEADINGS, LETTER
from app.places.reading.dateline import ParsedDateline

FEWEST_WORDS_IN_CAPITALS = 3
# The share of capitalised words from which a line is set like a title.
TITLE_CASE = 0.6
# A paragraph may close a list of subheadings, so a likely title needs a real one below.
SHORTEST_TEXT_BELOW = 60
# Lines above a title with at most so many words are its category.
MOST_CATEGORY_WORDS = 8
# The share of releases with a line like a title in their text from which datelines are not the mark
# of all releases of a page.
MIXED_PAGE = 0.25
FEWEST_WITHOUT_MARK = 4
# The share of titles from which all of a page are set in capitals or with capitalised words.
USUAL_SETTING = 0.8
# The share of datelines from which a title and a subtitle in blocks of their own are usual.
USUAL_PAIR = 0.6

_DASH = re.compile("[-\u00ad\u2010-\u2015\u2212_]")
# With these a text above a title ends; with these begins what is cut from the line above it.
_CLOSED = frozenset(".!?…”\"»’')]。۔؟！")
_CUT = frozenset(",.;:)”’")
_OPENING, _CLOSING = re.compile(r"[“„«]|(?<!\w)‘"), re.compile(r"[”»’](?!\w)")
_SKIPPED = frozenset({"date", "mark", "navigation", "rule", "byline"})


class Titles:
    """Which units of a page are titles; asks for datelines only where one can matter."""

    def __init__(
        self,
        units: Sequence[Unit],
        parse: Callable[[str], ParsedDateline | None],
        is_known: Callable[[str], bool] | None = None,
    ) -> None:
        self.units = units
        self._parse = parse
        self._is_known = is_known
        self._datelines: dict[int, ParsedDateline | None] = {}
        self._following = _next_content(units)
        self._preceding = _previous_content(units)
        passed = {*_SKIPPED, "contact"}
        self.first = next((i for i, unit in enumerate(units) if unit.form not in passed), None)
        self.usual_gap = usual_gap(units)
        dates = DatedTitles(units, self._following, self.opens_body)
        self.dates_above = dates.dates_above
        indexes = range(len(units))
        self.under_dateline = {i for i in indexes if self._is_above_dateline(i)}
        self.dated = dates.find(self.under_dateline)
        self.marks = Marks(units, self.under_dateline | self.dated, self.opens_body)
        self.mark = self.marks.find()
        # Subtitles in a block of their own, and lines that may be titles without the page's mark.
        self.subtitles: set[int] = set()
        self.doubtful: set[int] = set()
        self.is_list = self.is_marked
        lines = Counter(unit.text for unit in units if unit.form == "short")
        # «STATEMENT» above each title, «What this means» in each text.
        self.repeated = {text for text, count in lines.items() if count > 1}

    def all(self) -> set[int]:
        """Returns the indexes of the titles, one for each block of title-like lines."""
        if self.mark is not None:
            self.subtitles = set(self.mark.subtitles)
            titles = {*self.mark.titles, *self.under_dateline} - self.subtitles
        else:
            lifted = self._lifted()
            self.subtitles = set(lifted.values())
            titles = self._without_mark().union(lifted) - self.subtitles
        titles |= self._known() - self.subtitles
        for run in self._title_blocks():
            if titles.isdisjoint(run):
                continue
            chosen = self._title_of_block(run)
            titles.difference_update(run)
            titles.add(chosen)
        self.doubtful = set() if self.mark else self._like(titles)
        return titles

    def _known(self) -> set[int]:
        """Returns the titles of earlier imports: a page that grew may have got another mark."""
        return {
            i
            for i, unit in enumerate(self.units)
            if self._is_known
            and unit.form == "short"
            and unit.opens_block
            and not self.opens_body(i)
            and self._is_known(unit.text)
        }

    def _like(self, titles: set[int]) -> set[int]:
        """Returns the other lines that are set and stand like the titles of the page."""
        set_like_title = sum(is_set_like_title(self.units[i].text) for i in titles)
        all_are = set_like_title >= USUAL_SETTING * len(titles)
        return {
            i
            for i, unit in enumerate(self.units)
            if i not in titles
            and i not in self.subtitles
            and unit.text not in self.repeated
            and unit.words >= FEWEST_WORDS
            and (not all_are or is_set_like_title(unit.text))
            and self._is_likely(i)
            and not LETTER.fullmatch(unit.text)
        }

    @property
    def is_marked(self) -> bool:
        """Whether the page has a mark by which its titles are known."""
        return self.mark is not None or len(self.under_dateline | self.dated) >= FEWEST_MARKED

    def heads(self, index: int, title: int) -> bool:
        """Whether a line belongs to the title below it, and not to the text above."""
        return self.mark is None or self.mark.start_of(title) <= index

    def _without_mark(self) -> set[int]:
        indexes = range(len(self.units))
        marked = self.under_dateline | self.dated
        sure = marked | {i for i in indexes if self._opens_page_or_follows_rule(i)}
        if self.is_marked:
            titles = sure | self._opening_title()
            others = self._like(titles)
            return titles | others if self._is_mixed(titles, others) else titles
        self.is_list = len(sure) > 1
        likely = {i for i in indexes if i not in sure and self._is_likely(i)}
        if len(sure) == 1:
            likely = {i for i in likely if self.units[i].gap > self.usual_gap}
        return sure | likely | self._opening_title()

    def _is_mixed(self, titles: set[int], others: set[int]) -> bool:
        """Whether lines like titles follow so many releases that not all have a dateline."""
        if 2 * len(self.under_dateline - self.dated) <= len(self.under_dateline | self.dated):
            return False
        starts = sorted(titles)
        releases = len({bisect(starts, index) for index in others})
        return len(others) >= FEWEST_WITHOUT_MARK and releases >= MIXED_PAGE * len(titles)

    def _title_of_block(self, run: Sequence[int]) -> int:
        if self.mark and (marked := [i for i in run if i in self.mark.titles]):
            return marked[0]
        if not self.units[run[0]].opens_block and run[-1] in self.under_dateline:
            # Without blank lines the text above may end with such lines.
            return run[-1]
        # «STATEMENT», then the title: a word or two above it are a category.
        return next((i for i in run if not self.marks.is_kicker(i)), run[-1])

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

    def _is_above_dateline(self, index: int) -> bool:
        below = self._following[index]
        if not self.opens_body(below) or self.opens_body(index):
            return False
        return self.units[index].form == "short" or self._is_title_sentence(index)

    def _opens_page_or_follows_rule(self, index: int) -> bool:
        unit, below = self.units[index], self._following[index]
        if unit.form != "short" or self.opens_body(index):
            return False
        if below is None or self.units[below].form == "short":
            return False
        if index == self.first:
            return fold(unit.text) not in HEADINGS and not self._is_title_sentence(below)
        return self._follows_rule(index)

    def _is_title_sentence(self, index: int) -> bool:
        """Whether a sentence alone above a dateline is a title: «Clinic opens near the border.»."""
        unit, below = self.units[index], self._following[index]
        if unit.form != "paragraph" or below is None or not self.opens_body(below):
            return False
        # Both stand in blocks of their own, or the page has no blank lines.
        if unit.opens_block != self.units[below].opens_block:
            return False
        # A page that begins with a dateline has no titles.
        if self.opens_body(self.first) or self.opens_body(index):
            return False
        longest = LONGEST_SENTENCE * (2 if is_set_like_title(unit.text) else 1)
        return len(unit.text) <= longest

    def _lifted(self) -> dict[int, int]:
        """Returns titles and their subtitles, where these stand alone above the dateline.

        A line above may as well end the text before: it has to be set like a title, and the other
        not, or most datelines of the page have two such lines above.
        """
        pairs = {
            upper: lower
            for lower in self.under_dateline
            if (upper := self._preceding[lower]) is not None and self._may_be_above(upper, lower)
        }
        if len(self.under_dateline) >= FEWEST_MARKED and len(pairs) >= USUAL_PAIR * len(
            self.under_dateline
        ):
            return pairs
        return {
            upper: lower
            for upper, lower in pairs.items()
            if upper != self.first
            and self.units[upper].words >= FEWEST_WORDS
            and is_set_like_title(self.units[upper].text)
            and not is_set_like_title(self.units[lower].text)
        }

    def _may_be_above(self, upper: int, lower: int) -> bool:
        """Whether a title-like line stands alone above a line alone above a dateline."""
        title = self.units[upper]
        apart = title.opens_block and self.units[lower].opens_block
        if title.form != "short" or not apart or self.opens_body(upper) or upper in self.dated:
            return False
        if BOILERPLATE.match(title.text) or LETTER.fullmatch(title.text):
            return False
        return not self.marks.is_kicker(upper) and self._stands_after_a_sentence(upper)

    def _is_likely(self, index: int) -> bool:
        unit = self.units[index]
        below = self._following[index]
        if unit.form != "short" or not unit.opens_block or BOILERPLATE.match(unit.text):
            return False
        if self.opens_body(index) or below in self.under_dateline | self.dated:
            return False
        if below is None:
            # The copy ends with a title: told from a last line by its capitals, on a list only.
            return self.is_list and unit.words >= FEWEST_WORDS and is_set_like_title(unit.text)
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
        if text[0] in _CUT or (_OPENING.search(text) and not _CLOSING.search(text)):
            return False
        if "”" in text and not _OPENING.search(text):
            return False
        if above is None or self.units[above].form != "paragraph":
            return True
        last = self.units[above].text.split(" ")[-1]
        return last[-1] in _CLOSED or last[-1].isdigit() or "://" in last or last.startswith("www.")

    def _follows_rule(self, index: int) -> bool:
        above = self.units[index - 1] if index else None
        return (
            above is not None
            and above.form == "rule"
            and not BOILERPLATE.match(self.units[index].text)
        )


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
