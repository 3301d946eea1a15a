"""Stems of words, by the Snowball algorithm of each language. Pure.

A stem is tagged with its language, so that the stem of one language never meets a word of another,
and is never found by the beginning of a word.
"""

import threading
from collections.abc import Collection, Iterator
from functools import lru_cache

import Stemmer

from app.published.words.letters import LONGEST, folded, lowered

# U+00B7 is no letter: no word of a text is ever taken for a tagged one.
TAG = "·"

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
_SAME = {"nb": "no", "nn": "no"}
LANGUAGES = tuple(sorted(_ALGORITHMS))

_of_thread = threading.local()


def stemmed_as(language: str) -> str | None:
    """Returns the language whose stems a text of `language` (BCP 47) has, if any: `pt` for `pt-BR`.

    >>> stemmed_as("pt-BR"), stemmed_as("nb"), stemmed_as("zh")
    ('pt', 'no', None)
    """
    first = language.partition("-")[0].lower()
    first = _SAME.get(first, first)
    return first if first in _ALGORITHMS else None


@lru_cache(maxsize=131_072)
def stems(word: str, language: str) -> tuple[str, ...]:
    """Returns tagged stems of a word in a language of LANGUAGES: mostly one or two.

    Stemmers look for endings with their accents; people type without. So the word is stemmed as it
    is written and as it is folded, and words meet that have either in common.

    >>> stems("Información", "es")
    ('·es·inform',)
    """
    typed = folded(word.replace(".", ""))
    # The dots of U.N. are no part of it.
    forms = {lowered(word).replace(".", "")[:LONGEST], typed}
    if len(typed) >= _SHORTEST_JOINED and typed.startswith(_JOINED.get(language, ())):
        forms.add(typed[1:])
    found = {_stem(form, language) for form in forms}
    # A stem may have a stem: Карабахе gives Карабах, and that gives караб.
    found |= {_stem(stem, language) for stem in found}
    if language in _FIRST_LETTERS:
        found.add(typed[: _FIRST_LETTERS[language]])
    return tuple(sorted({f"{TAG}{language}{TAG}{folded(stem)}" for stem in found if folded(stem)}))


def stem_beginnings(form: str, languages: Collection[str]) -> Iterator[str]:
    """Yields beginnings of tagged stems for a word typed with *, where articles join words.

    >>> list(stem_beginnings("نازح", ["ar", "en"]))
    ['·ar·نازح']
    """
    for language in _JOINED:
        if language in languages:
            yield f"{TAG}{language}{TAG}{form}"


def _stem(word: str, language: str) -> str:
    # A stemmer keeps state while it works and must not be shared between threads.
    known: dict[str, Stemmer.Stemmer] = _of_thread.__dict__.setdefault("known", {})
    stemmer = known.get(language)
    if stemmer is None:
        stemmer = known[language] = Stemmer.Stemmer(_ALGORITHMS[language], 0)
    found: str = stemmer.stemWord(word)
    return found
