"""Look-up keys of place names and their spelling variants."""

import re
import unicodedata
from functools import lru_cache

from app.base.text import fold

# Datelines abbreviate what the gazetteer writes out, and vice versa.
_SHORT = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount", "pt": "point"}
_LONG = {long: short for short, long in _SHORT.items()}
_KIND = (
    "(?:province|state|region|governorate|oblast|prefecture|department|canton|provinz|kanton"
    "|provincia|estado|departamento|departement|ili|bolgesi)"
)
_WITH_KIND = re.compile(rf"(?:the )?{_KIND} (?:of |de |di |do )(?:the )?(.+)|(?:the )?(.+) {_KIND}")
_ARTICLE = re.compile(r"^(?:the|city of|town of|village of|la|el|le) (?=\w)")


@lru_cache(maxsize=16_384)
def place_key(name: str) -> str:
    """Returns the look-up form of a name: folded, without spaces.

    Apostrophes, dots and hyphens do not count: writers use them at will.

    >>> place_key("Lee’s Summit"), place_key("lee-s-summit"), place_key("Port-au-Prince")
    ('leessummit', 'leessummit', 'portauprince')
    """
    # Folding decomposes Hangul; composed it is a third as long.
    return unicodedata.normalize("NFC", fold(name).replace(" ", ""))


def spellings(name: str) -> tuple[str, ...]:
    """Returns the keys to try for a printed name, its own key first.

    >>> spellings("Ft. Leonard Wood")
    ('ftleonardwood', 'fortleonardwood')
    """
    tried = _swapped(name)
    tried += [_ARTICLE.sub("", form) for form in tuple(tried)]
    return tuple(dict.fromkeys(place_key(form) for form in tried if form))


def swapped_keys(typed: str) -> tuple[str, ...]:
    """Returns the keys to try for the beginning of a name; none if it has no letter or digit.

    >>> swapped_keys("St. Lou")
    ('stlou', 'saintlou')
    """
    return tuple(dict.fromkeys(place_key(form) for form in _swapped(typed) if form))


def tail_keys(name: str) -> tuple[str, ...]:
    """Returns the keys of a name from each later word on.

    >>> tail_keys("Port-au-Prince")
    ('auprince', 'prince')
    """
    words = fold(name).split(" ")
    return tuple(place_key(" ".join(words[at:])) for at in range(1, len(words)))


def abbreviated_key(name: str) -> str:
    """Returns the key of a name with its abbreviations.

    >>> abbreviated_key("Saint Louis")
    'stlouis'
    """
    return place_key(" ".join(_LONG.get(word, word) for word in fold(name).split(" ")))


def without_kind(name: str) -> str | None:
    """Returns the name of a division without the word for its kind, None without such a word.

    >>> without_kind("province of Edirne"), without_kind("Tigray Region"), without_kind("Edirne")
    ('edirne', 'tigray', None)
    """
    found = _WITH_KIND.fullmatch(fold(name))
    return found and (found.group(1) or found.group(2))


def _swapped(name: str) -> list[str]:
    """Returns the folded name as printed, with abbreviations, and with long forms."""
    folded = fold(name)
    words = folded.split(" ")
    swapped = (" ".join(swap.get(word, word) for word in words) for swap in (_SHORT, _LONG))
    return [folded, *swapped]
