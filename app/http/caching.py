"""Cache policies, and answers with their entity tag, cache tags and links (RFC 8288)."""

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from app.http.cache_tags import Tagged, tag_headers

_URL_SAFE = "!#$%&'()*+,/:;=?@[]~"
# Most addresses need no quoting; to check that takes a tenth of the time of quoting.
_IS_SAFE = re.compile(r"[A-Za-z0-9_.!#$%&'()*+,/:;=?@\[\]~-]*", re.ASCII).fullmatch
ETAG_BYTES = 18


class CachePolicy(StrEnum):
    """The closed list of `Cache-Control` values; why PUBLIC never ages is in decision 0201."""

    PUBLIC = "public, max-age=0, must-revalidate"
    # For answers that the clock changes too.
    MOVING = "public, no-cache"
    # For bytes that are always the same at their address, and may leave it (decision 0941).
    FILE = "public, max-age=31536000, s-maxage=0, immutable"
    PRIVATE = "private, no-store"
    NEVER = "no-store"


SAFE = ("GET", "HEAD")
# nginx reads the head of an answer into 4 kB (`proxy_buffer_size`); a longer one becomes a 502.
MOST_HEAD = 4_095
# What is added to an answer at most: status line, date, security, origins, request id.
_ADDED = 950
# The first to be left out where links do not fit stands last.
_BY_WORTH = ("next", "prev", "self", "first", "hub", "up")


class Target(NamedTuple):
    """The target of a link: an absolute URL, its media type and language if they are known."""

    url: str
    type: str | None = None
    language: str | None = None


Links = Mapping[str, str | Target | Sequence[Target] | None]


def _policy_of(tagged: Tagged) -> CachePolicy:
    return CachePolicy.MOVING if tagged.is_moving else CachePolicy.PUBLIC


def _for_caches(request: Request, policy: CachePolicy, tags: tuple[str, ...]) -> dict[str, str]:
    """Return headers about `tags`; a CDN that purges by tag may keep the answer for a time."""
    if not tags:
        return {}
    fields = dict(tag_headers(tags))
    app = request.scope.get("app")
    seconds = app.state.settings.cdn_seconds if app is not None else 0
    if seconds and policy in (CachePolicy.PUBLIC, CachePolicy.FILE):
        # RFC 9213. Never less because something is due: that would reveal it (decision 0201).
        fields["CDN-Cache-Control"] = f"max-age={seconds}"
    return fields


def file_fields(request: Request, tagged: Tagged) -> dict[str, str]:
    """Return headers for caches of bytes that are always the same at their address."""
    policy = CachePolicy.FILE
    return {"Cache-Control": policy.value, **_for_caches(request, policy, tagged.tags)}


def moved(location: str, tagged: Tagged) -> Response:
    """Return a 301 that caches keep as long as `tagged` says, since what moved may come back."""
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
    """Return an answer of 200; the response cache adds conditions and content codings.

    `headers` has to name in `Vary` the headers that the body depends on. `links` may be a written
    value of `Link`. With a public policy a missing `etag` is made from the body; an answer that may
    not be stored has a tag only if one is given, as editors need it for `If-Match`.
    """
    tags: tuple[str, ...] = ()
    if isinstance(policy, Tagged):
        tags, policy = policy.tags, _policy_of(policy)
    if etag is None and policy in (CachePolicy.PUBLIC, CachePolicy.MOVING):
        etag = etag_of(body, media_type)
    given = {
        "etag": etag,
        "last-modified": imf_fixdate(last_modified) if last_modified else None,
        **_for_caches(request, policy, tags),
    }
    more = tuple(headers.items()) if headers else ()
    fields = [*_same_for_all(policy, media_type, more), *_raw(given)]
    fields.append((b"content-length", str(len(body)).encode()))
    link = links if isinstance(links, str) else link_header(links or {})
    left = MOST_HEAD - _ADDED - sum(len(name) + len(value) + 4 for name, value in fields)
    if link := fitting_links(link, left):
        fields.append((b"link", link.encode("latin-1")))
    return WholeResponse(200, body, fields)


class WholeResponse(Response):
    """An answer that is in memory, with its raw headers, named in lower case.

    Starlette's own takes twice as long, since it inspects and copies the headers.
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
    """Return the headers that all answers of one kind have."""
    # As Starlette does: a text states its encoding.
    is_bare_text = media_type.startswith("text/") and "charset=" not in media_type.lower()
    kind = f"{media_type}; charset=utf-8" if is_bare_text else media_type
    return _raw({"cache-control": policy.value, "content-type": kind, **dict(more)})


def etag_of(*parts: bytes | str) -> str:
    """Return a strong entity tag for what `parts` fully describe, such as body and media type.

    SHA-256 cut to 144 bits. Equal bytes have equal tags in every process and after a restart.
    """
    digest = hashlib.sha256(
        b"\x00".join(part.encode() if isinstance(part, str) else part for part in parts)
    )
    return f'"{base64.urlsafe_b64encode(digest.digest()[:ETAG_BYTES]).decode()}"'


def imf_fixdate(instant: datetime) -> str:
    """Write an HTTP-date in the preferred form: `Tue, 03 Nov 2026 09:30:00 GMT`."""
    return format_datetime(instant.astimezone(UTC), usegmt=True)


def link_header(links: Links) -> str:
    """Return the value of `Link` for relations and their targets; None leaves a relation out.

    >>> link_header({"next": "https://press.example/v1/releases?cursor=x", "prev": None})
    '<https://press.example/v1/releases?cursor=x>; rel="next"'
    """
    written = []
    for relation, given in links.items():
        if isinstance(given, str):
            written.append(_one(Target(given), relation))
        elif isinstance(given, Target):
            written.append(_one(given, relation))
        elif given:
            written.append(_many(tuple(given), relation))
    return ", ".join(written)


def fitting_links(header: str, most: int) -> str:
    """Return the links of a value of `Link` that fit in `most` characters, `next` before others."""
    if len(header) <= most:
        return header
    links = [f"<{link}" for link in header[1:].split(", <")]
    fitting: set[str] = set()
    for link in sorted(links, key=_worth):
        if len(link) + 2 <= most:
            fitting.add(link)
            most -= len(link) + 2
    return ", ".join(link for link in links if link in fitting)


def _worth(link: str) -> int:
    relation = link.partition('; rel="')[2].partition('"')[0]
    return _BY_WORTH.index(relation) if relation in _BY_WORTH else len(_BY_WORTH)


# A page has the same alternates whatever its content.
@lru_cache(maxsize=256)
def _many(targets: tuple[Target, ...], relation: str) -> str:
    return ", ".join(_one(target, relation) for target in targets)


def _one(target: Target, relation: str) -> str:
    kind = f'; type="{target.type}"' if target.type else ""
    kind += f'; hreflang="{target.language}"' if target.language else ""
    url = target.url if _IS_SAFE(target.url) else quote(target.url, safe=_URL_SAFE)
    return f'<{url}>; rel="{relation}"{kind}'
