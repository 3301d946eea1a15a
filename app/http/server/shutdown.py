"""The end of the server, as answers without end have to know of it."""

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def told_of_the_end(call: Callable[[], None]) -> Iterator[None]:
    """Within, a signal that ends the server calls `call` in this loop before all else.

    A server that was told to end first waits for the answers that are under way, and only then ends
    the lifespan: an answer that follows the log would hold it up for ever. Where the server does
    not handle the signals itself, or not in this thread, nothing is changed.
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
