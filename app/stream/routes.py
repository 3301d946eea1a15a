"""The change stream: what became public, was corrected or withdrawn, under any selection."""

from collections.abc import AsyncIterator
from contextlib import nullcontext
from functools import partial
from typing import Annotated
from urllib.parse import urlencode

import orjson
from fastapi import Depends, Header, Query, Request
from starlette.responses import Response

from app.base.examples import load_example
from app.base.problems import INVALID, NOT_ACCEPTABLE
from app.changes import log
from app.changes.queries import instant_of
from app.http.cache_tags import OF_LISTS
from app.http.caching import CachePolicy, answer
from app.http.contract.openapi import problems
from app.http.deps import AppSettings, CursorKey, ReadSession
from app.http.long_answers import Places
from app.http.negotiation import choose_media_type
from app.http.routing import JSON, Router
from app.published.reading.queries import read_selection
from app.published.reading.reader import Reader
from app.published.selection.grammar import Selection
from app.stream.answers import EVENT_STREAM, PAGE, ChangeReader, EventStream, LongPoll
from app.stream.cursor import CursorMaker, CursorSigner, LogPosition, check_position
from app.stream.entries import LogPage, read_page
from app.stream.live import Broadcaster
from app.stream.schemas import Changes, ChangesParameters

router = Router(prefix="/v1/changes", tags=["changes"])


async def _place(request: Request) -> AsyncIterator[None]:
    """Hold a place until an answer that waits has ended. Raises Problem (503)."""
    streams: Places = request.app.state.streams
    waits = _is_stream(request) or "wait" in request.query_params
    with streams.taken(request.scope) if waits else nullcontext():
        yield


def _is_stream(request: Request) -> bool:
    return choose_media_type(request.headers.get("accept"), (JSON, EVENT_STREAM)) != JSON


async def _log_reader(request: Request, session: ReadSession) -> Reader:
    # A client may get a fact from one process and ask another one what follows it. A replica that
    # is behind by that fact would refuse the cursor.
    return Reader(session, request.app.state.follower.snapshot)


LogReader = Annotated[Reader, Depends(_log_reader)]


@router.get(
    "",
    summary="List changes",
    response_model=Changes,
    responses={
        200: {
            "description": "Facts in order.",
            "content": {JSON: {"example": load_example("stream", "changes")}},
        },
        **problems(INVALID, NOT_ACCEPTABLE),
    },
    # Before the log is read: who gets no place costs next to nothing.
    dependencies=[Depends(_place)],
)
def list_changes(
    request: Request,
    given: Annotated[ChangesParameters, Query()],
    reader: LogReader,
    settings: AppSettings,
    key: CursorKey,
    last_event_id: Annotated[
        str | None,
        Header(
            alias="Last-Event-ID",
            description="For `text/event-stream`: the `id` of the last event; wins over `since`.",
        ),
    ] = None,
) -> Response:
    """What happened to releases under the filters: published, updated, corrected, withdrawn, left.

    Start with 0, keep `links.next`, and ask there again: nothing is missed. Store every `document`,
    remove what is `withdrawn` or `left`, pass over the rest: whoever has read until `meta.more` is
    false has what the list with the same filters shows. A withdrawn release is a tombstone: take
    your copy down.

    `wait` holds the answer until there is something. With `Accept: text/event-stream` the answer
    does not end (WHATWG HTML, section 9.2): each entry is an event of the name of its kind, its
    `data` is the entry as JSON and its `id` the cursor.

    So many waiting answers may be open at a time, for one address and in all; above that it is 503.

    A cursor ahead of the log comes from another installation, or from before a backup was restored:
    422, copy everything anew.
    """
    events = _is_stream(request)
    selection = read_selection(reader.session, given, settings.zone)
    signer = CursorSigner(key, settings.addresses)
    position = _position(reader, given, selection, signer, last_event_id if events else None)
    limit = min(given.limit, PAGE) if events else given.limit
    page = read_page(reader, selection, position, limit, signer)
    live: Broadcaster = request.app.state.live
    changes = ChangeReader(live, selection, signer)
    if events:
        return EventStream(changes, page)
    make = partial(_page, request, given, signer.bound(selection), settings.base_url)
    if given.wait is None or page.entries:
        return make(page)
    return LongPoll(changes, page, given.limit, given.wait, make)


def _position(
    reader: LogReader,
    given: ChangesParameters,
    selection: Selection,
    signer: CursorSigner,
    last_event_id: str | None,
) -> LogPosition:
    parameter, text = "since", given.since
    if last_event_id:
        parameter, text = "Last-Event-ID", last_event_id
    position = signer.read(text, selection, parameter)
    session = reader.session
    check_position(position, log.head(session), partial(instant_of, session), parameter)
    return position


def _page(
    request: Request,
    given: ChangesParameters,
    cursor: CursorMaker,
    base_url: str,
    page: LogPage,
) -> Response:
    links = _links(request, cursor(page.to), base_url)
    meta = {"head": page.head, "more": page.has_more}
    data = [orjson.Fragment(entry.text) for entry in page.entries]
    body = orjson.dumps({"data": data, "meta": meta, "links": links})
    policy = OF_LISTS if given.wait is None else CachePolicy.NEVER
    return answer(request, body, JSON, policy, links=links, headers={"Vary": "Accept"})


def _links(request: Request, cursor: str, base_url: str) -> dict[str, str]:
    parameters = request.query_params.multi_items()
    rest = [(name, value) for name, value in parameters if name != "since"]
    address = f"{base_url}{router.prefix}"
    return {
        "self": _with(address, parameters),
        "next": _with(address, [*rest, ("since", cursor)]),
    }


def _with(address: str, parameters: list[tuple[str, str]]) -> str:
    return f"{address}?{urlencode(parameters, safe=',:/')}" if parameters else address
