"""The printed dateline at the head of a release: its places, region, date, agency; and the body after it.

Nothing here knows the gazetteer: how many people live in a place of some name is handed in.
The forms read are those of `tests/data/datelines` and of the pages named in its README.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from app.core.text import fold
from app.locations.abbreviations import DIRECTIONS, PLACE_NOUNS, divisions_abbreviated

# People in the biggest place that has the name, 0 when no place has it.
PopulationOf = Callable[[str], int]

LONGEST_HEAD = 90
# Lines that may stand before a dateline: a heading, the name of a picture, a date, a contact.
LINES_BEFORE = 10
LONGEST_LINE_BEFORE = 400
LONGEST_BLANK = 200

# In capitals a name of any size is believed; as «Plattsburgh – Today» it must be a known town, and
# where only the sense parts it from the text («Geneva The promotion of») a city.
KNOWN_TOWN = 15_000
KNOWN_CITY = 100_000

_DASH = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad_"
_SEPARATOR = re.compile(rf"\s*(?:[{_DASH}]\s?){{0,2}}[{_DASH}]\s*")
_BRACKETS = re.compile(r"\s*[(（]([^()（）]*)[)）]")
_WORD = re.compile(r"[^\W\d_]+(?:[.'’‘ʼ`-]+[^\W\d_]+)*[.'’]?")
_JOINT = re.compile(r"\s*/\s*|\s+(?:and|et|und|ve|y|e|&)\s+", re.IGNORECASE)
_COMMA = re.compile(r"\s*[,،、，]\s*")
_PARTICLES = frozenset(
    "de la le les del da do das dos di du des of the au aux sur sous en el al an am im der den bei"
    " upon on and et y e i und ve a al-".split()
)
_MONTH = re.compile(
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w{0,6}\.?$", re.IGNORECASE
)
# A day of the month or a year, no sum of money and no number of a law.
_DATE = re.compile(r"(?<![$€£#\d.,])(?:[0-3]?\d|(?:19|20)\d\d)(?![\d%]|[.,]\d)")
_WEEKDAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday lundi mardi mercredi jeudi vendredi samedi"
    " dimanche lunes martes miercoles jueves viernes sabado domingo montag dienstag mittwoch donnerstag"
    " freitag samstag sonntag pazartesi sali carsamba persembe cuma cumartesi pazar today".split()
)
_OPENERS = frozenset(
    "the a an in on at as after today this following yesterday last for with u.s us senator senators sen"
    " sens rep reps representative representatives congressman congresswoman congressmen chairman"
    " president governor gov by while more members new".split()
)
_TITLES = frozenset(
    "sen sens rep reps gov govs mr mrs ms dr prof by image photo contact senator".split()
)
_PLAIN_OPENERS = frozenset("the a an in on at as today this after".split())


@dataclass(frozen=True)
class ParsedDateline:
    """A dateline as printed.

    `raw` has the exact characters from the place to the body, separator included; `text` the places
    and region as printed («Çeşme, Western Turkey»); `regions` one entry for each of `places`, None
    where none is printed; `before` what stands above the dateline; `body` the text after it.
    """

    raw: str
    text: str
    places: tuple[str, ...]
    regions: tuple[str | None, ...]
    agency: str | None
    date_text: str | None
    separator: str
    before: str
    body: str

    @property
    def region(self) -> str | None:
        """The printed region of the last place that has one, «Western Turkey»."""
        return next((region for region in reversed(self.regions) if region), None)


@dataclass(frozen=True)
class _Head:
    """What stands before the separator, taken apart."""

    text: str
    places: tuple[str, ...]
    regions: tuple[str | None, ...]
    agency: str | None
    date_text: str | None


def parse_dateline(text: str, population_of: PopulationOf | None = None) -> ParsedDateline | None:
    """The dateline with which `text` begins, or which follows a few lines of other text.

    Without `population_of` only datelines are read that show by their form that they are one.
    """
    weigh = population_of or _unknown
    for start in _line_starts(text):
        found = _at(text, start, weigh)
        if found is not None:
            return found
    return _without_separator(text, weigh)


def read_places(
    text: str, population_of: PopulationOf | None = None
) -> tuple[tuple[str, ...], tuple[str | None, ...]]:
    """Places and regions of the words of a dateline alone, «Çeşme, Western Turkey»; empty if none."""
    head = _read_head(text.strip(f" {_DASH}\u2003"), population_of or _unknown)
    return (head.places, head.regions) if head else ((), ())


def _unknown(_name: str) -> int:
    return 0


def _line_starts(text: str) -> list[int]:
    """Where the text begins, and where the next lines begin that have something on them."""
    starts = [len(text) - len(text.lstrip())]
    while len(starts) <= LINES_BEFORE:
        end = text.find("\n", starts[-1], starts[-1] + LONGEST_LINE_BEFORE)
        if end < 0:
            break
        blank = text[end : end + LONGEST_BLANK]
        following = end + len(blank) - len(blank.lstrip())
        if following >= len(text) or not blank.strip():
            break
        starts.append(following)
    return starts


def _at(text: str, start: int, weigh: PopulationOf) -> ParsedDateline | None:
    window = text[start : start + LONGEST_HEAD]
    for separator in _SEPARATOR.finditer(window):
        printed = window[: separator.start()]
        if not printed or "\n" in re.sub(r"\s+[.]?\s*$", "", printed):
            return None
        if printed.count("(") != printed.count(")"):
            continue
        end = start + separator.end()
        head = _read_head(printed, weigh)
        if head and _believable(head, separator.group(), text[end : end + 40], start == 0, weigh):
            return _dateline(text, start, end, head, separator.group())
    return None


def _dateline(text: str, start: int, end: int, head: _Head, separator: str) -> ParsedDateline:
    return ParsedDateline(
        raw=text[start:end],
        text=head.text,
        places=head.places,
        regions=head.regions,
        agency=head.agency,
        date_text=head.date_text,
        separator=separator.strip() or separator[:1],
        before=text[:start].strip(),
        body=text[end:].lstrip(),
    )


def _read_head(printed: str, weigh: PopulationOf) -> _Head | None:
    """Take the words before a separator apart; None when they cannot be a dateline."""
    asides = [aside.strip() for aside in _BRACKETS.findall(printed)]
    dates = [aside for aside in asides if is_date(aside)]
    agencies = [aside for aside in asides if aside and not is_date(aside)]
    parts: list[str] = []
    for part in _COMMA.split(_squeeze(_BRACKETS.sub(" ", printed)).strip(" ,")):
        name, date, agency = _split_date(part)
        parts += [name] if name else []
        dates += [date] if date else []
        agencies += [agency] if agency else []
    if not parts or len(parts) > 4 or len(agencies) > 1:
        return None
    places, regions = _places(parts, weigh)
    if not all(_looks_like_name(name) for name in (*places, *filter(None, regions))):
        return None
    agency = agencies[0] if agencies else None
    plain = _squeeze(printed).strip(" ,")
    text = ", ".join(parts) if asides or dates or agency else plain
    return _Head(text, places, regions, agency, ", ".join(dates) or None)


def _squeeze(text: str) -> str:
    return " ".join(text.split())


def is_date(text: str) -> bool:
    """Whether a part of a dateline is its date: names of places and agencies hold no digit."""
    return bool(_DATE.search(text)) and len(text) < 40 or fold(text) in _WEEKDAYS


def _split_date(part: str) -> tuple[str, str, str]:
    """Part into name, date and agency: «NEW YORK July 31», «July 30 AAP», «Monday»."""
    if not is_date(part):
        return part, "", ""
    agency = re.search(r"\d\s+([A-Z]{2,8})$", part)
    if agency:
        part = part[: agency.start(1)].strip()
    words = part.split(" ")
    first = next((i for i, word in enumerate(words) if is_date(word)), 0)
    if first and _MONTH.match(words[first - 1]):
        first -= 1
    return " ".join(words[:first]), " ".join(words[first:]), agency.group(1) if agency else ""


def _places(
    parts: list[str], weigh: PopulationOf
) -> tuple[tuple[str, ...], tuple[str | None, ...]]:
    """Names with the region of each: «Geneva, Switzerland and Ankara», «GENEVA/ANKARA»."""
    groups: list[list[str]] = [[]]
    for part in parts:
        names = [part] if weigh(part) else _JOINT.split(part)
        groups[-1].append(names[0])
        groups += [[name] for name in names[1:]]
    places: list[str] = []
    regions: list[str | None] = []
    for name, *region in groups:
        short, abbreviation = _split_abbreviation(name) if not region else (name, None)
        places.append(short.strip())
        regions.append(", ".join(region) or abbreviation)
    return tuple(places), tuple(regions)


def _split_abbreviation(name: str) -> tuple[str, str | None]:
    """«Washington D.C.» and «MADISON WI» without their comma."""
    found = re.fullmatch(r"(.{3,}?)[ ]((?:[A-Z]\. ?){1,2}[A-Z]?\.?|[A-Z]{2})", name)
    if found and divisions_abbreviated(found.group(2)):
        return found.group(1), found.group(2)
    return name, None


def _looks_like_name(name: str) -> bool:
    """Up to six words of letters, each but particles beginning with a capital, if its script has any."""
    words = name.replace("-", " ").split()
    if not 1 <= len(words) <= 6 or len(name) > 48 or name.isascii() and len(name) < 2:
        return False
    if fold(words[0]) in _TITLES:
        return False
    if not all(_WORD.fullmatch(word) or word == "." for word in words):
        return False
    return not words[0][0].islower() and all(
        not word[0].islower() or word.strip("’'.") in _PARTICLES or "’" in word or "'" in word
        for word in words
    )


def _believable(
    head: _Head, separator: str, after: str, at_start: bool, weigh: PopulationOf
) -> bool:
    """Whether head, separator and the text after it make a dateline, and no title or compound."""
    dashes = separator.strip()
    tight = separator == dashes and dashes in ("-", "\u2010", "\u2011", "_", "\u00ad")
    capitals = head.places[0].upper() == head.places[0] and len(head.places[0]) > 2
    if not _begins_body(after, capitals) or _is_headline(after) or (dashes == "_" and tight):
        return False
    people = [weigh(place) for place in head.places]
    regional = any(_is_region(region, weigh) for region in head.regions)
    signed = regional or head.date_text is not None or head.agency is not None
    if len(head.places) > 1 and not all(people):
        return False
    if tight and not regional:
        opener = fold(re.split(r"[\s,]", after, maxsplit=1)[0]) in _OPENERS
        return opener and people[0] >= (KNOWN_TOWN if capitals or signed else KNOWN_CITY)
    if tight:
        return (
            people[0] > 0
            and re.match(r"[A-Z“\"'‘](?:[a-z ]|\.\s?[A-Z]|\w*[a-z])", after) is not None
        )
    if not at_start and not (capitals or signed):
        return False
    if people[0]:
        return capitals or signed or people[0] >= KNOWN_TOWN
    return (regional and at_start) or (capitals and _names_a_place_by_form(head.places[0]))


def _begins_body(after: str, capitals: bool) -> bool:
    """A body begins with a capital, a quotation, a figure, or a letter of a script without case."""
    first = after.lstrip("\"'“”‘’«»„‚([¿¡….*# ")[:1]
    if not first or not (first.isalnum() or first in "$€£"):
        return False
    return capitals or not first.islower()


def _is_headline(after: str) -> bool:
    """«AMERICA - NATION OF IMMIGRANTS»: a body may begin with initials, but not with words in capitals."""
    words = re.findall(r"[^\W\d_]+", after)[:3]
    loud = [word for word in words if word.isupper() and len(word) > 1]
    return len(loud) > 1 and loud == words[: len(loud)] and max(map(len, loud)) > 5


def _is_region(region: str | None, weigh: PopulationOf) -> bool:
    if region is None:
        return False
    last = _COMMA.split(region)[-1]
    if divisions_abbreviated(last):
        return True
    return len(last) > 2 and weigh(without_direction(last)) >= KNOWN_TOWN


def without_direction(region: str) -> str:
    """«Turkey» for «Western Turkey», which is no place of its own."""
    words = re.split(r"[ -]", region)
    while len(words) > 1 and words[0].casefold() in DIRECTIONS:
        words = words[1:]
    return " ".join(words)


def _names_a_place_by_form(name: str) -> bool:
    words = fold(name).split(" ")
    return len(words) > 1 and (words[0] in PLACE_NOUNS or words[-1] in PLACE_NOUNS)


def _without_separator(text: str, weigh: PopulationOf) -> ParsedDateline | None:
    """«Geneva The promotion of»: a city, then a word that only begins a sentence."""
    start = len(text) - len(text.lstrip())
    words = re.match(r"((?:[^\W\d_][\w.’'-]*[ \u00a0]+){1,4})", text[start : start + LONGEST_HEAD])
    if words is None:
        return None
    parts = list(re.finditer(r"[ \u00a0]+", words.group(1)))
    for gap in parts:
        printed = text[start : start + gap.start()]
        opener = re.match(r"([A-Z][a-z]*)[ ,\u00a0](?:[a-z]|[A-Z])", text[start + gap.end() :])
        if opener and fold(opener.group(1)) in _PLAIN_OPENERS and weigh(printed) >= KNOWN_CITY:
            head = _read_head(printed, weigh)
            if head:
                return _dateline(text, start, start + gap.end(), head, gap.group())
    return None
