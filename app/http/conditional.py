"""The conditions of requests: entity tags and HTTP dates (RFC 9110 section 13). Pure."""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from werkzeug.http import parse_date

from app.base.problems import Invalid, PreconditionRequired, Stale

# A tag without quotes is not valid, but werkzeug's `parse_etags` accepts it.
_WRITTEN_TAG = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
_TAG = re.compile(rf"\s*({_WRITTEN_TAG})\s*(?:,|$)")
# RFC 9110 section 5.6.1 lets a list have empty places.
_TAGS = re.compile(rf"\s*\*\s*|[\s,]*{_WRITTEN_TAG}\s*(?:,\s*(?:{_WRITTEN_TAG}\s*)?)*")
_BARE_TAG = re.compile(r"\s*['\"]?([\w.=-]{1,80})['\"]?\s*", re.ASCII)
# Fits IMF-fixdate, RFC 850 and asctime, but not a list of dates, which has one comma more, nor a
# number of more than four digits, which overflows in the standard library.
_HTTP_DATE = re.compile(r"(?!.*\d{5})[A-Z][a-z]{2,8},? [\w :-]+", re.ASCII)


# Content codings in the order among equals: RFC 7932, RFC 8878, RFC 1952.
CODINGS = ("br", "zstd", "gzip")
_CODED = re.compile(rf'\.(?:{"|".join(CODINGS)})"$')


def plain_tag(etag: str) -> str:
    """Return the tag of the plain bytes, given that of a representation in any coding.

    The response cache gives each coding a tag of its own (`cached_response.tagged_in`).

    >>> plain_tag('"3.br"'), plain_tag('"3"')
    ('"3"', '"3"')
    """
    return _CODED.sub('"', etag)


def etags_in(header: str) -> tuple[str, ...]:
    """Read the entity tags of a list, up to the first that is not valid."""
    found: list[str] = []
    at = 0
    while match := _TAG.match(header, at):
        found.append(match[1])
        at = match.end()
        if at == len(header):
            break
    return tuple(found)


def matches_weakly(header: str, etag: str | None) -> bool:
    """Return whether `If-None-Match: header` names `etag`: compared weakly, `*` is any."""
    matches = _known_matches if len(header) <= _LONGEST_KNOWN else _matches_weakly
    return matches(header, etag)


def _matches_weakly(header: str, etag: str | None) -> bool:
    if header.strip() == "*":
        return etag is not None
    return etag is not None and _opaque(etag) in {_opaque(tag) for tag in etags_in(header)}


# Longer headers are not cached, so that the cache is bounded by bytes.
_LONGEST_KNOWN = 200
_known_matches = lru_cache(maxsize=1_024)(_matches_weakly)


def matches_strongly(header: str, etag: str | None) -> bool:
    """Return whether `If-Match: header` names `etag`: compared strongly, `*` is any."""
    if header.strip() == "*":
        return etag is not None
    return etag is not None and not etag.startswith("W/") and etag in etags_in(header)


def _opaque(etag: str) -> str:
    return etag.removeprefix("W/")


def require_match(
    if_match: str | None, current: str, extra: Mapping[str, str] | None = None
) -> None:
    """Check that a client has seen the state, tagged `current`, that it is about to change.

    Raises PreconditionRequired (428) without `If-Match`, Stale (412) when it names another state,
    Invalid (422) when it cannot be read.
    """
    if if_match is None:
        raise PreconditionRequired
    if not has_seen(if_match, current):
        raise Stale(current, extra)


def has_seen(if_match: str, current: str) -> bool:
    """Return whether `If-Match` names the state tagged `current`, seen in whatever content coding.

    Raises Invalid (422) when it cannot be read.
    """
    check_tags(if_match)
    seen = ", ".join(map(plain_tag, etags_in(if_match)))
    return matches_strongly(seen or if_match, current)


def check_tags(if_match: str) -> None:
    """Raises Invalid for an `If-Match` that is no list of entity tags."""
    if _TAGS.fullmatch(if_match):
        return
    bare = _BARE_TAG.fullmatch(if_match)
    meant = f'"{bare[1]}"' if bare else None
    example = meant or '"1"'
    raise Invalid.of(
        "`If-Match` holds entity tags, each in double quotes, as `ETag` has them."
        f" Quote it: `If-Match: {example}`.",
        parameter="If-Match",
        suggestion=meant,
    )


def is_not_modified(
    headers: Mapping[str, str], etag: str | None, last_modified: str | None
) -> bool:
    """Return whether GET is answered by 304.

    Raises Stale when `If-Match` or `If-Unmodified-Since` fail, Invalid where the tags of the first
    have no quotes. The order is that of RFC 9110 section 13.2.2. What cannot be read in the others
    is ignored: the whole answer does no harm.
    """
    if (if_match := headers.get("if-match")) is not None:
        check_tags(if_match)
        if not matches_strongly(if_match, etag):
            raise Stale(etag or '""')
    elif until := http_date(headers.get("if-unmodified-since")):
        modified = http_date(last_modified)
        if modified and modified > until:
            raise Stale(etag or '""')
    if (if_none_match := headers.get("if-none-match")) is not None:
        return matches_weakly(if_none_match, etag)
    since, modified = http_date(headers.get("if-modified-since")), http_date(last_modified)
    return bool(since and modified and modified <= since)


def http_date(text: str | None) -> datetime | None:
    """Read an HTTP-date in any of its three forms. Returns None if it is not valid."""
    return parse_date(text) if text and _HTTP_DATE.fullmatch(text) else None
