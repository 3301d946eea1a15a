"""Entry points for programs: `robots.txt`, and the catalogue of this API (RFC 9727)."""

import json
from typing import Any

from fastapi import Request
from starlette.responses import Response

from app.base.examples import EXAMPLE_BASE
from app.http.caching import CachePolicy, answer
from app.http.deps import AppSettings
from app.http.routing import JSON, Router
from app.public.discovery.sitemaps import INDEX_PATH, NEWS_PATH
from app.public.feeds.opml import OPML_PATH
from app.public.representations import PATH

CATALOG_PATH = "/.well-known/api-catalog"
# RFC 9264 section 4.2, with the profile of RFC 9727 section 7.3.
LINKSET = 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'
# Nothing there is for readers. Keys protect it, not this file.
NOT_FOR_ROBOTS = (
    "/v1/editorial/",
    "/v1/embargoed/",
    "/v1/previews/",
    "/v1/keys",
    "/v1/subscriptions",
)

router = Router(tags=["discovery"])


def _robots(base_url: str) -> str:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS), "Allow: /", ""]
    lines += [f"Sitemap: {base_url}{path}" for path in (INDEX_PATH, NEWS_PATH)]
    return "\n".join(lines) + "\n"


def _catalog(base_url: str) -> dict[str, Any]:
    api = f"{base_url}{PATH}"
    return {
        "linkset": [
            {"anchor": f"{base_url}{CATALOG_PATH}", "item": [{"href": api, "type": JSON}]},
            {
                "anchor": api,
                "service-desc": [{"href": f"{base_url}/v1/openapi.json", "type": JSON}],
                "service-doc": [{"href": f"{base_url}/docs", "type": "text/html"}],
                "status": [{"href": f"{base_url}/health/ready", "type": JSON}],
                "alternate": [
                    {"href": f"{api}.rss", "type": "application/rss+xml"},
                    {"href": f"{api}.atom", "type": "application/atom+xml"},
                    {"href": f"{api}.jsonfeed", "type": "application/feed+json"},
                ],
                "related": [{"href": f"{base_url}{OPML_PATH}", "type": "text/x-opml"}],
            },
        ]
    }


@router.get(
    "/robots.txt",
    summary="Get the rules for robots",
    response_class=Response,
    responses={
        200: {
            "description": "The file (RFC 9309).",
            "content": {
                "text/plain": {"schema": {"type": "string"}, "example": _robots(EXAMPLE_BASE)}
            },
        }
    },
)
def get_robots(request: Request, settings: AppSettings) -> Response:
    """Names the sitemaps, and what there is nothing to index in."""
    body = _robots(settings.base_url).encode()
    return answer(request, body, "text/plain; charset=utf-8", CachePolicy.PUBLIC)


@router.get(
    CATALOG_PATH,
    summary="Get the API catalogue",
    response_class=Response,
    responses={
        200: {
            "description": "A link set (RFC 9264).",
            "content": {
                "application/linkset+json": {
                    "schema": {"type": "object"},
                    "example": _catalog(EXAMPLE_BASE),
                }
            },
        }
    },
)
def get_api_catalog(request: Request, settings: AppSettings) -> Response:
    """Where the contract, the reference page, the state of health and the feeds of this API are."""
    body = json.dumps(_catalog(settings.base_url), separators=(",", ":")).encode()
    links = {
        "api-catalog": f"{settings.base_url}{CATALOG_PATH}",
        "service-desc": f"{settings.base_url}/v1/openapi.json",
        "service-doc": f"{settings.base_url}/docs",
    }
    return answer(request, body, LINKSET, CachePolicy.PUBLIC, links=links)
