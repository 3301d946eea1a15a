"""Metrics of this process for Prometheus: requests by route template and status."""

from functools import lru_cache

from fastapi import Response
from prometheus_client import (
    CollectorRegistry,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_1_0_0

from app.http.caching import CachePolicy
from app.http.routing import Router

# In seconds. A public read takes a few milliseconds, the import of a page some seconds.
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)
PlatformCollector(registry=REGISTRY)
# No label for a path or a key: each value would be a series of its own, and would be shown.
REQUESTS = Histogram(
    "dateline_request_seconds",
    "Time from the first byte of a request to the last of its answer.",
    ["route", "status"],
    buckets=BUCKETS,
    registry=REGISTRY,
)

router = Router(tags=["operations"])


def observe(route: str, status: int, seconds: float) -> None:
    """Count one answered request."""
    _series(route, status).observe(seconds)


# Routes and statuses are few; prometheus_client takes as long to find a series as to count in it.
@lru_cache(maxsize=1_024)
def _series(route: str, status: int) -> Histogram:
    return REQUESTS.labels(route, str(status))


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
def read_metrics() -> Response:
    """What this process has counted since its start, in the text format of Prometheus.

    Each server process counts by itself. Keep the address from the public in the proxy if the
    numbers are nobody's business.
    """
    return Response(
        generate_latest(REGISTRY),
        headers={"Cache-Control": CachePolicy.NEVER, "Content-Type": CONTENT_TYPE_PLAIN_1_0_0},
    )
