"""Threads for look-ups of names: what the system takes its time over holds up no exit.

The threads of `concurrent.futures` are waited for when the interpreter ends; these are not.
"""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

T = TypeVar("T")


class Lookups(Generic[T]):
    """Runs at most `limit` calls at the same time, in daemon threads that end with the last."""

    def __init__(self, limit: int) -> None:
        self._left = limit
        self._lock = threading.Lock()
        self._waiting: deque[tuple[Future[T], Callable[[], T]]] = deque()

    def submit(self, call: Callable[[], T]) -> Future[T]:
        """What `call` will have answered, or raised. It may be cancelled until it has begun."""
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
            except BaseException as error:  # it belongs to who waits for the answer
                future.set_exception(error)
