"""Folding of names for look-ups, slugs for addresses, and the nearest of known words."""

import re
import unicodedata
from collections.abc import Iterable

from rapidfuzz import fuzz, process
from slugify import slugify as _slugify

# Letters that Unicode does not decompose but that people type without their stroke or dot.
# U+0131 is the one that makes Turkish look-ups fail: stripping accents leaves it as it is.
_UNDECOMPOSED = str.maketrans(
    {"ı": "i", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h"}
)
_FIRST_PLANE = 0x10000


class _Bare(dict[int, int | str | None]):
    """A table for `str.translate` that drops accents and writes the letters above as typed."""

    def __missing__(self, code: int) -> int | None:
        found = None if unicodedata.combining(chr(code)) else code
        if code < _FIRST_PLANE:
            self[code] = found
        return found


_BARE = _Bare(_UNDECOMPOSED)
_DROPPED = re.compile(r"['’‘ʼʻ`´\"“”.]+")
_PARTING = re.compile(r"[\W_]+")

SLUG_LENGTH = 96
# From this similarity on, of 100, one word may be a misspelling of the other.
ALIKE = 60


def fold(text: str) -> str:
    """Returns one form for all spellings of a name, without case, accents, dots, quotes, hyphens.

    NFC and NFD give the same form (UAX #15); İ, I, ı and i fold together; scripts are kept.

    >>> fold("Şanlıurfa"), fold("Port-au-Prince"), fold("İSTANBUL")
    ('sanliurfa', 'port au prince', 'istanbul')
    """
    if text.isascii():
        bare = text.lower()
    else:
        bare = unicodedata.normalize("NFKD", text.casefold()).translate(_BARE)
    return _PARTING.sub(" ", _DROPPED.sub("", bare)).strip()


def slugify(text: str) -> str:
    """Returns a readable address part in Latin letters for any script; "" for what has none.

    >>> slugify("İstanbul'da liman toplantısı")
    'istanbul-da-liman-toplantisi'
    """
    return _slugify(unicodedata.normalize("NFC", text), max_length=SLUG_LENGTH, word_boundary=True)


def nearest(value: str, known: Iterable[str]) -> str | None:
    """Returns the word of `known` that `value` probably meant, or None when none is near."""
    words = {word: word.casefold() for word in known}
    found = process.extractOne(value.casefold(), words, scorer=fuzz.ratio, score_cutoff=ALIKE)
    return found[2] if found else None
