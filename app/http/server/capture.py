"""One answer of the app on its way out: kept whole where it may be kept, passed on where not."""

from http import HTTPStatus

from starlette.types import Message, Scope, Send

from app.http.caching import CachePolicy
from app.http.conditional import matches_weakly
from app.http.routing import RouteTable
from app.http.server.ready_store import OF_BYTES, RawHeaders, Ready

# A longer answer, such as an export, is sent while it is made.
MOST_BYTES = 4_000_000
_PUBLIC = CachePolicy.PUBLIC.value.encode()
# The app makes the answer whole, whatever the client has: the condition is looked at here.
_CONDITIONS = (b"if-none-match", b"if-modified-since")


class Capture:
    """`inner` and `send` are what the app gets in place of the request's own."""

    def __init__(self, scope: Scope, send: Send, if_none_match: str) -> None:
        self.inner = plain(scope)
        self.request_id = b""
        self._send = send
        self._is_head = scope["method"] == "HEAD"
        self._if_none_match = if_none_match
        self._headers: RawHeaders | None = None
        self._pieces: list[bytes] = []
        self._is_over = self._is_bodiless = False

    async def send(self, message: Message) -> None:
        """Take a message of the app."""
        if message["type"] == "http.response.start":
            headers = [(name.lower(), value) for name, value in message["headers"]]
            if may_be_kept(message["status"], headers):
                self._headers = headers
            else:
                await self._send(self._checked(message, headers))
        elif self._headers is None:
            await self._send({**message, "body": b""} if self._is_bodiless else message)
        else:
            self._pieces.append(message.get("body", b""))
            self._is_over = not message.get("more_body", False)

    def ready(self) -> Ready | None:
        """The answer, when it is whole and one to be kept; of no state yet."""
        if self._headers is None or not self._is_over:
            return None
        self.request_id = dict(self._headers).get(b"x-request-id", b"")
        return ready_of(self._headers, b"".join(self._pieces), self.inner)

    def _checked(self, message: Message, headers: RawHeaders) -> Message:
        """The start of what is not kept: 304 where the client has it, no body for HEAD."""
        self._is_bodiless = self._is_head
        etag = next((value.decode("latin-1") for name, value in headers if name == b"etag"), None)
        if message["status"] != HTTPStatus.OK or not self._if_none_match:
            return message
        if not matches_weakly(self._if_none_match, etag):
            return message
        self._is_bodiless = True
        kept = [pair for pair in headers if pair[0] not in OF_BYTES]
        return {**message, "status": HTTPStatus.NOT_MODIFIED.value, "headers": kept}


def plain(scope: Scope) -> Scope:
    """The request of `scope` as one for the whole answer, whatever the client has of it."""
    headers = [pair for pair in scope["headers"] if pair[0] not in _CONDITIONS]
    return {**scope, "method": "GET", "headers": headers}


def ready_of(headers: RawHeaders, body: bytes, answered: Scope) -> Ready:
    """An answer as it is kept, of no state yet; `answered` has the function that made it."""
    route = RouteTable.of(answered["app"]).template(answered.get("endpoint")) or "none"
    return Ready.of(route, headers, body)


def may_be_kept(status: int, headers: RawHeaders) -> bool:
    """Whether an answer with these headers, named in lower case, depends on public facts alone."""
    said = dict(headers)
    length = said.get(b"content-length", b"")
    return (
        status == HTTPStatus.OK
        and said.get(b"cache-control") == _PUBLIC
        and b"etag" in said
        and length.isdigit()
        and int(length) <= MOST_BYTES
    )
