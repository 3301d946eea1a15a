"""What is answered without FastAPI's own way from a request to a function.

A GET, or a POST without a body, whose function has a plan (`plans.py`) is called directly, in one
thread together with its session: an act is committed there. Every other request, and every one
that is not as its route declares, goes FastAPI's way: the contract, the checks and the problems are
there alone.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.http.server.plain_request import PlainRequest
from app.http.server.plans import planned

# As many as Starlette has for functions that wait. Here it takes two thirds of the time to get one.
_READING = ThreadPoolExecutor(40, thread_name_prefix="read")
# Of their own: acts wait for one another, and readers for none of them.
_ACTING = ThreadPoolExecutor(40, thread_name_prefix="act")


class Direct:
    """Answers what it has a plan for; everything else is left to `app`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = None
        if scope["type"] == "http" and scope["method"] in ("GET", "POST"):
            response = await self._answer(PlainRequest(scope))
        await (self.app if response is None else response)(scope, receive, send)

    async def _answer(self, request: PlainRequest) -> Response | None:
        found = planned(request)
        if found is None:
            return None
        plan, given = found
        for first in plan.firsts:
            await first(request)
        loop, call = asyncio.get_running_loop(), partial(plan.call, request, given)
        threads = _ACTING if plan.writes else _READING
        return await loop.run_in_executor(threads, copy_context().run, call)
