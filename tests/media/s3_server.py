"""A server that speaks S3, on this machine, with one bucket."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from tests.waiting import until

BUCKET = "files"


@contextmanager
def running_s3() -> Iterator[str]:
    """The address of a server that runs within; it ends with the context."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            address = f"http://127.0.0.1:{port}"
            until(lambda: _has_bucket(address))
            yield address
        finally:
            server.kill()


def _has_bucket(address: str) -> bool:
    try:
        return httpx.put(f"{address}/{BUCKET}", timeout=10).status_code == 200
    except httpx.TransportError:
        return False
