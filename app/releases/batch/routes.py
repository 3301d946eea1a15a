"""Batches over HTTP: many acts in one call, as JSON or line by line."""

from collections.abc import AsyncIterator
from functools import partial
from tempfile import SpooledTemporaryFile
from typing import IO, Annotated

from fastapi import Depends, Request, Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool
from starlette.types import Scope as AsgiScope

from app.auth.deps import Editor, IdempotencyKey
from app.auth.idempotency import read_key
from app.base.problems import (
    NOT_FOUND,
    NOT_IN_THIS_STATE,
    PRECONDITION_REQUIRED,
    SLUG_TAKEN,
    STALE,
    UNSUPPORTED_MEDIA_TYPE,
    Problem,
    excerpt,
)
from app.http.caching import CachePolicy, answer
from app.http.contract.openapi import problems
from app.http.deps import AppDatabase, AppSettings
from app.http.long_answers import Places
from app.http.problem_answers import problem_body, problem_for
from app.http.routing import JSON, Router
from app.releases.batch.lines import LineBatch
from app.releases.batch.run import Result, run_batch
from app.releases.batch.schemas import DONE, BatchAnswer, BatchCounts, BatchInput, BatchResult
from app.releases.desk.editorial_request import EditOnce

NDJSON = "application/x-ndjson"
# A longer body waits for its turn in a file.
IN_MEMORY = 1_000_000
ATOMIC = problems(NOT_FOUND, NOT_IN_THIS_STATE, SLUG_TAKEN, STALE, PRECONDITION_REQUIRED)

router = Router(prefix="/v1/editorial/releases", tags=["editorial"])


@router.post(
    ":batch", summary="Do many editorial acts", response_model=BatchAnswer, responses=ATOMIC
)
def batch_releases(given: BatchInput, request: EditOnce) -> Response:
    """Do up to 1,000 acts in one transaction.

    The answer is 200 with a result for each act, also when some were refused; with `atomic` it is
    the first problem, with the act's `index`, and nothing is changed. Acts that publish need the
    scope `publish`.
    """
    results = run_batch(request.acts, [raw.root for raw in given.acts], atomic=given.atomic)
    shown = [_shown(request.request.scope, result) for result in results]
    done = sum(result.problem is None for result in results)
    body = BatchAnswer(data=shown, meta=BatchCounts(done=done, refused=len(results) - done))
    return answer(request.request, body.model_dump_json().encode(), JSON, CachePolicy.PRIVATE)


async def spooled(request: Request, _caller: Editor) -> AsyncIterator[IO[bytes]]:
    """The uploaded lines in a file. Raises Problem (415) for another media type."""
    given = request.headers.get("content-type", "")
    if given.partition(";")[0].strip().lower() != NDJSON:
        raise Problem(
            UNSUPPORTED_MEDIA_TYPE,
            f"This operation takes {NDJSON}, not {excerpt(given)}.",
            {"supported": [NDJSON]},
            {"Accept-Post": NDJSON},
        )
    # Read to its end before the first answer: a client that sends first and reads later would
    # otherwise wait for us while we wait for it.
    uploads: Places = request.app.state.uploads
    with uploads.taken(request.scope), SpooledTemporaryFile(IN_MEMORY) as body:
        async for chunk in request.stream():
            await run_in_threadpool(body.write, chunk)
        body.seek(0)
        # Gone after the answer was sent, and when the upload broke off before.
        yield body


@router.post(
    ":batch.ndjson",
    summary="Do any number of editorial acts, one a line",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "A result for each line, in their order.",
            "content": {
                NDJSON: {
                    "schema": {"$ref": "#/components/schemas/BatchResult"},
                    "example": DONE,
                }
            },
        },
        **problems(UNSUPPORTED_MEDIA_TYPE),
    },
    openapi_extra={
        "requestBody": {
            "required": True,
            "description": "One act a line, as in `acts` of a batch in JSON.",
            "content": {
                NDJSON: {
                    "schema": {"$ref": "#/components/schemas/RawAct"},
                    "example": {"act": "create", "release": {"title": "Ferry service resumes"}},
                }
            },
        }
    },
)
def batch_releases_in_ndjson(
    request: Request,
    caller: Editor,
    body: Annotated[IO[bytes], Depends(spooled)],
    database: AppDatabase,
    settings: AppSettings,
    key: IdempotencyKey = None,
) -> StreamingResponse:
    """Do any number of acts, one a line, in transactions of 100.

    Results come line by line, each act's with its own status. With an `Idempotency-Key` the same
    lines sent again get the same results, and a batch that broke off goes on where it stopped.
    """
    batch = LineBatch(
        database,
        settings,
        caller,
        read_key(key) if key is not None else None,
        lambda result: _shown(request.scope, result).model_dump_json(),
        partial(problem_for, request.scope),
    )
    return StreamingResponse(
        (f"{line}\n" for line in batch.results(body)),
        media_type=NDJSON,
        headers={"Cache-Control": CachePolicy.PRIVATE},
    )


def _shown(scope: AsgiScope, result: Result) -> BatchResult:
    return BatchResult(
        index=result.index,
        status=result.status,
        id=result.id,
        etag=result.etag,
        problem=None if result.problem is None else problem_body(scope, result.problem),
        warnings=list(result.warnings),
    )
