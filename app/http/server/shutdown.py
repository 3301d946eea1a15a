"""Calls a function when a signal tells the server to end, before open answers are waited for."""

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def on_shutdown(call: Callable[[], None]) -> Iterator[None]:
    """Call `call` in this loop as soon as SIGINT or SIGTERM arrives, while in this context.

    uvicorn waits for the answers that are under way, and only then ends the lifespan: an answer
    that follows the log would hold it up for ever. Nothing is changed where the server does not
    handle the signals itself, or not in this thread.
    """
    changed = {}
    if threading.current_thread() is threading.main_thread():
        loop = asyncio.get_running_loop()
        for number in _SIGNALS:
            before = signal.getsignal(number)
            if callable(before):
                signal.signal(number, _both(loop, call, before))
                changed[number] = before
    try:
        yield
    finally:
        for number, before in changed.items():
            signal.signal(number, before)


Handler = Callable[[int, FrameType | None], object]


def _both(loop: asyncio.AbstractEventLoop, call: Callable[[], None], before: Handler) -> Handler:
    def handle(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(call)
        before(number, frame)

    return handle
