"""The outermost layer: finished public answers from memory, so that a repeated request costs what
sending its bytes costs.

A hit or a 304 reaches no routing, no validation and no database. An answer is true while the mark
of the public facts stands (`Marks`); one request makes it, others that come meanwhile wait for it.
Kept is what a door of `doors` answers with status 200 and the policy PUBLIC: that depends on the
public facts, the address, and the headers of the key alone.
"""

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from anyio import to_thread
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.base import clock
from app.http.caching import SAFE
from app.http.codings import choose_coding, encode
from app.http.server import access_log, metrics
from app.http.server.access_log import Told
from app.http.server.capture import Capture, may_be_kept, plain, ready_of
from app.http.server.ready_store import Form, Part, Ready, Store
from app.http.server.request_context import request_id_of

# Compressing more than this holds the event loop for over a millisecond; a thread does it then.
_INLINE_BYTES = 32 * 1024
_CREDENTIALS = (b"authorization", b"cookie")
# A request with one of these is answered by the app itself: they ask for more than a current copy.
_OTHER_CONDITIONS = (b"if-match", b"if-unmodified-since", b"range", b"transfer-encoding")
# Requests that are known again, each with its headers.
_MOST_KNOWN = 1_024
_MOST_HEADERS = 24
# In the scope of a request that was tried to be answered at once.
_TRIED = "dateline.tried"

Key = tuple[bytes, ...]


class Marks(Protocol):
    """Tells which state of the public facts stands; equal states are one object."""

    def mark(self) -> object | None:
        """The state, when it is known without waiting."""

    async def read(self) -> object | None:
        """The state; None when what is ready may not be used."""


class Maker(Protocol):
    """Makes answers without waiting."""

    def answer(self, scope: Scope, known: object) -> Response | None:
        """The whole answer to a GET, of the state `known`; None when another way has to give it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an answer depends on, and what the form of it depends on."""

    key: Key
    coding: str
    if_none_match: str
    has_id: bool


@dataclass(slots=True)
class _Flight:
    """An answer that is being made; `ready` is None when it is not one to be kept."""

    landed: asyncio.Event = field(default_factory=asyncio.Event)
    ready: Ready | None = None

    async def landing(self) -> Ready | None:
        """What was made."""
        await self.landed.wait()
        return self.ready


class ReadyAnswers:
    """Stands before `app`; `origins` says that answers depend on the request's Origin."""

    def __init__(
        self,
        app: ASGIApp,
        marks: Marks,
        doors: re.Pattern[str],
        most_bytes: int,
        *,
        origins: bool,
        maker: Maker | None = None,
    ) -> None:
        self.app = app
        self._maker = maker
        self.store = Store(most_bytes)
        self._marks = marks
        self._doors = doors
        self._origins = origins
        self._flights: dict[object, _Flight] = {}
        self._codings: dict[int, asyncio.Task[bytes]] = {}
        self._known: dict[object, Asked] = {}
        self._log = access_log.Soon()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = self._asked(scope) if scope["type"] == "http" else None
        if asked is None or not (asked.key in self.store or self._doors.match(scope["path"])):
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        mark = self._marks.mark() or await self._marks.read()
        if mark is None:
            await self._make(scope, receive, send, asked)
            return
        ready = self.store.get(asked.key, mark) or self._make_at_once(scope, asked, mark)
        if ready is None:
            flight_key = asked.key, id(mark), id(asyncio.get_running_loop())
            flight = self._flights.get(flight_key)
            if flight is None:
                await self._make_for_all(scope, receive, send, asked, mark, flight_key)
                return
            # Whoever came after a change does not wait for what was begun before it.
            ready = await flight.landing()
        if ready is None:
            await self._make(scope, receive, send, asked)
        else:
            await self._send(scope, send, asked, ready, started)

    def at_once(self, scope: Scope) -> tuple[Part, bytes] | None:
        """What is sent for a request, and the request's id, where that is known without waiting.

        It counts as answered.
        """
        asked = self._asked(scope)
        mark = self._marks.mark() if asked else None
        if asked is None or mark is None:
            return None
        started = time.perf_counter()
        ready = self.store.get(asked.key, mark)
        # What has to be encoded is made on the way that can wait for it.
        if ready is None and not asked.coding and self._doors.match(scope["path"]):
            ready = self._make_at_once(scope, asked, mark)
        if ready is None:
            return None
        part = ready.form(asked.coding).part(scope["method"], asked.if_none_match)
        if part is None:
            return None
        request_id = request_id_of(scope)
        self._tell(scope, ready.route, part.status, started, request_id)
        return part, request_id.encode()

    def _asked(self, scope: Scope) -> Asked | None:
        """What is asked for; None where the answer is none of those that are kept."""
        if scope["method"] not in SAFE:
            return None
        # Clients repeat themselves to the letter: their headers are read once.
        whole = (scope["raw_path"], scope["query_string"], *scope["headers"])
        known = self._known.get(whole)
        if known is None:
            known = _read(scope, origins=self._origins)
            if known is not None and not known.has_id and len(whole) <= _MOST_HEADERS:
                if len(self._known) >= _MOST_KNOWN:
                    self._known.clear()
                self._known[whole] = known
        return known

    def _make_at_once(self, scope: Scope, asked: Asked, mark: object) -> Ready | None:
        """An answer made without waiting, where that can be; it is kept."""
        if self._maker is None or _TRIED in scope:
            return None
        scope[_TRIED] = True
        inner = plain(scope)
        made = self._maker.answer(inner, mark)
        if made is None or not may_be_kept(made.status_code, made.raw_headers):
            return None
        ready = ready_of(made.raw_headers, bytes(made.body), inner)
        ready.mark = mark
        self.store.put(asked.key, ready)
        return ready

    async def _make_for_all(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        asked: Asked,
        mark: object,
        flight_key: object,
    ) -> None:
        """Let the app make an answer, for this request and for all who wait for it."""
        flight = self._flights[flight_key] = _Flight()

        def land(ready: Ready) -> None:
            ready.mark = mark
            flight.ready = ready
            self.store.put(asked.key, ready)
            flight.landed.set()

        try:
            await self._make(scope, receive, send, asked, land)
        finally:
            del self._flights[flight_key]
            flight.landed.set()

    async def _make(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        asked: Asked,
        land: Callable[[Ready], None] | None = None,
    ) -> None:
        """Let the app make an answer; it is sent in the same form as one that is kept."""
        capture = Capture(scope, send, asked.if_none_match)
        await self.app(capture.inner, receive, capture.send)
        ready = capture.ready()
        if ready is None:
            return
        if land is not None:
            land(ready)
        await _send_part(send, await self._part(scope, asked, ready), capture.request_id)

    async def _part(self, scope: Scope, asked: Asked, ready: Ready) -> Part:
        """What the client wants of `ready`; a coding is made once for all who wait."""
        form = ready.form(asked.coding)
        while (part := form.part(scope["method"], asked.if_none_match)) is None:
            await self._encode(asked.key, ready, form)
        return part

    async def _encode(self, key: Key, ready: Ready, form: Form) -> None:
        if len(ready.body) <= _INLINE_BYTES:
            body = encode(form.coding, ready.body)
        else:
            loop = asyncio.get_running_loop()
            coding = self._codings.get(id(form))
            if coding is None or coding.get_loop() is not loop:
                work = to_thread.run_sync(encode, form.coding, ready.body)
                coding = self._codings[id(form)] = loop.create_task(work)
                coding.add_done_callback(lambda _done: self._codings.pop(id(form), None))
            body = await asyncio.shield(coding)
        if form.body is None:
            form.body = body
            if ready.mark is not None and self.store.get(key, ready.mark) is ready:
                # It weighs more now.
                self.store.put(key, ready)

    async def _send(
        self, scope: Scope, send: Send, asked: Asked, ready: Ready, started: float
    ) -> None:
        request_id, status = request_id_of(scope), 0
        try:
            part = await self._part(scope, asked, ready)
            await _send_part(send, part, request_id.encode())
            status = part.status
        finally:
            self._tell(scope, ready.route, status, started, request_id)

    def _tell(self, scope: Scope, route: str, status: int, started: float, request_id: str) -> None:
        seconds = time.perf_counter() - started
        metrics.observe(route, status, seconds)
        self._log.write(Told(scope["method"], route, status, seconds, request_id, clock.now()))


def _read(scope: Scope, *, origins: bool) -> Asked | None:
    """What is asked for; None where the answer is none of those that are kept."""
    accept = language = origin = coding = none_match = b""
    has_id = False
    for name, value in scope["headers"]:
        if name == b"accept":
            accept += b"," + value
        elif name == b"accept-encoding":
            coding += b"," + value
        elif name == b"accept-language":
            language += b"," + value
        elif name == b"if-none-match":
            none_match += b"," + value
        elif name == b"origin" and origins:
            origin = value
        elif name == b"x-request-id":
            has_id = True
        elif name in _CREDENTIALS or name in _OTHER_CONDITIONS:
            return None
    key = (scope["raw_path"], scope["query_string"], accept, language, origin)
    chosen = choose_coding(coding[1:].decode("latin-1"))
    return Asked(key, chosen, none_match[1:].decode("latin-1"), has_id)


async def _send_part(send: Send, part: Part, request_id: bytes) -> None:
    headers = [*part.headers, (b"x-request-id", request_id)]
    start: Message = {"type": "http.response.start", "status": part.status, "headers": headers}
    await send(start)
    await send({"type": "http.response.body", "body": part.body})
