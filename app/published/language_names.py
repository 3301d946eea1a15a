"""Names of languages in other languages, from the Unicode CLDR."""

from functools import lru_cache

from babel import Locale, UnknownLocaleError

from app.base.language import canonical_language


@lru_cache(maxsize=4_096)
def language_name(tag: str, display: str) -> str:
    """Return the name of the language `tag` in the language `display`; `tag` if CLDR has none.

    >>> language_name("en-gb", "tr")
    'İngilizce (Birleşik Krallık)'
    """
    try:
        written = canonical_language(tag)
        found = Locale.parse(written, sep="-").get_display_name(locale_of(display))
    except (ValueError, UnknownLocaleError):
        return tag
    return found or written


@lru_cache(maxsize=256)
def locale_of(tag: str) -> Locale:
    """Return the locale of a language tag, or of the part of it that CLDR knows; else English."""
    parts = tag.split("-")
    while parts:
        try:
            return Locale.parse("-".join(parts), sep="-")
        except (ValueError, UnknownLocaleError):
            parts.pop()
    return Locale("en")
