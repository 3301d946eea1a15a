"""Requests whose JSON is read strictly: its media type, and then all of it, once."""

import re
from typing import Any

from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from app.base.json_body import read_json
from app.base.problems import UNSUPPORTED_MEDIA_TYPE, Problem, excerpt
from app.base.wire import Input

# Reading more than this would hold the event loop for over a millisecond; a thread does it.
INLINE_JSON_BYTES = 64 * 1024
# The header that lists accepted media types: RFC 5789 section 3.1, W3C LDP 7.1, RFC 9110 12.5.1.
_TAKES_HEADER = {"PATCH": "Accept-Patch", "POST": "Accept-Post"}


class JsonRequest(Request):
    """A request whose JSON is read strictly, once."""

    read: Any = None

    async def check_body(self, takes: tuple[str, ...], shape: type[Input] | None = None) -> None:
        """Read the body. Raises Problem: 415 for another type, 400 for what is not JSON."""
        body = await self.body()
        if not body:
            return
        self._check_media_type(takes)
        if len(body) > INLINE_JSON_BYTES:
            self.read = await run_in_threadpool(_read_as, shape, body)
        else:
            self.read = read_json(body)

    async def json(self) -> Any:
        """Return what `check_body` has read."""
        return self.read

    def _check_media_type(self, takes: tuple[str, ...]) -> None:
        given = self.headers.get("content-type", "")
        essence, _, parameters = given.partition(";")
        if essence.strip().lower() in takes and _is_utf8(parameters):
            return
        said = f"not {excerpt(given)}" if given else "and Content-Type has to say so"
        raise Problem(
            UNSUPPORTED_MEDIA_TYPE,
            f"This operation takes {' or '.join(takes)} in UTF-8, {said}.",
            {"supported": list(takes)},
            {_TAKES_HEADER.get(self.method, "Accept"): ", ".join(takes)},
        )


def _read_as(shape: type[Input] | None, body: bytes) -> Any:
    """Returns the value in `body`, in its `shape` if it has it.

    If not, FastAPI says so: after it knows who calls.
    """
    value = read_json(body)
    if shape is None:
        return value
    try:
        return shape.model_validate(value)
    except ValidationError:
        return value


def _is_utf8(parameters: str) -> bool:
    charset = re.search(r"charset\s*=\s*\"?([^\s\";]+)", parameters, re.IGNORECASE)
    return charset is None or charset[1].lower() in {"utf-8", "utf8", "us-ascii"}
