"""Month and weekday names of many languages, from the Unicode CLDR as babel ships it."""

import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from babel import Locale, UnknownLocaleError

# Territories are named where they have month names of their own: كانون الأول, دجنبر, Jänner.
LOCALES = (
    *("en", "en_GB", "fr", "fr_CA", "es", "es_MX", "pt", "pt_PT", "it", "ro", "ca"),
    *("de", "de_AT", "nl", "sv", "da", "nb", "fi", "pl", "cs", "sk", "hu", "el"),
    *("ru", "uk", "bg", "sr_Latn", "tr", "az", "id", "sw"),
    *("ar", "ar_LB", "ar_MA", "ar_DZ", "fa", "ur", "hi", "bn", "th"),
)
# Written in English-language press, but not in CLDR.
ENGLISH_WEEKDAYS = {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}


class CalendarNames(NamedTuple):
    """Meanings of a word by language: month 1 to 12, weekday 0 (Monday) to 6."""

    months: dict[str, int]
    weekdays: dict[str, int]


def fold_word(word: str) -> str:
    """Returns `word` without letter case, accents and vowel signs; ı and İ become i."""
    if word.isascii():
        return word.lower()
    split = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in split if not unicodedata.combining(char)).replace("ı", "i")


@cache
def known_names() -> Mapping[str, CalendarNames]:
    """Returns the meanings of every folded name, without dots; a name may have two words."""
    names: dict[str, CalendarNames] = {}
    for locale_name in LOCALES:
        locale = Locale.parse(locale_name)
        for month, name in _forms(locale.months):
            _entry(names, name).months.setdefault(locale.language, month)
        for weekday, name in _forms(locale.days):
            _entry(names, name).weekdays.setdefault(locale.language, weekday)
    for name, weekday in ENGLISH_WEEKDAYS.items():
        _entry(names, name).weekdays.setdefault("en", weekday)
    return names


def _forms(widths: Mapping[str, Mapping[str, Mapping[int, str]]]) -> Iterator[tuple[int, str]]:
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in widths[context][width].items():
                folded = fold_word(name).replace(".", "").strip()
                if len(folded) > 1 and not folded.isdecimal():
                    yield number, folded


def _entry(names: dict[str, CalendarNames], name: str) -> CalendarNames:
    return names.setdefault(name, CalendarNames({}, {}))


@cache
def day_comes_first(language: str | None) -> bool | None:
    """Returns whether 3/4 is the third of April in this language; None if the tag is not enough.

    Bare "en" is not: the United States write the month first, nearly everyone else the day.
    """
    if not language or language.replace("_", "-").casefold() == "en":
        return None
    try:
        pattern = Locale.parse(language.replace("-", "_")).date_formats["short"].pattern
    except (UnknownLocaleError, ValueError):
        return None
    return str(pattern).index("d") < str(pattern).index("M")
