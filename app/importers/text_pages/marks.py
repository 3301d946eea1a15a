"""Finds the mark by which a page sets its releases apart: a rule, «For immediate release», a wider
gap, or one block of lines for each release. The rules are argued in docs/decisions/0104.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from app.base.text import fold
from app.importers.text_pages.units import Unit
from app.importers.text_pages.words import BOILERPLATE, HEADINGS, OPENING_MARK

MarkKind = Literal["words", "rule", "gap", "block"]

# Shares from which a mark counts: of its sections that have a title, and of the titles known by
# date or dateline that stand under it.
WITH_TITLE = 0.7
UNDER_MARK = 0.6
# Blocks that hold a title and its text, on a page whose releases have no blank line inside.
WHOLE_BLOCKS = 0.7
FEWEST_SECTIONS = 2
# Kinds of rules, and widths of gaps, that are tried: the commonest.
MOST_KINDS = 5
# So few words in capitals, or one word, above a title are a category.
MOST_KICKER_WORDS = 3
FEWEST_WORDS = 3
FEWEST_WORDS_WITHOUT_TEXT = 5
LONGEST_TITLE = 300
_BESIDE = frozenset({"date", "mark", "navigation", "rule", "byline", "contact"})


@dataclass(frozen=True, slots=True)
class PageMark:
    """The mark of a page with the indexes of titles, of subtitles, and of the units behind it.

    A subtitle is one more line, in a block of its own, between a title and a dateline.
    """

    kind: MarkKind
    titles: frozenset[int]
    subtitles: frozenset[int]
    starts: tuple[int, ...]

    def start_of(self, title: int) -> int:
        """Returns the index of the first unit of the section of a title."""
        position = bisect_right(self.starts, title)
        return self.starts[position - 1] if position else 0


@dataclass(frozen=True, slots=True)
class _Head:
    """Title-like lines at the beginning of a section, the text below them, and the title."""

    lines: list[int]
    text: int | None
    title: int | None


class Marks:
    """Reads the marks of one page. `sure` holds the titles known by a date line or a dateline."""

    def __init__(
        self, units: Sequence[Unit], sure: Collection[int], opens_body: Callable[[int], bool]
    ) -> None:
        self._units = units
        self._sure = sure
        self._opens_body = opens_body

    def find(self) -> PageMark | None:
        """Returns the first mark that most of its sections and of the sure titles bear out."""
        for kind, cuts in self._candidates():
            heads = self._heads_under(kind, cuts)
            if heads is not None:
                titles = frozenset(head.title for head in heads if head.title is not None)
                subtitles = {self._subtitle_of(head) for head in heads} - {None}
                return PageMark(kind, titles, frozenset(filter(None, subtitles)), tuple(cuts))
        return None

    def is_kicker(self, index: int) -> bool:
        """Whether a line is a category above a title, such as «STATEMENT»."""
        unit = self._units[index]
        few = unit.words <= MOST_KICKER_WORDS
        return (few and (unit.text.isupper() or unit.words == 1)) or fold(unit.text) in HEADINGS

    def _candidates(self) -> Iterator[tuple[MarkKind, list[int]]]:
        """Yield each possible mark with the indexes of the units at which its sections begin."""
        units = self._units
        by_words: list[int] = []
        by_rule: defaultdict[str, list[int]] = defaultdict(list)
        for index, unit in enumerate(units[:-1]):
            if unit.form == "mark" and OPENING_MARK.fullmatch(unit.text):
                by_words.append(index + 1)
            elif unit.form in ("rule", "mark"):
                by_rule[unit.text.replace(" ", "")[:1]].append(index + 1)
        yield "words", by_words
        for cuts in sorted(by_rule.values(), key=len, reverse=True)[:MOST_KINDS]:
            yield "rule", cuts
        blocks = [index for index, unit in enumerate(units) if unit.opens_block]
        usual = usual_gap(units)
        wide = Counter(units[index].gap for index in blocks[1:] if units[index].gap > usual)
        for gap in sorted(gap for gap, _count in wide.most_common(MOST_KINDS)):
            yield "gap", [index for index in blocks[1:] if units[index].gap >= gap]
        if self._holds_whole_blocks(blocks):
            yield "block", blocks[1:]

    def _holds_whole_blocks(self, blocks: Sequence[int]) -> bool:
        if not blocks:
            return False
        ends = [*blocks[1:], len(self._units)]
        sizes = [
            sum(self._units[index].form not in _BESIDE for index in range(start, end))
            for start, end in zip(blocks, ends, strict=True)
        ]
        several = sum(size > 1 for size in sizes)
        return several >= FEWEST_SECTIONS and several >= WHOLE_BLOCKS * len(sizes)

    def _heads_under(self, kind: MarkKind, cuts: Sequence[int]) -> list[_Head] | None:
        """Returns the heads of all sections, or None if the mark is not that of the page."""
        if not cuts:
            return None
        ends = [*cuts[1:], len(self._units)]
        heads = [
            self._head(start, end, kind)
            for start, end in zip(cuts, ends, strict=True)
            if self._has_content(start, end)
        ]
        known = {head.title for head in heads if head.title is not None}
        share = WITH_TITLE if len(known) >= FEWEST_SECTIONS else 1.0
        if not known or len(known) < share * len(heads):
            return None
        if len(known) < FEWEST_SECTIONS and not (kind == "gap" and self._is_firm(heads[0])):
            return None
        lines = {line for head in heads for line in head.lines} | known
        below = [index for index in self._sure if index >= cuts[0]]
        if sum(index in lines for index in below) < UNDER_MARK * len(below):
            return None
        usual = Counter(len(head.lines) for head in heads).most_common(1)[0][0]
        return [self._first_head(cuts[0], usual, kind), *heads]

    def _has_content(self, start: int, end: int) -> bool:
        return any(self._units[index].form not in _BESIDE for index in range(start, end))

    def _head(self, start: int, end: int, kind: MarkKind) -> _Head:
        lines: list[int] = []
        for index in range(start, end):
            unit = self._units[index]
            if unit.form in _BESIDE:
                continue
            if unit.form != "short" or self._opens_body(index):
                return self._with_title(lines, index, kind)
            lines.append(index)
        return self._with_title(lines, None, kind)

    def _with_title(self, lines: list[int], text: int | None, kind: MarkKind) -> _Head:
        if not lines:
            title = self._sentence_as_title(text, in_block=kind == "block")
            return _Head(lines, text, title)
        return _Head(lines, text, self._title_among(lines, text))

    def _title_among(self, lines: list[int], text: int | None) -> int | None:
        """Returns the title of a section: its first line that is no category."""
        if BOILERPLATE.match(self._units[lines[0]].text):
            return None
        title = next((index for index in lines if not self.is_kicker(index)), lines[-1])
        known = next((index for index in lines if index in self._sure), title)
        if self._units[title].words < min(FEWEST_WORDS_WITHOUT_TEXT, self._units[known].words):
            title = known
        alone = text is None and title == lines[-1]
        enough = not alone or self._units[title].words >= FEWEST_WORDS_WITHOUT_TEXT
        return title if enough or title in self._sure else None

    def _subtitle_of(self, head: _Head) -> int | None:
        """Returns the line between title and dateline, in a block of its own."""
        if head.title is None or head.text is None or head.lines[-2:-1] != [head.title]:
            return None
        last = head.lines[-1]
        return last if self._units[last].opens_block and self._opens_body(head.text) else None

    def _sentence_as_title(self, index: int | None, *, in_block: bool) -> int | None:
        """Returns the first text of a section if it is one short line alone above another text."""
        if index is None or index + 1 >= len(self._units) or self._opens_body(index):
            return None
        unit, below = self._units[index], self._units[index + 1]
        alone = unit.form == "paragraph" and unit.opens_block and below.opens_block != in_block
        is_title = alone and len(unit.text) <= LONGEST_TITLE and below.form == "paragraph"
        return index if is_title and len(below.text) > len(unit.text) else None

    def _is_firm(self, head: _Head) -> bool:
        """Whether one section alone shows by its title and text that it is a release."""
        if not head.lines or head.text is None:
            return False
        title = head.lines[0]
        return title in self._sure or (
            self._units[title].words >= FEWEST_WORDS and self._units[head.text].form == "paragraph"
        )

    def _first_head(self, end: int, usual: int, kind: MarkKind) -> _Head:
        """Returns the head above the first mark, without the heading of the page."""
        head = self._head(0, end, kind)
        lines = head.lines
        named = [index for index in lines if fold(self._units[index].text) in HEADINGS]
        if named:
            lines = lines[lines.index(named[-1]) + 1 :]
        elif len(lines) > max(usual, 1) and self._units[lines[1]].opens_block:
            lines = lines[1:]
        return self._with_title(lines, head.text, kind)


def usual_gap(units: Sequence[Unit]) -> int:
    """Returns the usual number of blank lines between the blocks of a page."""
    gaps = Counter(unit.gap for unit in units[1:] if unit.opens_block)
    return max(gaps, key=lambda gap: (gaps[gap], -gap), default=1)
