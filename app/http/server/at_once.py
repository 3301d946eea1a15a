"""Answers made in the event loop itself, without a thread, a task or the layers of the app.

A read that takes less than `MOST_SECONDS` costs as much again on its way to a thread and back. It
is made here while the state of the public facts is known to stand: then nothing is due before it,
and what is in memory of that state needs no look at the database. What would wait, fails, or is no
answer to be kept is left to the app.
"""

import threading
import time

from fastapi import FastAPI
from starlette.responses import Response
from starlette.types import Scope

from app.db.no_wait import KNOWN, NoWaitSession, WouldWait
from app.http.answer_headers import AnswerHeaders
from app.http.caching import Whole
from app.http.server.paces import Pace
from app.http.server.plain_request import PlainRequest
from app.http.server.plans import Plan, planned

# Seconds of the processor. All other requests wait meanwhile; for a thread at work they wait up to
# 5 ms, the interval in which Python takes the lock from it.
MOST_SECONDS = 0.002


class AtOnce:
    """Makes answers of `app` with one session."""

    def __init__(self, app: FastAPI, headers: AnswerHeaders, session: NoWaitSession) -> None:
        self._app = app
        self._headers = headers
        self._session = session
        # Event loops of several threads would share the session.
        self._lock = threading.Lock()

    def answer(self, scope: Scope, known: object) -> Response | None:
        """The answer to a GET, of the state `known`; None when another way has to give it.

        `scope` is noted the function that answers.
        """
        scope["app"] = self._app
        request = PlainRequest(scope)
        found = planned(request)
        if found is None:
            return None
        plan, given = found
        pace = plan.paces.of(given)
        if pace.seconds > MOST_SECONDS:
            return None
        if not self._lock.acquire(blocking=False):
            return None
        try:
            self._session.info[KNOWN] = known
            return self._call(request, plan, given, pace)
        finally:
            if self._session.in_transaction():
                self._session.close()
            self._lock.release()

    def _call(
        self, request: PlainRequest, plan: Plan, given: dict[str, object], pace: Pace
    ) -> Response | None:
        began = time.thread_time()
        try:
            response = plan.call_with(self._session, request, given)
        except WouldWait:
            pace.was_in_vain()
            return None
        except Exception:
            # Told by the app's own way, and logged there. Faults may take long to find.
            pace.took(time.thread_time() - began)
            return None
        if not isinstance(response, Whole):
            return None  # no answer that is in memory as a whole
        response.raw_headers = self._headers.completed(response.raw_headers, request.scope)
        pace.took(time.thread_time() - began)
        return response

    def close(self) -> None:
        """Give back what the session holds."""
        self._session.close_for_good()
