"""Parses the printed dateline at the head of a release.

Knows no gazetteer: the caller passes a function from names to populations.
Reads the forms in `tests/data/datelines` and on the pages that its README names.
"""

import re
from dataclasses import dataclass

from app.base.dates.written import find_dates
from app.base.text import fold
from app.places.reading.abbreviations import PLACE_NOUNS, divisions_abbreviated
from app.places.reading.context_words import (
    COMMON_WORDS,
    OPENERS,
    ORGANISATIONS,
    PERSONAL_COUNTRIES,
    PLAIN_OPENERS,
    PRESS_WORDS,
    WORDS_IN_SMALL,
)
from app.places.reading.dateline_head import (
    Head,
    PopulationOf,
    read_head,
    split_at_commas,
    without_direction,
)

LONGEST_HEAD = 90
AFTER = 80
# Most lines before a dateline: a heading, the name of a picture, a date, a contact.
LINES_BEFORE = 10
LONGEST_LINE_BEFORE = 400
LONGEST_BLANK = 200

# Least population of a name that is not in capitals («Plattsburgh – Today»), and of one below other
# text or without a separator («Geneva The promotion»). Names in capitals need no size.
KNOWN_TOWN = 15_000
KNOWN_CITY = 100_000
SHORTEST_REGION = 3
# A place unknown to the gazetteer («Gornja Vas, 3 October 2013 –») must have a short name.
MOST_WORDS_OF_UNKNOWN = 2
LONGEST_INITIALS = 5
# «GAO – The report»: as few capitals are no place but a great one («UFA», «VAN»).
LONGEST_INITIALS_ALONE = 3
# A foreign name counts a tenth: in capitals it must belong to a town of 5,000.
LEAST_IN_CAPITALS = 500

_DASH = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad"
_SEPARATOR = re.compile(rf"\s*(?:(?:[{_DASH}]\s?){{0,2}}[{_DASH}]|[_~|•:])\s*")
_SENTENCE = re.compile(r"[A-Z“\"'‘](?:[a-z ]|\.\s?[A-Z]|\w*[a-z])")
_STOP = re.compile(r"(?:^[^,.]*[^\W\d_]{3}|\d|\))\s?(\.)$")
_FULL_DATE = re.compile(r"\b\d{1,2}\b.*\b\d{4}\b", re.DOTALL)
_TIGHT = frozenset("-\u2010\u2011\u00ad")
# «City of Garland - $149,978» stands in a list.
_FIGURES = frozenset("0123456789$€£#")
_RARE = frozenset("_~|•")
# «SAN ANGELO - Friday, May 20, 2005, the Senator will» is an entry of a schedule.
_SCHEDULE = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, \w+\.? \d{1,2}, \d{4}")
_GAP = re.compile(r"[ \u00a0]+")
_FIRST_WORDS = re.compile(r"(?:[^\W\d_][\w.’'-]*,?[ \u00a0]+){1,5}")
_HYPHENATED = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_OPENER = re.compile(r"([A-Z][\w.]*)[ ,\u00a0]+[A-Za-z]")
_BRACKETED = re.compile(r"[(\[][^()\[\]]{3,60}[)\]]\s+(?=[A-Z“\"])")


@dataclass(frozen=True)
class ParsedDateline:
    """A dateline as printed.

    `raw` holds the exact characters from the place to the body, with the separator; `text` the
    places and regions as printed («Çeşme, Western Turkey»); `regions` an entry for each place, None
    where none is printed; `before` the text above the dateline; `body` the text after it.
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
        """Returns the printed region of the last place that has one, «Western Turkey»."""
        return next((region for region in reversed(self.regions) if region), None)


@dataclass(frozen=True)
class _Strength:
    """Evidence that a head is a dateline.

    `people` is the population of each place; `regional` says that a printed region is known;
    `signed` that there is a region, a date or an agency; `dated` that the date is a full one, which
    neither headings nor lists have.
    """

    people: tuple[int, ...]
    capitals: bool
    regional: bool
    signed: bool
    dated: bool


def parse_dateline(text: str, population_of: PopulationOf | None = None) -> ParsedDateline | None:
    """Returns the dateline at the start of `text`, or after a few lines of other text, or None.

    Without `population_of` it reads only datelines that are certain by their form.
    """
    weigh = population_of or _unknown
    starts = _line_starts(text)
    for start in starts:
        found = _at(text, start, start == starts[0], weigh)
        if found is not None:
            return found
    return _without_separator(text, starts[0], weigh)


def read_places(
    text: str, population_of: PopulationOf | None = None
) -> tuple[tuple[str, ...], tuple[str | None, ...]]:
    """Returns places and regions of a dateline without a body: «Çeşme, Western Turkey»."""
    head = read_head(text.strip(f" {_DASH}\u2003"), population_of or _unknown)
    return (head.places, head.regions) if head else ((), ())


def _unknown(_name: str) -> int:
    return 0


def _line_starts(text: str) -> list[int]:
    """Returns where the text and its next non-empty lines begin."""
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


def _at(text: str, start: int, at_start: bool, weigh: PopulationOf) -> ParsedDateline | None:
    window = text[start : start + LONGEST_HEAD]
    for separator in _SEPARATOR.finditer(window):
        printed = window[: separator.start()]
        if not printed or "\n" in re.sub(r"\s+[.]?\s*$", "", printed):
            return None
        if printed.count("(") != printed.count(")"):
            continue
        if separator.group() in _TIGHT and _joins_a_name(window, separator, weigh):
            continue
        end = start + separator.end()
        head = read_head(_without_stop(printed), weigh)
        if head is None:
            continue
        strength = _strength(head, weigh)
        after = text[end : end + AFTER]
        if not at_start and after[:1] in _FIGURES:
            continue
        if _parts(separator.group(), after, strength) and _believable(head, strength, at_start):
            return _dateline(text, start, end, head, separator.group())
    return None


def _joins_a_name(window: str, hyphen: re.Match[str], weigh: PopulationOf) -> bool:
    """Returns whether a hyphen stands within a known name: «Guinea-Bissau», «Timor-Leste»."""
    after = _HYPHENATED.match(window, hyphen.end())
    last = split_at_commas(window[: hyphen.start()])[-1]
    if after is None or divisions_abbreviated(last) or fold(after.group()) in OPENERS:
        return False
    return weigh(f"{last}-{after.group()}") > 0


def _without_stop(printed: str) -> str:
    """Removes a full stop that belongs to the dash («San Pedro Sula.-»), not to an abbreviation."""
    stopped = _STOP.search(printed)
    return printed[: stopped.start(1)] if stopped else printed


def _dateline(text: str, start: int, end: int, head: Head, separator: str) -> ParsedDateline:
    date_text = head.date_text
    if date_text is None:
        date_text, end = _dated_after(text, end)
    return ParsedDateline(
        raw=text[start:end],
        text=head.text,
        places=head.places,
        regions=head.regions,
        agency=head.agency,
        date_text=date_text,
        separator=separator.strip() or separator[:1],
        before=text[:start].strip(),
        body=text[end:].lstrip(),
    )


def _dated_after(text: str, end: int) -> tuple[str | None, int]:
    """Returns a full date with its own dash after the dateline («3 March 2020 – »), and its end."""
    for read in find_dates(text[end : end + LONGEST_HEAD])[:1]:
        parted = _SEPARATOR.match(text, end + len(read.text))
        whole = text.startswith(read.text, end) and _FULL_DATE.search(read.text)
        if whole and parted and parted.group().strip() != ":":
            return read.text, parted.end()
    return None, end


def _strength(head: Head, weigh: PopulationOf) -> _Strength:
    first = head.places[0]
    regional = any(_is_region(region, weigh) for region in head.regions)
    return _Strength(
        people=tuple(weigh(place) for place in head.places),
        capitals=first.upper() == first and first.lower() != first,
        regional=regional,
        signed=regional or head.date_text is not None or head.agency is not None,
        dated=bool(_FULL_DATE.search(head.date_text or "")),
    )


def _parts(separator: str, after: str, strength: _Strength) -> bool:
    """Returns whether the separator ends a dateline rather than joins words of a name or title."""
    if not _begins_body(after, strength.capitals) or _is_headline(after) or _SCHEDULE.match(after):
        return False
    sign = separator.strip()
    spaced = separator != sign
    if sign == ":":
        return strength.regional and strength.people[0] > 0
    if sign in _RARE:
        return spaced and strength.people[0] > 0
    if spaced or sign not in _TIGHT:
        return True
    if strength.regional:
        return strength.people[0] > 0 and _SENTENCE.match(after) is not None
    opener = fold(re.split(r"[\s,]", after, maxsplit=1)[0]) in OPENERS
    least = KNOWN_TOWN if strength.capitals or strength.signed else KNOWN_CITY
    return opener and strength.people[0] >= least


def _believable(head: Head, strength: _Strength, at_start: bool) -> bool:
    """Returns whether the head is a dateline and no heading, person or list entry."""
    people = strength.people
    if not strength.regional and _is_other_word(head, strength):
        return False
    if at_start and strength.dated and _may_be_unknown(head.places[0]):
        return True
    if len(people) > 1 and not all(people):
        return False
    if not at_start:
        return ((strength.capitals or strength.signed) and people[0] > 0) or people[0] >= KNOWN_CITY
    if people[0]:
        least = LEAST_IN_CAPITALS if strength.capitals else KNOWN_TOWN
        return strength.signed or people[0] >= least
    return strength.regional or (strength.capitals and _names_a_place_by_form(head.places[0]))


def _is_other_word(head: Head, strength: _Strength) -> bool:
    """Returns whether a bare name more often means something else: «IOM», «Most», «Jordan»."""
    word, people = fold(head.places[0]), strength.people[0]
    if strength.capitals and word in ORGANISATIONS:
        return True
    is_signed = head.date_text is not None or head.agency is not None
    is_short = word.isascii() and len(word) <= LONGEST_INITIALS_ALONE
    if is_short and (strength.capitals or not is_signed):
        return people < KNOWN_CITY
    if is_signed or strength.capitals:
        return word in COMMON_WORDS and not is_signed
    return word in COMMON_WORDS or word in WORDS_IN_SMALL or word in PERSONAL_COUNTRIES


def _may_be_unknown(name: str) -> bool:
    """Returns whether a name before a full date may be a place too small for the gazetteer."""
    words = fold(name).split(" ")
    return len(words) <= MOST_WORDS_OF_UNKNOWN and PRESS_WORDS.isdisjoint(words)


def _begins_body(after: str, capitals: bool) -> bool:
    """Returns whether a body may begin so: a capital, a quotation, a figure, a caseless script."""
    first = after.lstrip("\"'“”‘’«»„‚([¿¡….*# ")[:1]
    if not first or not (first.isalnum() or first in "$€£"):
        return False
    return capitals or not first.islower()


def _is_headline(after: str) -> bool:
    """Returns whether capitals go on as in a headline: «AMERICA - NATION OF IMMIGRANTS»."""
    words = re.findall(r"[^\W\d_]+", after)[:3]
    loud = [word for word in words if word.isupper() and len(word) > 1]
    together = loud == words[: len(loud)] and len(loud) > 1
    return together and max(map(len, loud)) > LONGEST_INITIALS


def _is_region(region: str | None, weigh: PopulationOf) -> bool:
    if region is None:
        return False
    last = split_at_commas(region)[-1]
    if divisions_abbreviated(last):
        return True
    return len(last) >= SHORTEST_REGION and weigh(without_direction(last)) >= KNOWN_TOWN


def _names_a_place_by_form(name: str) -> bool:
    words = fold(name).split(" ")
    return len(words) > 1 and (words[0] in PLACE_NOUNS or words[-1] in PLACE_NOUNS)


def _without_separator(text: str, start: int, weigh: PopulationOf) -> ParsedDateline | None:
    """Reads «Geneva The promotion», «WASHINGTON, D.C. Senator Kent», «(Washington, DC) Today»."""
    window = text[start : start + LONGEST_HEAD]
    bracketed = _BRACKETED.match(window)
    if bracketed:
        head = read_head(bracketed.group().strip(), weigh)
        strength = _strength(head, weigh) if head else None
        if head and strength and strength.people[0] and (strength.signed or strength.capitals):
            return _dateline(text, start, start + bracketed.end(), head, " ")
    words = _FIRST_WORDS.match(window)
    for gap in _GAP.finditer(words.group()) if words else ():
        opener = _OPENER.match(window, gap.end())
        head = read_head(window[: gap.start()], weigh) if opener else None
        if opener and head and _opens_a_sentence(opener.group(1), _strength(head, weigh)):
            return _dateline(text, start, start + gap.end(), head, gap.group())
    return None


def _opens_a_sentence(word: str, strength: _Strength) -> bool:
    opener = fold(word)
    if strength.capitals and strength.regional and strength.people[0]:
        return opener in OPENERS and not word.isupper()
    return opener in PLAIN_OPENERS and strength.people[0] >= KNOWN_CITY
