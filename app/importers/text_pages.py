"""Reads a press page that a person copied as plain text into drafts. Pure; linear in its length.

A page is an optional heading, then releases: perhaps a category, a title, perhaps a date line above or
below it, then paragraphs, the first of them perhaps with a dateline. A single release, its title in the
first line, is the same. `page_titles` tells which lines are titles. Paragraphs after more blank lines
than usual are kept apart as related texts. Every line is in the report, whatever became of it.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256

from app.core.text import fold
from app.importers.draft import (
    Became,
    BlockReport,
    ImportedDraft,
    Paragraph,
    SourceKey,
)
from app.importers.kinds import kind_of
from app.importers.page_bytes import Removed, decode, lines_of
from app.importers.page_dates import Anchor, anchor_of, dates_of
from app.importers.page_titles import Titles
from app.importers.page_units import Unit, units_of
from app.importers.speakers import speaker_of
from app.importers.summaries import first_sentence
from app.locations.dateline import ParsedDateline, PopulationOf, parse_dateline

MOST_CATEGORY_WORDS = 8
MOST_KICKER_WORDS = 3
LONGEST_INTRODUCTION = 200
LONGEST_MADE_TITLE = 120
EXCERPT = 120
_BLANKS = " \t\u00a0"

_HEADINGS = frozenset(
    "press releases|press release|news|newsroom|news room|latest news|media|media centre|media center"
    "|press room|press|pressroom|news and press releases|news releases|communiques de presse|actualites"
    "|comunicados de prensa|comunicados|noticias|basin bultenleri|basin aciklamalari|haberler|duyurular"
    "|pressemitteilungen|comunicati stampa|пресс релизы|البيانات الصحفية|بيانات صحفية|الاخبار".split(
        "|"
    )
)


@dataclass(frozen=True, slots=True)
class PageReading:
    """What a page gave: drafts in page order, what became of each block, and what was cleaned away."""

    heading: str | None
    drafts: tuple[ImportedDraft, ...]
    blocks: tuple[BlockReport, ...]
    removed: tuple[Removed, ...]
    encoding: str | None
    notes: tuple[str, ...]

    @property
    def lost(self) -> tuple[BlockReport, ...]:
        """The blocks whose text is in no draft although it may belong to one."""
        return tuple(block for block in self.blocks if block.lost)


@dataclass(slots=True)
class _Release:
    """A release while its units are gathered."""

    title: Unit | None
    category: Unit | None = None
    subtitle: Unit | None = None
    date: Unit | None = None
    dateline: ParsedDateline | None = None
    body: list[Paragraph] = field(default_factory=list)
    related: list[Paragraph] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_page(
    page: str | bytes,
    *,
    language: str | None = None,
    received: date | None = None,
    population_of: PopulationOf | None = None,
    source_url: str | None = None,
) -> PageReading:
    """The releases of a page.

    `language` is that of the releases (BCP 47), `received` the day on which the page was read, for
    dates without a year, and `population_of` the gazetteer's, without which only datelines in capitals
    or with a region or date are known. Never fails: text that fits nowhere is reported as unplaced.
    """
    text, encoding, notes = (page, None, []) if isinstance(page, str) else decode(page, language)
    lines, removed = lines_of(text)
    units = units_of(lines, language, received)
    titles = Titles(units, lambda raw: parse_dateline(raw, population_of))
    gathering = _Gathering(units, titles)
    gathering.run()
    drafts = _drafts(gathering.releases, language, received, source_url)
    return PageReading(
        gathering.heading,
        tuple(drafts),
        tuple(gathering.blocks),
        tuple(removed),
        encoding,
        tuple(notes),
    )


class _Gathering:
    """Walks over the units of a page once and puts each where it belongs."""

    def __init__(self, units: list[Unit], titles: Titles) -> None:
        self.units = units
        self.titles = titles
        self.title_indexes = titles.all()
        self.heading: str | None = None
        self.releases: list[_Release] = []
        self.blocks: list[BlockReport] = []
        self._category: Unit | None = None
        self._date_above: Unit | None = None
        self._in_related = False

    def run(self) -> None:
        """Put every unit into a release or into the report."""
        place: dict[str, Callable[[int, Unit], None]] = {
            "date": self._place_date,
            "short": self._place_short,
            "paragraph": self._place_text,
            "bullet": self._place_text,
        }
        for index, unit in enumerate(self.units):
            if index in self.title_indexes:
                self._begin(unit)
            elif unit.form in place:
                place[unit.form](index, unit)
            else:
                became: Became = "navigation" if unit.form == "navigation" else "mark"
                self._report(unit, became, "furniture of the page", to_draft=False)

    def _begin(self, title: Unit | None) -> None:
        release = _Release(title, self._category, date=self._date_above)
        self.releases.append(release)
        self._category = self._date_above = None
        self._in_related = False
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
            self._report(unit, "date", "stands above the first text of the page", ahead=1)
            self._date_above = unit

    def _is_above(self, index: int, unit: Unit) -> bool:
        """Of a date between two titles: whether it is the lower one's."""
        below = self.units[index + 1]
        if unit.opens_block != below.opens_block:
            return unit.opens_block
        return self.titles.dates_above

    def _place_short(self, index: int, unit: Unit) -> None:
        following = self.titles.following(index)
        before_title = following in self.title_indexes
        in_title_block = not unit.opens_block and index - 1 in self.title_indexes
        if in_title_block and not self.releases[-1].body:
            self._place_subtitle(unit)
        elif index == self.titles.first and (before_title or fold(unit.text) in _HEADINGS):
            self.heading = unit.text
            self._report(unit, "page heading", "the first line, with a title below", to_draft=False)
        elif before_title and unit.words <= MOST_CATEGORY_WORDS:
            self._category = unit
            self._report(unit, "category", "a short line directly above a title", ahead=1)
        elif before_title:
            self._begin(unit)
            self.releases[-1].notes.append("the page has a title and no text for this release")
        else:
            self._place_text(index, unit)

    def _place_subtitle(self, unit: Unit) -> None:
        release = self.releases[-1]
        kicker = release.title
        if kicker and kicker.words <= MOST_KICKER_WORDS < unit.words and release.category is None:
            # «STATEMENT», then the title, in one block.
            release.category, release.title = kicker, unit
            last = self.blocks.pop()
            self.blocks.append(replace(last, became="category", reason="a word above the title"))
            self._report(unit, "title", "the longer second line of a title block")
        elif release.subtitle is None:
            release.subtitle = unit
            self._report(unit, "subtitle", "a second line in the block of the title")
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

    def _add(self, unit: Unit, reason: str, index: int | None = None) -> None:
        release = self.releases[-1]
        paragraph = Paragraph(unit.text, unit.first_line, unit.last_line)
        if not release.body and index is not None:
            release.dateline = self.titles.dateline(index)
            if release.dateline is not None:
                text = _plain(release.dateline.body)
                paragraph = replace(paragraph, text=text)
                reason = f"begins with the dateline «{release.dateline.text}»"
        elif release.body and unit.opens_block and unit.gap > self.titles.usual_gap:
            self._in_related = True
        if self._in_related:
            release.related.append(paragraph)
            self._report(unit, "related", "stands apart by more blank lines than usual")
            return
        release.body.append(paragraph)
        self._report(unit, "body", reason or "a paragraph below a title")

    def _report(
        self, unit: Unit, became: Became, reason: str, *, to_draft: bool = True, ahead: int = 0
    ) -> None:
        text = unit.text if len(unit.text) <= EXCERPT else unit.text[: EXCERPT - 1] + "…"
        draft = len(self.releases) + ahead if to_draft else None
        self.blocks.append(
            BlockReport(unit.first_line, unit.last_line, text, became, draft, reason)
        )


def _plain(text: str) -> str:
    return " ".join(text.split())


def _drafts(
    releases: Iterable[_Release], language: str | None, received: date | None, url: str | None
) -> list[ImportedDraft]:
    gathered = list(releases)
    anchors = _nearest_anchors(gathered, received)
    titles: Counter[str] = Counter()
    bodies: Counter[str] = Counter()
    drafts = []
    for position, (release, anchor) in enumerate(zip(gathered, anchors, strict=True), start=1):
        draft = _draft(release, position, anchor, language, received)
        key = replace(
            draft.key,
            occurrence_of_title=titles[draft.key.title_key],
            occurrence_of_body=bodies[draft.key.body_key],
        )
        titles[key.title_key] += 1
        bodies[key.body_key] += 1
        drafts.append(replace(draft, key=key, source_url=url))
    return drafts


def _nearest_anchors(releases: list[_Release], received: date | None) -> list[Anchor | None]:
    """For each release the full date of the release nearest to it on the page; linear."""
    own = [anchor_of(release.date, release.dateline) for release in releases]
    above = _carried(own)
    below = list(reversed(_carried(list(reversed(own)))))
    fallback = Anchor(received, "the day on which the page was read") if received else None
    nearest: list[Anchor | None] = []
    for up, down in zip(above, below, strict=True):
        near = min((entry for entry in (up, down) if entry), key=lambda e: e[0], default=None)
        nearest.append(near[1] if near else fallback)
    return nearest


def _carried(own: list[Anchor | None]) -> list[tuple[int, Anchor] | None]:
    carried: list[tuple[int, Anchor] | None] = []
    last: tuple[int, Anchor] | None = None
    for anchor in own:
        last = (0, anchor) if anchor else (last[0] + 1, last[1]) if last else None
        carried.append(last)
    return carried


def _draft(
    release: _Release,
    position: int,
    anchor: Anchor | None,
    language: str | None,
    received: date | None,
) -> ImportedDraft:
    title, lines, notes = _title_of(release)
    texts = [paragraph.text for paragraph in release.body]
    category = release.category.text if release.category else None
    body = "\n\n".join(texts)
    dates = dates_of(release.date, release.dateline, body, anchor, language, received)
    return ImportedDraft(
        key=SourceKey(None, fold(title), _digest(texts)),
        position=position,
        title=title,
        title_lines=lines,
        subtitle=release.subtitle.text if release.subtitle else None,
        category=category,
        kind=kind_of(title, texts, dated=release.date is not None, category=category),
        language=language,
        dateline=release.dateline,
        body=tuple(release.body),
        related=tuple(release.related),
        summary=first_sentence(texts[0]) if texts else None,
        speaker=speaker_of(title),
        published=dates.published,
        bounds=dates.bounds,
        dates=dates.dates,
        notes=notes,
    )


def _title_of(release: _Release) -> tuple[str, tuple[int, int], tuple[str, ...]]:
    if release.title is not None:
        unit = release.title
        return unit.text, (unit.first_line, unit.last_line), tuple(release.notes)
    first = release.body[0]
    title = first_sentence(first.text)
    if len(title) > LONGEST_MADE_TITLE:
        title = title[:LONGEST_MADE_TITLE].rsplit(" ", 1)[0] + "…"
    note = "the page gives no title; it was made from the first words of the text"
    return title, (first.first_line, first.first_line), (note, *release.notes)


def _digest(texts: list[str]) -> str:
    return sha256("\n".join(fold(text) for text in texts).encode()).hexdigest()[:32]
