"""Entity tags, conditional requests (RFC 9110 section 13), cache policies, cache tags, and ready
answers.
"""

import base64
import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from enum import StrEnum
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import Response

from app.base.problems import PreconditionRequired, Stale
from app.http.cache_tags import Tagged, tag_headers
from app.http.links import Links, link_header


class CachePolicy(StrEnum):
    """The closed list of `Cache-Control` values; why PUBLIC never ages is in decision 0201."""

    PUBLIC = "public, max-age=0, must-revalidate"
    # What changes with the clock too.
    MOVING = "public, no-cache"
    PRIVATE = "private, no-store"
    NEVER = "no-store"


_TAG = re.compile(r'\s*((?:W/)?"[\x21\x23-\x7e\x80-\xff]*")\s*(?:,|$)')
# IMF-fixdate, RFC 850 and asctime alike; a list of dates has one comma more.
_HTTP_DATE = re.compile(r"[A-Z][a-z]{2,8},? [\w :-]+", re.ASCII)
ETAG_BYTES = 18
SAFE = ("GET", "HEAD")


def etag_of(*parts: bytes | str) -> str:
    """A strong entity tag of the representation that `parts` tell all of, such as body and type.

    SHA-256 cut to 144 bits. Equal bytes have equal tags in every process and after a restart.
    """
    digest = hashlib.sha256(
        b"\x00".join(part.encode() if isinstance(part, str) else part for part in parts)
    )
    return f'"{base64.urlsafe_b64encode(digest.digest()[:ETAG_BYTES]).decode()}"'


def etags_in(header: str) -> tuple[str, ...]:
    """The entity tags of a list; what stands after the first that cannot be read is left out."""
    found: list[str] = []
    at = 0
    while match := _TAG.match(header, at):
        found.append(match[1])
        at = match.end()
        if at == len(header):
            break
    return tuple(found)


def matches_weakly(header: str, etag: str | None) -> bool:
    """Whether `If-None-Match: header` names `etag`: weak comparison, `*` is any that exists."""
    if header.strip() == "*":
        return etag is not None
    return etag is not None and _opaque(etag) in {_opaque(tag) for tag in etags_in(header)}


def matches_strongly(header: str, etag: str | None) -> bool:
    """Whether `If-Match: header` names `etag`: strong comparison, a weak tag matches nothing."""
    if header.strip() == "*":
        return etag is not None
    return etag is not None and not etag.startswith("W/") and etag in etags_in(header)


def _opaque(etag: str) -> str:
    return etag.removeprefix("W/")


def require_match(
    if_match: str | None, current: str, extra: Mapping[str, str] | None = None
) -> None:
    """Lets a change of what has the tag `current` pass.

    Raises PreconditionRequired (428) without `If-Match`, Stale (412) when it names another state.
    """
    if if_match is None:
        raise PreconditionRequired
    if not matches_strongly(if_match, current):
        raise Stale(current, extra)


def is_not_modified(
    headers: Mapping[str, str], etag: str | None, last_modified: str | None
) -> bool:
    """Whether GET is answered by 304. Raises Stale when `If-Match` or `If-Unmodified-Since` fail.

    The order is that of RFC 9110 section 13.2.2; a date that cannot be read is ignored.
    """
    modified = http_date(last_modified)
    if (if_match := headers.get("if-match")) is not None:
        if not matches_strongly(if_match, etag):
            raise Stale(etag or '""')
    elif _is_after(modified, http_date(headers.get("if-unmodified-since"))):
        raise Stale(etag or '""')
    if (if_none_match := headers.get("if-none-match")) is not None:
        return matches_weakly(if_none_match, etag)
    since = http_date(headers.get("if-modified-since"))
    return bool(since and modified and modified <= since)


def _is_after(modified: datetime | None, until: datetime | None) -> bool:
    return bool(until and modified and modified > until)


def http_date(text: str | None) -> datetime | None:
    """The UTC instant of an HTTP-date in any of its three forms, or None."""
    if not text or not _HTTP_DATE.fullmatch(text):
        return None
    try:
        parsed = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)


def imf_fixdate(instant: datetime) -> str:
    """`Tue, 03 Nov 2026 09:30:00 GMT`, the one form of HTTP-date that is written today."""
    return format_datetime(instant.astimezone(UTC), usegmt=True)


def _policy_of(tagged: Tagged) -> CachePolicy:
    return CachePolicy.MOVING if tagged.is_moving else CachePolicy.PUBLIC


def _for_caches(request: Request, policy: CachePolicy, tags: tuple[str, ...]) -> dict[str, str]:
    """Headers about `tags`. What is purged by its tags may be kept, unless the clock changes it."""
    if not tags:
        return {}
    fields = dict(tag_headers(tags))
    app = request.scope.get("app")
    seconds = app.state.settings.cdn_seconds if app is not None else 0
    if seconds and policy is CachePolicy.PUBLIC:
        # RFC 9213. Never less because something is due: that would tell of it (decision 0201).
        fields["CDN-Cache-Control"] = f"max-age={seconds}"
    return fields


def moved(location: str, tagged: Tagged) -> Response:
    """301 that caches keep no longer than `tagged` says: what has moved may come back."""
    fields = {"Location": location, "Cache-Control": _policy_of(tagged).value}
    return Response(status_code=301, headers={**fields, **tag_headers(tagged.tags)})


def answer(
    request: Request,
    body: bytes,
    media_type: str,
    policy: CachePolicy | Tagged,
    *,
    etag: str | None = None,
    last_modified: datetime | None = None,
    links: Links | str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return an answer of 200; conditions and content codings are the response cache's.

    `headers` has to name in `Vary` what the choice of the body depended on. `links` may be written.
    With a public policy a missing `etag` is made from the bytes. An answer that may not be stored
    has no tag unless one is given, as editors need it for `If-Match`.
    """
    tags: tuple[str, ...] = ()
    if isinstance(policy, Tagged):
        tags, policy = policy.tags, _policy_of(policy)
    if etag is None and policy in (CachePolicy.PUBLIC, CachePolicy.MOVING):
        etag = etag_of(body, media_type)
    given = {
        "etag": etag,
        "last-modified": imf_fixdate(last_modified) if last_modified else None,
        "link": links if isinstance(links, str) else link_header(links or {}),
        **_for_caches(request, policy, tags),
    }
    more = tuple(headers.items()) if headers else ()
    fields = [*_same_for_all(policy, media_type, more), *_raw(given)]
    fields.append((b"content-length", str(len(body)).encode()))
    return WholeResponse(200, body, fields)


class WholeResponse(Response):
    """An answer that is in memory, with its headers as they are sent, named in lower case.

    Starlette's own takes twice as long, since it looks at what it is given.
    """

    def __init__(self, status: int, body: bytes, headers: list[tuple[bytes, bytes]]) -> None:
        self.status_code, self.body, self.raw_headers = status, body, headers
        self.background = None


def _raw(fields: Mapping[str, str | None]) -> list[tuple[bytes, bytes]]:
    return [
        (name.lower().encode("latin-1"), value.encode("latin-1"))
        for name, value in fields.items()
        if value
    ]


@lru_cache(maxsize=256)
def _same_for_all(
    policy: CachePolicy, media_type: str, more: tuple[tuple[str, str], ...]
) -> list[tuple[bytes, bytes]]:
    """What all answers of one kind have."""
    # As Starlette writes it: texts say their encoding.
    is_bare_text = media_type.startswith("text/") and "charset=" not in media_type.lower()
    kind = f"{media_type}; charset=utf-8" if is_bare_text else media_type
    return _raw({"cache-control": policy.value, "content-type": kind, **dict(more)})
