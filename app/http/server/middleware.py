"""What every request passes through, as plain ASGI; `stack` gives the layers, outermost first.

Envelope        request id, access log, headers of every answer, errors as problems
ResponseCache   HEAD, conditions, content codings, and public answers from memory
Options         OPTIONS with Allow
BodyLimit       size, silence and coding of request bodies
"""

from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.base.settings import Settings
from app.http.answer_headers import AnswerHeaders
from app.http.routing import RouteTable
from app.http.server.body_limit import BodyLimit
from app.http.server.request_context import Envelope
from app.http.server.response_cache import ResponseCache


def stack(settings: Settings) -> list[Middleware]:
    """The layers for `FastAPI(middleware=...)`."""
    return [
        Middleware(Envelope, headers=AnswerHeaders(settings)),
        Middleware(ResponseCache, most_bytes=settings.ready_megabytes * 1_000_000),
        Middleware(Options),
        Middleware(
            BodyLimit,
            max_bytes=settings.max_body_bytes,
            max_stream_bytes=settings.max_stream_bytes,
            timeout_seconds=settings.body_timeout_seconds,
        ),
    ]


class Options:
    """OPTIONS tells Allow."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        allow = None
        if scope["type"] == "http" and scope["method"] == "OPTIONS":
            allow = RouteTable.of(scope["app"]).allowed(scope["path"])
        answer = Response(status_code=204, headers={"Allow": allow}) if allow else self.app
        await answer(scope, receive, send)
