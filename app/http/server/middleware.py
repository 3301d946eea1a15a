"""What every request passes through, as plain ASGI; `stack` gives the layers, outermost first.

Envelope    request id, access log, headers of every answer, whatever leaves the app as a problem
Methods     HEAD as GET without a body, OPTIONS with Allow
Direct      reads that need nothing of what follows (direct.py)
BodyLimit   size, silence and coding of request bodies (body_limit.py)
"""

from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.base.settings import Settings
from app.http.answer_headers import AnswerHeaders
from app.http.routing import RouteTable
from app.http.server.body_limit import BodyLimit
from app.http.server.direct import Direct
from app.http.server.request_context import Envelope


def stack(settings: Settings) -> list[Middleware]:
    """The layers for `FastAPI(middleware=...)`."""
    return [
        Middleware(Envelope, headers=AnswerHeaders(settings)),
        Middleware(Methods),
        Middleware(Direct),
        Middleware(
            BodyLimit,
            max_bytes=settings.max_body_bytes,
            max_stream_bytes=settings.max_stream_bytes,
            timeout_seconds=settings.body_timeout_seconds,
        ),
    ]


class Methods:
    """HEAD is GET without the body (RFC 9110 section 9.3.2); OPTIONS tells Allow."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "HEAD":
            await self._head(scope, receive, send)
        elif scope["type"] == "http" and scope["method"] == "OPTIONS":
            await self._options(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _head(self, scope: Scope, receive: Receive, send: Send) -> None:
        # A copy: the server looks at its own scope to know that no body may follow.
        inner = {**scope, "method": "GET"}
        finished = False

        async def without_body(message: Message) -> None:
            nonlocal finished
            if message["type"] == "http.response.start":
                await send(message)
            elif finished:
                raise OSError  # ends an answer without end, such as an event stream
            else:
                finished = True
                await send({"type": "http.response.body", "body": b""})

        async def disconnect_when_finished() -> Message:
            return {"type": "http.disconnect"} if finished else await receive()

        try:
            await self.app(inner, disconnect_when_finished, without_body)
        except (OSError, ClientDisconnect):
            if not finished:
                raise
        finally:
            scope["endpoint"] = inner.get("endpoint")

    async def _options(self, scope: Scope, receive: Receive, send: Send) -> None:
        allow = RouteTable.of(scope["app"]).allowed(scope["path"])
        if allow is None:
            await self.app(scope, receive, send)
            return
        await Response(status_code=204, headers={"Allow": allow})(scope, receive, send)
