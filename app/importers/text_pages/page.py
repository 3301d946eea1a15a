"""Reads a press page that a person copied as plain text into drafts. Pure; linear in its length.

A page is an optional heading, then releases: perhaps a category, a title, perhaps a date line above
or below it, then paragraphs, the first of them perhaps with a dateline. A single release, its title
in the first line, is the same. `titles.py` finds the titles. Paragraphs after more
blank lines than usual are kept apart as related texts. Every line is in the report.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from hashlib import sha256

from app.base.text import fold
from app.importers.draft import BlockReport, ImportedDraft, SourceKey
from app.importers.text_pages.bytes import Removed, decode, lines_of
from app.importers.text_pages.contacts import MOST_CONTACTS, take_contacts
from app.importers.text_pages.dates import Anchor, ReadingDay, anchor_of, dates_of
from app.importers.text_pages.gathering import GatheredRelease, Gathering
from app.importers.text_pages.speakers import speaker_of
from app.importers.text_pages.titles import Titles
from app.importers.text_pages.units import units_of
from app.places.reading.dateline import parse_dateline
from app.releases.body import first_sentence
from app.releases.kinds import kind_of

LONGEST_MADE_TITLE = 120


@dataclass(frozen=True, slots=True)
class PageReading:
    """Drafts of a page in its order, the report on each block, and the characters removed."""

    heading: str | None
    drafts: tuple[ImportedDraft, ...]
    blocks: tuple[BlockReport, ...]
    removed: tuple[Removed, ...]
    encoding: str | None
    notes: tuple[str, ...]

    @property
    def lost(self) -> tuple[BlockReport, ...]:
        """Blocks whose text is in no draft, though it may belong to one."""
        return tuple(block for block in self.blocks if block.lost)


def read_page(
    page: str | bytes,
    *,
    language: str | None = None,
    received: date | None = None,
    imported: date | None = None,
    population_of: Callable[[str], int] | None = None,
    is_known_title: Callable[[str], bool] | None = None,
    source_url: str | None = None,
) -> PageReading:
    """Read the releases of a page.

    `language` is that of the releases (BCP 47), `received` the day on which the page was read, if
    that is known, for dates without a year; `imported`, the day of the import, bounds them. Without
    `population_of`, the gazetteer's, only datelines in capitals or with a region or date are read.
    `is_known_title` tells the titles of earlier imports. Never fails: lines that fit nowhere are
    reported.
    """
    text, encoding, notes = (page, None, []) if isinstance(page, str) else decode(page, language)
    lines, removed = lines_of(text)
    units = units_of(lines, language)
    # Looking a place up folds its name, and a page repeats its newsroom's places.
    cached_population_of = lru_cache(maxsize=4096)(population_of) if population_of else None
    titles = Titles(units, lambda raw: parse_dateline(raw, cached_population_of), is_known_title)
    gathering = Gathering(units, titles)
    gathering.run()
    if len(gathering.releases) == 1:
        # Whom to ask above the only title is of that release.
        others, _ = take_contacts(gathering.above)
        gathering.releases[0].related += [one for one in gathering.above if one not in others]
    drafts = _drafts(gathering.releases, language, ReadingDay(received, imported), source_url)
    return PageReading(
        gathering.heading,
        tuple(drafts),
        tuple(_with_contacts(gathering.blocks, gathering.releases, drafts)),
        tuple(removed),
        encoding,
        tuple(notes),
    )


def _with_contacts(
    blocks: Iterable[BlockReport],
    gathered: Sequence[GatheredRelease],
    drafts: Sequence[ImportedDraft],
) -> Iterator[BlockReport]:
    """Say of the lines that became contacts that they did."""
    draft_of = {
        paragraph.first_line: position
        for position, release in enumerate(gathered, start=1)
        for paragraph in (*release.body, *release.related)
    }
    left = {one.first_line for draft in drafts for one in (*draft.body, *draft.related)}
    for block in blocks:
        if block.first_line in draft_of and block.first_line not in left:
            draft = draft_of[block.first_line]
            yield replace(block, became="contact", draft=draft, reason="whom the press may ask")
        else:
            yield block


def _drafts(
    gathered: Sequence[GatheredRelease],
    language: str | None,
    reading: ReadingDay,
    url: str | None,
) -> list[ImportedDraft]:
    anchors = _nearest_anchors(gathered)
    titles: Counter[str] = Counter()
    bodies: Counter[str] = Counter()
    drafts = []
    for position, (release, anchor) in enumerate(zip(gathered, anchors, strict=True), start=1):
        draft = _draft(release, position, anchor, language, reading)
        key = replace(
            draft.key,
            occurrence_of_title=titles[draft.key.title_key],
            occurrence_of_body=bodies[draft.key.body_key],
        )
        titles[key.title_key] += 1
        bodies[key.body_key] += 1
        drafts.append(replace(draft, key=key, source_url=url))
    return drafts


def _nearest_anchors(releases: Sequence[GatheredRelease]) -> list[Anchor | None]:
    """Returns for each release the full date of the nearest release that has one; linear."""
    own = [anchor_of(release.date, release.dateline) for release in releases]
    above = _carried(own)
    below = list(reversed(_carried(list(reversed(own)))))
    nearest: list[Anchor | None] = []
    for up, down in zip(above, below, strict=True):
        near = min((entry for entry in (up, down) if entry), key=lambda e: e[0], default=None)
        nearest.append(near[1] if near else None)
    return nearest


def _carried(own: list[Anchor | None]) -> list[tuple[int, Anchor] | None]:
    carried: list[tuple[int, Anchor] | None] = []
    last: tuple[int, Anchor] | None = None
    for anchor in own:
        last = (0, anchor) if anchor else (last[0] + 1, last[1]) if last else None
        carried.append(last)
    return carried


def _draft(
    release: GatheredRelease,
    position: int,
    anchor: Anchor | None,
    language: str | None,
    reading: ReadingDay,
) -> ImportedDraft:
    title, lines, notes = _title_of(release)
    texts = [paragraph.text for paragraph in release.body]
    left, contacts = take_contacts(release.body)
    # A release is more than whom to ask about it.
    paragraphs = left or release.body
    related, beside = take_contacts(release.related)
    category = release.category.text if release.category else None
    body = "\n\n".join(paragraph.text for paragraph in paragraphs)
    kind = kind_of(title, texts, dated=release.date is not None, category=category)
    dates = dates_of(release.date, release.dateline, body, anchor, language, reading)
    return ImportedDraft(
        key=SourceKey(None, fold(title), _digest(texts)),
        position=position,
        title=title,
        title_lines=lines,
        subtitle=release.subtitle.text if release.subtitle else None,
        category=category,
        kind=kind.name,
        kind_reason=kind.reason,
        language=language,
        dateline=release.dateline,
        body=tuple(paragraphs),
        related=tuple(related),
        summary=first_sentence(paragraphs[0].text) if paragraphs else None,
        speaker=speaker_of(title),
        published=dates.published,
        bounds=dates.bounds,
        dates=dates.dates,
        notes=notes,
        doubts=dates.doubts,
        date_line=release.date.text if release.date else None,
        contacts=tuple(dict.fromkeys((*(contacts if left else ()), *beside)))[:MOST_CONTACTS],
    )


def _title_of(release: GatheredRelease) -> tuple[str, tuple[int, int], tuple[str, ...]]:
    if release.title is not None:
        unit = release.title
        notes = () if release.body else ("the page has no text for this release",)
        return unit.text, (unit.first_line, unit.last_line), notes
    first = release.body[0]
    title = first_sentence(first.text)
    if len(title) > LONGEST_MADE_TITLE:
        title = title[:LONGEST_MADE_TITLE].rsplit(" ", 1)[0] + "…"
    note = "the page gives no title; it was made from the first words of the text"
    return title, (first.first_line, first.first_line), (note,)


def _digest(texts: list[str]) -> str:
    return sha256("\n".join(fold(text) for text in texts).encode()).hexdigest()[:32]
