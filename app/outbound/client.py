"""The only client for addresses that others have named: callbacks of webhooks and of WebSub.

Each call resolves the host name anew, every address of it must be public, and the connection goes
to the very address that was checked: changing the name's records in between gains nothing (DNS
rebinding). The client follows no redirects and knows no cookies and no proxies of the environment.
It reads a bounded part of an answer in a bounded time, and never decompresses it.
"""

import asyncio
import socket
import threading
from asyncio import StreamReader, StreamWriter
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, partial
from importlib import metadata
from ipaddress import ip_address
from ssl import SSLContext, SSLError
from types import MappingProxyType
from typing import Generic, TypeVar

import h11
import httpx

from app.outbound.addresses import Address, is_public
from app.outbound.callback_url import fault_of

# The same for every call that Dateline makes (RFC 9110 section 10.1.5).
USER_AGENT = f"Dateline/{metadata.version('dateline')}"
MAX_BODY = 64 * 1024
# For a whole call, from the look-up of the name to the last byte of the answer.
TOTAL_SECONDS = 15.0
CONNECT_SECONDS = 5.0
# Look-ups at the same time. A name whose servers do not answer holds a thread until the system
# gives up.
LOOKUPS = 32

T = TypeVar("T")
# Returns all addresses of a name. Raises OSError.
Resolve = Callable[[str, int], Sequence[Address]]


class Failure(StrEnum):
    """Why there is no answer. Says no more, so that nobody can explore a network through us."""

    ADDRESS = "address-not-allowed"
    NAME = "name-not-found"
    CONNECTION = "no-connection"
    TLS = "tls"
    TIMEOUT = "timeout"
    BROKEN = "answer-broken"


class CallFailed(Exception):
    """A call got no complete answer."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.value)
        self.failure = failure


@dataclass(frozen=True)
class Answer:
    """An answer with at most `MAX_BODY` bytes of its body. Header names are in small letters."""

    status: int
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    body: bytes = b""


def system_addresses(host: str, port: int) -> Sequence[Address]:
    """Returns the addresses of `host` by the system's resolver. Raises OSError, UnicodeError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(ip_address(entry[4][0]) for entry in found))


class Lookups(Generic[T]):
    """Runs at most `limit` calls at the same time, in daemon threads that end when idle.

    A look-up may hang for minutes in the system's resolver. When the interpreter ends it does not
    wait for these threads, as it does for those of `concurrent.futures`.
    """

    def __init__(self, limit: int) -> None:
        self._left = limit
        self._lock = threading.Lock()
        self._waiting: deque[tuple[Future[T], Callable[[], T]]] = deque()

    def submit(self, call: Callable[[], T]) -> Future[T]:
        """Returns a future for the result of `call`, which can be cancelled until it begins."""
        future: Future[T] = Future()
        with self._lock:
            self._waiting.append((future, call))
            if self._left:
                self._left -= 1
                threading.Thread(target=self._work, name="lookup", daemon=True).start()
        return future

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._left += 1
                    return
                future, call = self._waiting.popleft()
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(call())
            except BaseException as error:  # the caller gets it from the future
                future.set_exception(error)


class GuardedClient:
    """Calls addresses that others have named. Safe to share between threads and event loops."""

    def __init__(
        self,
        *,
        allow_private: bool = False,
        resolve: Resolve = system_addresses,
        total_seconds: float = TOTAL_SECONDS,
    ) -> None:
        self._allow_private = allow_private
        self._resolve = resolve
        self._total_seconds = total_seconds
        self._lookups = Lookups[Sequence[Address]](LOOKUPS)

    @cached_property
    def _tls(self) -> SSLContext:
        # An operator may set which authorities are trusted as for OpenSSL: by SSL_CERT_FILE.
        return httpx.create_ssl_context()

    async def call(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes = b""
    ) -> Answer:
        """Call `url`, and return the answer, whatever its status is. Raises CallFailed."""
        if fault_of(url, allow_private=self._allow_private) is not None:
            raise CallFailed(Failure.ADDRESS)
        try:
            async with asyncio.timeout(self._total_seconds):
                return await self._exchange(method, httpx.URL(url), headers, body)
        except TimeoutError as error:
            raise CallFailed(Failure.TIMEOUT) from error
        except (httpx.InvalidURL, h11.LocalProtocolError) as error:
            raise CallFailed(Failure.ADDRESS) from error

    def resolves_to_forbidden(self, url: str, seconds: float) -> bool:
        """Returns whether the host of `url` has an address now that must not be called.

        False when the name does not resolve in `seconds`: each call checks its addresses anyway.
        """
        if self._allow_private:
            return False
        try:
            parts = httpx.URL(url)
        except httpx.InvalidURL:
            return True
        host, port = parts.raw_host.decode(), parts.port or 443
        found = self._lookups.submit(partial(self._resolve, host, port))
        try:
            addresses = found.result(seconds)
        except (OSError, UnicodeError, ValueError, TimeoutError):
            return False
        return not self._are_allowed(addresses)

    async def addresses(self, host: str, port: int) -> Sequence[Address]:
        """Returns the addresses of `host`, all of them checked. Raises CallFailed."""
        looked_up = self._lookups.submit(partial(self._resolve, host, port))
        try:
            found = await asyncio.wrap_future(looked_up)
        except (OSError, UnicodeError, ValueError) as error:
            raise CallFailed(Failure.NAME) from error
        if not self._are_allowed(found):
            raise CallFailed(Failure.ADDRESS)
        return found

    def _are_allowed(self, addresses: Sequence[Address]) -> bool:
        return self._allow_private or all(map(is_public, addresses))

    async def _exchange(
        self, method: str, url: httpx.URL, headers: Mapping[str, str], body: bytes
    ) -> Answer:
        # One connection for each call, since each call resolves and checks the name.
        reader, writer = await self._connect(url)
        sent = {
            "Host": url.netloc.decode(),
            "User-Agent": USER_AGENT,
            "Accept-Encoding": "identity",
            "Connection": "close",
            "Content-Length": str(len(body)),
            **headers,
        }
        connection = h11.Connection(h11.CLIENT)
        request = h11.Request(method=method, target=url.raw_path, headers=list(sent.items()))
        events = (request, h11.Data(data=body), h11.EndOfMessage())
        try:
            writer.write(b"".join(connection.send(event) or b"" for event in events))
            await writer.drain()
            return await _read(connection, reader)
        except (OSError, h11.RemoteProtocolError) as error:
            raise CallFailed(Failure.BROKEN) from error
        finally:
            writer.transport.abort()

    async def _connect(self, url: httpx.URL) -> tuple[StreamReader, StreamWriter]:
        """Connect to the first checked address that accepts; TLS verifies the name."""
        port = url.port or (443 if url.scheme == "https" else 80)
        failure = Failure.CONNECTION
        # In ASCII as sent: decoded, it would be resolved by IDNA 2003, perhaps as another name.
        host = url.raw_host.decode()
        # In the system's order of both families: one after the other, not a race.
        for address in (await self.addresses(host, port))[:2]:
            try:
                async with asyncio.timeout(CONNECT_SECONDS):
                    return await asyncio.open_connection(
                        str(address),
                        port,
                        ssl=self._tls if url.scheme == "https" else None,
                        server_hostname=host if url.scheme == "https" else None,
                    )
            except SSLError:
                failure = Failure.TLS
            except TimeoutError:
                failure = Failure.TIMEOUT
            except OSError:
                failure = Failure.CONNECTION
        raise CallFailed(failure)


async def _read(connection: h11.Connection, reader: StreamReader) -> Answer:
    status, headers, body = 0, {}, bytearray()
    while len(body) < MAX_BODY:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            connection.receive_data(await reader.read(MAX_BODY))
        elif isinstance(event, h11.Response):
            status = event.status_code
            headers = {
                name.decode("latin-1"): value.decode("latin-1") for name, value in event.headers
            }
        elif isinstance(event, h11.Data):
            body += event.data
        elif not isinstance(event, h11.InformationalResponse):
            break
    if not status:
        raise CallFailed(Failure.BROKEN)
    return Answer(status, headers, bytes(body[:MAX_BODY]))
