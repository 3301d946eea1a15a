"""The outermost layer of the app: what every answer carries, and the last catch.

One layer for five concerns, since each layer costs every request: the request id and the access
log, cross-origin headers, headers of safety, and the answer to what leaves the app as an error.
"""

import re
import time
from typing import Any

import structlog
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.base import clock
from app.base.ids import new_id_text
from app.http.answer_headers import AnswerHeaders, header
from app.http.problem_answers import answer_for
from app.http.routing import RouteTable
from app.http.server import access_log, metrics

METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE"
REQUEST_HEADERS = (
    "Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key, Prefer, "
    "X-Request-Id, Last-Event-ID"
)
PREFLIGHT_SECONDS = 600
_SANE_ID = re.compile(r"[A-Za-z0-9._:-]{8,128}")


class Envelope:
    """Gives a request its id, an answer its headers, an error an answer, and logs what came of it.

    - The id is bound to every log line. The log names the route's template, never the path: a slug
      may be an embargoed title.
    - Starlette's own last catch stands outside of all layers, so its 500 would have no CORS.
    """

    def __init__(self, app: ASGIApp, headers: AnswerHeaders) -> None:
        self.app = app
        self.headers = headers
        self._log = access_log.Soon()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = request_id_of(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        started, status = time.perf_counter(), 0

        async def send_marked(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = self.headers.completed(message.get("headers", ()), scope)
                headers.append((b"x-request-id", request_id.encode("latin-1")))
                message = {**message, "headers": headers}
            await send(message)

        bound = structlog.contextvars.bind_contextvars(request_id=request_id)
        try:
            app = _preflight() if self._is_preflight(scope) else self.app
            await app(scope, receive, send_marked)
        except ClientDisconnect:
            pass  # nobody is there to hear an answer
        except Exception as error:
            if status:
                raise
            await answer_for(scope, error)(scope, receive, send_marked)
        finally:
            self._tell(scope, status, time.perf_counter() - started)
            structlog.contextvars.reset_contextvars(**bound)

    def _is_preflight(self, scope: Scope) -> bool:
        return scope["method"] == "OPTIONS" and bool(
            header(scope, b"origin") and header(scope, b"access-control-request-method")
        )

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        """One line in the access log, one count; status 0 when the client left before an answer."""
        state: dict[str, Any] = scope["state"]
        template = RouteTable.of(scope["app"]).template(scope.get("endpoint")) or "none"
        metrics.observe(template, status, seconds)
        told = access_log.Told(
            scope["method"],
            template,
            status,
            seconds,
            state["request_id"],
            clock.now(),
            state.get("principal"),
        )
        self._log.write(told)


def request_id_of(scope: Scope) -> str:
    """The id that the client gave, where it is a sane one, or a new one."""
    given = header(scope, b"x-request-id")
    return given if _SANE_ID.fullmatch(given) else new_id_text()


def _preflight() -> Response:
    return Response(
        status_code=204,
        headers={
            "Access-Control-Allow-Methods": METHODS,
            "Access-Control-Allow-Headers": REQUEST_HEADERS,
            "Access-Control-Max-Age": str(PREFLIGHT_SECONDS),
        },
    )
