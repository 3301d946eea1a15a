"""Cache policies, and answers with their entity tag, cache tags and links."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import Response

from app.http.cache_tags import Tagged, tag_headers
from app.http.conditional import etag_of, imf_fixdate
from app.http.links import Links, link_header


class CachePolicy(StrEnum):
    """The closed list of `Cache-Control` values; why PUBLIC never ages is in decision 0201."""

    PUBLIC = "public, max-age=0, must-revalidate"
    # For answers that the clock changes too.
    MOVING = "public, no-cache"
    PRIVATE = "private, no-store"
    NEVER = "no-store"


SAFE = ("GET", "HEAD")


def _policy_of(tagged: Tagged) -> CachePolicy:
    return CachePolicy.MOVING if tagged.is_moving else CachePolicy.PUBLIC


def _for_caches(request: Request, policy: CachePolicy, tags: tuple[str, ...]) -> dict[str, str]:
    """Return headers about `tags`; a CDN that purges by tag may keep the answer for a time."""
    if not tags:
        return {}
    fields = dict(tag_headers(tags))
    app = request.scope.get("app")
    seconds = app.state.settings.cdn_seconds if app is not None else 0
    if seconds and policy is CachePolicy.PUBLIC:
        # RFC 9213. Never less because something is due: that would reveal it (decision 0201).
        fields["CDN-Cache-Control"] = f"max-age={seconds}"
    return fields


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
        "link": links if isinstance(links, str) else link_header(links or {}),
        **_for_caches(request, policy, tags),
    }
    more = tuple(headers.items()) if headers else ()
    fields = [*_same_for_all(policy, media_type, more), *_raw(given)]
    fields.append((b"content-length", str(len(body)).encode()))
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
