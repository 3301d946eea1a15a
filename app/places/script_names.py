"""Names in languages that a script gives away, out of names whose language nobody tells.

GeoNames has «أدرنة» and «Αδριανούπολη» for Edirne without their languages. Greek letters are
Greek; Arabic ones may be Persian. A name is taken only if its letters leave one language, if there
is one such name, and if it sounds like the name of today: Almaty was «Верный» once.
"""

import re
from collections.abc import Callable, Iterable, Mapping

from rapidfuzz import fuzz

from app.base.text import fold, slugify

# Letters of Persian, Urdu, Kurdish, Pashto and Uyghur that Arabic does not have.
_NOT_ARABIC = "پچژگکیۍېڕڵێۆەہھےۂٹڈڑںټډړځڅښڼۀڭݢڨڤڎۇۋٺڃڄڦڪٻڀ"
_ARABIC_ALONE = "ةأإيكىؤ"
# Names from here with Arabic letters are those of other languages, whatever the letters.
_PERSIAN_TYPED = frozenset({"AF", "AZ", "IN", "IR", "PK", "TJ", "UZ", "CN"})
_ARAB = frozenset("AE BH DJ DZ EG EH IQ JO KM KW LB LY MA MR OM PS QA SA SD SO SY TD TN YE".split())
_NOT_RUSSIAN = re.compile("[іїєґўјљњћђџќѓѕәөүқңһҳҷӣӯғүҥӑӗҫұҡҙӧӱʼ’']", re.IGNORECASE)
# How much of the consonants of two names has to agree, of 100; those that are spoken in one place
# of the mouth count as one, as in Soundex, since Chinese has no «Ankara» but «An-qia-la».
_SOUNDS_ALIKE = 70
_SOUNDS = str.maketrans("pfvcgjqxsztrn", "bbbkkkkkkkdlm")
_SIGNS = r"\s\-‐–'’.()"
_VOWELS = re.compile("[aeiouyhw]")


def _of(letters: str) -> Callable[[str, str | None], bool]:
    written = re.compile(rf"[{letters}{_SIGNS}]+")
    return lambda name, _country: written.fullmatch(name) is not None


_has_arabic = _of("\u0621-\u0652" + _NOT_ARABIC)
_has_cyrillic = _of("\u0400-\u052f")
_has_han = _of("\u3400-\u9fff")


def _is_arabic(name: str, country: str | None) -> bool:
    if not _has_arabic(name, None) or any(letter in _NOT_ARABIC for letter in name):
        return False
    if country in _ARAB:
        return True
    return country not in _PERSIAN_TYPED and any(letter in _ARABIC_ALONE for letter in name)


def _is_russian(name: str, _country: str | None) -> bool:
    # Letters alone do not tell Russian from Bulgarian. If it is the only one that may be Russian,
    # 65 of 67 cities of CLDR have it as CLDR writes it.
    return _has_cyrillic(name, None) and not _NOT_RUSSIAN.search(name)


def _is_han_of(charset: str) -> Callable[[str, str | None], bool]:
    def is_written_so(name: str, _country: str | None) -> bool:
        try:
            name.encode(charset)
        except UnicodeEncodeError:
            return False
        return _has_han(name, None)

    return is_written_so


# The languages that names are found in, with what their names look like.
LANGUAGES: Mapping[str, Callable[[str, str | None], bool]] = {
    "ar": _is_arabic,
    "el": _of("\u0370-\u03ff"),
    "he": _of("\u0590-\u05ff"),
    "hy": _of("\u0531-\u0587"),
    "ja": _of("\u3041-\u30ff・゠"),
    "ka": _of("\u10d0-\u10f0"),
    "ko": _of("\uac00-\ud7a3"),
    "ru": _is_russian,
    "th": _of("\u0e01-\u0e4e"),
    "zh": _is_han_of("gb2312"),
    "zh-Hant": _is_han_of("big5"),
}


def name_by_script(
    names: Iterable[str], language: str, main: str, country: str | None
) -> str | None:
    """Returns the one name of `names` that is certainly in `language`, or None.

    `main` is the usual name, in Latin letters; `country` ISO 3166-1 alpha-2.

    >>> name_by_script(["Εδίρνη", "Эдирне", "Edrene"], "el", "Edirne", "TR")
    'Εδίρνη'
    """
    fits = LANGUAGES.get(language)
    if fits is None:
        return None
    found = {fold(name): name for name in names if fits(name, country)}
    if len(found) != 1:
        return None
    (name,) = found.values()
    return name if sounds_alike(name, main) else None


def sounds_alike(name: str, main: str) -> bool:
    """Returns whether a name in any script has about the consonants of `main`.

    >>> sounds_alike("Ескишехир", "Eskişehir"), sounds_alike("Верный", "Almaty")
    (True, False)
    """
    one, other = (_consonants(written) for written in (name, main))
    return bool(one) and fuzz.ratio(one, other) >= _SOUNDS_ALIKE


def _consonants(name: str) -> str:
    return _VOWELS.sub("", slugify(name).replace("-", "")).translate(_SOUNDS)
