"""Headers that every answer carries, whichever layer gives it."""

from collections.abc import Sequence
from functools import lru_cache
from operator import itemgetter

from starlette.datastructures import MutableHeaders
from starlette.types import Scope

from app.base.settings import Settings

EXPOSED_HEADERS = (
    "ETag, Link, Location, Retry-After, X-Request-Id, Content-Language, Idempotency-Key, "
    "Idempotent-Replayed, Deprecation, Sunset"
)
HSTS_SECONDS = 31_536_000  # one year
# OWASP API8. An answer that set one of them itself keeps its own.
DEFAULTS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "no-store",
}

_NAME = itemgetter(0)

RawHeaders = list[tuple[bytes, bytes]]


class AnswerHeaders:
    """Headers of safety, and cross-origin headers (WHATWG Fetch section 3.3).

    The latter are on every answer, errors and 304 too. With `*` they are sent to requests without
    Origin as well: a shared cache may keep the answer that it gave to a server and give it to a
    browser. Credentials are never allowed.
    """

    def __init__(self, settings: Settings) -> None:
        https = settings.base_url.startswith("https:")
        strict = {"Strict-Transport-Security": f"max-age={HSTS_SECONDS}"} if https else {}
        self._defaults = _raw(DEFAULTS | strict)
        self._origins = frozenset(settings.cors_origins)
        self._any_origin = "*" in self._origins
        allowed = {"Access-Control-Allow-Origin": "*"} if self._any_origin else {}
        self._always = _raw({"Access-Control-Expose-Headers": EXPOSED_HEADERS, **allowed})
        # An answer has one of a few sets of names.
        self._missing = lru_cache(maxsize=256)(self._find_missing)

    def completed(self, given: Sequence[tuple[bytes, bytes]], scope: Scope) -> RawHeaders:
        """The headers `given` by an answer to the request of `scope`, and those that it lacks."""
        whole = [*given, *self._missing(tuple(map(_NAME, given)))]
        if not self._any_origin:
            headers = MutableHeaders(raw=whole)
            headers.add_vary_header("Origin")
            origin = header(scope, b"origin")
            if origin in self._origins:
                headers["Access-Control-Allow-Origin"] = origin
        return whole

    def _find_missing(self, given: tuple[bytes, ...]) -> RawHeaders:
        """The headers to add to an answer that has headers of these names."""
        names = {name.lower() for name in given}
        return [pair for pair in self._defaults if pair[0] not in names] + self._always


def header(scope: Scope, wanted: bytes) -> str:
    """The first header of a request by its name in lower case; empty without one."""
    for name, value in scope["headers"]:
        if name == wanted:
            text: str = value.decode("latin-1")
            return text
    return ""


def _raw(headers: dict[str, str]) -> RawHeaders:
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]
