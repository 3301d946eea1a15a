"""Splits the head of a dateline into places, regions, date and agency."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from app.base.text import fold
from app.places.reading.abbreviations import DIRECTIONS, divisions_abbreviated
from app.places.reading.context_words import PARTICLES, TITLES, WEEKDAYS

# Population of the biggest place of a name, 0 if no place has it.
PopulationOf = Callable[[str], int]

MOST_PARTS = 4
MOST_WORDS = 6
LONGEST_NAME = 48
SHORTEST_NAME = 2
LONGEST_DATE = 40
LONGEST_AGENCY = 8
# Least population of a country or division in brackets behind a city.
KNOWN_LAND = 250_000

_BRACKETS = re.compile(r"\s*[(（]([^()（）]*)[)）]")
_ENCLOSED = re.compile(r"[(\[（]([^()\[\]（）]+)[)\]）]")
_BRACKETED_PLACE = re.compile(r"^[(\[]([^()\[\]\d]+)[)\]]\s*(?=\w)")
_FOOTNOTE = re.compile(r"(?<=\w)\s?[*†‡]+")
_WORD = re.compile(r"[^\W\d_]+(?:[.'’‘ʼ`-]+[^\W\d_]+)*[.'’]?")
_JOINT = re.compile(r"\s*/\s*|\s+(?:and|et|und|ve|y|e|&)\s+", re.IGNORECASE)
_COMMA = re.compile(r"\s*[,،、，]\s*")
_MONTH = re.compile(
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w{0,6}\.?$", re.IGNORECASE
)
# A day of the month or a year, no sum of money and no number of a law.
_DATE = re.compile(
    r"(?<![$€£#\d.,])(?:[0-3]?\d|(?:19|20)\d\d|[0-3]?\d[./][01]?\d[./](?:19|20)\d\d)(?![\d%]|[.,]\d)"
)
_AGENCY_AFTER_DATE = re.compile(r"\d\s+([A-Z]{2,8})$")
_WITHOUT_COMMA = re.compile(r"(.{3,}?) ((?:[A-Z]\. ?){1,2}[A-Z]?\.?|[A-Z]{2})")


@dataclass(frozen=True)
class Head:
    """The part before the separator. `text` holds the places and regions as printed."""

    text: str
    places: tuple[str, ...]
    regions: tuple[str | None, ...]
    agency: str | None
    date_text: str | None


def read_head(printed: str, weigh: PopulationOf) -> Head | None:
    """Splits the words before a separator; returns None if they cannot be a dateline."""
    plain = _FOOTNOTE.sub("", " ".join(printed.split()))
    plain = _BRACKETED_PLACE.sub(r"\1, ", plain)
    enclosed = _ENCLOSED.fullmatch(plain)
    plain = (enclosed.group(1) if enclosed else plain).strip(" ,")
    plain = _BRACKETS.sub(lambda aside: _as_region(aside, weigh), plain)
    asides = [aside.strip() for aside in _BRACKETS.findall(plain)]
    dates = [aside for aside in asides if is_date(aside)]
    agencies = [aside for aside in asides if aside and not is_date(aside)]
    parts: list[str] = []
    for part in split_at_commas(_BRACKETS.sub(" ", plain).strip(" ,")):
        name, date, agency = _split_date(part)
        parts += [name] if name else []
        dates += [date] if date else []
        agencies += [agency] if agency else []
    if not 1 <= len(parts) <= MOST_PARTS or len(agencies) > 1:
        return None
    places, regions = _places(parts, weigh)
    printed_regions = [part for region in regions if region for part in split_at_commas(region)]
    if not all(looks_like_name(place) or _is_known(place, weigh) for place in places):
        return None
    if not all(looks_like_name(part) or weigh(part) >= KNOWN_LAND for part in printed_regions):
        return None
    text = ", ".join(parts) if asides or dates or agencies else plain
    return Head(text, places, regions, next(iter(agencies), None), ", ".join(dates) or None)


def split_at_commas(text: str) -> list[str]:
    """Returns the parts between commas of any script."""
    return _COMMA.split(text)


def is_date(text: str) -> bool:
    """Returns whether a part of a dateline is a date: names hold no digits."""
    return (bool(_DATE.search(_in_ascii(text))) and len(text) < LONGEST_DATE) or (
        fold(text) in WEEKDAYS
    )


def without_direction(region: str) -> str:
    """Returns «Turkey» for «Western Turkey»."""
    words = re.split(r"[ -]", region)
    while len(words) > 1 and words[0].casefold() in DIRECTIONS:
        words = words[1:]
    return " ".join(words)


def looks_like_name(name: str) -> bool:
    """Returns whether these are a few words, all but particles with a capital or caseless."""
    words = _without_marks(name).replace("-", " ").split()
    if not 1 <= len(words) <= MOST_WORDS or len(name) > LONGEST_NAME:
        return False
    if (name.isascii() and len(name) < SHORTEST_NAME) or fold(words[0]) in TITLES:
        return False
    if words[0][0].islower() or not all(_WORD.fullmatch(word) or word == "." for word in words):
        return False
    return all(
        not word[0].islower() or word.strip("’'.") in PARTICLES or "’" in word or "'" in word
        for word in words
    )


def _is_known(name: str, weigh: PopulationOf) -> bool:
    """Returns whether a capitalised name is a place: «Za’atari refugee camp», «Dar es Salaam»."""
    return not name[:1].islower() and weigh(name) > 0


def _without_marks(name: str) -> str:
    """Removes combining marks, which Arabic, Hindi and decomposed accents set beside letters."""
    joined = unicodedata.normalize("NFC", name)
    return "".join(char for char in joined if not unicodedata.category(char).startswith("M"))


def _in_ascii(text: str) -> str:
    """Writes digits of any script in ASCII: «١٢ ديسمبر»."""
    return "".join(str(unicodedata.digit(char, char)) for char in text)


def _as_region(aside: re.Match[str], weigh: PopulationOf) -> str:
    """Writes «NAIROBI (Kenya)» as «NAIROBI, Kenya»; dates and initials stay in brackets."""
    name = aside.group(1).strip()
    is_place = not is_date(name) and looks_like_name(name) and weigh(name) >= KNOWN_LAND
    initials = name.isupper() and len(name) <= LONGEST_AGENCY
    return f", {name}" if name and is_place and not initials else aside.group()


def _split_date(part: str) -> tuple[str, str, str]:
    """Splits a part into name, date and agency: «NEW YORK July 31», «July 30 AAP»."""
    if not is_date(part):
        return part, "", ""
    agency = _AGENCY_AFTER_DATE.search(part)
    if agency:
        part = part[: agency.start(1)].strip()
    words = part.split(" ")
    first = next((index for index, word in enumerate(words) if is_date(word)), 0)
    if first and _MONTH.match(words[first - 1]):
        first -= 1
    if all(word in PARTICLES for word in words[:first]):
        first = 0
    return " ".join(words[:first]), " ".join(words[first:]), agency.group(1) if agency else ""


def _places(
    parts: list[str], weigh: PopulationOf
) -> tuple[tuple[str, ...], tuple[str | None, ...]]:
    """Returns names and their regions: «Geneva, Switzerland and Ankara», «GENEVA/ANKARA»."""
    groups: list[list[str]] = [[]]
    for part in parts:
        names = [part] if weigh(part) else _JOINT.split(part)
        groups[-1].append(names[0])
        groups += [[name] for name in names[1:]]
    places: list[str] = []
    regions: list[str | None] = []
    for name, *region in groups:
        short, abbreviation = (name, None) if region else _split_abbreviation(name, weigh)
        places.append(short.strip())
        regions.append(", ".join(region) or abbreviation)
    return tuple(places), tuple(regions)


def _split_abbreviation(name: str, weigh: PopulationOf) -> tuple[str, str | None]:
    """Splits «Washington D.C.» and «MADISON WI», which lack the comma, but not «SƠN LA»."""
    found = _WITHOUT_COMMA.fullmatch(name)
    is_place = found and found.group(2).isalpha() and weigh(name) > 0
    if found and not is_place and divisions_abbreviated(found.group(2)):
        return found.group(1), found.group(2)
    return name, None
