"""Accept and Accept-Language: which representation a client gets (RFC 9110 section 12)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from app.base.language import look_up
from app.base.problems import NOT_ACCEPTABLE, Problem

MAX_RANGES = 100
MAX_HEADER = 2_000
_QUALITY = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")
_MEDIA_RANGE = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+/[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_LANGUAGE_RANGE = re.compile(r"\*|[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")


def choose_media_type(accept: str | None, offers: Sequence[str]) -> str:
    """The type of `offers` that `accept` wants most; of equals, the first.

    An absent header, or one in which nothing can be read, wants anything. The most specific range
    decides about a type, `q=0` refuses it. Raises Problem (`not-acceptable`) with what is on offer.
    """
    ranges = {
        name.lower(): quality
        for name, quality in weighted(accept or "")
        if _MEDIA_RANGE.fullmatch(name)
    }
    if not ranges:
        return offers[0]
    best = max(offers, key=lambda offer: _quality_of(offer, ranges))
    if _quality_of(best, ranges) == 0:
        raise Problem(
            NOT_ACCEPTABLE,
            f"On offer here: {', '.join(offers)}.",
            {"available": list(offers)},
            {"Vary": "Accept"},
        )
    return best


def _quality_of(offer: str, ranges: dict[str, float]) -> float:
    essence = offer.partition(";")[0].strip().lower()
    whole = essence.partition("/")[0] + "/*"
    for name in (essence, whole, "*/*"):
        if name in ranges:
            return ranges[name]
    return 0.0


def choose_language(accept_language: str | None, available: Iterable[str], default: str) -> str:
    """The tag of `available` that fits the header best, or `default`; never an error.

    Look-up of RFC 4647 section 3.4 in the order of quality; `*` means `default`; what cannot be
    read is passed over.
    """
    ranges = [
        (name, quality)
        for name, quality in weighted(accept_language or "")
        if _LANGUAGE_RANGE.fullmatch(name)
    ]
    refused = {name.lower() for name, quality in ranges if quality == 0}
    wanted = sorted((pair for pair in ranges if pair[1] > 0), key=lambda pair: -pair[1])
    allowed = [tag for tag in available if tag.lower() not in refused]
    return look_up([name for name, _ in wanted], allowed, default)


# A header is held against many labels.
@lru_cache(maxsize=256)
def weighted(header: str) -> tuple[tuple[str, float], ...]:
    """The ranges of a header with their quality; what comes after `MAX_HEADER` is not read."""
    if len(header) > MAX_HEADER:
        header = header[:MAX_HEADER].rpartition(",")[0]
    return tuple(_items(header))


def _items(header: str) -> Iterator[tuple[str, float]]:
    for item in header.split(",", MAX_RANGES)[:MAX_RANGES]:
        name, *parameters = (part.strip() for part in item.split(";"))
        quality = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip().lower() == "q":
                if not _QUALITY.fullmatch(value.strip()):
                    break
                quality = float(value)
        else:
            if name:
                yield name, quality
