"""A batch of any length, one act a line: done in short transactions, answered line by line."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count, islice
from typing import IO, Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.auth import idempotency
from app.auth.caller import Caller
from app.auth.idempotency import IdempotentRequest, StoredAnswer
from app.base import clock
from app.base.json_body import read_json
from app.base.problems import TOO_LARGE, Problem
from app.base.settings import Settings
from app.db.database import Database
from app.releases.batch.run import Result, refused, run_batch
from app.releases.desk.editorial_request import EditorialActs

# Other writers wait for so many acts at most, some tenths of a second.
ACTS_A_TRANSACTION = 100


@dataclass(frozen=True)
class LineBatch:
    """An upload of lines: its caller, its key, and how results are shown.

    With `key` each transaction keeps its results under the key and its number: lines that are sent
    again get them again, and a batch that broke off goes on where it stopped.
    """

    database: Database
    settings: Settings
    caller: Caller
    key: str | None
    show: Callable[[Result], str]
    problem_of: Callable[[Exception], Problem]

    def results(self, body: IO[bytes]) -> Iterator[str]:
        """The results of all acts in `body`, one JSON text each."""
        lines = _lines(body, self.settings.max_body_bytes)
        for number in count():
            chunk = list(islice(lines, ACTS_A_TRANSACTION))
            if not chunk:
                return
            yield from self._chunk(number, chunk)

    def _chunk(self, number: int, lines: list[bytes | Problem]) -> list[str]:
        first = number * ACTS_A_TRANSACTION
        try:
            return self._transaction(number, first, lines)
        except (Problem, DBAPIError, PoolTimeout) as error:
            # Answers have begun, so that this cannot be the status: each act of it was not done.
            problem = self.problem_of(error)
            return [self.show(refused(first + at, problem)) for at in range(len(lines))]

    def _transaction(self, number: int, first: int, lines: list[bytes | Problem]) -> list[str]:
        now = clock.now()
        with self.database.write() as session:
            request = self._request(number, lines)
            stored = idempotency.find(session, request, now) if request else None
            if stored is not None:
                return list(json.loads(stored.body or b"[]"))
            acts = EditorialActs(self.caller, session, self.settings, now)
            results = run_batch(acts, [_decoded(line) for line in lines], first=first)
            shown = [self.show(result) for result in results]
            if request:
                body = json.dumps(shown, ensure_ascii=False).encode()
                idempotency.keep(session, request, StoredAnswer(200, {}, body), now)
        return shown

    def _request(self, number: int, lines: list[bytes | Problem]) -> IdempotentRequest | None:
        if self.key is None:
            return None
        body = b"\n".join(line for line in lines if isinstance(line, bytes))
        fingerprint = idempotency.fingerprint_of("POST", b"batch", str(number).encode(), body)
        return IdempotentRequest(self.caller.id, f"{self.key} {number}", fingerprint)


def _lines(body: IO[bytes], limit: int) -> Iterator[bytes | Problem]:
    """Lines that are not empty; a Problem in the place of one that is too long."""
    while line := body.readline(limit + 1):
        if len(line) > limit:
            while line and not line.endswith(b"\n"):
                line = body.readline(limit)
            yield Problem(
                TOO_LARGE, f"A line may have {limit:,} bytes here.", {"limit_bytes": limit}
            )
        elif line.strip():
            yield line.strip()


def _decoded(line: bytes | Problem) -> Any:
    if isinstance(line, Problem):
        return line
    try:
        return read_json(line)
    except Problem as problem:
        return problem
