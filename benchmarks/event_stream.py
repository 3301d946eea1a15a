"""Thousands of event-stream clients of one server process: when each gets a publication.

    python -m benchmarks.event_stream [CLIENTS]

Clients follow twenty different selections that the release is in. Prints the time from the press
officer's request to the receipt, and the server's memory for each client; exits with 1 when one of
them waited longer than the bound.
"""

import asyncio
import resource
import statistics
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import httpx

from app.auth.caller import Scope
from app.auth.keys import mint_key
from app.base import clock
from app.base.settings import Settings
from app.db.database import Database
from app.main import prepare
from tests.behaviour.processes.live_server import LiveServer, serving

CLIENTS = 2_000
# Sockets of the clients, or of the server; and what a process has open besides.
OPEN_FILES = 500
AT_ONCE = 100
PUBLICATIONS = 5
MOST_SECONDS = 1.0
SELECTIONS = [f"kind=press_release&date_from={1990 + number}" for number in range(20)]
PATIENCE = 60.0


class Client:
    """One connection that reads events."""

    def __init__(self, number: int) -> None:
        self._selection = SELECTIONS[number % len(SELECTIONS)]
        self.seen_at: dict[str, float] = {}
        self.writer: asyncio.StreamWriter | None = None

    async def connect(self, port: int) -> asyncio.StreamReader:
        """Ask, and read up to the first empty line of the stream."""
        reader, self.writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
        self.writer.write(
            f"GET /v1/changes?{self._selection} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            "Accept: text/event-stream\r\n\r\n".encode()
        )
        status = await reader.readline()
        if b" 200 " not in status:
            raise RuntimeError(status.decode())
        await reader.readuntil(b":\n\n")
        return reader

    async def follow(self, reader: asyncio.StreamReader) -> None:
        """Note when each release came."""
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                line = await reader.readline()
                if not line:
                    return
                if line.startswith(b"data:"):
                    release_id = line.split(b'"release_id":"', 1)[1][:36].decode()
                    self.seen_at[release_id] = time.perf_counter()


async def measure(server: LiveServer, key: str, clients: int) -> list[float]:
    """The seconds from request to receipt, of every client and publication."""
    # A server that has just started reads its gazetteer and its language model with the first text.
    await _publish(server.url, key, [], 0)
    before = memory(server.pid)
    everybody = [Client(number) for number in range(clients)]
    readers: list[asyncio.StreamReader] = []
    began = time.perf_counter()
    for start in range(0, clients, AT_ONCE):
        some = everybody[start : start + AT_ONCE]
        readers += await asyncio.gather(*(one.connect(server.port) for one in some))
    print(f"{clients:,} clients connected in {time.perf_counter() - began:.1f} s")
    pairs = zip(everybody, readers, strict=True)
    tasks = [asyncio.create_task(one.follow(reader)) for one, reader in pairs]
    await asyncio.sleep(2)
    after = memory(server.pid)
    print(f"{(after - before) / clients / 1_000:.1f} kB of the server's memory for each client")
    found: list[float] = []
    for number in range(1, PUBLICATIONS + 1):
        found += await _publish(server.url, key, everybody, number)
    for one in everybody:
        if one.writer is not None:
            one.writer.close()
    await asyncio.gather(*tasks)
    return found


async def _publish(url: str, key: str, everybody: list[Client], number: int) -> list[float]:
    headers = {"Authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(base_url=url, headers=headers, trust_env=False) as desk:
        address = "/v1/editorial/releases"
        text = {"title": f"No. {number}", "body_text": "Words of a release. " * 200}
        draft = (await desk.post(address, json=text)).raise_for_status().json()
        began = time.perf_counter()
        act = desk.post(f"{address}/{draft['id']}/publish", headers={"If-Match": draft["etag"]})
        (await act).raise_for_status()
    until = time.perf_counter() + PATIENCE
    while any(draft["id"] not in one.seen_at for one in everybody):
        if time.perf_counter() > until:
            raise RuntimeError("not every client was told")
        await asyncio.sleep(0.05)
    seconds = sorted(one.seen_at[draft["id"]] - began for one in everybody)
    if seconds:
        print(f"  publication {number}: first {seconds[0]:.3f} s, last {seconds[-1]:.3f} s")
    return seconds


def memory(pid: int) -> int:
    """Bytes of a process in memory."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError("no VmRSS")


def main() -> int:
    """Run it; 1 when the bound is missed."""
    clients = int(sys.argv[1]) if len(sys.argv) > 1 else CLIENTS
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(clients + OPEN_FILES, hard), hard))
    with tempfile.TemporaryDirectory() as name:
        settings = Settings(database_url=f"sqlite:///{name}/dateline.db")
        prepare(settings)
        with Database(settings) as database, database.write() as session:
            key = mint_key(session, name="bench", scopes=[Scope.PUBLISH], at=clock.now()).text
        with serving(settings, Path(name)) as server:
            seconds = sorted(asyncio.run(measure(server, key, clients)))
    middle, worst = statistics.median(seconds), seconds[-1]
    late = seconds[int(len(seconds) * 0.99)]
    print(f"receipt after {middle:.3f} s (median), {late:.3f} s (99 of 100), {worst:.3f} s (all)")
    return 0 if worst <= MOST_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
