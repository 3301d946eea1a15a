"""Gathers the units of a page into releases, and reports where each unit went."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from app.base.text import fold
from app.importers.draft import Became, BlockReport, Paragraph
from app.importers.text_pages.titles import MOST_CATEGORY_WORDS, Titles
from app.importers.text_pages.units import Unit
from app.importers.text_pages.words import HEADINGS
from app.places.reading.dateline import ParsedDateline

LONGEST_INTRODUCTION = 200
EXCERPT = 120


@dataclass(slots=True)
class GatheredRelease:
    """A release while its units are gathered."""

    title: Unit | None
    category: Unit | None = None
    subtitle: Unit | None = None
    date: Unit | None = None
    dateline: ParsedDateline | None = None
    body: list[Paragraph] = field(default_factory=list)
    related: list[Paragraph] = field(default_factory=list)


class Gathering:
    """One pass over the units of a page."""

    def __init__(self, units: list[Unit], titles: Titles) -> None:
        self.units = units
        self.titles = titles
        self.title_indexes = titles.all()
        self.heading: str | None = None
        # Names and addresses above the first title.
        self.above: list[Paragraph] = []
        self.releases: list[GatheredRelease] = []
        self.blocks: list[BlockReport] = []
        self._category: Unit | None = None
        self._date_above: Unit | None = None
        self._in_related = False
        self._in_title_block = False
        self._index = 0

    def run(self) -> None:
        """Put every unit where it belongs, and report it."""
        place: dict[str, Callable[[int, Unit], None]] = {
            "date": self._place_date,
            "short": self._place_short,
            "paragraph": self._place_text,
            "bullet": self._place_text,
            "byline": self._place_beside,
            "contact": self._place_beside,
        }
        for index, unit in enumerate(self.units):
            self._index = index
            # Only title-like lines stand between the title of this block and this unit.
            self._in_title_block &= unit.form == "short" and not unit.opens_block
            if index in self.title_indexes:
                self._begin(unit)
            elif index in self.titles.subtitles:
                self._place_subtitle(unit)
            elif unit.form in place:
                place[unit.form](index, unit)
            else:
                became: Became = "navigation" if unit.form == "navigation" else "mark"
                self._report(unit, became, "furniture of the page", to_draft=False)

    def _begin(self, title: Unit | None) -> None:
        release = GatheredRelease(title, self._category, date=self._date_above)
        self.releases.append(release)
        self._category = self._date_above = None
        self._in_related = False
        self._in_title_block = title is not None
        if title is not None:
            self._report(title, "title", "a line of its own with its text or date beside it")

    def _place_date(self, index: int, unit: Unit) -> None:
        current = self.releases[-1] if self.releases else None
        following = index + 1 if index + 1 in self.title_indexes else None
        waits = current is not None and current.date is None and not current.body
        if following is not None and (not waits or self._is_above(index, unit)):
            self._date_above = unit
            self._report(unit, "date", "stands above a title", ahead=1)
        elif waits and current is not None:
            current.date = unit
            self._report(unit, "date", "stands below its title")
        elif current is not None:
            self._add(unit, "a date line after the text has begun")
        else:
            self._place_first_date(index, unit)

    def _place_first_date(self, index: int, unit: Unit) -> None:
        """Give a date above all text to the release below it, unless a heading stands there."""
        below = self.titles.following(index)
        if below is None or self._date_above is not None:
            self._report(unit, "unplaced", "a date with nothing below it", to_draft=False)
        elif self.units[below].form == "short":
            self._report(unit, "page introduction", "a date above the heading", to_draft=False)
        else:
            self._date_above = unit
            self._report(unit, "date", "stands above the first text of the page", ahead=1)

    def _is_above(self, index: int, unit: Unit) -> bool:
        """Whether a date between two titles belongs to the lower one."""
        below = self.units[index + 1]
        if unit.opens_block != below.opens_block:
            return unit.opens_block
        return self.titles.dates_above

    def _place_short(self, index: int, unit: Unit) -> None:
        following = self.titles.following(index)
        before_title = following in self.title_indexes
        if self._in_title_block:
            self._place_subtitle(unit)
        elif self._is_heading(index, before_title):
            self.heading = self.heading or unit.text
            self._report(unit, "page heading", "a first line, with a title below", to_draft=False)
        elif following in self.title_indexes and not self.titles.heads(index, following):
            self._place_text(index, unit)
        elif before_title and unit.words <= MOST_CATEGORY_WORDS:
            self._category = unit
            self._report(unit, "category", "a short line directly above a title", ahead=1)
        elif (before_title and not self.titles.is_marked) or (
            not self.releases and following is None
        ):
            self._begin(unit)
        else:
            self._place_text(index, unit)

    def _is_heading(self, index: int, before_title: bool) -> bool:
        """Whether a line is the first one above a title, or a usual heading, perhaps repeated."""
        first = index == self.titles.first
        if fold(self.units[index].text) in HEADINGS:
            return first or before_title
        # «STATEMENT» in one block with its title is a category.
        is_apart = before_title and self.units[index + 1].opens_block
        return first and is_apart and self.units[index].text not in self.titles.repeated

    def _place_subtitle(self, unit: Unit) -> None:
        release = self.releases[-1]
        if release.subtitle is None:
            release.subtitle = unit
            self._report(unit, "subtitle", "a line between title and text")
        else:
            self._add(unit, "a third line in the block of the title")

    def _place_text(self, index: int, unit: Unit) -> None:
        if not self.releases:
            short = len(unit.text) <= LONGEST_INTRODUCTION and bool(self.title_indexes)
            if short and not self.titles.opens_body(index):
                self._report(
                    unit, "page introduction", "stands above the first title", to_draft=False
                )
                return
            self._begin(None)
        elif not self.title_indexes and self.titles.dateline(index) is not None:
            self._begin(None)
        self._add(unit, "", index)

    def _place_beside(self, index: int, unit: Unit) -> None:
        """Put a name or an address above a text beside it, and one below a text into it."""
        paragraph = Paragraph(unit.text, unit.first_line, unit.last_line)
        if not self.releases:
            self.above.append(paragraph)
            self._report(unit, "page introduction", "whom to ask", to_draft=False)
        elif self.releases[-1].body:
            self._place_text(index, unit)
        else:
            self.releases[-1].related.append(paragraph)
            self._report(unit, "related", "a name or an address between title and text")

    def _add(self, unit: Unit, reason: str, index: int | None = None) -> None:
        release = self.releases[-1]
        paragraph = Paragraph(unit.text, unit.first_line, unit.last_line)
        if not release.body and index is not None:
            release.dateline = self.titles.dateline(index)
            if release.dateline is not None:
                text = " ".join(release.dateline.body.split())
                paragraph = replace(paragraph, text=text)
                reason = f"begins with the dateline «{release.dateline.text}»"
        elif release.body and self._stands_apart(unit):
            self._in_related = True
        if self._in_related:
            release.related.append(paragraph)
            self._report(unit, "related", "stands apart by more blank lines than usual")
            return
        release.body.append(paragraph)
        self._report(unit, "body", reason or "a paragraph below a title")

    def _stands_apart(self, unit: Unit) -> bool:
        """Whether more blank lines than usual stand above a unit, and do not part releases."""
        mark = self.titles.mark
        is_wide = unit.opens_block and unit.gap > self.titles.usual_gap
        return is_wide and (mark is None or mark.kind != "gap")

    def _report(
        self, unit: Unit, became: Became, reason: str, *, to_draft: bool = True, ahead: int = 0
    ) -> None:
        text = unit.text if len(unit.text) <= EXCERPT else unit.text[: EXCERPT - 1] + "…"
        doubtful = became == "body" and self._index in self.titles.doubtful
        if doubtful:
            reason = "may be a title: it is set like one, and lacks the mark of the others"
        draft = len(self.releases) + ahead if to_draft else None
        self.blocks.append(
            BlockReport(
                unit.first_line, unit.last_line, text, became, draft, reason, doubtful=doubtful
            )
        )
