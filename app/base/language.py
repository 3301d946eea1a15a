"""Language tags: BCP 47 (RFC 5646) by the IANA registry, look-up (RFC 4647), and directions."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from langcodes import Language, standardize_tag
from langcodes.tag_parser import LanguageTagError

# Language, then script, region, variants, extensions; no grandfathered and no private-only tags.
_SHAPE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_NO_LANGUAGE = ("x-", "i-")
_SCRIPT_LENGTH, _REGION_LENGTH = 4, 2
MAX_LENGTH = 35  # RFC 5646 section 4.4.1 asks for at least that
# IANA registry, `Preferred-Value` of the language subtags that are deprecated and still in use.
_PREFERRED = {"iw": "he", "in": "id", "ji": "yi", "jw": "jv", "mo": "ro"}
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


def look_up(wanted: Sequence[str], available: Iterable[str], default: str) -> str:
    """Returns the tag of `available` that fits `wanted` best (RFC 4647 section 3.4), or `default`.

    `wanted` are language ranges, most wanted first; each is cut from the right until it fits.
    """
    known = {tag.lower(): tag for tag in available}
    for language_range in wanted:
        if language_range == "*":
            return default
        parts = language_range.lower().split("-")
        while parts:
            if found := known.get("-".join(parts)):
                return found
            parts.pop()
            if parts and len(parts[-1]) == 1:
                parts.pop()
    return default
