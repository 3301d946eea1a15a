"""The form of a word that matching compares: case, accents and variant letters away. Pure.

Stricter than `base.text.fold`, which is for names: vowel and voicing marks that make another word
(Thai, Devanagari, Japanese) stay, and Arabic letters that people write for one another meet.
"""

import re
import unicodedata
from functools import lru_cache

# A word of a made-up script is not longer; a tsvector takes 2 KB, of four bytes a letter at most.
LONGEST = 64

# Accents of Latin, Greek and Cyrillic, points of Hebrew, vowel marks of Arabic (with the hamza and
# madda that NFKD takes off their letters), and what joins or hyphenates without being seen.
_UNSEEN = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a"
    "\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u00ad\u034f\u200b-\u200f"
    "\u2060\ufe00-\ufe0f\ufeff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
# What decomposition may bring in: the spaces of a ligature, the stroke of a fraction.
_PARTS = re.compile(r"[\s⁄'’ʼ()]+")

_ALONE = {
    # Letters without a decomposition that people type without their stroke or dot.
    **{"ı": "i", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h"},
    # Arabic: alef with wasla, ta marbuta, alef maqsura, hamza alone; yeh, kaf and heh of others.
    **{"ٱ": "ا", "ة": "ه", "ى": "ي", "ء": "", "ی": "ي", "ې": "ي", "ک": "ك", "ہ": "ه", "ھ": "ه"},
    # Katakana and hiragana write the same sounds, but not the same words: they stay apart.
}
_DIGITS = {
    code: str(unicodedata.decimal(chr(code)))
    for code in range(0x80, 0x10000)
    if chr(code).isdecimal()
}
_LETTERS = {**str.maketrans(_ALONE), **_DIGITS}


@lru_cache(maxsize=65_536)
def folded(word: str) -> str:
    """What a word is compared by, 64 characters at most; "" when it has no letter or digit.

    NFC and NFD give the same form (UAX #15); I, İ, ı and i are one letter.

    >>> folded("Iğdır"), folded("IGDIR"), folded("İSTANBUL"), folded("أَفغانستان")
    ('igdir', 'igdir', 'istanbul', 'افغانستان')
    """
    if word.isascii():
        return word.lower()[:LONGEST]
    split = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
    bare = _PARTS.sub("", _UNSEEN.sub("", split)).translate(_LETTERS)
    return unicodedata.normalize("NFC", bare)[:LONGEST]


def lowered(word: str) -> str:
    """The word as stemmers know it: joined letters in lower case, accents kept."""
    if word.isascii():
        return word.lower()
    return unicodedata.normalize("NFC", word.replace("İ", "i").lower().replace("\u00ad", ""))
