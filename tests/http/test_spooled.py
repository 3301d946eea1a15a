"""Answers over the disk: whole or an error, unchanged or sent again, and nothing left behind."""

import asyncio
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from fastapi import Request
from starlette.responses import Response

from app.http import spooled
from app.http.routing import Router
from app.http.spooled import Spool, SpooledAnswer, answer_spooled
from tests.client import Client
from tests.http.small_app import small_app

LINES = [b"%d\n" % number for number in range(200_000)]


def _client(lines: Iterable[bytes]) -> Client:
    router = Router()

    @router.get("/lines")
    def read_lines(request: Request) -> Response:
        return answer_spooled(request, lines, "text/plain")

    return Client(small_app(router))


def test_all_lines_arrive_with_their_length_and_tag() -> None:
    client = _client(LINES)
    answer = client.get("/lines")
    assert answer.content == b"".join(LINES)
    assert answer.headers["content-length"] == str(len(answer.content))
    assert answer.headers["cache-control"] == "public, max-age=0, must-revalidate"
    assert client.get("/lines").headers["etag"] == answer.headers["etag"]
    again = client.get("/lines", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/lines", headers={"If-Match": '"other"'}).status_code == 412


def test_what_is_big_lies_on_disk_and_what_is_small_does_not() -> None:
    big, small = Spool(LINES), Spool([b"x"])
    # Nothing public tells where it lies, and `fileno` would move it.
    lies_on_disk = [vars(spool.file)["_rolled"] for spool in (big, small)]
    assert lies_on_disk == [True, False]
    big.file.close()
    small.file.close()


def test_a_fault_on_the_way_is_an_error_and_no_half_answer() -> None:
    def broken() -> Iterator[bytes]:
        yield from LINES
        raise RuntimeError("the disk is on fire")

    answer = _client(broken()).get("/lines")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_client_that_leaves_leaves_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spooled, "PIECE", 10)
    spool = Spool(LINES)

    async def send(message: Any) -> None:
        if message["type"] == "http.response.body":
            raise OSError

    async def receive() -> Any:
        return {"type": "http.disconnect"}

    with pytest.raises(OSError):  # noqa: PT011  a closed connection has no more to say
        asyncio.run(SpooledAnswer(spool, "text/plain")({"type": "http"}, receive, send))
    assert spool.file.closed
