"""How an installation is asked, the same for both clients."""

from typing import TypedDict

from dateline_client.cache import CacheStore, MemoryCache
from dateline_client.exchange import Exchange


class Options(TypedDict, total=False):
    """What may be given beside the address."""

    key: str | None
    """A partner's key."""
    language: str | None
    """Language of labels, as in `Accept-Language`; `lang` of a query goes first."""
    cache: CacheStore | bool
    """A store of yours; False for none. By default each client keeps answers in its memory."""
    retries: int
    """How often a request is sent again after 429 or 503; 3 by default."""
    max_wait_seconds: float
    """Longest wait before that; 60 by default."""
    timeout_seconds: float
    """How long one answer may take; 30 by default. A long poll has its `wait` on top."""


def exchange_of(base_url: str, options: Options) -> Exchange:
    """Return the exchange that options describe."""
    cache = options.get("cache", True)
    return Exchange(
        base_url,
        key=options.get("key"),
        language=options.get("language"),
        cache=MemoryCache() if cache is True else (cache or None),
        retries=options.get("retries", 3),
        max_wait_seconds=options.get("max_wait_seconds", 60.0),
        timeout_seconds=options.get("timeout_seconds", 30.0),
    )
