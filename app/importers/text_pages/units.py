"""Cuts a page into units (title-like lines, paragraphs, date lines, marks) by their form."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from app.base.dates.written import ReadDate, read_date
from app.importers.text_pages.bytes import Line
from app.importers.text_pages.words import BYLINE, CONTACT, DATE_LABEL, INVITATION, MARK, NAVIGATION
from app.releases.body import ABBREVIATION

UnitForm = Literal[
    "short", "paragraph", "bullet", "date", "rule", "mark", "navigation", "byline", "contact"
]

TITLE_LENGTH = range(3, 201)
MOST_TITLE_WORDS = 32
LONGEST_DATE_LINE = 90
# «Washington, DC,» before a date.
MOST_PLACE_WORDS = 4
# Lines of hard-wrapped text are about this long.
WRAPPED = range(50, 101)
WRAPPED_LINES = 3

_BULLET = re.compile(r"(?:[-–—*•·▪◦‣●○■]|\(?\d{1,2}[.)]|\(?[a-z]\))\s+\S")
_RULE = re.compile(r"[\W_]{3,}")
_WORD = re.compile(r"\w[\w’'.-]*")
# A sentence ends inside. Up to five letters after a capital are an abbreviation («Sens.», «Pres.»).
_INNER_STOP = re.compile(r"(?<![^\W\d_])(?![A-Z]\w{2,4}\.)[^\W\d_]{3,}\.\s+[^\W\d_]")
# A line that begins and ends with a number, and has few words between.
_UNREAD_DATE = re.compile(r"\d{1,4}(?:\s+[^\d\s]+){1,3}\s+\d{1,4}[.年]?")

_FURNITURE: tuple[tuple[UnitForm, re.Pattern[str]], ...] = (
    ("mark", MARK),
    ("navigation", NAVIGATION),
    ("byline", BYLINE),
    ("contact", CONTACT),
    ("paragraph", INVITATION),
)


@dataclass(frozen=True, slots=True)
class Unit:
    """One or more lines that belong together. `gap` counts the blank lines above its block."""

    form: UnitForm
    text: str
    raw: str
    first_line: int
    last_line: int
    gap: int
    opens_block: bool
    date: ReadDate | None = None

    @property
    def words(self) -> int:
        """Number of words."""
        return len(_WORD.findall(self.text))


def units_of(lines: Iterable[Line], language: str | None = None) -> list[Unit]:
    """Returns the units of a page in order; every line that is not blank is in exactly one."""
    units: list[Unit] = []
    block: list[Line] = []
    gap = blanks = 0
    for line in lines:
        if line.text:
            if not block:
                gap, blanks = blanks, 0
            block.append(line)
            continue
        if block:
            units += _block_units(block, gap, language)
            block = []
        blanks += 1
    return units + (_block_units(block, gap, language) if block else [])


def looks_like_title(text: str) -> bool:
    """Whether a line is short, without a full stop at its end, and begins with no small letter."""
    if len(text) not in TITLE_LENGTH or len(_WORD.findall(text)) > MOST_TITLE_WORDS:
        return False
    if not any(char.isalpha() for char in text) or text[0].islower() or _BULLET.match(text):
        return False
    if text[-1] in ",;:،؛" or text.endswith(("...", "…")):
        return False
    if text[-1] in ".。۔" and not ABBREVIATION.search(text[:-1] + "."):
        return False
    if text[0] in '“"«„‘' and text[-1] in '”"»’' and len(_WORD.findall(text)) > 1:
        return False
    return not any(
        not ABBREVIATION.search(text[: stop.start() + stop.group().index(".") + 1])
        for stop in _INNER_STOP.finditer(text)
    )


def _block_units(block: list[Line], gap: int, language: str | None) -> list[Unit]:
    units: list[Unit] = []
    for group in _joined(block):
        text = " ".join(line.text for line in group)
        raw = "\n".join(line.raw for line in group)
        form, read = _form(text, language)
        if len(units) == 1 and units[0].form == "short" and _UNREAD_DATE.fullmatch(text):
            # «27 آذر 1398» below a title: a date of a kind that is not known.
            form = "date"
        units.append(Unit(form, text, raw, group[0].number, group[-1].number, gap, not units, read))
    return units


def _form(text: str, language: str | None) -> tuple[UnitForm, ReadDate | None]:
    if known := next((form for form, words in _FURNITURE if words.fullmatch(text)), None):
        # A contact may stand beside the date: «18 December 2019 | press@agency.example».
        read = date_line(text, language) if known == "contact" else None
        return ("date", read) if read else (known, None)
    if _RULE.fullmatch(text) and not any(char.isalnum() for char in text):
        return "rule", None
    if read := date_line(text, language):
        return "date", read
    if _BULLET.match(text):
        return "bullet", None
    return ("short" if looks_like_title(text) else "paragraph"), None


def date_line(text: str, language: str | None = None) -> ReadDate | None:
    """Returns the date of a line that holds one, with at most a label or a place beside it."""
    if len(text) > LONGEST_DATE_LINE or not any(char.isdigit() for char in text):
        return None
    read = read_date(text, language)
    if read is None or (read.precision == "year" and read.text != text.strip()):
        return None
    before, after = text[: read.span[0]], text[read.span[1] :]
    if CONTACT.fullmatch(after.lstrip(" |•·–—-")):
        after = ""
    if _WORD.findall(DATE_LABEL.sub("", after)):
        return None
    rest = DATE_LABEL.sub("", before).strip(" \t:|,-–—()[]•/")
    few = len(_WORD.findall(rest)) <= MOST_PLACE_WORDS
    is_place = few and before.rstrip().endswith((",", "-", "–", "|"))
    if rest and not (is_place and rest[0].isupper()):
        return None
    return read


def _joined(block: list[Line]) -> list[list[Line]]:
    """Join the lines of hard-wrapped text; other lines stay alone."""
    wrapped = _is_wrapped(block)
    groups: list[list[Line]] = []
    for line in block:
        if groups and _continues(groups[-1][-1], line, wrapped):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _is_wrapped(block: list[Line]) -> bool:
    inner = block[:-1]
    return (
        len(block) >= WRAPPED_LINES
        and all(len(line.text) in WRAPPED for line in inner)
        and sum(line.text[-1] not in '.!?…:;”"»' for line in inner) * 2 > len(inner)
    )


def _continues(previous: Line, line: Line, wrapped: bool) -> bool:
    if _BULLET.match(line.text) or date_line(line.text) or date_line(previous.text):
        return False
    if wrapped:
        return True
    # A second line that begins small goes on with the first: a title or paragraph cut in two.
    return (
        line.text[0].islower()
        and previous.text[-1] not in ".!?…:;"
        and len(previous.text) <= WRAPPED[-1]
    )
