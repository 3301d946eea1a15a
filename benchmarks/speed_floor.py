"""The floor: a bare Starlette application that answers given bytes from memory.

    python -m benchmarks.speed_floor PORT FILE

runs it on uvicorn as `dateline serve` runs the product, over a pickled `Answers`.
"""

import pickle
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.http.server.web_app import SERVER


@dataclass(frozen=True)
class Answer:
    """What the product answered, without what the server adds or counts itself."""

    status: int
    headers: dict[str, str]
    body: bytes


# By path and query, as they stand in the request.
Answers = Mapping[tuple[bytes, bytes], Answer]


def key(target: str) -> tuple[bytes, bytes]:
    """Where the answer to a target (path and query) stands in `Answers`."""
    path, _, query = target.partition("?")
    return path.encode(), query.encode()


def application(answers: Answers) -> Starlette:
    """Answers every address that is in `answers`."""

    async def give(request: Request) -> Response:
        known = answers[request.scope["raw_path"], request.scope["query_string"]]
        return Response(known.body, known.status, known.headers)

    async def alive(_request: Request) -> Response:
        return Response(b"{}")

    return Starlette(routes=[Route("/health/ready", alive), Route("/{path:path}", give)])


def main() -> None:
    """Serve until told to end."""
    port, file = sys.argv[1:]
    answers: Answers = pickle.loads(Path(file).read_bytes())
    uvicorn.run(application(answers), host="127.0.0.1", port=int(port), **SERVER)


if __name__ == "__main__":
    main()
