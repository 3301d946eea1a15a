"""An upload of lines that breaks off leaves nothing open behind."""

import asyncio
import gc
import warnings
from types import SimpleNamespace

import pytest
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message

from app.auth.caller import Caller
from app.http.long_answers import Places
from app.releases.batch.routes import IN_MEMORY, NDJSON, spooled

CALLER = Caller("key:x", "test", frozenset())


def test_the_file_of_an_upload_that_broke_off_is_closed() -> None:
    # More than is kept in memory: on disk, where an open file is missed when it is forgotten.
    messages: list[Message] = [
        {"type": "http.request", "body": b"x" * (IN_MEMORY + 1), "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> Message:
        return messages.pop(0)

    async def upload() -> None:
        headers = [(b"content-type", NDJSON.encode())]
        app = SimpleNamespace(state=SimpleNamespace(uploads=Places("uploads", 1, 1)))
        scope = {"type": "http", "method": "POST", "headers": headers, "app": app}
        request = Request(scope, receive)
        async for _ in spooled(request, CALLER):
            pass

    with warnings.catch_warnings(record=True) as left:
        warnings.simplefilter("always")
        with pytest.raises(ClientDisconnect):
            asyncio.run(upload())
        gc.collect()
    assert [str(warning.message) for warning in left] == []
