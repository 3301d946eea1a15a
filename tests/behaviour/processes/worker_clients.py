"""Clients that know which worker of a server they speak to."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx

from tests.behaviour.processes.live_server import LiveServer
from tests.waiting import PATIENCE_SECONDS


def workers_of(server: LiveServer) -> set[int]:
    """The processes that serve: those below the one that was started, its own helpers left out."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    return {int(child) for child in children if "spawn_main" in _command(child)}


@contextmanager
def one_for_each_worker(server: LiveServer, **headers: str) -> Iterator[dict[int, httpx.Client]]:
    """By its process, a client of each worker, with a connection to it that stays."""
    found: dict[int, httpx.Client] = {}
    until = time.monotonic() + PATIENCE_SECONDS
    with ExitStack() as stack:
        while len(found) < server.workers:
            assert time.monotonic() < until, "not every worker takes connections"
            client = stack.enter_context(
                httpx.Client(base_url=server.url, headers=headers, trust_env=False, timeout=30)
            )
            answer = client.get("/health/live")
            stream = answer.extensions["network_stream"]
            found.setdefault(_holder(server, stream.get_extra_info("client_addr")[1]), client)
        yield found


def _holder(server: LiveServer, port: int) -> int:
    """The worker whose connection comes from `port`."""
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        columns = line.split()
        ours, theirs = (int(columns[at].split(":")[1], 16) for at in (1, 2))
        if (ours, theirs) == (server.port, port):
            socket = f"socket:[{columns[9]}]"
            return next(worker for worker in workers_of(server) if _has_open(worker, socket))
    raise LookupError(f"nobody holds the connection from {port}")


def _has_open(process: int, name: str) -> bool:
    for descriptor in Path(f"/proc/{process}/fd").iterdir():
        try:
            if str(descriptor.readlink()) == name:
                return True
        except FileNotFoundError:  # closed meanwhile
            continue
    return False


def _command(process: str) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_text()
    except FileNotFoundError:  # ended meanwhile
        return ""
