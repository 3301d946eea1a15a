"""Content negotiation by Accept and Accept-Language (RFC 9110 section 12)."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache

from werkzeug.datastructures import Accept, MIMEAccept
from werkzeug.http import parse_accept_header

from app.base.language import canonical_language
from app.base.problems import NOT_ACCEPTABLE, Problem

MAX_RANGES = 100
MAX_HEADER = 2_000
# So many languages of a header are read.
_MOST_NAMED = 20
ANY = "*"


def choose_media_type(accept: str | None, offers: Sequence[str]) -> str:
    """Return the type of `offers` that `accept` prefers; of equals, the first.

    An absent or unreadable header accepts anything. The most specific range decides about a type;
    `q=0` refuses it. Raises Problem (`not-acceptable`) with the types on offer.
    """
    # Parameters do not count: `application/json;charset=utf-8` is JSON.
    ranges = MIMEAccept(
        (_essence(name), quality)
        for name, quality in weighted(accept or "")
        if name.count("/") == 1
    )
    if not ranges:
        return offers[0]
    best = max(offers, key=lambda offer: ranges.quality(_essence(offer)))
    if ranges.quality(_essence(best)) == 0:
        raise Problem(
            NOT_ACCEPTABLE,
            f"On offer here: {', '.join(offers)}.",
            {"available": list(offers)},
            {"Vary": "Accept"},
        )
    return best


def _essence(media_type: str) -> str:
    return media_type.partition(";")[0].strip()


def weighted(header: str) -> Accept:
    """Read the ranges of a header with their quality; `*` comes last.

    Of a long header, only the first `MAX_RANGES` within `MAX_HEADER` characters are read.
    """
    if len(header) > MAX_HEADER:
        header = header[:MAX_HEADER].rpartition(",")[0]
    return _weighted(header)


# One header is compared with the languages of many labels.
@lru_cache(maxsize=256)
def _weighted(header: str) -> Accept:
    return parse_accept_header(",".join(header.split(",", MAX_RANGES)[:MAX_RANGES]))


def languages_in(header: str) -> tuple[str, ...]:
    """Return the languages that Accept-Language names, most wanted first, without unknown ones.

    `ANY` means the newsroom's own. Headers that name the same are the same to every answer.

    >>> languages_in("tr;q=0.5, EN-gb, notalanguage, fr;q=0"), languages_in("*")
    (('en-GB', 'tr'), ('*',))
    """
    # Of a longer header no more is read.
    return _languages_in(header[: MAX_HEADER + 1])


@lru_cache(maxsize=256)
def _languages_in(header: str) -> tuple[str, ...]:
    ranges = sorted(weighted(header)[:_MOST_NAMED], key=lambda pair: -pair[1])
    return tuple(dict.fromkeys(_known(name for name, quality in ranges if quality)))


def _known(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        with suppress(ValueError):
            yield name if name == ANY else canonical_language(name)
