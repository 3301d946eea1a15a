"""Metrics of this process for Prometheus; `request_context.py` counts the requests."""

from fastapi import Response
from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_1_0_0

from app.http.caching import CachePolicy
from app.http.contract.read_headers import UNCONDITIONAL
from app.http.routing import Router
from app.http.server.request_context import REGISTRY

router = Router(tags=["operations"])


@router.get(
    "/metrics",
    summary="Get the metrics",
    response_class=Response,
    openapi_extra=UNCONDITIONAL,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
def get_metrics() -> Response:
    """What this process has counted since its start, in the text format of Prometheus.

    Each server process counts by itself. The numbers tell when a desk schedules or a partner reads,
    so they need a key with the scope `metrics`.
    """
    return Response(
        generate_latest(REGISTRY),
        headers={"Cache-Control": CachePolicy.NEVER, "Content-Type": CONTENT_TYPE_PLAIN_1_0_0},
    )
