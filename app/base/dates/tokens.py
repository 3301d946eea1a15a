"""Grammar of written dates: each token becomes a letter, and patterns match the letters.

d  1 or 2 digits, ordinal ending included    m  month name      b  month or weekday («mar»)
y  4 digits, 1000 to 2999                    w  weekday name    r  to, bis, au, ile (joins two days)
Y M D  a number with 年, 月, 日 or 년, 월, 일    t  tháng (month)    u  năm (year)
n  any other number                          o  of, de, the     . , / - ( )  themselves
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from app.base.dates.words import CalendarNames, fold_word, known_names

# Accents, Arabic vowel signs, and the vowels of Hindi, Bengali and Thai.
_MARKS = (
    "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670"
    "\u0900-\u0903\u093a-\u094f\u0981-\u0983\u09bc-\u09cd\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
)
_LETTER = "[^\\W\\d_]"
_TOKEN = re.compile(
    rf"""(?P<counted>\d{{1,4}}\s?(?P<unit>[年月日号년월일]))
    |(?P<number>\d+)(?:(?:st|nd|rd|th|er|re|ère|[ºª°oei])(?!\w))?(?!(?!T\d){_LETTER})
    |(?P<mixed>\d+\w+)
    |(?P<word>(?:{_LETTER}[{_MARKS}]*)+(?:-feira\b)?)
    |(?P<mark>[^\s\w\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff])""",
    re.VERBOSE | re.IGNORECASE,
)
_DASHES = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2015\u2212")
_MARK_KINDS = {**dict.fromkeys(_DASHES, "-"), "،": ",", "⁄": "/", **{c: c for c in ".,/()"}}
_JOINING = frozenset(
    ("to", "through", "until", "till", "and", "bis", "und", "au", "à", "et", "al", "a", "y"),
) | frozenset(("até", "e", "ile", "ve", "до", "по", "и", "إلى", "الى", "و"))
_FILLING = frozenset(
    ("of", "the", "de", "del", "du", "do", "di", "den", "le", "el", "la", "der", "года", "г")
)
_UNITS = {"年": "Y", "년": "Y", "月": "M", "월": "M", "日": "D", "号": "D", "일": "D"}
_VIETNAMESE = {"tháng": "t", "năm": "u"}
DAY_DIGITS, YEAR_DIGITS, YEARS = 2, 4, range(1000, 3000)
_NO_NAMES = CalendarNames({}, {})


class DateToken(NamedTuple):
    """One word, number or mark, with its place in the text."""

    kind: str
    text: str
    start: int
    end: int
    names: CalendarNames = _NO_NAMES

    @property
    def number(self) -> int:
        """Returns the value of a number in any digits (١٨ is 18)."""
        return int("".join(char for char in self.text if char.isdecimal()))


def tokenise(text: str, start: int = 0, end: int | None = None) -> list[DateToken]:
    """Returns the tokens of `text[start:end]`; a name of two words (كانون الأول) is one token."""
    tokens: list[DateToken] = []
    for found in _TOKEN.finditer(text, start, len(text) if end is None else end):
        token = _token(found)
        previous = tokens[-1] if tokens else None
        if previous and token.kind in "xmwbo" and previous.kind in "xmwbo":
            joined = f"{fold_word(previous.text)} {fold_word(token.text)}"
            if names := known_names().get(joined):
                text_of_both = text[previous.start : token.end]
                tokens[-1] = DateToken(
                    _kind_of_name(names), text_of_both, previous.start, token.end, names
                )
                continue
        tokens.append(token)
    return tokens


def _token(found: re.Match[str]) -> DateToken:
    text, start, end = found.group(), found.start(), found.end()
    if found.lastgroup != "word":
        return DateToken(_kind_of_no_word(found), text, start, end)
    lowered = text.casefold()
    if lowered in _JOINING:
        return DateToken("r", text, start, end)
    if names := known_names().get(fold_word(text)):
        return DateToken(_kind_of_name(names), text, start, end, names)
    kind = "o" if lowered in _FILLING else _VIETNAMESE.get(lowered, "x")
    return DateToken(kind, text, start, end)


def _kind_of_no_word(found: re.Match[str]) -> str:
    if found["unit"]:
        return _kind_of_counted(found["counted"][:-1].strip(), found["unit"])
    if found["number"]:
        return _kind_of_number(found["number"])
    return _MARK_KINDS.get(found.group(), "x")


def _kind_of_number(digits: str) -> str:
    if len(digits) <= DAY_DIGITS:
        return "d"
    return "y" if len(digits) == YEAR_DIGITS and int(digits) in YEARS else "n"


def _kind_of_counted(digits: str, unit: str) -> str:
    """Returns the letter of 2019年 or 12月; a year of an era (平成31年) is no year of ours."""
    kind = _UNITS[unit]
    is_year = _kind_of_number(digits) == "y"
    return kind if is_year == (kind == "Y") else "n"


def _kind_of_name(names: CalendarNames) -> str:
    if names.months and names.weekdays:
        return "b"
    return "m" if names.months else "w"


# The United Nations give an Arabic month two names: كانون الأول/ديسمبر.
_DM = r"(?P<d{0}>d)\.?o?(?P<m{0}>[mb])\.?(?:/(?P<n{0}>[mb]))?"
_MD = r"(?P<m{0}>[mb])\.?o?(?P<d{0}>d)"
_Y = r"(?:o?,?o?(?P<y{0}>y))?"
_DDY = r"(?P<a{0}>d)(?P<s{0}>[./-])(?P<b{0}>d)(?P=s{0})(?P<y{0}>y)"
_ISO = r"(?P<y{0}>y)(?P<s{0}>[./-])(?P<m{0}>d)(?P=s{0})(?P<d{0}>d)"
# Name -> pattern. Group suffix 1 is the first day of a range, 2 the last or only one. d and m: day
# and month; a and b: day and month in an order that has to be found out; z: a year of two digits.
_SHAPES = {
    "words": _DM.format(1) + _Y.format(1) + "[-r][wb]?,?" + _DM.format(2) + _Y.format(2),
    "words, month first": _MD.format(1)
    + _Y.format(1)
    + "[-r][wb]?,?"
    + _MD.format(2)
    + _Y.format(2),
    "days of a month": r"(?P<d1>d)\.?[-r/]" + _DM.format(2) + _Y.format(2),
    "month, its days": _MD.format(1) + "[-r](?P<d2>d)" + _Y.format(2),
    "word, hyphens": r"(?P<d2>d)(?P<s2>[-/])(?P<m2>[mb])\.?(?P=s2)(?P<y2>y)",
    "word, month first, hyphens": r"(?P<m2>[mb])(?P<s2>[-/])(?P<d2>d)(?P=s2)(?P<y2>y)",
    "word": _DM.format(2) + _Y.format(2),
    "word, month first": _MD.format(2) + _Y.format(2),
    "year first": r"(?P<y2>y)\.?" + _MD.format(2),
    "months": r"(?P<m1>[mb])\.?o?(?P<y1>y)?[-r/](?P<m2>[mb])\.?o?(?P<y2>y)",
    "month": r"(?P<m2>[mb])\.?,?o?(?P<y2>y)",
    "numbers, range": _DDY.format(1) + "[-r]" + _DDY.format(2),
    "numbers, range in a year": r"(?P<d1>d)[./](?P<m1>d)\.?-"
    r"(?P<d2>d)[./](?P<m2>d)(?:[./](?P<y2>y))?",
    "numbers, days of a month": r"(?P<d1>d)\.?-(?P<d2>d)[./](?P<m2>d)(?:[./](?P<y2>y))?",
    "numbers": _DDY.format(2),
    "numbers, short year": r"(?P<a2>d)(?P<s2>[./])(?P<b2>d)(?P=s2)(?P<z2>d)",
    "numbers, no year": r"(?P<a2>d)(?P<s2>[./])(?P<b2>d)\.?",
    "iso, range": _ISO.format(1) + "(?:/|-{1,2}|r)" + _ISO.format(2),
    "iso": _ISO.format(2),
    "counted": r"(?P<y2>Y)(?P<m2>M)(?P<d2>D)",
    "counted, no year": r"(?P<m2>M)(?P<d2>D)",
    "counted month": r"(?P<y2>Y)(?P<m2>M)",
    "tháng": r"(?P<d2>d)t(?P<m2>d)(?:u|[,/-])?(?P<y2>y)",
    "tháng, month": r"t(?P<m2>d)(?:u|[,/-])?(?P<y2>y)",
    "iso month": r"(?P<y2>y)-(?P<m2>d)",
    "month in a year": r"(?P<m2>d)/(?P<y2>y)",
    "years": r"(?P<y1>y)[-/](?P<y2>y)",
    "year": r"(?P<y2>y)",
}
_WEEKDAY_BEFORE = r"(?<![/])(?:(?P<w1>[wb])\.?,?o?)?"
# After a date only when none stood before it, and when it does not open the next date.
_WEEKDAY_AFTER = r"(?(w1)|(?:,?\(?(?P<w2>[wb])(?![.,]?[dm])\)?)?)"
PATTERNS = {
    name: re.compile(_WEEKDAY_BEFORE + shape + r"(?P<end>)" + _WEEKDAY_AFTER)
    for name, shape in _SHAPES.items()
}


class Shape(NamedTuple):
    """A stretch of tokens that has the shape of a date."""

    name: str
    parts: dict[str, DateToken]
    separator: str
    start: int
    end: int
    end_of_date: int


def shapes(tokens: list[DateToken]) -> Iterator[Shape]:
    """Yields the stretches with the shape of a date, left to right, the longest at each place."""
    kinds = "".join(token.kind for token in tokens)
    found = [
        (match.start(), -match.end(), rank, name, match)
        for rank, (name, pattern) in enumerate(PATTERNS.items())
        for match in pattern.finditer(kinds)
    ]
    reached = 0
    for start, negative_end, _rank, name, match in sorted(found, key=lambda entry: entry[:3]):
        if start < reached:
            continue
        reached = -negative_end
        parts = {
            group: tokens[match.start(group)]
            for group, letter in match.groupdict().items()
            if letter and group[0] not in "se"
        }
        yield Shape(
            name,
            parts,
            match.groupdict().get("s2") or "",
            tokens[start].start,
            tokens[reached - 1].end,
            tokens[match.start("end") - 1].end,
        )
