"""The purge hook: a thread that tells the operator's CDN which tags are stale after each fact.

It follows the log, so it tells of what any process committed. Every tag is told at least once; the
CDN's failures are tried again until they end.
"""

import hashlib
import json
import random
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from importlib import metadata

import structlog

from app.base import clock
from app.base.settings import Settings
from app.cdn.claims import Stale, begin, claim, put_off, settle
from app.db.database import Database
from app.outbound.backoff import asked_pause
from app.outbound.client import Answer, CallFailed, GuardedClient
from app.published.reading.follower import Follower

# Facts wake the thread; other changes, and what failed, are looked for at this distance.
POLL_SECONDS = 1.0
# Facts that come within it go in one call. Longer than the 0.25 s for which another process may
# still answer from before a fact: what the CDN fetches after the purge is new.
GATHER_SECONDS = 0.5
CALL_SECONDS = 5.0
# 1 s, 2 s, 4 s, ... a minute: what is stale meanwhile is seen by readers.
FIRST_PAUSE, LONGEST_PAUSE, MOST_DOUBLINGS = 1.0, 60.0, 6
# What an API asks for may be longer: it counts its calls.
LONGEST_ASKED = timedelta(minutes=10)
JITTER = 0.2
_OK = range(200, 300)

events = structlog.get_logger("dateline.purge")


class Purges:
    """Tells of what is stale until it is stopped; does nothing where no address is set."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        head: Follower,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        self._database, self._head, self._now = database, head, now
        # The operator's own address may be in the operator's own network.
        self._client = GuardedClient(allow_private=True, total_seconds=CALL_SECONDS)
        self._url = None if settings.purge_url is None else str(settings.purge_url)
        self._headers = _headers_of(settings)
        self._made_by = made_by(settings)
        self._stopping, self._wake = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin, with what was not told before."""
        if self._url is None:
            return
        begin(self._database, self._now())
        self._head.listen(self._wake.set)
        self._thread = threading.Thread(target=self._run, name="purge", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread; a call that is under way is finished first."""
        self._stopping.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
            self._head.unlisten(self._wake.set)

    def round(self) -> bool:
        """Tell of what is stale now, if anything is; whether the CDN was told."""
        stale = claim(self._database, self._made_by, self._now())
        if stale is None:
            return False
        time.sleep(GATHER_SECONDS)
        asked, reason = timedelta(), ""
        try:
            answer = self._call(stale)
            if answer.status in _OK:
                settle(self._database, stale, self._made_by)
                return True
            reason = str(answer.status)
            asked = asked_pause(answer.headers, self._now()) or asked
        except CallFailed as error:
            reason = error.failure.value
        failed = put_off(self._database, partial(self._again_at, min(asked, LONGEST_ASKED)))
        events.warning("the CDN was not told what to purge", reason=reason, failures=failed)
        return False

    def _call(self, stale: Stale) -> Answer:
        body = json.dumps({"tags": stale.tags}).encode()
        headers = {**self._headers, "Surrogate-Key": " ".join(stale.tags)}
        return self._client.call_and_wait("POST", self._url or "", headers, body)

    def _again_at(self, asked: timedelta, failed: int) -> datetime:
        pause = min(FIRST_PAUSE * 2 ** min(failed - 1, MOST_DOUBLINGS), LONGEST_PAUSE)
        pause *= random.uniform(1 - JITTER, 1 + JITTER)
        return self._now() + max(timedelta(seconds=pause), asked)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            told = False
            try:
                told = self.round()
            except Exception as error:  # whatever it is, the thread lives on
                events.error("what is to be purged cannot be read", exc_info=error)
            if not told and not self._stopping.is_set():
                self._wake.wait(POLL_SECONDS)


def made_by(settings: Settings) -> str:
    """A digest of what answers are made by beside the facts: the version, and all settings."""
    others = settings.model_dump_json(exclude={"database_url", "purge_url", "purge_token"})
    return hashlib.sha256(f"{metadata.version('dateline')} {others}".encode()).hexdigest()


def _headers_of(settings: Settings) -> Mapping[str, str]:
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if settings.purge_token is not None:
        token = settings.purge_token.get_secret_value()
        # Fastly's API reads its own header alone.
        headers |= {"Authorization": f"Bearer {token}", "Fastly-Key": token}
    return headers
