"""The only client for addresses that others have named: callbacks of webhooks and of WebSub.

A name is looked up anew for each call, every address it has must be public, and the connection goes
to the very address that was checked: a name that leads elsewhere a moment later leads nowhere.
Redirects are not followed, proxies of the environment and cookies are not known here, and what is
read of an answer is bounded in size and time, and never decompressed.
"""

import asyncio
import socket
from asyncio import StreamReader, StreamWriter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, partial
from ipaddress import ip_address
from ssl import SSLContext, SSLError
from types import MappingProxyType

import h11
import httpx

from app.outbound.addresses import Address, is_public
from app.outbound.callback_url import fault_of
from app.outbound.lookups import Lookups

MAX_BODY = 64 * 1024
# For all of a call, from looking the name up to the last byte of the answer.
TOTAL_SECONDS = 15.0
CONNECT_SECONDS = 5.0
# Names whose servers do not answer hold up a thread each, for as long as the system waits.
LOOKUPS = 32

# All addresses of a name. Raises OSError.
Resolve = Callable[[str, int], Sequence[Address]]


class Failure(StrEnum):
    """Why there is no answer. No more is told of what stands at an address, or does not."""

    ADDRESS = "address-not-allowed"
    NAME = "name-not-found"
    CONNECTION = "no-connection"
    TLS = "tls"
    TIMEOUT = "timeout"
    BROKEN = "answer-broken"


class CallFailed(Exception):
    """There is no whole answer."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.value)
        self.failure = failure


@dataclass(frozen=True)
class Answer:
    """A whole answer; of its body at most `MAX_BODY` bytes. Header names are in small letters."""

    status: int
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    body: bytes = b""


def system_addresses(host: str, port: int) -> Sequence[Address]:
    """What the operating system knows `host` as. Raises OSError, UnicodeError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(ip_address(entry[4][0]) for entry in found))


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
        # Which authorities are trusted an operator may set, as for OpenSSL: SSL_CERT_FILE.
        return httpx.create_ssl_context()

    async def call(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes = b""
    ) -> Answer:
        """The answer, whatever its status is. Raises CallFailed."""
        if fault_of(url, allow_private=self._allow_private) is not None:
            raise CallFailed(Failure.ADDRESS)
        try:
            async with asyncio.timeout(self._total_seconds):
                return await self._exchange(method, httpx.URL(url), headers, body)
        except TimeoutError as error:
            raise CallFailed(Failure.TIMEOUT) from error
        except (httpx.InvalidURL, h11.LocalProtocolError) as error:
            raise CallFailed(Failure.ADDRESS) from error

    def leads_astray(self, url: str, seconds: float) -> bool:
        """Whether the host of `url` is known, now, under an address that must not be called.

        Of a name that is not found in `seconds` nothing is known; it is looked up for each call.
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
        """The addresses of `host`, all of them checked. Raises CallFailed."""
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
        # One connection a call: the name is looked up and checked for each.
        reader, writer = await self._connect(url)
        sent = {
            "Host": url.netloc.decode(),
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
        """A connection to the first checked address that takes one; TLS is for the name."""
        port = url.port or (443 if url.scheme == "https" else 80)
        failure = Failure.CONNECTION
        # As it is written: its letters would be looked up in the form of IDNA 2003, another name.
        host = url.raw_host.decode()
        # Addresses of both families come in the system's order; a second chance, not a race.
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
