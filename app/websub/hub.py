"""The built-in WebSub hub of one process: a thread that finds what is due, and a few that call."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import structlog
from sqlmodel import Session

from app.base import clock
from app.base.problems import Problem
from app.base.settings import Settings
from app.db.database import Database
from app.websub.announcing import NO_TOPIC, follow
from app.websub.claims import PER_HOST, claim, has_work
from app.websub.delivery import Courier, Render, Send
from app.websub.models import WebsubSubscription

# Calls at the same time, and subscriptions claimed at once: one dead receiver holds up one of them.
CALLS = 16
GATHER_SECONDS = 0.05
POLL_SECONDS = 1.0

events = structlog.get_logger("dateline.websub")


class WebsubHub:
    """Does what is due until it is stopped. `wake` may be called from any thread."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        render: Render,
        send: Send,
        send_to_hub: Send,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        self._database, self._render, self._now = database, render, now
        self._settings = settings
        self._stopping, self._wake = threading.Event(), threading.Event()
        is_stopping = self._stopping.is_set
        self._courier = Courier(database, settings.hub_url, send, send_to_hub, now, is_stopping)
        self._thread: threading.Thread | None = None
        self._free = threading.Semaphore(CALLS)
        self._pool = ThreadPoolExecutor(CALLS, thread_name_prefix="websub")
        # How many calls are under way to each host.
        self._calls: Counter[str] = Counter()

    def start(self) -> None:
        """Begin; every commit of this process is looked at soon."""
        elsewhere = None if self._settings.websub_hub_url is None else self._settings.hub_url
        follow(self._database, elsewhere, self._now())
        self._database.after_commit.append(self._committed)
        self._thread = threading.Thread(target=self._run, name="websub", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread; calls that are under way are finished first."""
        self._stopping.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
            self._database.after_commit.remove(self._committed)
        self._pool.shutdown(wait=True, cancel_futures=True)

    def wake(self) -> None:
        """Look at once whether anything is due."""
        self._wake.set()

    def round(self) -> int:
        """Claim what is due and hand it to the callers; answers how much that was."""
        with self._database.read() as session:
            if not has_work(session, self._now()):
                return 0
        count = 0
        while count < CALLS and self._free.acquire(blocking=False):
            count += 1
        busy = [host for host, calls in list(self._calls.items()) if calls >= PER_HOST]
        rows, head = claim(self._database, self._now(), count, busy) if count else ([], 0)
        for _ in range(count - len(rows)):
            self._free.release()
        render = Rendered(self._render)
        for row in rows:
            self._calls[row.host] += 1
            self._pool.submit(self._act, row, render, head)
        return len(rows)

    def _act(self, row: WebsubSubscription, render: "Rendered", head: int) -> None:
        try:
            if row.topic == NO_TOPIC:
                self._courier.announce(row, self._settings.base_url)
            elif row.wanted is None:
                self._courier.deliver(row, render, head)
            else:
                self._courier.verify(row, render, head)
        except Exception as error:  # whatever it is, the caller lives on
            events.error("a subscription could not be served", exc_info=error)
            self._give_up(row)
        finally:
            self._calls[row.host] -= 1
            self._free.release()
            self._wake.set()

    def _give_up(self, row: WebsubSubscription) -> None:
        try:
            self._courier.give_up(row)
        except Exception as error:  # its claim ends by itself and another try follows
            events.error("a subscription could not be put off", exc_info=error)

    def _committed(self, _session: Session) -> None:
        self._wake.set()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                busy = self.round() > 0
            except Exception as error:  # whatever it is, the thread lives on
                busy = False
                events.error("the subscriptions cannot be read", exc_info=error)
            if not busy and self._wake.wait(POLL_SECONDS):
                # Commits that follow one another closely are looked at together.
                self._stopping.wait(GATHER_SECONDS)
            self._wake.clear()


class Rendered:
    """The documents of one round: each topic is rendered once, whoever waits for it."""

    def __init__(self, render: Render) -> None:
        self._render = render
        self._lock = threading.Lock()
        self._found: dict[str, tuple[bytes, str] | Problem] = {}

    def __call__(self, topic: str) -> tuple[bytes, str]:
        """The document and its media type. Raises Problem as `render` does."""
        with self._lock:
            if topic not in self._found:
                self._found[topic] = self._once(topic)
            found = self._found[topic]
        if isinstance(found, Problem):
            raise found
        return found

    def _once(self, topic: str) -> tuple[bytes, str] | Problem:
        try:
            return self._render(topic)
        except Problem as problem:
            return problem
