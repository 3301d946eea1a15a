"""The contract as a file, and a reference page that loads nothing from other hosts."""

from importlib.resources import files

from fastapi import Request, Response

from app.base.compact_json import compact
from app.base.problems import NOT_FOUND, NotFound
from app.http.caching import CachePolicy, answer
from app.http.contract.openapi import problems
from app.http.routing import JSON, Router

# Swagger UI, from the files that fastapi-offline carries.
_STATIC = files("fastapi_offline").joinpath("static")
_START = """\
window.ui = SwaggerUIBundle({
  url: "/v1/openapi.json", dom_id: "#reference", deepLinking: true, filter: true,
  presets: [SwaggerUIBundle.presets.apis], persistAuthorization: false
});
"""
_PAGE = """\
<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Dateline API</title><link rel="stylesheet" href="/docs/swagger-ui.css">
<div id="reference"></div>
<script src="/docs/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></html>
"""
_TYPES = {
    "start.js": "text/javascript",
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
}
_SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )
}

router = Router(tags=["operations"])


_EXAMPLE = {"openapi": "3.1.0", "info": {"title": "Dateline", "version": "0.1.0"}, "paths": {}}


@router.get(
    "/v1/openapi.json",
    response_class=Response,
    responses={200: {"content": {JSON: {"schema": {"type": "object"}, "example": _EXAMPLE}}}},
)
def get_openapi(request: Request) -> Response:
    """This contract: OpenAPI 3.1. Generate a client from it."""
    body = compact(request.app.openapi()).encode()
    return answer(request, body, JSON, CachePolicy.PUBLIC)


@router.get("/docs", response_class=Response, responses={200: {"content": {"text/html": {}}}})
def get_reference(request: Request) -> Response:
    """The contract as a page to read and to try."""
    return answer(request, _PAGE.encode(), "text/html", CachePolicy.PUBLIC, headers=_SECURITY)


@router.get(
    "/docs/{name}",
    response_class=Response,
    responses={200: {"content": {"text/javascript": {}, "text/css": {}}}, **problems(NOT_FOUND)},
)
def get_reference_asset(name: str, request: Request) -> Response:
    """A script or style of the reference page."""
    if name not in _TYPES:
        raise NotFound
    body = _START.encode() if name == "start.js" else _STATIC.joinpath(name).read_bytes()
    return answer(request, body, _TYPES[name], CachePolicy.PUBLIC)
