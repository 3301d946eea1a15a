"""Forms and stems of words, which matching compares. Pure.

A form is a word without case, accents and variant letters. Forms are stricter than what
`base.text.fold` makes of names: vowel and voicing marks that make another word (Thai, Devanagari,
Japanese) stay, and Arabic letters that people write for one another meet.

A stem is made by the Snowball algorithm of a language and tagged with it, so that the stem of one
language never meets a word of another, and is never found by the beginning of a word.
"""

import re
import threading
import unicodedata
from collections.abc import Collection, Iterator
from functools import cache, lru_cache

import Stemmer

from app.published.words.changing_stems import ARABIC, RUSSIAN

# A word of a made-up script is not longer; a tsvector takes 2 KB, of four bytes a letter at most.
LONGEST = 64

# Accents of Latin, Greek and Cyrillic, points of Hebrew, vowel marks of Arabic (with the hamza and
# madda that NFKD takes off their letters), and what joins or hyphenates without being seen.
_UNSEEN = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a"
    "\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u00ad\u034f\u200b-\u200f"
    "\u2060\ufe00-\ufe0f\ufeff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
# What decomposition may bring in. The stroke of a fraction stays: 1½ is not 112.
_PARTS = re.compile(r"[\s'’ʼ()]+")

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


# U+00B7 is no letter: no word of a text is ever taken for a tagged one.
TAG = "·"
# Stands for the languages without an algorithm: the stem of a word is its form.
UNSTEMMED = ""

_ALGORITHMS = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fa": "persian",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "ne": "nepali",
    "nl": "dutch",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}
# Turkish words grow so many endings that the first letters tell nearly as much as a dictionary does
# (Can et al., Information retrieval on Turkish texts, 2008): kapısı and kapısında are kapısı.
_FIRST_LETTERS = {"tr": 6}
# "And" and "so" are written together with the word after them, as the article is: ومياه is مياه.
# The algorithm leaves them on short words.
_JOINED = {"ar": ("و", "ف")}
_SHORTEST_JOINED = 5
_SHORTEST_AGAIN = 3
# Each language is one more beginning to be looked up, and a short one gathers many stems.
SHORTEST_JOINED_BEGINNING = 4
# A vowel that comes and goes before the last sound: беженец, рынок, день.
_FLEETING = re.compile(r"(?P<first>\w+)(?:е(?P<ts>ц)|(?<=\w{3})[ое](?P<k>к)|е(?P<n>н)ь)")
_VOWELS = "аеиоуыэюя"
_ARTICLE = re.compile("^[وف]?(?:ال|بال|كال|لل)")
_SAME = {"nb": "no", "nn": "no"}
LANGUAGES = tuple(sorted(_ALGORITHMS))

# Longer words are not cached, so that the caches are bounded by bytes.
_LONGEST_KNOWN = 100
_of_thread = threading.local()


def folded(word: str) -> str:
    """What a word is compared by, 64 characters at most; "" when it has no letter or digit.

    NFC and NFD give the same form (UAX #15); I, İ, ı and i are one letter.

    >>> folded("Iğdır"), folded("IGDIR"), folded("İSTANBUL"), folded("أَفغانستان")
    ('igdir', 'igdir', 'istanbul', 'افغانستان')
    """
    return _known_fold(word) if len(word) <= _LONGEST_KNOWN else _fold(word)


def _fold(word: str) -> str:
    if word.isascii():
        return word.lower()[:LONGEST]
    split = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
    bare = _PARTS.sub("", _UNSEEN.sub("", split)).translate(_LETTERS)
    return unicodedata.normalize("NFC", bare)[:LONGEST]


_known_fold = lru_cache(maxsize=65_536)(_fold)


def lowered(word: str) -> str:
    """The word as stemmers know it: joined letters in lower case, accents kept."""
    if word.isascii():
        return word.lower()
    return unicodedata.normalize("NFC", word.replace("İ", "i").lower().replace("\u00ad", ""))


def stemmed_as(language: str) -> str | None:
    """Returns the language whose stems a text of `language` (BCP 47) has, if any: `pt` for `pt-BR`.

    >>> stemmed_as("pt-BR"), stemmed_as("nb"), stemmed_as("zh")
    ('pt', 'no', None)
    """
    first = language.partition("-")[0].lower()
    first = _SAME.get(first, first)
    return first if first in _ALGORITHMS else None


def stems(word: str, language: str) -> tuple[str, ...]:
    """Returns tagged stems of a word in a language of LANGUAGES: mostly one or two.

    Stemmers look for endings with their accents; people type without. So the word is stemmed as it
    is written and as it is folded, and words meet that have either in common.

    >>> stems("Información", "es")
    ('·es·inform',)
    """
    find = _known_stems if len(word) <= _LONGEST_KNOWN else _find_stems
    return find(word, language)


def _find_stems(word: str, language: str) -> tuple[str, ...]:
    if language == UNSTEMMED:
        return (f"{TAG}{TAG}{folded(word)}",)
    typed = folded(word.replace(".", ""))
    # The dots of U.N. are no part of it.
    forms = {lowered(word).replace(".", "")[:LONGEST], typed}
    if len(typed) >= _SHORTEST_JOINED and typed.startswith(_JOINED.get(language, ())):
        forms.add(typed[1:])
    found = {_stem(form, language) for form in forms}
    # A stem may have a stem: Карабахе gives Карабах, and that gives караб.
    # One or two letters would be another word: Йемен gives ием, and that и.
    again = (_stem(stem, language) for stem in found)
    found |= {stem for stem in again if len(stem) >= _SHORTEST_AGAIN}
    found |= {_stem(form, language) for form in _other_forms(typed, found, language)}
    if language in _FIRST_LETTERS:
        found.add(typed[: _FIRST_LETTERS[language]])
    return tuple(sorted({f"{TAG}{language}{TAG}{folded(stem)}" for stem in found if folded(stem)}))


_known_stems = lru_cache(maxsize=131_072)(_find_stems)


def stem_beginnings(form: str, languages: Collection[str]) -> Iterator[str]:
    """Yields beginnings of tagged stems for a word of which the beginning was typed.

    Where articles join words, stems are without them; and a word in several parts (e-mail) has its
    stem in one alone.

    >>> list(stem_beginnings("نازح", ["ar", "en"])), list(stem_beginnings("emai", ["en"]))
    (['·ar·نازح'], ['·en·emai'])
    """
    is_long = form.isascii() and len(form) >= SHORTEST_JOINED_BEGINNING
    for language in languages:
        if is_long or language in _JOINED:
            yield f"{TAG}{language}{TAG}{form}"


def _other_forms(form: str, found: Collection[str], language: str) -> Iterator[str]:
    """Yields forms of a folded word with another stem than those `found`: отец has that of отцы."""
    if language == "ru":
        if known := _russian().get(form):
            yield known
        elif fleeting := _FLEETING.fullmatch(form):
            first, *sounds = fleeting.groups(default="")
            soft = "й" if first[-1] in _VOWELS else "ь" if first[-1] == "л" and sounds[0] else ""
            yield f"{first}{soft}{''.join(sounds)}"
    elif language == "ar":
        tried = {form, _ARTICLE.sub("", form), *map(folded, found)}
        yield from (_singulars()[one] for one in tried if one in _singulars())


@cache
def _russian() -> dict[str, str]:
    return {folded(form): stem for form, stem in RUSSIAN.items()}


@cache
def _singulars() -> dict[str, str]:
    """Returns the singular of each broken plural, both folded."""
    rows = (row.split() for row in re.split(r"[|\n]", ARABIC.strip()))
    return {folded(plural): folded(singular) for singular, *more in rows for plural in more}


def _stem(word: str, language: str) -> str:
    # A stemmer keeps state while it works and must not be shared between threads.
    known: dict[str, Stemmer.Stemmer] = _of_thread.__dict__.setdefault("known", {})
    stemmer = known.get(language)
    if stemmer is None:
        stemmer = known[language] = Stemmer.Stemmer(_ALGORITHMS[language], 0)
    found: str = stemmer.stemWord(word)
    return found
