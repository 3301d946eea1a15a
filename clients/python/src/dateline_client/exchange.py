"""What is sent, and what is done with what comes back, without any input or output of its own.

Each function here is a generator. It yields a request and is given its response, or a `Pause` and
is resumed after it. `Client` and `AsyncClient` do the sending and the waiting, and nothing else.
"""

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

import httpx

from dateline_client.cache import CachedAnswer, CacheStore
from dateline_client.problems import problem_of, retry_after


@dataclass(frozen=True)
class Pause:
    """Wait for so many seconds before the next step."""

    seconds: float


T = TypeVar("T")
Steps: TypeAlias = Generator[httpx.Request | Pause, httpx.Response | None, T]

_BUSY = frozenset((httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE))
# Methods that may be sent twice (RFC 9110 section 9.2.2).
_IDEMPOTENT = frozenset(("GET", "HEAD", "PUT", "DELETE"))


@dataclass(frozen=True)
class Exchange:
    """How the API is asked: where, as whom, in which language, how patiently."""

    base_url: str
    key: str | None = None
    language: str | None = None
    cache: CacheStore | None = None
    retries: int = 3
    """How often a request is sent again after 429 or 503."""
    max_wait_seconds: float = 60.0
    """Longest wait before that: whoever asks for more gets the problem."""
    timeout_seconds: float = 30.0

    def get(self, path: str, query: Mapping[str, object] | None = None) -> Steps[bytes]:
        """Return the body of an answer, from the cache if it still holds. Raises Problem."""
        request = self.request("GET", path, query)
        key = f"{request.url} {self.language or ''}"
        kept = self.cache.get(key) if self.cache is not None else None
        if kept is not None:
            request.headers["If-None-Match"] = kept.etag
        response = yield from self.send(request)
        if response.status_code == httpx.codes.NOT_MODIFIED and kept is not None:
            return kept.body
        etag = response.headers.get("ETag")
        if self.cache is not None and etag is not None and _is_public(response):
            self.cache.set(key, CachedAnswer(etag, response.content))
        return response.content

    def send(self, request: httpx.Request) -> Steps[httpx.Response]:
        """Return an answer with a status below 400. Raises Problem for others."""
        may_repeat = request.method in _IDEMPOTENT or "Idempotency-Key" in request.headers
        tried = 0
        while True:
            response = yield request
            if response is None:
                raise RuntimeError("a request was yielded, and no response given")
            if not response.is_error:
                return response
            asked = retry_after(response.headers)
            seconds = 2.0**tried if asked is None else asked
            is_busy = response.status_code in _BUSY and may_repeat
            if not is_busy or tried >= self.retries or seconds > self.max_wait_seconds:
                raise problem_of(response)
            yield Pause(seconds)
            tried += 1

    def request(
        self,
        method: str,
        path: str,
        query: Mapping[str, object] | None = None,
        *,
        json: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Request:
        """Return a request. A parameter that is None is left out; httpx would send `theme=`."""
        waits = (query or {}).get("wait")
        patience = self.timeout_seconds + (waits if isinstance(waits, int) else 0)
        return httpx.Request(
            method,
            self.base_url.rstrip("/") + path,
            params=parameters(query or {}),
            json=json,
            headers={**self._headers(), **(headers or {})},
            extensions={"timeout": httpx.Timeout(self.timeout_seconds, read=patience).as_dict()},
        )

    def _headers(self) -> dict[str, str]:
        named = {
            "Accept": "application/json",
            "Authorization": f"Bearer {self.key}" if self.key else None,
            "Accept-Language": self.language,
            "User-Agent": f"dateline-client {httpx.__name__}/{httpx.__version__}",
        }
        return {name: value for name, value in named.items() if value is not None}


def parameters(query: Mapping[str, object]) -> httpx.QueryParams:
    """Return a query: a list as several values, nothing for None."""
    pairs: list[tuple[str, str | int | float | bool | None]] = []
    for name, given in query.items():
        values = given if isinstance(given, list | tuple) else [given]
        # A boolean stays one: httpx writes it as the API reads it.
        known = [one if isinstance(one, bool) else str(one) for one in values if one is not None]
        pairs += [(name, one) for one in known]
    return httpx.QueryParams(pairs)


def _is_public(response: httpx.Response) -> bool:
    # `private` and `no-store` stand on whatever a key is needed for, and on answers that wait.
    control = response.headers.get("Cache-Control", "")
    return response.status_code == httpx.codes.OK and "public" in control
