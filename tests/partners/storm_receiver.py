"""A receiver of many thousand events: fails, hangs, is slow, redirects, breaks off, restarts."""

import asyncio
import json
import random
import re
import threading
import time
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from standardwebhooks import Webhook

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
# How often each misbehaves, and how.
FAILS, BREAKS_OFF, REDIRECTS, HANGS, IS_SLOW = 0.02, 0.01, 0.01, 0.002, 0.02
HANG_SECONDS, SLOW_SECONDS = 1.0, 0.1


@dataclass(frozen=True)
class Arrival:
    """One event that a receiver was sent, and whether it said that it has it."""

    receiver: int
    id: str
    seq: int
    kind: str
    release_id: str
    at: float
    is_signed: bool
    is_accepted: bool


class StormReceiver:
    """All receivers of a storm on one port, each with a path of its own."""

    def __init__(self, seed: int = 2) -> None:
        self.arrivals: list[Arrival] = []
        self.is_stormy = False
        self.is_checking = True
        # Of each receiver, in their order: what signatures are checked with.
        self.secrets: list[str] = []
        self._random = random.Random(seed)
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._server: asyncio.Server | None = None

    def url(self, number: int) -> str:
        """The address of the receiver `number`."""
        return f"http://127.0.0.1:{self.port}/{number}"

    @contextmanager
    def receiving(self) -> Iterator[None]:
        """While events are taken."""
        thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        thread.start()
        self._run(self._open())
        try:
            yield
        finally:
            self._run(self._close())
            self._loop.call_soon_threadsafe(self._loop.stop)
            thread.join()
            self._loop.close()

    def restart(self) -> None:
        """Be away for a moment, and there again."""
        self._run(self._close())
        self._run(asyncio.sleep(0.3))
        self._run(self._open())

    def _run(self, call: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(call, self._loop).result(30)

    async def _open(self) -> None:
        self._server = await asyncio.start_server(self._take, "127.0.0.1", self.port, backlog=500)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        if self._server is not None:
            self._server.close()

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            length = _LENGTH.search(head)
            body = await reader.readexactly(int(length[1]) if length else 0)
            writer.write(await self._answer(head.decode("latin-1"), body))
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass  # the sender was killed
        finally:
            writer.close()

    async def _answer(self, head: str, body: bytes) -> bytes:
        first, *lines = head.split("\r\n")
        path = first.split(" ")[1]
        fields = {
            name.lower(): value for name, _, value in (line.partition(": ") for line in lines)
        }
        event = json.loads(body)
        if event["type"] == "subscription.verification":
            challenge = event["data"]["challenge"].encode()
            return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(challenge), challenge)
        answer = await self._misbehave() if self.is_stormy else None
        number = int(path[1:])
        self._note(
            number,
            fields["webhook-id"],
            event,
            is_signed=self.is_checking and self._is_signed(number, fields, body),
            is_accepted=answer is None,
        )
        return answer or b"HTTP/1.1 204 No Content\r\n\r\n"

    async def _misbehave(self) -> bytes | None:
        """What is answered instead of 204; None when all is well, be it slow."""
        chance = self._random.random()
        for share, answer in (
            (FAILS, b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"),
            (BREAKS_OFF, b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"),
            (REDIRECTS, b"HTTP/1.1 302 Found\r\nLocation: /999\r\nContent-Length: 0\r\n\r\n"),
        ):
            if chance < share:
                return answer
            chance -= share
        if chance < HANGS:
            await asyncio.sleep(HANG_SECONDS)
        elif chance < HANGS + IS_SLOW:
            await asyncio.sleep(SLOW_SECONDS)
        return None

    def _is_signed(self, number: int, fields: Mapping[str, str], body: bytes) -> bool:
        at = datetime.fromtimestamp(int(fields["webhook-timestamp"]), UTC)
        right = Webhook(self.secrets[number]).sign(fields["webhook-id"], at, body.decode())
        return right in fields["webhook-signature"].split(" ")

    def _note(
        self,
        number: int,
        message_id: str,
        event: Mapping[str, Any],
        *,
        is_signed: bool,
        is_accepted: bool,
    ) -> None:
        data = event["data"]
        self.arrivals.append(
            Arrival(
                receiver=number,
                id=message_id,
                seq=data.get("seq", 0),
                kind=str(data.get("kind", "")),
                release_id=str(data.get("release_id", "")),
                at=time.time(),
                is_signed=is_signed,
                is_accepted=is_accepted,
            )
        )
