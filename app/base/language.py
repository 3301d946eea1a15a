"""Language tags: BCP 47 (RFC 5646) by the IANA registry, what fits a wanted one, directions."""

import re
from collections.abc import Container, Sequence
from functools import lru_cache
from itertools import chain

from babel import Locale, UnknownLocaleError
from langcodes import Language, standardize_tag
from langcodes.tag_parser import LanguageTagError

# BCP 47 for a text whose language is not known.
UNDETERMINED = "und"
# Language, then script, region, variants, extensions; no grandfathered and no private-only tags.
_SHAPE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_NO_LANGUAGE = ("x-", "i-")
_SCRIPT_LENGTH, _REGION_LENGTH = 4, 2
MAX_LENGTH = 35  # RFC 5646 section 4.4.1 asks for at least that
# IANA registry, `Preferred-Value` of the language subtags that are deprecated and still in use.
_PREFERRED = {"iw": "he", "in": "id", "ji": "yi", "jw": "jv", "mo": "ro"}
# CLDR has Bokmål under the name of both written forms.
_NORWEGIAN = {"nb": "no"}
# The scripts that run from right to left (CLDR, scriptMetadata).
_RIGHT_TO_LEFT = frozenset(
    "Adlm Arab Aran Armi Avst Chrs Cprt Elym Gara Hatr Hebr Hung Khar Lydi Mand Mani Mend Merc Mero"
    " Narb Nbat Nkoo Orkh Ougr Palm Phli Phlp Phnx Prti Rohg Samr Sarb Sogd Sogo Syrc Syre Syrj"
    " Syrn Thaa Yezi".split()
)


@lru_cache(maxsize=1024)
def canonical_language(tag: str) -> str:
    """Returns `tag` in canonical case, a deprecated language replaced.

    Raises ValueError for what is no tag or is not in the registry.

    >>> canonical_language("zh-hant-tw"), canonical_language("iw")
    ('zh-Hant-TW', 'he')
    """
    if tag[:2].lower() in _NO_LANGUAGE:
        raise ValueError(
            "This tag names no language that others know. Begin with one, or with und."
        )
    if len(tag) > MAX_LENGTH or not _SHAPE.fullmatch(tag):
        raise ValueError("This is no BCP 47 language tag, such as en, en-GB or zh-Hant-TW.")
    cased = _cased(tag)
    try:
        valid = Language.get(cased, normalize=False).is_valid()
    except LanguageTagError:
        valid = False
    if not valid:
        raise ValueError("This language tag has a part that the IANA registry does not know.")
    return cased


def nearest_language(tag: str) -> str | None:
    """Returns the tag that was probably meant, such as en-GB for en_UK, or None.

    >>> nearest_language("x-klingon"), nearest_language("i-klingon")
    ('und-x-klingon', 'tlh')
    """
    known = f"und-{tag}" if tag[:2].lower() == "x-" else tag
    try:
        return canonical_language(standardize_tag(known[:MAX_LENGTH]))
    except (ValueError, LanguageTagError):
        return None


@lru_cache(maxsize=1024)
def direction(tag: str) -> str:
    """Returns `rtl` or `ltr`, as the script of `tag` runs, or else that of its language.

    >>> direction("ckb"), direction("az"), direction("az-Arab")
    ('rtl', 'ltr', 'rtl')
    """
    try:
        script = Language.get(tag).maximize().script
    except LanguageTagError:
        return "ltr"
    return "rtl" if script in _RIGHT_TO_LEFT else "ltr"


@lru_cache(maxsize=1024)
def has_locale(tag: str) -> bool:
    """Returns whether the Unicode CLDR writes dates and names in this language.

    >>> has_locale("es-MX"), has_locale("tlh")
    (True, False)
    """
    try:
        Locale.parse(tag.partition("-")[0])
    except (ValueError, UnknownLocaleError):
        return False
    return True


@lru_cache(maxsize=1024)
def script_of(tag: str) -> str | None:
    """Returns the script of a language tag (ISO 15924), named or usual; None if it is not known.

    >>> script_of("zh-TW"), script_of("sr"), script_of("und")
    ('Hant', 'Cyrl', None)
    """
    try:
        script = Language.get(tag).maximize().script
    except LanguageTagError:
        return None
    is_guess = tag.partition("-")[0] == UNDETERMINED and (script or "") not in tag
    return None if is_guess else script


@lru_cache(maxsize=4096)
def is_same_language(one: str, other: str) -> bool:
    """Returns whether who reads the language `one` reads `other` as the same, in the same script.

    >>> is_same_language("es-MX", "es"), is_same_language("zh-TW", "zh")
    (True, False)
    """
    written = {_NORWEGIAN.get(tag.partition("-")[0], tag.partition("-")[0]) for tag in (one, other)}
    return len(written) == 1 and script_of(one) == script_of(other)


def look_up(wanted: Sequence[str], available: Container[str]) -> str | None:
    """Returns the tag of `available` for a reader of `wanted`, most wanted first, or None."""
    ranges = chain.from_iterable(map(language_ranges, wanted))
    return next((tag for tag in ranges if tag in available), None)


@lru_cache(maxsize=1024)
def language_ranges(tag: str) -> tuple[str, ...]:
    """Returns what to look for, in this order, for a reader of `tag`.

    >>> language_ranges("zh-TW"), language_ranges("es-MX")
    (('zh-TW', 'zh-Hant'), ('es-MX', 'es'))
    """
    language, script = tag.partition("-")[0], script_of(tag)
    if script != script_of(language):
        return tuple(dict.fromkeys((tag, f"{language}-{script}")))
    return tuple(dict.fromkeys((tag, language, _NORWEGIAN.get(language, language))))


def _cased(tag: str) -> str:
    # RFC 5646 section 2.1.1: region in capitals, script titled, except after a singleton.
    first, *rest = tag.split("-")
    parts = [_PREFERRED.get(first.lower(), first.lower())]
    after_singleton = False
    for part in rest:
        after_singleton = after_singleton or len(part) == 1
        if len(part) == _REGION_LENGTH and not after_singleton:
            parts.append(part.upper())
        elif len(part) == _SCRIPT_LENGTH and part.isalpha() and not after_singleton:
            parts.append(part.title())
        else:
            parts.append(part.lower())
    return "-".join(parts)
