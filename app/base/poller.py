"""A thread that repeats one piece of work: at intervals, and whenever it is woken."""

import threading
from collections.abc import Callable

import structlog
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.base.backoff import Backoff

# After work that failed: 1 s, 2 s, 4 s, ... half a minute.
PAUSES = Backoff(first=1.0, growth=2.0, longest=30.0)

events = structlog.get_logger("dateline.poller")


class Poller:
    """Calls `work` in a thread of its own until it is stopped.

    `work` returns how many seconds to wait before it is called again, 0 for at once; `wake` ends
    that wait. Wakes that follow one another within `gather` seconds lead to one call. An error of
    `work` is logged, and the thread goes on after a growing pause.
    """

    def __init__(self, name: str, work: Callable[[], float], *, gather: float = 0.0) -> None:
        self.stopping = threading.Event()
        self._name, self._work, self._gather = name, work, gather
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def is_running(self) -> bool:
        """Whether it was started and not stopped."""
        return self._thread is not None

    def start(self) -> None:
        """Begin with a first call at once."""
        self.stopping.clear()
        self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread once the call that is under way has returned."""
        self.stopping.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def wake(self) -> None:
        """Have the next call begin now. May be called from any thread."""
        self._wake.set()

    def _run(self) -> None:
        failures = 0
        while not self.stopping.is_set():
            self._wake.clear()
            try:
                pause = self._work()
                failures = 0
            except Exception as error:  # of any kind: the thread lives on
                failures += 1
                pause = PAUSES.after(failures)
                # A database that is away says no more by a traceback.
                is_usual = isinstance(error, OperationalError | PoolTimeout)
                events.error(
                    "work failed",
                    work=self._name,
                    reason=type(error).__name__,
                    exc_info=None if is_usual else error,
                )
            if pause > 0 and self._wake.wait(pause) and self._gather:
                self.stopping.wait(self._gather)
