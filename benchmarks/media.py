"""100 pictures of 12 megapixels are uploaded while readers read.

`python -m benchmarks.media [pictures]`. Prints renditions per second, the most memory of the server
and of the process that reads a picture, and how long readers wait meanwhile, beside what they wait
for before. Exits with 1 when memory passes 300 MB in either process.
"""

import sys
import threading
import time
from io import BytesIO
from pathlib import Path
from statistics import median, quantiles

import httpx
import numpy as np
from PIL import Image

from app.auth.caller import Scope
from app.auth.keys import mint_key
from app.base import clock
from app.db.database import Database
from benchmarks.databases import fresh
from tests.behaviour.processes.live_server import LiveServer

PICTURES = 100
SIZE = (4_000, 3_000)
RENDITIONS = 6
READ_SECONDS = 10.0
PAUSE_SECONDS = 0.02
MOST_BYTES = 300_000_000


class Watch:
    """The most memory that a process and its children held, read ten times a second, in bytes."""

    def __init__(self, pid: int) -> None:
        self.server = self.child = 0
        self._pid, self._over = pid, threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the watch."""
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(0.1):
            self.server = max(self.server, _resident(str(self._pid)))
            for task in Path(f"/proc/{self._pid}/task").glob("*/children"):
                for child in _text(task).split():
                    self.child = max(self.child, _resident(child))


def _resident(pid: str) -> int:
    lines = _text(Path(f"/proc/{pid}/status")).splitlines()
    return next((int(line.split()[1]) * 1_024 for line in lines if line.startswith("VmRSS")), 0)


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


def picture(number: int) -> bytes:
    """A picture of 12 megapixels: soft colours and a little noise, another one for each number."""
    width, height = SIZE
    across = np.linspace(0, 200, width, dtype=np.float32)[None, :, None]
    down = np.linspace(0, 50, height, dtype=np.float32)[:, None, None]
    noise = np.random.default_rng(number).integers(0, 6, (height, width, 3), dtype=np.uint8)
    pixels = (across + down).astype(np.uint8) + noise
    written = BytesIO()
    Image.fromarray(pixels).save(written, "JPEG", quality=90)
    return written.getvalue()


def _read(address: str, over: threading.Event) -> list[float]:
    """Returns how long each answer took, in seconds, one after the other until `over` is set."""
    taken: list[float] = []
    with httpx.Client(base_url=address) as client:
        while not over.wait(PAUSE_SECONDS):
            began = time.perf_counter()
            client.get(f"/v1/releases?limit=20&q={len(taken)}").raise_for_status()
            taken.append(time.perf_counter() - began)
    return taken


def _told(taken: list[float]) -> str:
    return (
        f"{1000 * median(taken):.1f} ms, one in twenty {1000 * quantiles(taken, n=20)[-1]:.1f} ms"
    )


def main() -> int:
    """Measure; 0 when memory stayed within its bound."""
    pictures = int(sys.argv[1]) if len(sys.argv) > 1 else PICTURES
    with fresh("sqlite") as (settings, folder):
        with Database(settings) as database, database.write() as session:
            key = mint_key(session, name="press", scopes=[Scope.PUBLISH], at=clock.now()).text
        server = LiveServer(settings, folder / "server.log")
        server.start()
        try:
            return _measured(server, key, pictures)
        finally:
            server.stop()


def _measured(server: LiveServer, key: str, pictures: int) -> int:
    quiet, over, before, during = threading.Event(), threading.Event(), [0.0], [0.0]
    threading.Timer(READ_SECONDS, quiet.set).start()
    before[:] = _read(server.url, quiet)
    reader = threading.Thread(target=lambda: during.extend(_read(server.url, over)))
    watch = Watch(server.pid)
    reader.start()
    seconds = 0.0
    with httpx.Client(
        base_url=server.url, headers={"Authorization": f"Bearer {key}"}, timeout=120
    ) as client:
        for number in range(pictures):
            content = picture(number)
            began = time.perf_counter()
            client.post("/v1/editorial/media", content=content).raise_for_status()
            seconds += time.perf_counter() - began
    over.set()
    reader.join()
    watch.stop()
    del during[0]
    print(
        f"{pictures} pictures of 12 megapixels: {seconds / pictures:.2f} s each,"
        f" {pictures * RENDITIONS / seconds:.1f} renditions a second;"
        f" most memory: server {watch.server / 1e6:.0f} MB, reading a picture"
        f" {watch.child / 1e6:.0f} MB"
    )
    print(f"readers before: {_told(before)}; meanwhile: {_told(during)}")
    print(f"ratio of medians: {median(during) / median(before):.2f}")
    return 0 if max(watch.server, watch.child) < MOST_BYTES else 1


if __name__ == "__main__":
    sys.exit(main())
