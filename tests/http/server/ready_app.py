"""A small app behind a layer of ready answers, whose state a test holds in its hand."""

import re
from typing import Any

from fastapi import Request
from starlette.responses import Response

from app.http.caching import CachePolicy, answer
from app.http.routing import Router
from app.http.server.ready import ReadyAnswers
from tests.client import Client
from tests.http.small_app import small_app

TEXT = b"A long text. " * 200
DOORS = re.compile("/v1/")
router = Router()


class Marks:
    """The state of the facts, in the hand of a test."""

    def __init__(self) -> None:
        self.now: object | None = object()

    def mark(self) -> object | None:
        return self.now

    async def read(self) -> object | None:
        return self.now


class Desk:
    """The app, and how often each door had to make an answer."""

    def __init__(self, most_bytes: int = 1_000_000, **changes: Any) -> None:
        self.marks = Marks()
        self.app = small_app(router, **changes)
        self.app.state.made = 0
        origins = "cors_origins" in changes
        self.ready = ReadyAnswers(self.app.front, self.marks, DOORS, most_bytes, origins=origins)
        self.app.front = self.ready
        self.client = Client(self.app)

    @property
    def made(self) -> int:
        made: int = self.app.state.made
        return made


@router.get("/v1/{name}")
def read_text(request: Request, name: str, size: int = 1) -> Response:
    request.app.state.made += 1
    policy = CachePolicy.MOVING if name == "moving" else CachePolicy.PUBLIC
    if name == "missing":
        return Response(status_code=404, headers={"Cache-Control": policy.value, "ETag": '"x"'})
    return answer(request, TEXT * size + name.encode(), "text/plain", policy)


@router.get("/private/{name}")
def read_private(request: Request, name: str) -> Response:
    return read_text(request, name)
