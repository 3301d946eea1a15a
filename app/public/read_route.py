"""The one way of a public read: a route whose function reads a snapshot and returns its answer.

`ReadRoute` is a `route_class`, as FastAPI documents it. Its functions take a `Read`, the parameters
of the path by name, and at most one pydantic model for the query:

    def list_releases(read: Read, given: Annotated[ListParameters, Query()]) -> Response

The function is called in the event loop. If it needs what is not in memory, or if another thread
holds the snapshot, it is called again in a thread, with a session.
"""

import asyncio
import inspect
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from datetime import datetime
from functools import cached_property, partial
from typing import Any, get_args

from fastapi import Request
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from starlette.datastructures import QueryParams
from starlette.responses import Response

from app.base import clock
from app.base.faults import invalid
from app.base.problems import Fault, Invalid
from app.base.settings import Settings
from app.db.database import Database
from app.db.installation import read_installation
from app.http import deps
from app.http.caching import WholeResponse
from app.http.problem_answers import unavailable
from app.http.routing import (
    NarrowRouter,
    admitted,
    check_path,
    check_query,
    declared_by,
    operation_id,
    query_faults,
    without_empty,
)
from app.http.server.cached_response import RequestHeaders
from app.http.server.response_cache import MADE_FROM
from app.published.reading.follower import Follower
from app.published.reading.reader import NeedsDatabase, Reader, VocabularyChanged
from app.published.reading.snapshot import SnapshotState

# Answers a request.
Answer = Callable[..., Response]
# Threads that wait for the database. To call a function in one takes 20 us of the processor; by way
# of a task and `anyio.to_thread` it took 60.
_POOL = ThreadPoolExecutor(40, thread_name_prefix="read")
# So many times a read begins anew because places or themes have changed meanwhile.
_TRIES = 3


class Read(Request):
    """A request for something public, with the reader that its answer is made from."""

    reader: Reader

    @cached_property
    def query_params(self) -> QueryParams:
        """Return the query, parsed once."""
        return QueryParams(self.scope["query_string"])

    @property
    def settings(self) -> Settings:
        """Return the settings of this installation."""
        settings: Settings = self.app.state.settings
        return settings

    @property
    def now(self) -> datetime:
        """Return the time, by the clock of the app."""
        read_clock: Callable[[], datetime] = self.app.dependency_overrides.get(deps.now, clock.now)
        return read_clock()

    @property
    def cursor_key(self) -> bytes:
        """Return the key of page cursors; it never changes, so each process reads it once."""
        state = self.app.state
        if getattr(state, "cursor_key", None) is None:
            state.cursor_key = bytes.fromhex(read_installation(self.reader.session).secret)
        key: bytes = state.cursor_key
        return key


class ReadRoute(APIRoute):
    """A GET that is answered from the snapshot, as the module describes."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler: it reads the request and calls the function."""
        endpoint: Answer = self.endpoint
        read_query = _query_reader(self.endpoint)
        flights: dict[object, asyncio.Future[Response]] = {}

        async def handle(request: Request) -> Response:
            read = Read(request.scope)
            check_path(read)
            call = partial(endpoint, **read.path_params, **read_query(read))
            follower: Follower = read.app.state.follower
            await follower.catch_up()
            state = follower.snapshot.state
            setattr(read.state, MADE_FROM, state)
            read.reader = Reader(None, follower.snapshot)
            try:
                return call(read)
            except NeedsDatabase:
                async with admitted(read.app.state, "reads"):
                    return await _in_thread(read, call, state, flights)

        return handle


async def _in_thread(
    read: Read,
    call: Answer,
    state: SnapshotState,
    flights: dict[object, "asyncio.Future[Response]"],
) -> Response:
    """Answer in a thread, once for all equal requests of the same state."""
    loop = asyncio.get_running_loop()
    # Several apps in one process share their routes.
    requested = RequestHeaders.of(read.scope).representation_key(read.scope)
    key = requested, state, read.reader.snapshot, loop
    flight = flights.get(key)
    if flight is not None:
        response = await asyncio.shield(flight)
        if isinstance(response, WholeResponse):
            return response
    work = loop.run_in_executor(_POOL, copy_context().run, read_in_thread, read, call)
    if flight is None and requested is not None:
        flights[key] = work
        work.add_done_callback(lambda _done: flights.pop(key))
    return await asyncio.shield(work)


def read_in_thread(read: Read, call: Answer) -> Response:
    """Return the answer of `call` with a session. Raises what it raises."""
    database: Database = read.app.state.database
    follower: Follower = read.app.state.follower
    for _ in range(_TRIES):
        with suppress(VocabularyChanged), database.read_public() as session:
            read.reader = Reader(session, follower.snapshot)
            return call(read)
    raise unavailable("Places or themes are being changed.")


def _query_reader(endpoint: Callable[..., Any]) -> Callable[[Read], dict[str, Any]]:
    """Return a function that reads a query strictly into the model of `endpoint`, if any."""
    models = {
        name: model
        for name, parameter in inspect.signature(endpoint).parameters.items()
        if isinstance(model := next(iter(get_args(parameter.annotation)), None), type)
        and issubclass(model, BaseModel)
    }
    if not models:
        return _no_query
    ((name, model),) = models.items()
    declared = declared_by(model)

    def read_query(read: Read) -> dict[str, Any]:
        faults = query_faults(read.scope["query_string"], declared)
        read.scope["query_string"] = without_empty(read.scope["query_string"])
        values: dict[str, Any] = {}
        for key, value in read.query_params.multi_items():
            if declared.get(key):
                values.setdefault(key, []).append(value)
            else:
                values[key] = value
        try:
            read_values = {name: model.model_validate(values)}
        except ValidationError as error:
            raise Invalid([*faults, *_value_faults(error, faults)]) from None
        if faults:
            raise Invalid(faults)
        return read_values

    return read_query


def _value_faults(error: ValidationError, told: Sequence[Fault]) -> list[Fault]:
    """Return the faults of values, but of parameters that are at fault anyway."""
    errors = [{**one, "loc": ("query", *one["loc"])} for one in error.errors(include_url=False)]
    problem = invalid(errors, None)
    names = {fault.parameter for fault in told}
    found = problem.faults if isinstance(problem, Invalid) else ()
    return [fault for fault in found if fault.parameter not in names]


def _no_query(read: Read) -> dict[str, Any]:
    check_query(read.scope["query_string"], {})
    return {}


# Makes every router for readers.
ReadRouter = partial(NarrowRouter, route_class=ReadRoute, generate_unique_id_function=operation_id)
