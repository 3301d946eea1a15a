"""A client that calls an app in the same process, without a server and without a lifespan.

Starlette's own TestClient warns about httpx, and warnings are errors here.
"""

import asyncio
from typing import Any

import httpx
from starlette.types import ASGIApp

BASE_URL = "http://testserver"


class Client:
    """`httpx.Client` for an ASGI app. A fault that leaves the app is raised in the test."""

    def __init__(self, app: ASGIApp, **headers: str) -> None:
        self._transport = httpx.ASGITransport(app=app)
        self.headers = headers

    def on(self, app: ASGIApp) -> "Client":
        """The same caller before another app."""
        return Client(app, **self.headers)

    def request(self, method: str, url: str, **kwargs: Any) -> httpx.Response:
        """The answer, read whole; `kwargs` as in `httpx.request`."""

        async def send() -> httpx.Response:
            async with httpx.AsyncClient(
                transport=self._transport, base_url=BASE_URL, headers=self.headers
            ) as client:
                return await client.request(method, url, **kwargs)

        return asyncio.run(send())

    def get(self, url: str, **kwargs: Any) -> httpx.Response:
        """GET."""
        return self.request("GET", url, **kwargs)

    def head(self, url: str, **kwargs: Any) -> httpx.Response:
        """HEAD."""
        return self.request("HEAD", url, **kwargs)

    def options(self, url: str, **kwargs: Any) -> httpx.Response:
        """OPTIONS."""
        return self.request("OPTIONS", url, **kwargs)

    def post(self, url: str, **kwargs: Any) -> httpx.Response:
        """POST."""
        return self.request("POST", url, **kwargs)

    def put(self, url: str, **kwargs: Any) -> httpx.Response:
        """PUT."""
        return self.request("PUT", url, **kwargs)

    def patch(self, url: str, **kwargs: Any) -> httpx.Response:
        """PATCH."""
        return self.request("PATCH", url, **kwargs)

    def delete(self, url: str, **kwargs: Any) -> httpx.Response:
        """DELETE."""
        return self.request("DELETE", url, **kwargs)
