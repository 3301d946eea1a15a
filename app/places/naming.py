"""The key by which place names are looked up, and the ways to write one that a name may have."""

import re
import unicodedata
from functools import lru_cache

from app.base.text import fold

# Datelines shorten what the gazetteer writes out, and the other way round.
_SHORT = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount", "pt": "point"}
_LONG = {long: short for short, long in _SHORT.items()}
_ARTICLE = re.compile(r"^(?:the|city of|town of|village of|la|el|le) (?=\w)")


@lru_cache(maxsize=16_384)
def place_key(name: str) -> str:
    """The look-up form of a name: folded, without spaces.

    Apostrophes, dots and hyphens are written or left out at will, so that they do not count.

    >>> place_key("Lee’s Summit"), place_key("lee-s-summit"), place_key("Port-au-Prince")
    ('leessummit', 'leessummit', 'portauprince')
    """
    # Folding takes Hangul apart; put together it is a third as long.
    return unicodedata.normalize("NFC", fold(name).replace(" ", ""))


def spellings(name: str) -> tuple[str, ...]:
    """The keys to try for a printed name, the name as it stands first.

    >>> spellings("Ft. Leonard Wood")
    ('ftleonardwood', 'fortleonardwood')
    """
    tried = _swapped(name)
    tried += [_ARTICLE.sub("", form) for form in tuple(tried)]
    return tuple(dict.fromkeys(place_key(form) for form in tried if form))


def swapped_keys(typed: str) -> tuple[str, ...]:
    """The keys to try for the beginning of a name; none when nothing in it counts.

    >>> swapped_keys("St. Lou")
    ('stlou', 'saintlou')
    """
    return tuple(dict.fromkeys(place_key(form) for form in _swapped(typed) if form))


def tail_keys(name: str) -> tuple[str, ...]:
    """The keys of a name from each later word on.

    >>> tail_keys("Port-au-Prince")
    ('auprince', 'prince')
    """
    words = fold(name).split(" ")
    return tuple(place_key(" ".join(words[at:])) for at in range(1, len(words)))


def _swapped(name: str) -> list[str]:
    """The folded name as it stands, with short forms and with long ones."""
    folded = fold(name)
    words = folded.split(" ")
    swapped = (" ".join(swap.get(word, word) for word in words) for swap in (_SHORT, _LONG))
    return [folded, *swapped]
