"""The contract as a file, and a reference page that loads nothing from other hosts."""

from collections.abc import Mapping
from importlib.resources import files
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Query, Request, Response
from pydantic.json_schema import SkipJsonSchema

from app.base.compact_json import compact
from app.base.problems import NOT_FOUND, NotFound
from app.http.caching import CachePolicy, answer
from app.http.contract.audiences import Audience, cut
from app.http.contract.openapi import problems
from app.http.routing import JSON, Router
from app.http.server.response_cache import MADE_FROM, UNCHANGING

# Swagger UI, from the files that fastapi-offline carries.
_STATIC = files("fastapi_offline").joinpath("static")
_START = """\
window.ui = SwaggerUIBundle({
  url: "%(prefix)s/v1/openapi.json", dom_id: "#reference", deepLinking: true, filter: true,
  presets: [SwaggerUIBundle.presets.apis], persistAuthorization: false
});
"""
_PAGE = """\
<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Dateline API</title><link rel="stylesheet" href="%(prefix)s/docs/swagger-ui.css">
<div id="reference"></div>
<script src="%(prefix)s/docs/swagger-ui-bundle.js"></script>
<script src="%(prefix)s/docs/start.js"></script></html>
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


ForWhom = Annotated[
    Audience | SkipJsonSchema[None],
    Query(
        description="A part of the contract: what readers use, or partners, who are told of changes"
        " too. All of it when left out."
    ),
]
_EXAMPLE = {"openapi": "3.1.0", "info": {"title": "Dateline", "version": "0.1.0"}, "paths": {}}


@router.get(
    "/v1/openapi.json",
    summary="Get the contract",
    response_class=Response,
    responses={200: {"content": {JSON: {"schema": {"type": "object"}, "example": _EXAMPLE}}}},
)
def get_openapi(request: Request, audience: ForWhom = None) -> Response:
    """This contract: OpenAPI 3.1. Generate a client from it."""
    document = request.app.openapi()
    body = compact(document if audience is None else cut(document, audience)).encode()
    return _unchanging(request, body, JSON)


@router.get("/docs/", include_in_schema=False)
@router.get(
    "/docs",
    summary="Get the reference page",
    response_class=Response,
    responses={200: {"content": {"text/html": {}}}},
)
def get_reference(request: Request) -> Response:
    """The contract as a page to read and to try."""
    page = _at_its_address(request, _PAGE)
    return _unchanging(request, page, "text/html", _SECURITY)


@router.get(
    "/docs/{name}",
    summary="Get a file of the reference page",
    response_class=Response,
    responses={200: {"content": {"text/javascript": {}, "text/css": {}}}, **problems(NOT_FOUND)},
)
def get_reference_asset(name: str, request: Request) -> Response:
    """A script or style of the reference page."""
    if name not in _TYPES:
        raise NotFound
    is_ours = name == "start.js"
    body = _at_its_address(request, _START) if is_ours else _STATIC.joinpath(name).read_bytes()
    return _unchanging(request, body, _TYPES[name])


def _unchanging(
    request: Request, body: bytes, media_type: str, headers: Mapping[str, str] | None = None
) -> Response:
    """Return an answer that is kept, with its encodings, while the process runs."""
    setattr(request.state, MADE_FROM, UNCHANGING)
    return answer(request, body, media_type, CachePolicy.PUBLIC, headers=headers)


def _at_its_address(request: Request, text: str) -> bytes:
    """Return `text` with the path that a proxy may have the product under."""
    prefix = urlsplit(request.app.state.settings.base_url).path
    return (text % {"prefix": prefix}).encode()
