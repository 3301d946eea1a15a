"""Reads that are answered without FastAPI's own way from a request to a function.

A GET whose function has a plan (`plans.py`) is called directly, in one thread together with its
session. Every other request, and every one that is not as its route declares, goes FastAPI's way:
the contract, the checks and the problems are there alone.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.core.plain_request import PlainRequest
from app.core.plans import planned

# As many as Starlette has for functions that wait. Here it takes two thirds of the time to get one.
_THREADS = ThreadPoolExecutor(40, thread_name_prefix="read")


class Direct:
    """Answers what it has a plan for; everything else is left to `app`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = None
        if scope["type"] == "http" and scope["method"] == "GET":
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
        return await loop.run_in_executor(_THREADS, copy_context().run, call)
